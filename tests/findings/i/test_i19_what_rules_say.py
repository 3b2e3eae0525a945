"""A reference to rules identifies what they say, and binds no others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import CALENDAR, RULES, ZONE, cc

if TYPE_CHECKING:
    from collections.abc import Callable

PUBLISHED = cc.partner_center
REFERENCE = cc.wire.RulesReference.to(RULES)
USERS = cc.rules.Rule(
    value=frozenset({cc.Role.INCENTIVES_USER}),
    first=date(2021, 9, 27),
    source=cc.provenance.cite("MG22", "R-02"),
    basis=cc.provenance.PUBLISHED,
)


def evolved(edition: Any, **what: Any) -> Any:
    """Return the published rulebook with one edition altered, under the same names."""
    editions = (attrs.evolve(each, **what) if each is edition else each for each in PUBLISHED.editions)
    return cc.Rulebook(PUBLISHED.name, tuple(editions))


def latest(field: str) -> Any:
    """Return the last edition that states this rule."""
    return next(each for each in reversed(PUBLISHED.editions) if getattr(each, field))


def with_rule(field: str, **what: Any) -> Any:
    """Return the published rulebook with the last rule of this name altered."""
    edition = latest(field)
    return evolved(edition, **{field: attrs.evolve(getattr(edition, field), **what)})


def with_a_longer_review() -> Any:
    return with_rule("review_span", value=cc.BusinessDays(3))


def with_another_right() -> Any:
    edition = next(
        each for each in reversed(PUBLISHED.editions) if cc.Action.DISPUTE in dict(each.permissions)
    )
    rights = dict(edition.permissions) | {cc.Action.DISPUTE: USERS}
    return evolved(edition, permissions=tuple(rights.items()))


def with_a_requirement_less() -> Any:
    catalogue = latest("catalogue").catalogue.value
    first = catalogue.activities[0]
    activities = (attrs.evolve(first, metrics=None), *catalogue.activities[1:])
    return with_rule("catalogue", value=cc.activities.Catalogue(activities))


def with_a_window_moved() -> Any:
    windows = latest("claiming_windows").claiming_windows.value
    moved = attrs.evolve(windows[0], closes=cc.periods.MonthDay(8, 14))
    return with_rule("claiming_windows", value=(moved, *windows[1:]))


CHANGED = (with_a_longer_review, with_another_right, with_a_requirement_less, with_a_window_moved)
changes = pytest.mark.parametrize("change", CHANGED, ids=lambda change: change.__name__)


def bound(book: Any) -> Any:
    return book.bind(calendar=CALENDAR, zone=ZONE)


def refusal(book: Any) -> Exception | None:
    """Return what binding by the reference raised, or nothing."""
    try:
        REFERENCE.bind(book, calendar=CALENDAR, zone=ZONE)
    except cc.CoopClaimsError as raised:
        found: Exception = raised
        return found
    return None


@changes
def test_references_to_rules_that_say_other_things_differ(change: Callable[[], Any]) -> None:
    assert cc.wire.RulesReference.to(bound(change())) != REFERENCE


@changes
def test_a_reference_does_not_bind_rules_that_say_other_things(change: Callable[[], Any]) -> None:
    assert isinstance(refusal(change()), cc.InvalidValue)


@pytest.mark.parametrize(
    ("change", "edition", "rule"),
    [
        (with_a_longer_review, latest("review_span").name, "review_span"),
        (with_a_window_moved, latest("claiming_windows").name, "claiming_windows"),
    ],
)
def test_the_refusal_names_edition_and_rule(change: Callable[[], Any], edition: str, rule: str) -> None:
    said = str(refusal(change()))
    assert edition in said
    assert rule in said


@pytest.mark.parametrize(
    "what",
    [{"basis": cc.provenance.inferred()}, {"source": cc.provenance.cite("MG20", "D-07")}],
    ids=["basis", "source"],
)
def test_a_reference_binds_rules_whose_basis_or_source_alone_changed(what: dict[str, Any]) -> None:
    again = REFERENCE.bind(with_rule("review_span", **what), calendar=CALENDAR, zone=ZONE)
    assert cc.deadlines.review_due(start=date(2022, 9, 15), rules=again).on == date(2022, 9, 19)


def test_a_reference_binds_the_same_rules_again() -> None:
    assert REFERENCE.bind(PUBLISHED, calendar=CALENDAR, zone=ZONE) == RULES
    assert refusal(cc.Rulebook(PUBLISHED.name, PUBLISHED.editions)) is None


def test_a_reference_binds_no_other_names() -> None:
    assert isinstance(refusal(cc.Rulebook("another", PUBLISHED.editions)), cc.InvalidValue)
    assert isinstance(refusal(cc.Rulebook(PUBLISHED.name, PUBLISHED.editions[:-1])), cc.InvalidValue)


def test_a_rulebook_is_written_and_read_back() -> None:
    assert cc.wire.from_text(cc.wire.to_text(PUBLISHED)) == PUBLISHED
