"""Every small change to the activity catalogue is seen by the comparison with the golden table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import pytest
from tests.golden.test_catalogue import disagreements

from coopclaims.activities import (
    ACTIVITIES_2019,
    Activity,
    AllOf,
    AmountCap,
    AnyOf,
    Category,
    OnlyIf,
    Requirement,
    ShareCap,
)
from coopclaims.identifiers import ProgramId
from coopclaims.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.activities import Cap, Need

ACTIVITIES = ACTIVITIES_2019.activities
CONDITIONAL = tuple(activity for activity in ACTIVITIES if activity.circumstances)
CAPPED = tuple(activity for activity in ACTIVITIES if activity.caps)

FIELDS = {"core": "core", "communications": "communications", "metrics": "metric"}
"""The fields of an activity that hold a need, and what the golden table calls their columns."""

Mutant: TypeAlias = tuple[str, "Need | None"]


def seen(activity: Activity, mutant: Activity) -> set[tuple[str, str]]:
    """Return the columns in which a catalogue differs that has this mutant in place of the activity."""
    assert mutant != activity
    return set(disagreements(mutant if each is activity else each for each in ACTIVITIES))


def mutants_of(need: Need) -> Iterator[Mutant]:
    """Yield every need that differs in one place, and what was done there."""
    if isinstance(need, Requirement):
        yield f"{need.key} dropped", None
        yield f"{need.key} renamed", attrs.evolve(need, key=f"{need.key}-2")
    elif isinstance(need, OnlyIf):
        yield f"condition {need.circumstance.key} dropped", need.need
        yield f"condition {need.circumstance.key} turned round", attrs.evolve(need, holds=not need.holds)
        other = attrs.evolve(need.circumstance, key="another")
        yield f"condition {need.circumstance.key} renamed", attrs.evolve(need, circumstance=other)
        for what, inner in mutants_of(need.need):
            yield what, None if inner is None else attrs.evolve(need, need=inner)
    else:
        keys = " ".join(each.key for each in need.needs if isinstance(each, Requirement))
        yield f"choice and sum swapped at {keys or 'the top'}", _swapped(need)
        for index, each in enumerate(need.needs):
            before, after = need.needs[:index], need.needs[index + 1 :]
            for what, inner in mutants_of(each):
                yield what, attrs.evolve(need, needs=(*before, *(() if inner is None else (inner,)), *after))


def _swapped(need: AllOf | AnyOf) -> Need:
    return AnyOf(need.needs) if isinstance(need, AllOf) else AllOf(need.needs)


def mutants_of_needs() -> Iterator[tuple[Activity, str, str, Need | None]]:
    for activity in ACTIVITIES:
        for field in FIELDS:
            need: Need | None = getattr(activity, field)
            if need is not None:
                for what, mutant in mutants_of(need):
                    yield activity, field, what, mutant


NEEDS = [
    pytest.param(*each, id=f"{each[0].key} {each[1]}: {each[2]}".replace(" ", "-"))
    for each in mutants_of_needs()
]


def test_the_catalogue_as_it_is_is_right() -> None:
    """Without this, every mutant would be detected, whatever the comparison is worth."""
    assert disagreements(ACTIVITIES) == {}


def test_there_is_a_mutant_of_every_kind() -> None:
    done = [what for _, _, what, _ in mutants_of_needs()]
    conditions = sum(what.startswith("condition") and what.endswith("dropped") for what in done)
    requirements = sum(what.endswith("dropped") for what in done) - conditions
    swapped = sum(what.startswith("choice") for what in done)
    assert (requirements, conditions, swapped) == (91, 14, 37)


class TestNeeds:
    @pytest.mark.parametrize(("activity", "field", "_what", "mutant"), NEEDS)
    def test_changed_in_one_place(
        self, activity: Activity, field: str, _what: str, mutant: Need | None
    ) -> None:
        changed: dict[str, Any] = {field: mutant}
        columns = {(activity.name, FIELDS[field]), (activity.name, f"{FIELDS[field]} in words")}
        found = seen(activity, attrs.evolve(activity, **changed))
        assert (activity.name, FIELDS[field]) in found
        assert found <= columns

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_something_asked_for_besides(self, activity: Activity) -> None:
        another = Requirement("another", "something else")
        for field, column in FIELDS.items():
            need: Need | None = getattr(activity, field)
            for more in (
                another,
                *(() if need is None else (AllOf((need, another)), AnyOf((need, another)))),
            ):
                changed: dict[str, Any] = {field: more}
                found = seen(activity, attrs.evolve(activity, **changed))
                assert found == {(activity.name, column), (activity.name, f"{column} in words")}

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_said_in_other_words(self, activity: Activity) -> None:
        for field, column in FIELDS.items():
            need: Need | None = getattr(activity, field)
            if isinstance(need, Requirement):
                changed: dict[str, Any] = {field: attrs.evolve(need, what=f"{need.what}!")}
                found = seen(activity, attrs.evolve(activity, **changed))
                assert found == {(activity.name, f"{column} in words")}


class TestActivity:
    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_dropped_doubled_or_moved(self, activity: Activity) -> None:
        others = [each for each in ACTIVITIES if each is not activity]
        for mutant in (others, [*ACTIVITIES, activity], [*others, attrs.evolve(activity, name="Another")]):
            assert ("", "activities") in disagreements(mutant)

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_of_another_category(self, activity: Activity) -> None:
        for category in set(Category) - {activity.category}:
            mutant = attrs.evolve(activity, category=category)
            assert seen(activity, mutant) == {(activity.name, "category")}

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_paying_for_less_or_for_something_else(self, activity: Activity) -> None:
        listed = activity.expenses
        fewer = [listed[:index] + listed[index + 1 :] for index in range(len(listed))]
        for expenses in (*fewer, (*listed, "travel")):
            mutant = attrs.evolve(activity, expenses=expenses)
            assert seen(activity, mutant) == {(activity.name, "expense")}

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_to_be_approved_before(self, activity: Activity) -> None:
        mutant = attrs.evolve(activity, pre_approval=True)
        assert seen(activity, mutant) == {(activity.name, "preapproval")}

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_eligible_for_other_programs(self, activity: Activity) -> None:
        added = activity.not_for | {ProgramId("Hosting")}
        for programs in (added, *(activity.not_for - {program} for program in activity.not_for)):
            mutant = attrs.evolve(activity, not_for=programs)
            assert seen(activity, mutant) == {(activity.name, "cap")}

    @pytest.mark.parametrize("activity", CONDITIONAL, ids=lambda activity: activity.key)
    def test_another_choice_of_circumstances(self, activity: Activity) -> None:
        chosen = activity.one_of
        others = [chosen[:index] + chosen[index + 1 :] for index in range(len(chosen))]
        for one_of in ((), *others) if chosen else (activity.circumstances,):
            mutant = attrs.evolve(activity, one_of=one_of)
            assert seen(activity, mutant) == {(activity.name, "one of")}


def other_caps(cap: Cap) -> Iterator[Cap]:
    """Yield every cap that differs in one figure, by one, or in one program."""
    another = ProgramId("another")
    if isinstance(cap, AmountCap):
        yield from (attrs.evolve(cap, limit=limit) for limit in _shifted(cap.limit))
    elif isinstance(cap, ShareCap):
        yield from (attrs.evolve(cap, percent=cap.percent + by) for by in (-1, 1))
        if cap.at_least is None:
            yield attrs.evolve(cap, at_least=Money("3000.00", "USD"))
        else:
            yield attrs.evolve(cap, at_least=None)
            yield from (attrs.evolve(cap, at_least=least) for least in _shifted(cap.at_least))
        yield attrs.evolve(cap, exceptions=())
        ((programs, percent),) = cap.exceptions
        others = (None,) if percent == 100 else (100,)
        for other in (*others, *(() if percent is None else (percent - 1, percent + 1))):
            yield attrs.evolve(cap, exceptions=((programs, other),))
        for fewer_or_more in (programs | {another}, *(programs - {program} for program in programs)):
            yield attrs.evolve(cap, exceptions=((fewer_or_more, percent),))
    else:
        yield from (attrs.evolve(cap, per_person=amount) for amount in _shifted(cap.per_person))
        yield from (attrs.evolve(cap, persons=cap.persons + by) for by in (-1, 1))
        yield from (attrs.evolve(cap, per_period=amount) for amount in _shifted(cap.per_period))
        yield attrs.evolve(cap, unknown=frozenset())
        yield attrs.evolve(cap, unknown=cap.unknown | {another})


def _shifted(amount: Money) -> Iterator[Money]:
    """Yield the amount shifted by one unit and by one minor unit, and in another currency."""
    for by in (Money(1, amount.currency), Money.of_minor_units(1, amount.currency)):
        yield amount - by
        yield amount + by
    yield Money(amount.amount, "EUR")


class TestCaps:
    def test_the_capped_activities(self) -> None:
        assert [activity.key for activity in CAPPED] == [
            "syndicated-content",
            "customer-offer",
            "spiff",
            "on-site-champ",
            "vendor-conference",
            "product-seeding",
        ]

    @pytest.mark.parametrize("activity", CAPPED, ids=lambda activity: activity.key)
    def test_changed_in_one_place(self, activity: Activity) -> None:
        (cap,) = activity.caps
        mutants = list(other_caps(cap))
        assert len(mutants) >= 5
        for mutant in mutants:
            found = seen(activity, attrs.evolve(activity, caps=(mutant,)))
            assert found == {(activity.name, "cap")}, mutant

    @pytest.mark.parametrize("activity", ACTIVITIES, ids=lambda activity: activity.key)
    def test_dropped_added_or_exchanged(self, activity: Activity) -> None:
        caps = {other.caps for other in CAPPED} | {(), (*activity.caps, *CAPPED[0].caps)}
        for others in caps - {activity.caps}:
            mutant = attrs.evolve(activity, caps=others)
            assert seen(activity, mutant) == {(activity.name, "cap")}
