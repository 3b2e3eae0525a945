"""A rulebook: editions on one timeline, and the same bound to a calendar and a zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, final, overload

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant, as_zone, frozen
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.conventions import Roll
from coopclaims.calendars.spans import Span, span_after
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.identifiers import ProgramId
from coopclaims.parties import Action, Role
from coopclaims.periods import CalendarDays, ClaimingPeriod, UsagePeriod
from coopclaims.provenance import Source, message
from coopclaims.rules.contents import digest_of
from coopclaims.rules.editions import ClaimingWindow, Edition, ProgramCalendar, permission_key
from coopclaims.rules.keys import CLAIM_DEADLINE_DAYS, CLAIMING_WINDOWS, PROGRAM_CALENDARS
from coopclaims.rules.policies import Policies
from coopclaims.rules.published import listed_as
from coopclaims.rules.readings import ClaimDeadline, ClaimOpening
from coopclaims.rules.rule import Rule, RuleKey, RulesInForce, Timeline, ValueT
from coopclaims.rules.switching import switched

if TYPE_CHECKING:
    from collections.abc import Hashable


# The claiming period of a usage period, under the reading that was chosen.

_OLDER: Final = message(
    "reading.older_periods",
    "no window names this usage period; the span of days that was published before the windows answers, as "
    "`ClaimDeadline.DAY_COUNT` has it of every period",
)


_NO_FIRST_DAY: Final = message(
    "reading.calendar_without_first_day",
    "the document gives no day from which claims are taken: they are from the first day of use on",
)


def _claiming_period(rules: Rules, of: tuple[UsagePeriod, ProgramId | None]) -> Rule[ClaimingPeriod]:
    usage, program = of
    own = None if program is None else program_calendar(usage, program, rules)
    if own is not None:
        return _of_calendar(own)
    if rules.policies.claim_deadline is ClaimDeadline.DAY_COUNT:
        rule = _counted(usage, rules)
    elif _is_older(usage, rules):
        rule = _counted(usage, rules)
        rule = attrs.evolve(rule, basis=rule.basis.read_as(_OLDER))
    else:
        rule = _published(usage, rules)
    if rules.policies.claim_opening is ClaimOpening.USAGE_PERIOD and rule.value.first > usage.first:
        return attrs.evolve(
            rule,
            value=ClaimingPeriod(usage.first, rule.value.last),
            basis=rule.basis.read_as(rules.policies.claim_opening),
        )
    return rule


def program_calendar(usage: UsagePeriod, program: ProgramId, rules: Rules) -> Rule[ProgramCalendar] | None:
    """Return the calendar of its own that a program had for this usage period, `None` where it had none.

    It is looked up for the last day of the usage period: a notice may come after the first day of what it
    tells of.
    """
    if rules.has_no_rule(PROGRAM_CALENDARS, usage.last):
        return None
    known = rules.rulebook.timelines[PROGRAM_CALENDARS].on(usage.last)
    for each in known.value:
        if each.executed == usage and listed_as(program, each.programs) in each.programs:
            # bound strictly, it is refused here once it is carried forward, to those whom it concerns
            return _with(rules.look_up(PROGRAM_CALENDARS, usage.last), each)
    return None


def _of_calendar(own: Rule[ProgramCalendar]) -> Rule[ClaimingPeriod]:
    opens = own.value.claims_from
    if opens is None:
        own = attrs.evolve(own, basis=own.basis.read_as(_NO_FIRST_DAY))
    return _with(own, ClaimingPeriod(opens or own.value.executed.first, own.value.claims_until))


def _is_older(usage: UsagePeriod, rules: Rules) -> bool:
    """Return whether no window was known when the usage period began, while a span of days was."""
    return rules.has_no_rule(CLAIMING_WINDOWS, usage.first) and not rules.has_no_rule(
        CLAIM_DEADLINE_DAYS, usage.first
    )


def _published(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the window with fixed days, looked up for the first day of the usage period."""
    rule = rules.look_up(CLAIMING_WINDOWS, usage.first)
    for period, roll in _windows_for(usage, rule):
        if roll is Roll.UNADJUSTED:
            return _with(rule, period)
        return _with(rule, ClaimingPeriod(period.first, rules.calendar.roll(period.last, roll)))
    raise NoRuleInForce(
        CLAIMING_WINDOWS,
        usage.first,
        tuple((window.usage_first, window.usage_last) for window in rule.value),
        usage,
    )


