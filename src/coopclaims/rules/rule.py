"""What a rule is: a value with the days on which it holds, its source and its basis; and how rules compare.

A rule starts on the day of its first dated source. After its last sighting it is carried forward,
and the answer says so; asked strictly, that is an error. Before its first publication, and from the
day of a withdrawal, nothing holds and asking raises `NoRuleInForce`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar, cast, final, overload

import attrs

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._values import Keyed, as_day, compact, day as is_day, frozen, not_before
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.provenance import PUBLISHED, Basis, Citing, Explanation, Message, Source, carried_forward
from coopclaims.rules.contents import digest_of

# A rule, and all rules of one name.

ValueT = TypeVar("ValueT")
ValueT_co = TypeVar("ValueT_co", covariant=True)


@final
class Precision(Keyed):
    """How exactly a day is known: a month or a year alone means its first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@final
@frozen(kw_only=True)
class Rule(Generic[ValueT_co]):
    """A dated, cited value.

    `value` is what the rule states. `first` is the first day on which it holds and `last` the day of its
    last sighting in a published document (`None` for a reading of ours, which needs no sighting).
    `withdrawn` is the first day on which it holds no more, `None` where it was not withdrawn. `source` and
    `basis` say what it rests on. Where a source is dated by its month or year alone, `first_known_to` and
    `last_known_to` say so. Raises `InvalidValue` for days that come before `first`.
    """

    value: ValueT_co
    first: date
    last: date | None = None
    withdrawn: date | None = None
    source: Source
    basis: Basis
    first_known_to: Precision = Precision.DAY
    last_known_to: Precision = Precision.DAY

    __reduce__ = compact

    def __attrs_post_init__(self) -> None:
        as_day("first", self.first)
        for name, day in (("last", self.last), ("withdrawn", self.withdrawn)):
            if day is not None:
                not_before(name, as_day(name, day), self.first)

    @property
    def as_text(self) -> str:
        """The value as text, the same in every process: a set is described in the order of its members.

        A catalogue is described by how many activities it has.
        """
        return _described(self.value)

    @cached_property
    def digest(self) -> str:
        """The digest of what the rule says and of its days, whatever it rests on: 64 hexadecimal digits."""
        return digest_of(self.value, self.first, self.last, self.withdrawn)

    @door
    def says(self, message: Message, **figures: Any) -> Explanation:  # noqa: ANN401 - values of any kind
        """Return the statement of `message` that rests on the rule; `figures` are its values, by name."""
        return message.say(source=self.source, basis=self.basis, **figures)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The rule's own source, then those that its value cites: caps and requirements of a catalogue."""
        cited = self.value.sources if isinstance(self.value, Citing) else ()
        return tuple(dict.fromkeys((self.source, *cited)))


def stated(
    value: ValueT,
    source: Source,
    first: date,
    last: date | None = None,
    *,
    withdrawn: date | None = None,
    basis: Basis = PUBLISHED,
    known_to: Precision = Precision.DAY,
    last_known_to: Precision | None = None,
) -> Rule[ValueT]:
    """Return a rule as a line of a table: what a source states, and the days on which it was seen.

    `known_to` is how exactly both days are known, unless the last one has a precision of its own.
    """
    return Rule(
        value=value,
        first=first,
        last=last,
        withdrawn=withdrawn,
        source=source,
        basis=basis,
        first_known_to=known_to,
        last_known_to=last_known_to or known_to,
    )


@final
@frozen
class Timeline(Generic[ValueT_co]):
    """All rules of one name, one after the other."""

    name: str
    rules: tuple[Rule[ValueT_co], ...]
    _latest_first: tuple[tuple[Rule[ValueT_co], Rule[ValueT_co]], ...] = attrs.field(
        init=False, repr=False, eq=False
    )
    """Each rule, and the same as it is carried forward."""

    def __attrs_post_init__(self) -> None:
        days = [rule.first for rule in self.rules]
        if sorted(set(days)) != days:
            raise InvalidValue(
                f"rules named {self.name!r}", ", ".join(day.isoformat() for day in days), "rules_in_order"
            )
        latest_first = tuple((rule, _carry(rule)) for rule in reversed(self.rules))
        object.__setattr__(self, "_latest_first", latest_first)

    def on(self, day: date, *, strict: bool = False) -> Rule[ValueT_co]:
        """Return the rule that holds on `day`, its basis saying so where it is carried forward.

        Raises `NoRuleInForce` before the first rule, from a withdrawal on, and, with `strict`,
        after the last sighting; and `InvalidValue` for a `datetime`.
        """
        day = as_day("day", day)
        for rule, carried in self._latest_first:
            if rule.first <= day:
                if rule.withdrawn is not None and rule.withdrawn <= day:
                    break
                if rule.last is None or day <= rule.last:
                    return rule
                if strict:
                    break
                return carried
        known = tuple((rule.first, rule.last, rule.withdrawn) for rule in self.rules)
        raise NoRuleInForce(self.name, day, known)


