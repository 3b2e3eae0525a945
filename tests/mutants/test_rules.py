"""The golden checks of the rulebook notice a rule that is changed in one place.

Each mutant is the published rulebook with one figure shifted by one, one unit swapped, one day moved,
one program or role dropped or added, or one rule missing. The tables of rules and of their days have
to notice every one of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest
from tests.golden import test_rule_days, test_rules

from coopclaims import Action, BusinessDays, CalendarDays, Money, Role, Rulebook, partner_center
from coopclaims.activities import Catalogue
from coopclaims.identifiers import ProgramId
from coopclaims.periods import MonthDay, MonthEnd, Months
from coopclaims.provenance import PUBLISHED, BasisKind, inferred
from coopclaims.rules import Edition, PlanDeadline, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


ONE = timedelta(days=1)
SPANS = (BusinessDays, CalendarDays, Months, MonthEnd)
ANOTHER = ProgramId("another")


def values(value: object) -> Iterator[tuple[str, object]]:
    """Yield every value that differs in one place, and what differs."""
    if isinstance(value, (bool, PlanDeadline)):
        yield from ((f"{other} instead", other) for other in _others(value))
    elif isinstance(value, (*SPANS, int, Money)):
        yield from _figures(value)
    elif isinstance(value, date):
        yield from (("a day moved", value + by) for by in (-ONE, ONE))
    elif isinstance(value, MonthDay):
        day = date(2023, value.month, value.day)
        yield from (("a day moved", MonthDay(each.month, each.day)) for each in (day - ONE, day + ONE))
    elif isinstance(value, Catalogue):
        yield "an activity dropped", Catalogue(value.activities[1:])
    elif isinstance(value, frozenset):
        yield from _members(cast("frozenset[str]", value))
    elif isinstance(value, tuple):
        yield from _parts(cast("tuple[object, ...]", value))
    elif attrs.has(type(value)):
        yield from _fields(value)


def _figures(
    value: BusinessDays | CalendarDays | Months | MonthEnd | Money | int,
) -> Iterator[tuple[str, object]]:
    """Yield a span, a sum or a number that is one more or less, or in another unit."""
    if isinstance(value, int):
        yield from (("a figure shifted", value + by) for by in (-1, 1))
    elif isinstance(value, Money):
        minor = Money.of_minor_units(1, value.currency)
        yield from (("a figure shifted", other) for other in (value - minor, value + minor))
        yield "the unit swapped", Money(value.amount, "EUR")
    else:
        shifted = (n for n in (value.n - 1, value.n + 1) if n)
        yield from (("a figure shifted", type(value)(n)) for n in shifted)
        yield from (("the unit swapped", unit(value.n)) for unit in SPANS if unit is not type(value))


def _others(value: bool | PlanDeadline) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    return tuple(each for each in PlanDeadline if each is not value)


def _members(members: frozenset[str]) -> Iterator[tuple[str, object]]:
    """Yield the set without each of its members, and with each that it lacks."""
    outside: frozenset[str] = frozenset(Role) if members & frozenset(Role) else frozenset({ANOTHER})
    for member in sorted(members):
        yield f"{member} dropped", members - {member}
    for member in sorted(outside - members):
        yield f"{member} added", members | {member}


def _parts(parts: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    """Yield the tuple with one part changed, or, of several statements, without one."""
    is_pair = len(parts) == 2 and isinstance(parts[0], str)
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        if not is_pair and not isinstance(part, date):
            yield "a part dropped", (*before, *after)
        if isinstance(part, str):
            yield "a program exchanged", (*before, ANOTHER, *after)
        else:
            yield from ((what, (*before, other, *after)) for what, other in values(part))


def _fields(value: Any) -> Iterator[tuple[str, object]]:
    """Yield the value with one of its fields changed."""
    for field in attrs.fields(type(value)):
        for what, other in values(getattr(value, field.name)):
            yield f"{field.name}: {what}", attrs.evolve(value, **{field.name: other})


def mutants(rule: Rule[Any]) -> Iterator[tuple[str, Rule[Any] | None]]:
    """Yield every rule that differs from this one in one place; none where the rule is missing."""
    yield "the rule dropped", None
    for what, value in values(rule.value):
        yield what, attrs.evolve(rule, value=value)
    for by in (-ONE, ONE):
        last = None if rule.last is None else max(rule.last, rule.first + by)
        yield "its first day moved", attrs.evolve(rule, first=rule.first + by, last=last)
        if rule.last is not None and rule.last + by >= rule.first:
            yield "its last day moved", attrs.evolve(rule, last=rule.last + by)
        if rule.withdrawn is not None:
            yield "its withdrawal moved", attrs.evolve(rule, withdrawn=rule.withdrawn + by)
    if rule.last is not None:
        yield "its last day dropped", attrs.evolve(rule, last=None)
    if rule.withdrawn is not None:
        yield "its withdrawal dropped", attrs.evolve(rule, withdrawn=None)
    other = PUBLISHED if rule.basis.kind is BasisKind.INFERRED else inferred()
    yield "its basis exchanged", attrs.evolve(rule, basis=other)


def in_edition(edition: Edition, name: str, mutant: Rule[Any] | None) -> Edition:
    """Return the edition with this rule changed, or without it."""
    if not name.startswith("may_"):
        changed: dict[str, Any] = {name: mutant}
        return attrs.evolve(edition, **changed)
    action = Action(name.removeprefix("may_"))
    kept = ((each, mutant if each is action else rule) for each, rule in edition.permissions)
    return attrs.evolve(edition, permissions=tuple((each, rule) for each, rule in kept if rule is not None))


def stated() -> Iterator[tuple[int, str, Rule[Any]]]:
    """Yield every rule of every edition with the edition's place and the rule's name."""
    for place, edition in enumerate(partner_center.editions):
        for field in attrs.fields(Edition):
            rule = getattr(edition, field.name)
            if isinstance(rule, Rule):
                yield place, field.name, rule
        for action, rule in edition.permissions:
            yield place, f"may_{action.value}", rule


STATED = tuple(stated())


def with_mutant(place: int, name: str, mutant: Rule[Any] | None) -> Rulebook:
    """Return the published rulebook with this rule in place of its own."""
    editions = list(partner_center.editions)
    editions[place] = in_edition(editions[place], name, mutant)
    return Rulebook("mutant", tuple(editions))


def noticed(book: Rulebook) -> bool:
    """Return whether one of the golden checks notices."""
    checks: tuple[Callable[[Rulebook], object], ...] = (
        test_rules.disagreements,
        test_rule_days.disagreements,
    )
    return any([bool(check(book)) for check in checks])  # noqa: C419 - both have to cope with every mutant


def test_the_rulebook_as_it_is_is_right() -> None:
    """Without this, every mutant would be noticed, whatever the checks are worth."""
    assert test_rule_days.disagreements(partner_center) == {}
    assert test_rules.disagreements(partner_center) == {}


@pytest.mark.parametrize(
    ("place", "name", "rule"),
    STATED,
    ids=[f"{name} {rule.first}".replace(" ", "-") for _, name, rule in STATED],
)
def test_every_change_of_a_rule_is_noticed(place: int, name: str, rule: Rule[Any]) -> None:
    made = list(mutants(rule))
    survivors = [
        f"{what}: {mutant}" for what, mutant in made if not noticed(with_mutant(place, name, mutant))
    ]
    assert survivors == [], "\n".join(survivors)
    assert len(made) >= 5


def test_there_is_a_mutant_of_every_kind() -> None:
    done = [what for _, _, rule in STATED for what, _ in mutants(rule)]
    for kind in (
        "a figure shifted",
        "the unit swapped",
        "a day moved",
        "its first day moved",
        "its last day moved",
        "its withdrawal moved",
        "its last day dropped",
        "its withdrawal dropped",
        "its basis exchanged",
        "a part dropped",
        "a program exchanged",
        "incentives_admin dropped",
        "global_admin added",
    ):
        assert sum(kind in what for what in done) > 0, kind
    assert (
        done.count("the rule dropped")
        == len(STATED)
        == sum(len(timeline.rules) for timeline in partner_center.timelines.values())
    )


def test_the_table_of_rules_alone_notices_every_change_of_a_value_that_it_has() -> None:
    """The tables were written apart: the days do not cover up for a row that says nothing."""
    survivors = [
        f"{name} {rule.first}, {what}"
        for place, name, rule in STATED
        if name in test_rules.ANSWERED and (name, rule.first.isoformat()) not in test_rules.OURS_ALONE
        for what, value in values(rule.value)
        if not test_rules.disagreements(with_mutant(place, name, attrs.evolve(rule, value=value)))
    ]
    assert survivors == []