def _windows_for(
    usage: UsagePeriod, rule: Rule[tuple[ClaimingWindow, ...]]
) -> Iterator[tuple[ClaimingPeriod, Roll]]:
    """Yield what the windows about a usage period state, and their rolls; the first of them answers."""
    for window in rule.value:
        period = window.claiming_period(usage)
        if period is not None:
            yield period, window.roll


def _counted(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the window that ends a span after the usage period, counted from the day after it.

    Counted from the period's own last day, 45 days would end a day before the days that were published
    for the half-years (D-04); counted from the first day after it, they agree. Claims are made during the
    usage period (N4), so such a window opens with it.
    """
    rule = rules.look_up(CLAIM_DEADLINE_DAYS, usage.first)
    closes = rule.value.after(CalendarDays(1).after(usage.last))
    return _with(rule, ClaimingPeriod(usage.first, closes))


def _with(rule: Rule[object], value: ValueT) -> Rule[ValueT]:
    return Rule(
        value=value,
        first=rule.first,
        last=rule.last,
        withdrawn=rule.withdrawn,
        source=rule.source,
        basis=rule.basis,
        first_known_to=rule.first_known_to,
        last_known_to=rule.last_known_to,
    )


# The rulebook, and the same bound to a calendar and a zone.

QuestionT = TypeVar("QuestionT", bound="Hashable")

_MOST_ANSWERS: Final = 4_096
"""How many answers are kept for bound rules at once; then they are worked out again."""

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
            raise InvalidValue("editions", self.editions, "one_or_more")
        stated: dict[str, list[Rule[Any]]] = {name: [] for name in (*_FIELDS, *map(permission_key, Action))}
        for edition in self.editions:
            for name, rule in edition.rules:
                earlier = (each for each in stated[name] if each.first < rule.first)
                stated[name] = [*earlier, rule]
        timelines = {name: Timeline(name, tuple(rules)) for name, rules in stated.items()}
        object.__setattr__(self, "timelines", timelines)

    @door
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
            raise InvalidValue("calendar", calendar, "kind", kind="BusinessCalendar")
        as_zone("zone", zone, self.zone_key)
        if policies is not None and not isinstance(policies, Policies):
            raise InvalidValue("policies", policies, "policies")
        return Rules(self, calendar, zone, policies or Policies(), strict)

    @cached_property
    def digest(self) -> str:
        """The digest of what all editions say, in order, whatever that rests on: 64 hexadecimal digits.

        It is the same in every process, and moves where a value or a day of a rule does.
        """
        return digest_of(tuple(edition.digest for edition in self.editions))

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
    _answers: dict[tuple[Any, Any], tuple[Any]] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        timelines = switched(self.rulebook.timelines, self.policies)
        granting = {action: timelines[permission_key(action)] for action in Action}
        object.__setattr__(self, "_timelines", timelines)
        object.__setattr__(self, "_granting", granting)
        object.__setattr__(self, "_answers", {})

    def __reduce__(self) -> tuple[Any, ...]:
        return Rules, (self.rulebook, self.calendar, self.zone, self.policies, self.strict)

    @overload
    def look_up(self, key: RuleKey[ValueT], day: date) -> Rule[ValueT]: ...
    @overload
    def look_up(self, key: str, day: date) -> Rule[Any]: ...

    def look_up(self, key: str, day: date) -> Rule[Any]:
        """Return the rule of this key in force on `day`, a civil day in the program's zone.

        `key` is one of the keys of `coopclaims.rules`, such as `REVIEW_SPAN`, or the name of one as text.
        Raises `NoRuleInForce`, and `InvalidValue` for another name.
        """
        try:
            timeline = self._timelines[key]
        except (KeyError, TypeError):
            raise InvalidValue("key", key, "rule_key") from None
        return timeline.on(day, strict=self.strict)

    def has_no_rule(self, name: str, day: date) -> bool:
        """Return whether nothing states the rule `name` on `day`, however long ago it was seen.

        For what most programs do not have. `name` and `day` are as for `look_up`. Where `look_up` finds no
        rule and this is false, there is one that may not be carried forward, since the rules are bound
        strictly. Raises `InvalidValue` for a name that no rule has.
        """
        try:
            self._timelines[name].on(day)
        except NoRuleInForce:
            return True
        except (KeyError, TypeError):
            raise InvalidValue("name", name, "rule_key") from None
        return False

    def states(self, name: str) -> bool:
        """Return whether any edition states the rule `name`, whenever it holds: it is quick to ask.

        Raises `InvalidValue` for a name that no rule has.
        """
        try:
            return bool(self._timelines[name].rules)
        except (KeyError, TypeError):
            raise InvalidValue("name", name, "rule_key") from None

    def on(self, day: date) -> RulesInForce:
        """Return the rules in force on `day`, each looked up when it is asked for.

        `day` is a civil day in the program's zone. Raises `InvalidValue` for another value.

        >>> from coopclaims import partner_center
        >>> from coopclaims.rules import PAYMENT_SPAN
        >>> from datetime import UTC
        >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
        >>> rules = partner_center.bind(calendar=plain, zone=UTC)
        >>> rules.on(date(2022, 9, 14))[PAYMENT_SPAN].value
        BusinessDays(45)
        """
        return RulesInForce(day=day, strict=self.strict, timelines=self._timelines)

    def once(self, ask: Callable[[Rules, QuestionT], ValueT], of: QuestionT) -> ValueT:
        """Return `ask(rules, of)`, worked out once for these rules, as long as there is room for answers.

        For what depends on the rules and on `of` alone, which can be hashed. Nothing of it is compared,
        pickled or shown; several threads may ask at once.
        """
        question = (ask, of)
        try:
            found = self._answers.get(question)
        except TypeError:
            raise InvalidValue("of", of, "kind", kind="Hashable") from None
        if found is None:
            if not callable(ask):
                raise InvalidValue("ask", ask, "kind", kind="Callable")
            found = (ask(self, of),)
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[question] = found
        return cast("ValueT", found[0])

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
        try:
            end = datetime.combine(day, time.max, tzinfo=self.zone).replace(fold=1)
        except TypeError:
            raise InvalidValue("day", day, "day") from None
        as_instant("last_instant", end)
        return end

    def permission(self, action: Action, day: date) -> Rule[frozenset[Role]]:
        """Return the roles that may do `action` on `day`.

        Raises `NoRuleInForce`, and `InvalidValue` for what is no `Action`.
        """
        try:
            granting = self._granting[action]
        except (KeyError, TypeError):
            raise InvalidValue("action", action, "kind", kind="Action") from None
        return granting.on(day, strict=self.strict)

    def roles(self, action: Action, day: date) -> tuple[Role, ...]:
        """Return the roles that may do `action` on `day`, in the order of `Role`.

        Empty where no role may, and where nothing says who may.
        """
        return self.once(_roles, (action, day))

    @door
    def claiming_period(self, usage: UsagePeriod, program: ProgramId | None = None) -> Rule[ClaimingPeriod]:
        """Return the days between which claims for `usage` may be submitted, both included.

        `program` is the program of the claims: a calendar of its own for this usage period comes before any
        window, whatever the policies are; `None` is a program that has none. The window is looked up for the
        first day of the usage period; two policies read it otherwise (`ClaimDeadline`, `ClaimOpening`).
        Source: OV20, KB-EXEC D-03, D-14.
        """
        return self.once(_claiming_period, (usage, program))

    @door
    def rolled_window(self, usage: UsagePeriod, program: ProgramId | None = None) -> tuple[date, Roll] | None:
        """Return the last day that a window states for `usage` and its roll, `None` where it has none.

        `program` is as for `claiming_period`: a calendar of its own rolls no day.
        """
        if program is not None and program_calendar(usage, program, self) is not None:
            return None
        counts_days = self.policies.claim_deadline is ClaimDeadline.DAY_COUNT
        if counts_days or self.has_no_rule(CLAIMING_WINDOWS, usage.first):
            return None
        windows = _windows_for(usage, self.look_up(CLAIMING_WINDOWS, usage.first))
        period, roll = next(windows, (None, Roll.UNADJUSTED))
        return None if period is None or roll is Roll.UNADJUSTED else (period.last, roll)

    def after(self, day: date, span: Span) -> date:
        """Return the day that lies `span` after `day`, in the span's own unit, by the bound calendar.

        `day` is day zero. Raises `CalendarOutOfRange` where business days leave the calendar.
        """
        return span_after(day, span, self.calendar)


def _roles(rules: Rules, of: tuple[Action, date]) -> tuple[Role, ...]:
    try:
        granted = rules.permission(*of).value
    except NoRuleInForce:
        return ()
    return tuple(role for role in Role if role in granted)


def _citations(timelines: Mapping[str, Timeline[Any]]) -> tuple[Source, ...]:
    rules = (rule for timeline in timelines.values() for rule in timeline.rules)
    return tuple(sorted({source for rule in rules for source in rule.sources}, key=str))
