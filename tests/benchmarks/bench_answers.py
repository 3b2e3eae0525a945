"""What an answer costs beside the arithmetic behind it, without its text and with it.

    python -m tests.benchmarks.bench_answers

The unit is a payment deadline by bare arithmetic: a day, a business day so many further on, and the end of
that day. Processor time, interleaved, the median of the rounds. What an answer keeps is told in claims; what
is asked of many entities is told for one of them.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tracemalloc
from functools import partial
from time import thread_time_ns
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.bench_calendars import Report, interleaved, verdict
from tests.support.payments import IRELAND, NOW, PROFILE, circumstances, resolution
from tests.support.world import LOCATION, PROGRAM, RULES, desk_at

from coopclaims import BusinessDays, ClaimStatus, payment_deadline, replay, review_deadline
from coopclaims.deadlines import Deadline, TaxInvoice
from coopclaims.identifiers import EntityId
from coopclaims.money import RateTable
from coopclaims.payments import why_not_paid
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    ProfileAssignment,
    ProfileStatus,
    forecast_payouts,
    payment_waterfall,
    resolve_payouts,
)
from coopclaims.rules import PAYMENT_SPAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from typing import Protocol

    from coopclaims import Claim
    from coopclaims.provenance import Explanation

    class Answer(Protocol):
        """An answer that explains itself."""

        def explain(self) -> Explanation:
            """Return why it is so."""
            ...


BARE = "a payment deadline by bare arithmetic"
REPLAYED = "a replayed claim"
PROFILE_IN_USE = ProfileAssignment(
    profile=PROFILE, currency="SEK", location=LOCATION, program=PROGRAM, status=ProfileStatus.APPROVED
)
PICKLED = 1000
"""How many bytes a pickled deadline may take, less one."""


class Asked(NamedTuple):
    """What is asked, and how many times the bare arithmetic the answer may take."""

    name: str
    ask: Callable[[], object]
    told: Callable[[], object]
    at_most: float | None = None


def explained(name: str, ask: Callable[[], Answer], at_most: float | None = None) -> Asked:
    """Return a question whose answer has an explanation."""
    return Asked(name, ask, lambda: str(ask().explain()), at_most)


def by_hand(claim: Claim) -> datetime:
    """Return by when a claim is paid, without any reason."""
    approved = claim.milestones.approved_at
    assert approved is not None
    day = RULES.day(approved)
    span = RULES.look_up(PAYMENT_SPAN, day).value
    assert isinstance(span, BusinessDays)
    return RULES.end_of(RULES.calendar.after(day, span.n))


def questions() -> Iterator[Asked]:
    """Yield each question about a claim that is approved, or submitted."""
    claim, submitted = desk_at(ClaimStatus.APPROVED).claim, desk_at(ClaimStatus.SUBMITTED).claim
    context, resolved = circumstances(), resolution(claim)
    paid = partial(payment_deadline, claim, tax_invoice=TaxInvoice.not_needed(), rules=RULES)
    due = paid()
    assert isinstance(due, Deadline)
    assert due.last_instant == by_hand(claim)
    yield explained("`payment_deadline`", paid, at_most=4)
    yield explained("`review_deadline`", partial(review_deadline, submitted, rules=RULES), at_most=4)
    given: dict[str, Any] = {
        "shares": ((IRELAND, claim.form.amount),),
        "entities": (PayingEntity(IRELAND, "SEK"),),
        "profiles": BankProfiles((PROFILE_IN_USE,)),
        "rates": RateTable(()),
        "rules": RULES,
        "enrollment": EnrollmentStatus.ENROLLED,
    }
    yield explained("`forecast_payouts`", partial(forecast_payouts, claim.form, at=NOW, **given), at_most=4.8)
    yield explained("`why_not_paid`", partial(why_not_paid, context, at=NOW, rules=RULES), at_most=14)
    yield explained("`payment_waterfall`", partial(payment_waterfall, claim, resolved), at_most=5.9)
    yield explained(
        "`resolve_payouts`", partial(resolve_payouts, claim, ordered_at=NOW, **given), at_most=5.7
    )


def of_entities(count: int) -> Iterator[Asked]:
    """Yield each question about an approved claim that so many entities pay."""
    claim = desk_at(ClaimStatus.APPROVED).claim
    shares = tuple((EntityId(f"entity-{number}"), claim.form.amount) for number in range(count))
    paid: dict[str, Any] = {
        "shares": shares,
        "entities": tuple(PayingEntity(entity, "SEK") for entity, _ in shares),
    }
    given = paid | {"profiles": BankProfiles((PROFILE_IN_USE,)), "rates": RateTable(()), "rules": RULES}
    given["enrollment"] = EnrollmentStatus.ENROLLED
    context = circumstances(resolution=resolution(claim, **paid))
    yield explained("`resolve_payouts`", partial(resolve_payouts, claim, ordered_at=NOW, **given))
    yield explained("`forecast_payouts`", partial(forecast_payouts, claim.form, at=NOW, **given))
    yield explained("`why_not_paid`", partial(why_not_paid, context, at=NOW, rules=RULES))


def repeating(deed: Callable[[], object], n: int) -> Callable[[], tuple[int, int]]:
    """Return a loop of a question."""

    def loop() -> tuple[int, int]:
        start = thread_time_ns()
        for _ in range(n):
            deed()
        return thread_time_ns() - start, n

    return loop


def answering(report: Report, asked: Sequence[Asked], rounds: int, times: int) -> None:
    """Time each answer, and each with its text."""
    claim = desk_at(ClaimStatus.APPROVED).claim
    loops = {BARE: repeating(partial(by_hand, claim), times * 10)}
    for each in asked:
        loops[each.name] = repeating(each.ask, times)
        loops[f"{each.name}, with its text"] = repeating(each.told, times)
    timings = interleaved(rounds, loops)
    targets = {each.name: each.at_most for each in asked}
    bare = timings[BARE].middle
    report.head("answers", "", "µs", "spread", "x bare arithmetic", "target")
    for name, (middle, spread) in timings.items():
        target = verdict(middle / bare, at_most=targets.get(name))
        report.row(name, f"{middle / 1e3:,.1f}", f"{spread / 1e3:,.1f}", f"{middle / bare:,.1f}", target)


def kept(deed: Callable[[], object], n: int) -> float:
    """Return how many bytes an answer keeps."""
    deed()  # what is kept for all of them is kept by now
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    answers = [deed() for _ in range(n)]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(answers)


def keeping(report: Report, asked: Sequence[Asked], n: int) -> None:
    """Measure what each answer keeps."""
    history = desk_at(ClaimStatus.APPROVED).history
    claim = kept(partial(replay, history), n)
    report.head("memory", "", "bytes", "x a replayed claim", "target")
    report.row(REPLAYED, f"{claim:,.0f}", "1.0", "")
    for each in asked:
        size = kept(each.ask, n)
        target = verdict(size / claim, at_most=3 if isinstance(each.ask(), Deadline) else None)
        report.row(each.name, f"{size:,.0f}", f"{size / claim:,.1f}", target)


def pickling(report: Report, asked: Sequence[Asked]) -> None:
    """Measure a pickled deadline."""
    report.head("pickled", "", "bytes", "target")
    for each in asked:
        answer = each.ask()
        if isinstance(answer, Deadline):
            size = len(pickle.dumps(answer))
            report.row(each.name, f"{size:,}", verdict(size, at_most=PICKLED - 1))


def growing(report: Report, rounds: int, most: int) -> None:
    """Time each question for more and more entities, and measure what its answer keeps."""
    sizes = [size for size in (most // 100, most // 10, most) if size]
    report.head("for one of so many entities", "", "entities", "µs", "bytes kept")
    for size in sizes:
        asked = tuple(of_entities(size))
        timings = interleaved(
            rounds, {each.name: repeating(each.ask, max(1, 1000 // size)) for each in asked}
        )
        for each in asked:
            took, memory = timings[each.name].middle / size / 1e3, kept(each.ask, 1) / size
            report.row(each.name, f"{size:,}", f"{took:,.2f}", f"{memory:,.0f}")


def main(arguments: Sequence[str] | None = None) -> str:
    """Time, measure and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="answers a round")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--entities", type=int, default=10_000, help="how many pay a claim at most")
    given = parser.parse_args(arguments)
    report, asked = Report(), tuple(questions())
    answering(report, asked, given.rounds, given.times)
    keeping(report, asked, given.times)
    pickling(report, asked)
    growing(report, given.rounds, given.entities)
    return f"Python {sys.version.split()[0]}.\n{report}"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
