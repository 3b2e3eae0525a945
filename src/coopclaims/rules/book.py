"""A rulebook: editions on one timeline, and the same bound to a calendar and a zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final, final

import attrs

from coopclaims._values import as_instant, frozen
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.parties import Action, Role
from coopclaims.periods import CalendarDays, ClaimingPeriod, MonthDay, Months, UsagePeriod
from coopclaims.rules.editions import (
    ActivityLimit,
    Edition,
    PlanDeadline,
    ProgramCalendar,
    ProgramEnd,
    Rollover,
)
from coopclaims.rules.readings import ClaimDeadline, ClaimOpening, Policies
from coopclaims.rules.rule import Rule, RulesInForce, Span, Timeline
from coopclaims.rules.switching import permission_name, switched

if TYPE_CHECKING:
    from coopclaims.activities.catalogue import Catalogue
    from coopclaims.identifiers import ProgramId
    from coopclaims.money.amounts import Money
    from coopclaims.provenance import Source
    from coopclaims.rules.editions import ClaimingWindow


# The claiming period of a usage period, under the reading that was chosen.


def claiming_period(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the days between which claims for `usage` may be submitted, both included."""
    by_days = rules.policies.claim_deadline is ClaimDeadline.DAY_COUNT
    rule = _counted(usage, rules) if by_days else _published(usage, rules)
    if rules.policies.claim_opening is ClaimOpening.USAGE_PERIOD and rule.value.first > usage.first:
        return attrs.evolve(
            rule,
            value=ClaimingPeriod(usage.first, rule.value.last),
            basis=rule.basis.read_as(f"chosen by policy: {rules.policies.claim_opening.caption}"),
        )
    return rule


