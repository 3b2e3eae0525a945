"""Every small change to the activity catalogue is seen by the comparison with the golden table.

One test for each kind of change: it makes every mutant of that kind, counts them, and names those that
were not seen, or not where they are.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs
import pytest
from tests.golden.test_catalogue import disagreements

from coopclaims import Money
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coopclaims.activities import Cap, RequirementExpr

ACTIVITIES = ACTIVITIES_2019.activities
CONDITIONAL = tuple(activity for activity in ACTIVITIES if activity.circumstances)
CAPPED = tuple(activity for activity in ACTIVITIES if activity.caps)

FIELDS = {"core": "core", "communications": "communications", "metrics": "metric"}
"""The fields of an activity that hold a need, and what the golden table calls their columns."""

T = TypeVar("T")

Change: TypeAlias = tuple[str, str, "RequirementExpr | None"]
"""The kind of a change, where it was made, and what has become of the need."""

KINDS = {
    "dropped": 91,
    "renamed": 91,
    "condition dropped": 14,
    "condition turned round": 14,
    "condition renamed": 14,
    "choice and sum swapped": 37,
}
"""Every kind of change to what an activity needs, and how many mutants there are of it."""


def seen(activity: Activity, mutant: Activity) -> set[tuple[str, str]]:
    """Return the columns in which a catalogue differs that has this mutant in place of the activity."""
    assert mutant != activity
    return set(disagreements(mutant if each is activity else each for each in ACTIVITIES))


def survivors(mutants: Iterable[tuple[Activity, Activity]], *columns: str) -> tuple[list[str], int]:
    """Return the mutants not seen in exactly these columns, and how many mutants there were."""
    survived: list[str] = []
    made = 0
    for activity, mutant in mutants:
        made += 1
        found = seen(activity, mutant)
        if found != {(activity.name, column) for column in columns}:
            survived.append(f"{mutant} instead of {activity.key}: seen in {sorted(found)}")
    return survived, made


def changes_of(need: RequirementExpr) -> Iterator[Change]:
    """Yield every need that differs in one place, with what was done there."""
    if isinstance(need, Requirement):
        yield "dropped", need.key, None
        yield "renamed", need.key, attrs.evolve(need, key=f"{need.key}-2")
    elif isinstance(need, OnlyIf):
        where = need.circumstance.key
        yield "condition dropped", where, need.need
        yield "condition turned round", where, attrs.evolve(need, holds=not need.holds)
        other = attrs.evolve(need.circumstance, key="another")
        yield "condition renamed", where, attrs.evolve(need, circumstance=other)
        for kind, place, inner in changes_of(need.need):
            yield kind, place, None if inner is None else attrs.evolve(need, need=inner)
    else:
        keys = " ".join(each.key for each in need.needs if isinstance(each, Requirement))
        yield "choice and sum swapped", keys or "the top", _swapped(need)
        for index, each in enumerate(need.needs):
            before, after = need.needs[:index], need.needs[index + 1 :]
            for kind, place, inner in changes_of(each):
                kept = () if inner is None else (inner,)
                yield kind, place, attrs.evolve(need, needs=(*before, *kept, *after))


def _swapped(need: AllOf | AnyOf) -> RequirementExpr:
    return AnyOf(need.needs) if isinstance(need, AllOf) else AllOf(need.needs)


def _without(listed: tuple[T, ...], index: int) -> tuple[T, ...]:
    return listed[:index] + listed[index + 1 :]


def changed_needs() -> Iterator[tuple[Activity, str, Change]]:
    """Yield every change to every need, with its activity and the field that holds it."""
    for activity in ACTIVITIES:
        for field in FIELDS:
            need: RequirementExpr | None = getattr(activity, field)
            if need is not None:
                for change in changes_of(need):
                    yield activity, field, change


def with_need(activity: Activity, field: str, need: RequirementExpr | None) -> Activity:
    changed: dict[str, Any] = {field: need}
    return attrs.evolve(activity, **changed)


def test_the_catalogue_as_it_is_is_right() -> None:
    """Without this, every mutant would be detected, whatever the comparison is worth."""
    assert disagreements(ACTIVITIES) == {}


def test_there_is_a_mutant_of_every_kind() -> None:
    assert Counter(kind for _, _, (kind, _, _) in changed_needs()) == KINDS


class TestNeeds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_changed_in_one_place(self, kind: str) -> None:
        survived: list[str] = []
        for activity, field, (done, place, mutant) in changed_needs():
            if done == kind:
                column = (activity.name, FIELDS[field])
                found = seen(activity, with_need(activity, field, mutant))
                if column not in found or not found <= {column, (activity.name, f"{FIELDS[field]} in words")}:
                    survived.append(f"{activity.key} {field}: {place} {kind}: seen in {sorted(found)}")
        assert not survived, "\n".join(survived)

    @pytest.mark.parametrize(("field", "expected"), [("core", 43), ("communications", 55), ("metrics", 43)])
    def test_something_asked_for_besides(self, field: str, expected: int) -> None:
        another = Requirement("another", "something else")

        def mutants() -> Iterator[tuple[Activity, Activity]]:
            for activity in ACTIVITIES:
                need: RequirementExpr | None = getattr(activity, field)
                yield activity, with_need(activity, field, another)
                if need is not None:
                    yield activity, with_need(activity, field, AllOf((need, another)))
                    yield activity, with_need(activity, field, AnyOf((need, another)))

        survived, made = survivors(mutants(), FIELDS[field], f"{FIELDS[field]} in words")
        assert not survived, "\n".join(survived)
        assert made == expected

    @pytest.mark.parametrize(("field", "expected"), [("core", 5), ("communications", 5), ("metrics", 9)])
    def test_said_in_other_words(self, field: str, expected: int) -> None:
        mutants = [
            (activity, with_need(activity, field, attrs.evolve(need, what=f"{need.what}!")))
            for activity in ACTIVITIES
            if isinstance(need := getattr(activity, field), Requirement)
        ]
        survived, made = survivors(mutants, f"{FIELDS[field]} in words")
        assert not survived, "\n".join(survived)
        assert made == expected


class TestActivity:
    @pytest.mark.parametrize("kind", ["dropped", "doubled", "renamed"])
    def test_dropped_doubled_or_renamed(self, kind: str) -> None:
        survived: list[str] = []
        for activity in ACTIVITIES:
            others = [each for each in ACTIVITIES if each is not activity]
            mutants = {
                "dropped": others,
                "doubled": [*ACTIVITIES, activity],
                "renamed": [*others, attrs.evolve(activity, name="Another")],
            }
            if ("", "activities") not in disagreements(mutants[kind]):
                survived.append(activity.key)
        assert not survived

    def test_of_another_category(self) -> None:
        mutants = (
            (activity, attrs.evolve(activity, category=category))
            for activity in ACTIVITIES
            for category in Category
            if category is not activity.category
        )
        survived, made = survivors(mutants, "category")
        assert not survived, "\n".join(survived)
        assert made == len(ACTIVITIES) * (len(Category) - 1)

    def test_paying_for_less(self) -> None:
        mutants = (
            (activity, attrs.evolve(activity, expenses=_without(activity.expenses, index)))
            for activity in ACTIVITIES
            for index in range(len(activity.expenses))
        )
        survived, made = survivors(mutants, "expense")
        assert not survived, "\n".join(survived)
        assert made == 70

    def test_paying_for_something_else(self) -> None:
        mutants = (
            (activity, attrs.evolve(activity, expenses=(*activity.expenses, "travel")))
            for activity in ACTIVITIES
        )
        survived, made = survivors(mutants, "expense")
        assert not survived, "\n".join(survived)
        assert made == len(ACTIVITIES)

    def test_to_be_approved_before(self) -> None:
        mutants = ((activity, attrs.evolve(activity, pre_approval=True)) for activity in ACTIVITIES)
        survived, made = survivors(mutants, "preapproval")
        assert not survived, "\n".join(survived)
        assert made == len(ACTIVITIES)

    def test_eligible_for_other_programs(self) -> None:
        mutants = (
            (activity, attrs.evolve(activity, not_for=programs))
            for activity in ACTIVITIES
            for programs in (
                activity.not_for | {ProgramId("Hosting")},
                *(activity.not_for - {program} for program in activity.not_for),
            )
        )
        survived, made = survivors(mutants, "cap")
        assert not survived, "\n".join(survived)
        assert made == 21

    def test_another_choice_of_circumstances(self) -> None:
        mutants = (
            (activity, attrs.evolve(activity, one_of=one_of))
            for activity in CONDITIONAL
            for chosen in (activity.one_of,)
            for one_of in (
                ((), *(_without(chosen, index) for index in range(len(chosen))))
                if chosen
                else (activity.circumstances,)
            )
        )
        survived, made = survivors(mutants, "one of")
        assert not survived, "\n".join(survived)
        assert made == 14


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

    def test_changed_in_one_place(self) -> None:
        mutants: list[tuple[Activity, Activity]] = []
        for activity in CAPPED:
            (cap,) = activity.caps
            others = [(activity, attrs.evolve(activity, caps=(other,))) for other in other_caps(cap)]
            assert len(others) >= 5
            mutants += others
        survived, made = survivors(mutants, "cap")
        assert not survived, "\n".join(survived)
        assert made == 66

    def test_dropped_added_or_exchanged(self) -> None:
        capped = {activity.caps for activity in CAPPED}
        mutants = (
            (activity, attrs.evolve(activity, caps=caps))
            for activity in ACTIVITIES
            for caps in (capped | {(), (*activity.caps, *CAPPED[0].caps)}) - {activity.caps}
        )
        survived, made = survivors(mutants, "cap")
        assert not survived, "\n".join(survived)
        assert made == 101
