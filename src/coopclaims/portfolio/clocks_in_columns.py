"""Which clocks run on many claims, from when, and by when: from the columns of the claims alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast, final

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen
from coopclaims.claims.claim import ClaimStatus, Clock
from coopclaims.deadlines.after_events import COUNTED, payment_due
from coopclaims.deadlines.counting import HANDED_IN_EVENTS, Deadline, day_zero, start_day
from coopclaims.deadlines.each_clock import round_start, stop_of
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio.claims_in_columns import ClaimColumns
from coopclaims.portfolio.columns import Columns, of_rows
from coopclaims.portfolio.due_columns import answer_of
from coopclaims.portfolio.results import ask_alone
from coopclaims.rules.book import Rules
from coopclaims.rules.readings import ReviewClock

if TYPE_CHECKING:
    from collections.abc import Iterator


@final
@frozen(kw_only=True, repr=False)
class ClockColumns(Columns):
    """The clocks of claims that wait for the vendor: one row for each that runs or was met.

    `claim` and `program` are identifiers, and `clock` is the key of the clock. `started_at` is the instant of
    the event and `answered_at` that of the answer, both in UTC, `None` while nobody answered. `counts_as` is
    the key of the clock that it counts as (an escalation on the plan path counts as that review), and `day`
    the civil day in the program's zone from which: by these two the row is joined with a `due_table`, as
    `clock` and `day` there. Both are `None` where a tax invoice counts, too, whose due day does not follow
    from one day. `due` is the due day and `last_instant` its last microsecond, in UTC.

    Where no rule or calendar answers, `refusal` is the code of the reason and there is no due day; elsewhere
    it is `None`. Raises `InvalidValue` for columns of different lengths.
    """

    claim: tuple[str, ...]
    program: tuple[str | None, ...]
    clock: tuple[str, ...]
    started_at: tuple[datetime, ...]
    answered_at: tuple[datetime | None, ...]
    counts_as: tuple[str | None, ...]
    day: tuple[date | None, ...]
    due: tuple[date | None, ...]
    last_instant: tuple[datetime | None, ...]
    refusal: tuple[str | None, ...]

    @door
    def overdue(self, at: datetime) -> ClockColumns:
        """Return the rows that are overdue at the aware instant `at`, as `Deadline.state` says it.

        Rows without a due day are not among them: look at `refusal`. Raises `InvalidValue` for a naive `at`.
        """
        now = as_instant("at", at)
        rows = zip(self.rows(), self.answered_at, self.last_instant, strict=True)
        late = (
            row
            for row, answered, last in rows
            if last is not None and now > last and (answered is None or answered > now)
        )
        return of_rows(ClockColumns, late)


@door
def clock_columns(
    claims: ClaimColumns, *, rules: Rules, tax_invoices: Mapping[ClaimId, TaxInvoice] | None = None
) -> ClockColumns:
    """Return the clocks of these claims that wait for the vendor, claim by claim.

    They are those of the review or the plan-path review, of its escalation to Support, of the dispute and of
    the payment. `claims` are as they are now, and `rules` are bound rules, with their calendar, zone and
    policies, for all of them. `tax_invoices` says by claim where the partner's tax invoice is; a claim that
    is not there needs none, and `None` is that for all of them.

    Each row is what `coopclaims.deadlines.deadline` says of the claim; a clock that does not run has no row,
    nor has a claim whose entries are no History. When it is paid, the columns of a claim do not say: leave
    out payments that were sent. Raises `InvalidValue` under a policy by which clocks pause while the partner
    has the claim (`ReviewClock.PAUSES`): what is left of them does not follow from one day, so ask
    `deadline`.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, ClaimStatus, partner_center
    >>> from coopclaims.testing import histories, simplest
    >>> from coopclaims.portfolio import claim_columns
    >>> from coopclaims.wire import entry_columns
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> claims = claim_columns(entry_columns([simplest(histories(ClaimStatus.UNDER_REVIEW))]))
    >>> found = clock_columns(claims, rules=rules)
    >>> found.clock, [str(day) for day in found.due]
    (('review', 'escalation'), ['2022-08-18', '2022-08-18'])
    """
    if rules.policies.review_clock is ReviewClock.PAUSES:
        raise InvalidValue("rules", rules.policies.review_clock, "clocks_that_start_anew")
    invoices, answers = tax_invoices or {}, _Answers(rules)
    names = tuple(claims.columns)
    known = (dict(zip(names, each, strict=True)) for each in claims.rows())
    rows = (
        (claim["claim"], claim["program"], *row)
        for claim in known
        if claim["refusal"] is None
        for row in answers.of(claim, invoices.get(claim["claim"]))
    )
    return of_rows(ClockColumns, rows)


@final
class _Answers:
    """The answers under these rules; each clock is asked once for a day."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[tuple[Clock, date], tuple[Any, ...]] = {}

    def of(self, claim: Mapping[str, Any], invoice: TaxInvoice | None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of one claim, without its name and program."""
        status, on_plan = ClaimStatus(claim["status"]), claim["on_plan"]
        first, review = claim["first_submitted_at"], Clock.PLAN_REVIEW if on_plan else Clock.REVIEW
        submitted, disputed = claim["submitted_at"], claim["disputed_at"]
        if stop_of(review, status, was_waited_for=submitted is not None, rules=self._rules) is None:
            start, answered = (
                round_start(Clock.REVIEW, first, submitted, self._rules),
                claim["review_answered_at"],
            )
            yield self._counted(review, review, start, answered)
            yield self._counted(Clock.ESCALATION, review if on_plan else Clock.ESCALATION, start, answered)
        if stop_of(Clock.DISPUTE, status, was_waited_for=disputed is not None, rules=self._rules) is None:
            start = round_start(Clock.DISPUTE, first, disputed, self._rules)
            yield self._counted(Clock.DISPUTE, Clock.DISPUTE, start, claim["dispute_answered_at"])
        if claim["approved_at"] is not None:
            yield from self._paid(claim["approved_at"], invoice or TaxInvoice.not_needed())

    def _counted(
        self, clock: Clock, counts: Clock, start: datetime, answered: datetime | None
    ) -> tuple[Any, ...]:
        """Return the row of a clock that counts as another, or as itself, from an instant."""
        spec, rules = COUNTED[counts], self._rules
        day = day_zero(start, rules)[0] if spec.event in HANDED_IN_EVENTS else start_day(start, rules)
        if (counts, day) not in self._known:
            due, last_instant, *_, refusal = answer_of(rules, counts, day)
            self._known[counts, day] = due, last_instant, refusal
        return clock.value, start, answered, counts.value, day, *self._known[counts, day]

    def _paid(self, approved: datetime, invoice: TaxInvoice) -> Iterator[tuple[Any, ...]]:
        """Yield the row of the payment, unless it waits for a tax invoice."""
        if invoice.approved_at is None:
            if not invoice.state.is_open:
                yield self._counted(Clock.PAYMENT, Clock.PAYMENT, approved, None)
            return
        found = ask_alone(_invoiced, approved, invoice, self._rules)
        if isinstance(found, CoopClaimsError):
            yield Clock.PAYMENT.value, approved, None, None, None, None, None, found.code
        else:
            started = found.started_at or approved
            yield (
                *(Clock.PAYMENT.value, started, None, None, None, found.on),
                *(found.last_instant.astimezone(UTC), None),
            )


def _invoiced(approved: datetime, invoice: TaxInvoice, rules: Rules) -> Deadline:
    """Return by when is paid what has an approved tax invoice: that clock always runs."""
    return cast("Deadline", payment_due(approved=approved, tax_invoice=invoice, rules=rules))