def _published(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the window with fixed days, looked up for the first day of the usage period."""
    rule: Rule[tuple[ClaimingWindow, ...]] = rules.look_up("claiming_windows", usage.first)
    for window in rule.value:
        period = window.claiming_period(usage)
        if period is not None:
            return _with(rule, period)
    raise NoRuleInForce(
        "claiming_windows",
        usage.first,
        tuple(f"usage from {window.usage_first} to {window.usage_last}" for window in rule.value),
    )


def _counted(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the window that ends a span after the usage period, counted from the day after it.

    Counted from the period's own last day, 45 days would end a day before the days that were published
    for the half-years (D-04); counted from the first day after it, they agree. No page says when such
    a window opens, so claims are taken from the first day of the usage period, as one reseller has it.
    """
    rule = rules.claim_deadline_days(usage.first)
    closes = rule.value.after(usage.last + timedelta(days=1))
    return _with(rule, ClaimingPeriod(usage.first, closes))


def _with(rule: Rule[object], period: ClaimingPeriod) -> Rule[ClaimingPeriod]:
    return Rule(
        value=period,
        first=rule.first,
        last=rule.last,
        withdrawn=rule.withdrawn,
        source=rule.source,
        basis=rule.basis,
        first_known_to=rule.first_known_to,
        last_known_to=rule.last_known_to,
    )


# The rulebook, and the same bound to a calendar and a zone.

_FIELDS: Final = tuple(
    field.name for field in attrs.fields(Edition) if field.name not in ("name", "zone", "permissions")
)


@final
@frozen
class Rulebook:
    """All editions of a program's rules on one timeline. `bind` it before asking.

    `name` is for people. `editions` are at least one, in the order of their publication: a later edition
    supersedes the earlier ones. From the first day of its rule on, nothing that they state under the same
    name holds, even where it would start later. Raises `InvalidValue` without any edition.

    >>> from coopclaims import partner_center
    >>> partner_center.name
    'Partner Center'
    """

    name: str
    editions: tuple[Edition, ...]
    timelines: Mapping[str, Timeline[Any]] = attrs.field(init=False, repr=False, eq=False)
    """Every rule by name, each on one timeline over all editions."""

    def __attrs_post_init__(self) -> None:
        if not self.editions:
            raise InvalidValue("editions", self.editions, "at least one edition")
        stated: dict[str, list[Rule[Any]]] = {name: [] for name in (*_FIELDS, *map(permission_name, Action))}
        for edition in self.editions:
            granted = {permission_name(action): rule for action, rule in edition.permissions}
            single = {name: getattr(edition, name) for name in _FIELDS}
            for name, rule in (*single.items(), *granted.items()):
                if rule is not None:
                    earlier = (each for each in stated[name] if each.first < rule.first)
                    stated[name] = [*earlier, rule]
        timelines = {name: Timeline(name, tuple(rules)) for name, rules in stated.items()}
        object.__setattr__(self, "timelines", timelines)

    def bind(
        self,
        *,
        calendar: BusinessCalendar,
        zone: tzinfo,
        policies: Policies | None = None,
        strict: bool = False,
    ) -> Rules:
        """Return these rules bound to a business calendar and the program's zone.

        `calendar` says which days are business days. `zone` is the zone in which the program's days are
        civil days; `zone_key` names the one that the rules mean. There is no default for either. `policies`
        are the readings chosen, `None` for the default of each. `strict` makes it an error to use a rule
        after its last sighting. Raises `InvalidValue` for a value of another type.
        """
        if not isinstance(calendar, BusinessCalendar):
            raise InvalidValue("calendar", calendar, "a BusinessCalendar")
        if not isinstance(zone, tzinfo):
            raise InvalidValue("zone", zone, f"a tzinfo, such as ZoneInfo({self.zone_key!r})")
        if policies is not None and not isinstance(policies, Policies):
            raise InvalidValue("policies", policies, "Policies, such as Policies(reopening=...)")
        return Rules(self, calendar, zone, policies or Policies(), strict)

    @property
    def zone_key(self) -> str:
        """The key of the zone in which the latest edition's days are civil days."""
        return self.editions[-1].zone

    def citations(self) -> tuple[Source, ...]:
        """Return every source that a rule of this rulebook rests on, in the order of their documents.

        Those within a rule are listed too, such as the caps of a catalogue.
        """
        return _citations(self.timelines)


@final
@frozen
class Rules:
    """A rulebook bound to a calendar, a zone and a choice of policies: what every judgement takes.

    Build it with `Rulebook.bind`, which says what `rulebook`, `calendar`, `zone`, `policies` and `strict`
    are.

    Each look-up takes `day`, the civil day in the program's zone that the rule belongs to, and returns the
    `Rule` in force then, with its source and basis. It raises `NoRuleInForce` where none is, and
    `InvalidValue` for a `datetime`.
    """

    rulebook: Rulebook
    calendar: BusinessCalendar
    zone: tzinfo
    policies: Policies
    strict: bool
    _timelines: dict[str, Timeline[Any]] = attrs.field(init=False, repr=False, eq=False)
    _granting: dict[Action, Timeline[frozenset[Role]]] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        timelines = switched(self.rulebook.timelines, self.policies)
        granting = {action: timelines[permission_name(action)] for action in Action}
        object.__setattr__(self, "_timelines", timelines)
        object.__setattr__(self, "_granting", granting)

    def look_up(self, name: str, day: date) -> Rule[Any]:
        """Return the rule of this name in force on `day`, a civil day in the program's zone.

        `name` is one of those that `on` lists, such as "review_span". Raises `NoRuleInForce`, and
        `KeyError` for another name.
        """
        return self._timelines[name].on(day, strict=self.strict)

    def has_no_rule(self, name: str, day: date) -> bool:
        """Return whether nothing states the rule `name` on `day`, however long ago it was seen.

        For what most programs do not have. `name` and `day` are as for `look_up`. Where `look_up` finds no
        rule and this is false, there is one that may not be carried forward, since the rules are bound
        strictly.
        """
        try:
            self._timelines[name].on(day)
        except NoRuleInForce:
            return True
        return False

    def on(self, day: date) -> RulesInForce:
        """Return every rule in force on `day`, and the names of those that nothing states then.

        `day` is a civil day in the program's zone.

        >>> from coopclaims import partner_center
        >>> from datetime import UTC
        >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
        >>> rules = partner_center.bind(calendar=plain, zone=UTC)
        >>> rules.on(date(2022, 9, 14)).rule("payment_span").value
        BusinessDays(45)
        """
        stated: list[tuple[str, Rule[Any]]] = []
        without_rule: list[str] = []
        for name in self._timelines:
            try:
                stated.append((name, self.look_up(name, day)))
            except NoRuleInForce:
                without_rule.append(name)
        return RulesInForce(day=day, stated=tuple(stated), without_rule=tuple(without_rule))

    def citations(self) -> tuple[Source, ...]:
        """Return every source that these rules rest on under their policies, as `Rulebook.citations`."""
        return _citations(self._timelines)

    def day(self, instant: datetime) -> date:
        """Return the civil day of `instant`, an aware instant, in the program's zone.

        Raises `InvalidValue` for a naive one, which would be read in the zone of the machine.
        """
        return as_instant("instant", instant).astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Return the last instant of `day` in the program's zone, to the microsecond.

        Clocks are set at night, so a day may have 23 or 25 hours; its end is its last civil
        microsecond, the later one where that occurs twice. A day that the zone left out ends with
        the day before it. Raises `InvalidValue` for the years 1 and 9999, as every instant does.
        """
        end = datetime.combine(day, time.max, tzinfo=self.zone).replace(fold=1)
        as_instant("last_instant", end)
        return end

    def review_span(self, day: date) -> Rule[Span]:
        """Return the span in which a claim submitted on `day` is reviewed. Source: MG20, MG22 D-07."""
        return self.look_up("review_span", day)

    def dispute_span(self, day: date) -> Rule[Span]:
        """Return the span in which a dispute of `day` is decided. Source: MG20, RJ21 D-09."""
        return self.look_up("dispute_span", day)

    def payment_span(self, day: date) -> Rule[Span]:
        """Return the span in which a claim approved on `day` is paid. Source: MG20, MG22 D-10."""
        return self.look_up("payment_span", day)

    def tax_invoice_span(self, day: date) -> Rule[Span]:
        """Return the span of payment after a tax invoice approved on `day`. Source: MG20 D-11."""
        return self.look_up("tax_invoice_span", day)

    def plan_review_span(self, day: date) -> Rule[Span]:
        """Return the span in which evidence on the plan path, submitted on `day`, is reviewed.

        Source: PO22 D-08.
        """
        return self.look_up("plan_review_span", day)

    def retention_span(self, day: date) -> Rule[Span]:
        """Return how long the originals of an activity of `day` are kept. Source: OV18, OV23 Q-02."""
        return self.look_up("retention_span", day)

    def hold_span(self, day: date) -> Rule[Span]:
        """Return how long a payment that could not be made on `day` is held. Source: TP23 D-22."""
        return self.look_up("hold_span", day)

    def final_approval_span(self, day: date) -> Rule[Span]:
        """Return the span after `day`, a claiming period's last, for an approval.

        Source: T-365 D-15.
        """
        return self.look_up("final_approval_span", day)

    def dispute_window(self, day: date) -> Rule[Span]:
        """Return the span in which a rejection of `day` is disputed. Source: MC23 D-29, an analogue."""
        return self.look_up("dispute_window", day)

    def activity_limit(self, day: date) -> Rule[ActivityLimit]:
        """Return the limit that starts from an activity carried out on `day`. Source: AN20 D-06."""
        return self.look_up("activity_limit", day)

    def payment_run_day(self, day: date) -> Rule[int]:
        """Return the day of the month up to which approvals like one of `day` join its run.

        Source: KB-CYC D-12.
        """
        return self.look_up("payment_run_day", day)

    def claim_deadline_days(self, usage_first: date) -> Rule[CalendarDays]:
        """Return the span after a usage period in which its claims are submitted, before 2020-11.

        It is looked up for `usage_first`, the first day of the usage period, as the claiming period is;
        from the first claiming windows on, nothing answers. Source: KB-DL, OV18 D-04.
        """
        return self.look_up("claim_deadline_days", usage_first)

    def escalation_span(self, day: date) -> Rule[Span]:
        """Return the span after which a claim submitted on `day` is one for Support. Source: MG20 R-16."""
        return self.look_up("escalation_span", day)

    def escheat_idle_span(self, day: date) -> Rule[Months]:
        """Return for how long a US partner is idle before money is escheated, as known on `day`.

        Source: EA23 D-23.
        """
        return self.look_up("escheat_idle_span", day)

    def escheat_unprocessed_span(self, day: date) -> Rule[CalendarDays]:
        """Return for how long after its earning period money for a US partner waits.

        As known on `day`. Source: EA23 D-23.
        """
        return self.look_up("escheat_unprocessed_span", day)

    def minimum_payment(self, day: date) -> Rule[Money]:
        """Return the least balance of one enrollment, program and earning type that is paid.

        `day` is the last day of the month of the balance. A balance equal to the amount is paid. Source:
        TP23 P-18, P-20.
        """
        return self.look_up("minimum_payment", day)

    def small_balance_limit(self, day: date) -> Rule[Money]:
        """Return up to what sum a program year's earnings lapse, where a policy asks.

        `day` is the last day of the program year's last month. Source: EA23 D-24.
        """
        return self.look_up("small_balance_limit", day)

    def program_calendars(self, day: date) -> Rule[tuple[ProgramCalendar, ...]]:
        """Return the periods that programs had of their own, as known on `day`. Source: KB-EXEC D-14."""
        return self.look_up("program_calendars", day)

    def rebate_days(self, day: date) -> Rule[tuple[MonthDay, ...]]:
        """Return the days of a year on whose next business day rebates were paid, as known on `day`.

        Source: KB-TL D-32.
        """
        return self.look_up("rebate_days", day)

    def plan_needed_for(self, day: date) -> Rule[frozenset[ProgramId]]:
        """Return the programs whose claims of `day` need a reviewed plan. Source: KB-DIST, OV18 A-13."""
        return self.look_up("plan_needed_for", day)

    def plan_submission_deadline(self, day: date) -> Rule[PlanDeadline]:
        """Return by when a plan that is submitted on `day` has to be.

        Source: KB-DL, PL20, PL22 D-18.
        """
        return self.look_up("plan_submission_deadline", day)

    def plan_payment_day(self, day: date) -> Rule[int]:
        """Return the day of the month on which a plan pays the month before.

        `day` is the first day of the month that is paid for. Source: PL20, PL22 D-19.
        """
        return self.look_up("plan_payment_day", day)

    def plan_resubmission_span(self, day: date) -> Rule[Span]:
        """Return for how long after its program year a returned plan is taken.

        `day` is the last day of the program year. Source: PL20, PL22 D-20.
        """
        return self.look_up("plan_resubmission_span", day)

    def profile_validation_hours(self, day: date) -> Rule[int]:
        """Return within how many hours a profile changed on `day` is validated.

        Source: PI21, UI20, PR21 D-21.
        """
        return self.look_up("profile_validation_hours", day)

    def rollovers(self, day: date) -> Rule[tuple[Rollover, ...]]:
        """Return the rollovers announced by `day`, each naming its periods. Source: AN20 U-14."""
        return self.look_up("rollovers", day)

    def conversions(self, day: date) -> Rule[tuple[ProgramEnd, ...]]:
        """Return the ends of programs known on `day`; a notice may come after what it tells of.

        Source: BL23 U-16.
        """
        return self.look_up("conversions", day)

    def thresholds(self, day: date) -> Rule[tuple[tuple[ProgramId, Money], ...]]:
        """Return the co-op thresholds of the programs on `day`. Source: TH21 U-04."""
        return self.look_up("thresholds", day)

    def catalogue(self, executed_on: date) -> Rule[Catalogue]:
        """Return the activity catalogue in force on `executed_on`, the day of the activity.

        Source: CO20 C-03.
        """
        return self.look_up("catalogue", executed_on)

    def setup_at_creation(self, day: date) -> Rule[bool]:
        """Return whether bank and tax data are asked for when a claim is created on `day`.

        Source: CC24 A-06.
        """
        return self.look_up("setup_at_creation", day)

    def permission(self, action: Action, day: date) -> Rule[frozenset[Role]]:
        """Return the roles that may do `action` on `day`.

        Raises `NoRuleInForce`.
        """
        return self._granting[action].on(day, strict=self.strict)

    def claiming_period(self, usage: UsagePeriod) -> Rule[ClaimingPeriod]:
        """Return the days between which claims for `usage` may be submitted, both included.

        The window is looked up for the first day of the usage period; two policies read it otherwise
        (`ClaimDeadline`, `ClaimOpening`). Source: OV20 D-03.
        """
        return claiming_period(usage, self)

    def plan_programs(self, day: date) -> Rule[frozenset[ProgramId]]:
        """Return the programs that have plans on `day`; no published edition names them. Source: PO22."""
        return self.look_up("plan_programs", day)

    def after(self, day: date, span: Span) -> date:
        """Return the day that lies `span` after `day`, in the span's own unit, by the bound calendar.

        `day` is day zero. Raises `CalendarOutOfRange` where business days leave the calendar.
        """
        return self.calendar.after(day, span.n) if isinstance(span, BusinessDays) else span.after(day)


def _citations(timelines: Mapping[str, Timeline[Any]]) -> tuple[Source, ...]:
    rules = (rule for timeline in timelines.values() for rule in timeline.rules)
    return tuple(sorted({source for rule in rules for source in rule.sources}, key=str))
