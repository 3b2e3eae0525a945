"""Texts of a form are the form again, whatever is typed is answered, and a part is judged as the whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import given, settings, strategies as st

from coopclaims import Actor, ClaimForm, Money, Policies, Role, UsagePeriod, problems
from coopclaims.claims import CreateClaim, PlanPath
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.money.notations import LOCALES
from coopclaims.parties import EVERYWHERE
from coopclaims.portal import form_problems, form_texts, read_form
from coopclaims.portal.drafts import FIELDS
from coopclaims.rules import CatalogueBy
from coopclaims.testing import World, forms
from coopclaims.wire import from_text, to_text

PACIFIC = ZoneInfo("America/Los_Angeles")
WORLD = World.typical()
RULES = WORLD.rules
ANYWHERE = Actor.partner("alice", Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
READING = {ProblemCode.TEXT_MISSING, ProblemCode.FIELD_UNREADABLE}
"""What is wrong with what was typed, whatever the rules say."""

INSTANTS = st.datetimes(datetime(2022, 6, 1), datetime(2023, 4, 1)).map(  # noqa: DTZ001 - the zone follows
    lambda wall: wall.replace(tzinfo=PACIFIC)
)
DAYS = st.dates(date(2016, 1, 1), date(2026, 12, 31))


@st.composite
def any_forms(draw: st.DrawFn) -> ClaimForm:
    """Draw a form that may have everything wrong with it that can be written into one."""
    form = draw(forms(WORLD))
    first, length = draw(DAYS), timedelta(days=draw(st.integers(0, 300)))
    path = PlanPath(
        plan="P-1",
        campaign="Autumn",
        first=first,
        last=first + length,
        impressions=draw(st.none() | st.integers(0, 10**6)),
    )
    currency = draw(st.sampled_from(("SEK", "JPY", "KWD", "HRK", "LTL")))
    changes: dict[str, st.SearchStrategy[Any]] = {
        "program": st.sampled_from(("Hosting", "Surface", "CSP Indirect Provider", "Managed Reseller")),
        "usage_period": st.builds(UsagePeriod, st.just(first), st.just(first + length))
        | st.just(UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
        "activity": st.sampled_from(("digital-adv", "tradeshow", "partner-network", "print-advertising")),
        "executed_on": DAYS,
        "amount": st.integers(-(10**9), 10**9).map(lambda units: Money.of_minor_units(units, currency)),
        "plan": st.just(path),
        "circumstances": st.just(("airfare", "no such thing")),
        "further_activities": st.just(("tradeshow", "no such thing")),
    }
    changed = draw(st.sets(st.sampled_from(sorted(changes))))
    return attrs.evolve(form, **{name: draw(changes[name]) for name in sorted(changed)})


NEEDED = (
    "name",
    "program",
    "location",
    "usage_period",
    "activity",
    "executed_on",
    "amount",
    "currency",
    "campaign_first",
)
"""Fields without which something is not known; where one of the others is left out, it is not there."""


def create(form: ClaimForm, at: datetime) -> CreateClaim:
    return CreateClaim(claim=ClaimId("C-1"), id=CommandId("k-1"), by=ANYWHERE, at=at, form=form)


def said(found: Any) -> set[tuple[Any, ...]]:
    return {(each.code, each.field, each.params) for each in found}


@given(forms(WORLD), st.sampled_from(LOCALES))
def test_a_legal_form_is_read_from_its_texts_without_a_problem(form: ClaimForm, locale: str) -> None:
    texts = form_texts(form, locale=locale)
    at = datetime(2022, 12, 31, 12, tzinfo=PACIFIC)
    reading = read_form(texts, rules=RULES, locale=locale, at=at, funds=WORLD.funds)
    assert reading.problems == ()
    assert reading.form == form
    assert reading.checklist is not None
    assert reading.claiming_period == RULES.claiming_period(form.usage_period).value


@given(any_forms(), st.sampled_from(LOCALES))
def test_every_form_is_read_from_its_texts_whatever_the_rules_say(form: ClaimForm, locale: str) -> None:
    assert read_form(form_texts(form, locale=locale), rules=RULES, locale=locale).form == form
    values = {each.name: getattr(form, each.name) for each in attrs.fields(ClaimForm)}
    assert read_form(values, rules=RULES).form == form


@given(any_forms(), INSTANTS, st.sampled_from(CatalogueBy))
def test_a_whole_form_is_judged_as_the_command_that_files_it(
    form: ClaimForm, at: datetime, chosen_by: CatalogueBy
) -> None:
    rules = RULES.rulebook.bind(
        calendar=RULES.calendar, zone=RULES.zone, policies=Policies(catalogue_by=chosen_by)
    )
    found = form_problems(form_texts(form), rules=rules, at=at, funds=WORLD.funds)
    decided = problems(create(form, at), None, rules=rules, funds=WORLD.funds)
    assert {(each.code, each.params) for each in found} == {(each.code, each.params) for each in decided}
    assert len(found) == len(decided)


@settings(max_examples=settings().max_examples * 2)
@given(any_forms(), INSTANTS, st.booleans(), st.sets(st.sampled_from(NEEDED), min_size=1))
def test_what_is_said_of_a_part_holds_of_the_whole(
    form: ClaimForm, at: datetime, timed: bool, missing: set[str]
) -> None:
    whole = form_texts(form)
    part = {name: text for name, text in whole.items() if name not in missing}
    reading = read_form(part, rules=RULES, at=at if timed else None, funds=WORLD.funds)
    of_all = read_form(whole, rules=RULES, at=at, funds=WORLD.funds)
    judged = [each for each in reading.problems if each.code not in READING]
    assert said(judged) <= said(of_all.problems)
    assert said(reading.advice) <= said(of_all.advice)
    assert reading.checklist in {None, of_all.checklist}
    assert reading.claiming_period in {None, of_all.claiming_period}


VALUES = (
    st.none()
    | st.text(max_size=80)
    | st.lists(st.text(max_size=5), max_size=3)
    | st.integers()
    | st.floats()
    | st.dates()
    | st.sampled_from(
        (
            "2022-08-25",
            "2022-02-30",
            "2022-07-01/2022-12-31",
            "2022-12-31/2022-07-01",
            "9999-12-31",
            "1 234,50",
            "SEK",
            "tradeshow",
            "Surface",
            Money(1, "EUR"),
            object(),
        )
    )
)


@given(
    st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), VALUES, max_size=12),
    st.sampled_from(LOCALES),
    st.none() | INSTANTS,
)
def test_whatever_is_typed_is_answered(data: dict[str, object], locale: str, at: datetime | None) -> None:
    reading = read_form(data, rules=RULES, locale=locale, at=at)
    assert all(str(each) for each in (*reading.problems, *reading.advice))
    assert from_text(to_text(reading)) == reading
    assert (reading.form is None) is any(each.code in READING for each in reading.problems)
