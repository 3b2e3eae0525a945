"""The contract of repositories: all checks, in order, and how to run them without a test runner."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import frozen
from coopclaims.testing.contract.appending import (
    appends_all_or_nothing,
    appends_at_the_expected_version_only,
    appends_to_one_stream_twice,
    books_a_command_once,
    breaks_off_without_a_trace,
    keeps_the_order,
    records_a_ledger_entry_once,
    refuses_foreign_entries,
    stores_money_with_what_moved_it,
)
from coopclaims.testing.contract.correcting import keeps_corrections
from coopclaims.testing.contract.guarding import (
    appends_payments_at_the_expected_version_only,
    compares_what_was_read,
    compares_what_was_read_in_a_race,
    keeps_payments,
)
from coopclaims.testing.contract.listing import (
    keeps_a_long_history,
    lists_by_location_and_program,
    loads_since_the_snapshot,
    survives_reopening,
)
from coopclaims.testing.contract.racing import (
    does_not_conflict_without_need,
    loses_no_update,
    never_overdraws_a_fund,
    performs_a_command_once,
    performs_a_command_once_when_sent_at_once,
    shows_all_of_an_append_or_nothing,
)
from coopclaims.testing.contract.sharing import tells_what_another_object_wrote
from coopclaims.testing.contract.storing import (
    gives_back_every_kind_of_entry,
    gives_back_long_and_foreign_text,
    gives_what_later_writes_do_not_change,
    keeps_claims_apart,
    keeps_funds_apart,
    knows_only_what_was_stored,
)
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities, Check, MakeRepository
from coopclaims.testing.telling import BrokenLaw

if TYPE_CHECKING:
    from collections.abc import Callable


repository_contract: Final[tuple[Check, ...]] = (
    knows_only_what_was_stored,
    gives_back_every_kind_of_entry,
    gives_back_long_and_foreign_text,
    gives_what_later_writes_do_not_change,
    keeps_the_order,
    keeps_claims_apart,
    keeps_funds_apart,
    lists_by_location_and_program,
    loads_since_the_snapshot,
    appends_at_the_expected_version_only,
    appends_to_one_stream_twice,
    appends_all_or_nothing,
    breaks_off_without_a_trace,
    refuses_foreign_entries,
    records_a_ledger_entry_once,
    books_a_command_once,
    keeps_payments,
    appends_payments_at_the_expected_version_only,
    compares_what_was_read,
    stores_money_with_what_moved_it,
    keeps_corrections,
    performs_a_command_once,
    loses_no_update,
    performs_a_command_once_when_sent_at_once,
    never_overdraws_a_fund,
    does_not_conflict_without_need,
    compares_what_was_read_in_a_race,
    shows_all_of_an_append_or_nothing,
    survives_reopening,
    tells_what_another_object_wrote,
    keeps_a_long_history,
)
"""Every check, the quick ones first. Each is a function of how to make a repository, and of what it can."""


@final
@frozen
class Finding:
    """What came of one check: its name, the promise that it is about, and what was found broken.

    `broken` is the text, `None` where the promise was kept. `found` are the values that it was made of, pairs
    of a name and a value; empty where the check ended in another error.
    """

    check: str
    promise: str
    broken: str | None = None
    found: tuple[tuple[str, object], ...] = ()


@final
@frozen
class ContractReport:
    """What came of the whole contract, to be read: every check, and what was declared."""

    findings: tuple[Finding, ...]
    declared: tuple[str, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The checks that found a promise broken."""
        return tuple(finding for finding in self.findings if finding.broken is not None)

    def __str__(self) -> str:
        kept = len(self.findings) - len(self.broken)
        lines = [f"{kept} of {len(self.findings)} promises kept", *(f"  {line}" for line in self.declared)]
        for finding in self.findings:
            lines.append(f"{'kept  ' if finding.broken is None else 'BROKEN'} {finding.check}")
            if finding.broken is not None:
                lines += [
                    f"       {finding.promise}",
                    *(f"       {line}" for line in finding.broken.splitlines()),
                ]
        return "\n".join(lines)


def contract_report(make: MakeRepository, can: Capabilities = EVERYTHING) -> ContractReport:
    """Run every check against repositories that `make` makes, and report. Nothing is skipped."""
    findings = tuple(told_of(check, partial(check, make, can)) for check in repository_contract)
    return ContractReport(findings, can.declared())


def told_of(check: Callable[..., None], run: Callable[[], None]) -> Finding:
    """Run a check and return what it found."""
    name, promise = check.__name__, " ".join((check.__doc__ or "").split("\n\n")[0].split())
    try:
        run()
    except Exception as error:  # noqa: BLE001 - whatever it raises, the promise was not kept
        told = str(error) if isinstance(error, AssertionError) else repr(error)
        found = tuple(error.shown.items()) if isinstance(error, BrokenLaw) else ()
        return Finding(name, promise, "\n".join(line[:400] for line in told.splitlines()), found)
    return Finding(name, promise)


def check_repository(make: MakeRepository, can: Capabilities = EVERYTHING) -> ContractReport:
    """Return the report of the contract; raise `AssertionError` with it where a promise is broken.

    `make` takes the keys of fund pools and returns a repository in which they are open and empty.

    >>> from coopclaims import InMemoryRepository
    >>> def make_repository(*pools):
    ...     repository = InMemoryRepository()
    ...     for key in pools:
    ...         repository.open_pool(key)
    ...     return repository
    >>> report = check_repository(make_repository, Capabilities(snapshots=0, long_history=500))
    >>> print(str(report).splitlines()[0])
    31 of 31 promises kept
    """
    report = contract_report(make, can)
    if report.broken:
        raise AssertionError(str(report))
    return report
