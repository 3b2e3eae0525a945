"""What an edition states: the rules of one publication, as typed fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, final, get_args, get_origin, get_type_hints

import attrs

from coopclaims._checks import Check, door, fitting, named
from coopclaims._values import Keyed, Term, frozen, identifier
from coopclaims.activities.catalogue import Catalogue
from coopclaims.calendars.conventions import Roll
from coopclaims.calendars.spans import Intake, Span
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Role
from coopclaims.periods import CalendarDays, ClaimingPeriod, EarningPeriod, MonthDay, Months, UsagePeriod
from coopclaims.rules.contents import digest_of
from coopclaims.rules.rule import Rule, RuleKey


@final
@frozen(kw_only=True)
class ClaimingWindow:
    """The fixed days between which claims for one half-year of use are lodged. Source: OV20 D-03.

    `usage_first` and `usage_last` are the first and last day of use, `opens` and `closes` those of the
    claims; all are days of every year, and both ends are included. `roll` says what becomes of a last day
    that is closed; the published ones stay where they are.
    """

    usage_first: MonthDay
    usage_last: MonthDay
    opens: MonthDay
    closes: MonthDay
    roll: Roll = Roll.UNADJUSTED

    @door
    def claiming_period(self, usage: UsagePeriod) -> ClaimingPeriod | None:
        """Return the claiming period of `usage`, or `None` where this window is not about it.

        Its last day stands where it is stated: `Rules.claiming_period` rolls it.
        """
        starts_here = self.usage_first.on_or_after(usage.first) == usage.first
        if not starts_here or self.usage_last.on_or_after(usage.first) != usage.last:
            return None
        opens = self.opens.on_or_after(usage.first)
        return ClaimingPeriod(opens, self.closes.on_or_after(opens))

    def __str__(self) -> str:
        rolled = "" if self.roll is Roll.UNADJUSTED else f", {self.roll.caption}"
        return f"usage {self.usage_first} to {self.usage_last}, claims {self.opens} to {self.closes}{rolled}"


@final
@frozen(kw_only=True)
class ActivityLatest:
    """A last day for claims of activities, whatever span there is after them. Source: AN20 D-06.

    `latest` is the last day, and `programs` are the only ones that it concerns.
    """

    latest: date
    programs: frozenset[ProgramId]

    def __str__(self) -> str:
        return f"by {self.latest.isoformat()}, {_for(self.programs)}"


@final
class PlanDeadline(Keyed):
    """By when a plan is made and first submitted. Source: KB-DL, PL20, PL22 D-18."""

    FISCAL_HALF = "fiscal_half", "before the end of the fiscal half"
    PROGRAM_YEAR = "program_year", "by the last day of the program year"


@final
@frozen(kw_only=True)
class ProgramCalendar:
    """Periods of a program's own: an activity of these days is claimed by that day. Source: KB-EXEC D-14.

    `programs` are those that have them, and `executed` is the days of the activity, both ends included. It
    is claimed from `claims_from`, `None` where the document gives no day, until `claims_until`, that day
    included.
    """

    programs: frozenset[ProgramId]
    executed: UsagePeriod
    claims_from: date | None
    claims_until: date

    def __str__(self) -> str:
        opens = "" if self.claims_from is None else f"from {self.claims_from.isoformat()} "
        claimed = f"claimed {opens}until {self.claims_until.isoformat()}"
        return f"carried out {self.executed}, {claimed}, {_for(self.programs)}"


@final
@frozen(kw_only=True)
class Rollover:
    """What `programs` had left of one usage period may be used in another. Source: AN20 U-14.

    `from_usage` is the period whose rest is moved, `to_usage` the one in which it is used.
    """

    programs: frozenset[ProgramId]
    from_usage: UsagePeriod
    to_usage: UsagePeriod

    def __str__(self) -> str:
        return f"{self.from_usage} into {self.to_usage}, {_for(self.programs)}"


@final
@frozen(kw_only=True)
class ProgramEnd:
    """The end of `programs`: the co-op of their last earning period, `earned`, became a rebate.

    It was paid between the two days of `paid_between`, both included. Source: BL23 U-16.
    """

    programs: frozenset[ProgramId]
    earned: EarningPeriod
    paid_between: tuple[date, date]

    def __str__(self) -> str:
        first, last = self.paid_between
        return f"earned {self.earned}, paid {first.isoformat()} to {last.isoformat()}, {_for(self.programs)}"


@final
@frozen
class ReasonCode:
    """A reason for rejecting, cutting or asking that has a code of its own. Source: inferred, H-04.

    `key` is what reasons name, `what` is for people. Raises `InvalidValue` for what is no key.

    >>> ReasonCode("above_cap", "more than the cap leaves").term == "above_cap"
    True
    """

    key: str = attrs.field(validator=identifier)
    what: str

    @property
    def term(self) -> Term:
        """Its key, with the English for it."""
        return Term(self.key, self.what)

    def __str__(self) -> str:
        return self.key


@final
@frozen(kw_only=True)
class Edition:
    """The rules that one publication (or an adopter's own program) states.

    `name` is for people, `zone` the key of the zone in which the days are civil days. A field that is
    `None` or empty says nothing; what an earlier edition said goes on. The keys in `coopclaims.rules` with
    the names of the fields say more of each.
    """

    name: str
    zone: str = "America/Los_Angeles"
    review_span: Rule[Span] | None = None
    """In which a claim is reviewed, from its submission."""
    dispute_span: Rule[Span] | None = None
    """In which a dispute is decided, from the day of the dispute."""
    payment_span: Rule[Span] | None = None
    """In which an approved claim is paid, from the approval."""
    tax_invoice_span: Rule[Span] | None = None
    """In which a claim is paid once a tax invoice is needed, from the approval of that invoice."""
    plan_review_span: Rule[Span] | None = None
    """In which evidence on the plan path is reviewed, from its submission."""
    retention_span: Rule[Span] | None = None
    """For how long the originals of an activity are kept."""
    hold_span: Rule[Span] | None = None
    """For how long a payment that could not be made is held."""
    escheat_idle_span: Rule[Months] | None = None
    """For how long a US partner is idle before money is escheated."""
    escheat_unprocessed_span: Rule[CalendarDays] | None = None
    """For how long after its earning period money for a US partner waits."""
    intake: Rule[Intake] | None = None
    """From when on what a partner hands in counts: the closing time, and closed days."""
    escalation_span: Rule[Span] | None = None
    """After which a claim that was submitted is one for Support."""
    plan_resubmission_span: Rule[Span] | None = None
    """For how long after its program year a returned plan is taken."""
    final_approval_span: Rule[Span] | None = None
    """After the claiming period's last day, in which a claim is approved."""
    dispute_window: Rule[Span] | None = None
    """In which a rejection can be disputed."""
    activity_span: Rule[CalendarDays] | None = None
    """After the activity, in which it is claimed, where a policy asks."""
    activity_latest: Rule[ActivityLatest] | None = None
    """The last day of that for some programs, whatever the span."""
    poe_submission_span: Rule[Span] | None = None
    """From the campaign's first day, in which the proof on the plan path is first submitted."""
    tax_invoice_submission_span: Rule[Span] | None = None
    """After the claim's submission, in which a tax invoice is submitted."""
    tax_invoice_countries: Rule[frozenset[str]] | None = None
    """The countries whose partners submit a tax invoice, as ISO 3166 codes."""
    tax_invoice_number_length: Rule[int] | None = None
    """How many digits the number of a tax invoice has at most."""
    claim_deadline_days: Rule[CalendarDays] | None = None
    """After a usage period, in which its claims are submitted."""
    program_calendars: Rule[tuple[ProgramCalendar, ...]] | None = None
    """The periods that programs had of their own."""
    payment_run_day: Rule[int] | None = None
    """The day of the month up to which approvals join its payment run."""
    rebate_days: Rule[tuple[MonthDay, ...]] | None = None
    """The days of every year on whose next business day rebates were paid."""
    plan_needed_for: Rule[frozenset[ProgramId]] | None = None
    """The programs whose claims need a reviewed plan."""
    plan_submission_deadline: Rule[PlanDeadline] | None = None
    """By when a plan is first submitted."""
    plan_payment_day: Rule[int] | None = None
    """The day of the month on which a plan pays the month before."""
    profile_validation_hours: Rule[int] | None = None
    """Within how many hours a changed profile is validated."""
    minimum_payment: Rule[Money] | None = None
    """The least balance of one enrollment, program and earning type that is paid."""
    small_balance_limit: Rule[Money] | None = None
    """Up to what sum a program year's earnings lapse, where a policy asks."""
    plan_programs: Rule[frozenset[ProgramId]] | None = None
    """The programs that have plans."""
    rollovers: Rule[tuple[Rollover, ...]] | None = None
    """The rollovers announced."""
    conversions: Rule[tuple[ProgramEnd, ...]] | None = None
    """The ends of programs."""
    thresholds: Rule[tuple[tuple[ProgramId, Money], ...]] | None = None
    """The co-op threshold of each program."""
    claiming_windows: Rule[tuple[ClaimingWindow, ...]] | None = None
    """The fixed days between which claims are submitted, half-year by half-year."""
    catalogue: Rule[Catalogue] | None = None
    """The activity catalogue."""
    reason_codes: Rule[tuple[ReasonCode, ...]] | None = None
    """The codes of reasons for rejecting, cutting and asking; `other` needs none."""
    recommendation_limits: Rule[tuple[Money, ...]] | None = None
    """Up to which amount, in each currency, one person approves, where a policy asks."""
    setup_at_creation: Rule[bool] | None = None
    """Whether bank and tax data are asked for when a claim is created."""
    permissions: tuple[tuple[Action, Rule[frozenset[Role]]], ...] = ()
    """For each action the roles that may do it; an action that is not named is not stated."""
    widened_disputing: Rule[frozenset[Role]] | None = None
    """The roles that may dispute under `Disputing.WIDENED`; it never answers by itself."""

    def __attrs_post_init__(self) -> None:
        checks = _values_of_rules()
        for key, rule in self.rules:
            check, kind = checks.get(key, checks["permissions"])
            if not check(rule.value):
                raise InvalidValue(f"{key} of {self.name}", rule.value, "value_of_a_rule", kind=kind)

    @property
    def rules(self) -> Iterator[tuple[str, Rule[Any]]]:
        """Every rule that the edition states, each beside its key."""
        for field in attrs.fields(Edition):
            rule = getattr(self, field.name)
            if isinstance(rule, Rule):
                yield field.name, rule
        yield from ((permission_key(action), rule) for action, rule in self.permissions)

    @cached_property
    def contents(self) -> tuple[tuple[str, str, str], ...]:
        """What the edition says: its zone and each rule, with the key, the digest, and the value as text."""
        rules = ((key, rule.digest, rule.as_text) for key, rule in sorted(self.rules, key=itemgetter(0)))
        return (("zone", digest_of(self.zone), self.zone), *rules)

    @cached_property
    def digest(self) -> str:
        """The digest of what the edition says, its name included, whatever that rests on."""
        return digest_of(self.name, tuple((key, digest) for key, digest, _ in self.contents))


@cache
def _values_of_rules() -> Mapping[str, tuple[Check, str]]:
    """Return for each field that is a rule what its value has to be: the check, and how it is named."""
    kinds: dict[str, Any] = {"permissions": frozenset[Role]}
    for name, hint in get_type_hints(Edition).items():
        for each in get_args(hint):
            origin: Any = get_origin(each)
            if origin is Rule:
                (kinds[name],) = get_args(each)
    return {name: (fitting(kind), named(kind)) for name, kind in kinds.items()}


@door
def permission_key(action: Action) -> RuleKey[frozenset[Role]]:
    """Return the key of the rule that says who may do `action`.

    >>> permission_key(Action.SUBMIT)
    'may_submit'
    """
    return RuleKey(f"may_{action}")


def _for(programs: frozenset[ProgramId]) -> str:
    return f"for {', '.join(sorted(programs))}"