def _carry(rule: Rule[ValueT_co]) -> Rule[ValueT_co]:
    if rule.last is None:
        return rule
    return attrs.evolve(rule, basis=carried_forward(*rule.basis.readings, since=rule.last))


def _described(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, cast("frozenset[object]", value)))) or "none"
    if isinstance(value, tuple):
        return "; ".join(_part(each) for each in cast("tuple[object, ...]", value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.caption if isinstance(value, Keyed) else str(value)


def _part(part: object) -> str:
    """Return one of several statements; a pair says what it is about and then what holds of it."""
    return ": ".join(map(str, cast("tuple[object, ...]", part))) if isinstance(part, tuple) else str(part)


# The rules in force on a day, and what differs between two days.


@final
class RuleKey(str, Generic[ValueT_co]):
    """The key of a rule, which knows the type of what the rule says.

    The text is the name of the field of `Edition` that states the rule.

    >>> from coopclaims.rules import REVIEW_SPAN
    >>> REVIEW_SPAN
    'review_span'
    """

    __slots__ = ()


@final
@frozen(kw_only=True)
class RulesInForce:
    """The rules in force on one day: `rules.on(day)[REVIEW_SPAN]`.

    `day` is a civil day in the program's zone. With `strict` nothing is used after its last sighting.
    `timelines` are all rules by name.
    """

    day: date = attrs.field(validator=is_day)
    strict: bool
    timelines: Mapping[str, Timeline[Any]] = attrs.field(repr=False, hash=False)

    @overload
    def __getitem__(self, key: RuleKey[ValueT]) -> Rule[ValueT]: ...
    @overload
    def __getitem__(self, key: str) -> Rule[Any]: ...

    def __getitem__(self, key: str) -> Rule[Any]:
        """Return the rule of this key. Raises `NoRuleInForce`, and `InvalidValue` for what is no key."""
        try:
            timeline = self.timelines[key]
        except (KeyError, TypeError):
            raise InvalidValue("key", key, "rule_key") from None
        return timeline.on(self.day, strict=self.strict)

    @property
    def stated(self) -> tuple[tuple[str, Rule[Any]], ...]:
        """Every rule in force, each beside its name."""
        known = set(self.without_rule)
        return tuple((name, self[name]) for name in self.timelines if name not in known)

    @property
    def without_rule(self) -> tuple[str, ...]:
        """The names of the rules that nothing states on the day."""
        return tuple(name for name in self.timelines if not self._has(name))

    def _has(self, name: str) -> bool:
        try:
            self[name]
        except NoRuleInForce:
            return False
        return True


@final
@frozen(kw_only=True)
class RuleDifference:
    """A rule that two days do not share.

    `name` is the rule's name, `before` and `after` are the rule in force on the one day and on the other,
    `None` where nothing is.
    """

    name: str
    before: Rule[Any] | None
    after: Rule[Any] | None

    def __str__(self) -> str:
        return f"{escaped(self.name)}: {_shown(self.before)} -> {_shown(self.after)}"


@door
def compare(before: RulesInForce, after: RulesInForce) -> tuple[RuleDifference, ...]:
    """Return what differs between the rules of two days, rule by rule; equal values do not differ.

    `before` and `after` are what `Rules.on` returned for the two days, of one rulebook or of two. That a
    rule is carried forward, or has another source, is no difference as long as it says the same. Empty
    where nothing differs.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> plain = BusinessCalendar.of_weekdays(years=range(2020, 2023))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> differences = compare(rules.on(date(2020, 5, 25)), rules.on(date(2020, 5, 26)))
    >>> print(*differences[:1])
    review_span: nothing -> 2 business days (MG22 D-07, 2022-08-04)
    """
    old, new = dict(before.stated), dict(after.stated)
    names = dict.fromkeys((*old, *new))
    differences = (RuleDifference(name=name, before=old.get(name), after=new.get(name)) for name in names)
    return tuple(
        each
        for each in differences
        if each.before is None or each.after is None or each.before.value != each.after.value
    )


def _shown(rule: Rule[Any] | None) -> str:
    return "nothing" if rule is None else f"{rule.as_text} ({rule.source})"
