"""Answers in a language: sentences, trees, exceptions, captions, and the catalogue for translators."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import ALICE, LOCATION, PROGRAM, RULES, World, sek

import coopclaims as cc
from coopclaims import labels
from coopclaims._templates import filled, shown
from coopclaims.labels import CATALOGUE_LANGUAGES, captions, label, messages, render, sentence
from coopclaims.labels.speaking import spoken
from coopclaims.periods import CalendarDays, DayOfMonth, MonthEnd, Months
from coopclaims.provenance import Message, Term, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHERS = [each for each in CATALOGUE_LANGUAGES if each != "en"]


def refused() -> cc.Refused:
    world = World().draft(activity="tradeshow")
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    return cc.Refused(cc.problems(command, world.claim(), rules=RULES, funds=world.pool))


def review() -> Any:
    return cc.review_deadline(World().submitted().claim(), rules=RULES)


def history() -> cc.claims.History:
    found: cc.claims.History = World().submitted().repo.history(cc.identifiers.ClaimId("C-1"))
    return found


def fund() -> cc.funds.PoolKey:
    usage = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
    return cc.funds.PoolKey(
        location=LOCATION, program=PROGRAM, usage_period=usage, currency=cc.Currency("SEK")
    )


def terms() -> cc.payments.PaymentTerms:
    return cc.payments.PaymentTerms(
        claim=cc.identifiers.ClaimId("C-1"),
        entity=cc.identifiers.EntityId("vendor-sweden"),
        profile=cc.identifiers.ProfileId("bank-kr"),
        money=sek("9.00"),
        settles=sek("9.00"),
        fund=fund(),
    )


def rate(**kinds: Any) -> cc.money.ExchangeRate:
    return cc.money.ExchangeRate(source="SEK", target="EUR", rate="0.0917", origin="treasury", **kinds)


def invalid() -> cc.InvalidValue:
    with pytest.raises(cc.InvalidValue) as caught:
        cc.UsagePeriod(date(2022, 12, 31), date(2022, 7, 1))
    return caught.value


def batch_refused(rows: int) -> cc.CoopClaimsError:
    days: list[Any] = ["soon"] * rows
    due = cc.portfolio.due_days(days, cc.BusinessDays(2), calendar=RULES.calendar)
    return cc.portfolio.BatchRefused(due.refusals)


def odd(rule: str, edition: str) -> cc.rules.EditionFinding:
    said = Message("x", "odd").say()
    kind = next(iter(cc.rules.OddityKind))
    return cc.rules.EditionFinding(kind=kind, rule=rule, edition=edition, explanation=said)


SPAN_SUM = cc.calendars.SpanSum((CalendarDays(30), MonthEnd(0), cc.calendars.Roll.FOLLOWING))

# In English it is what `str` says.

ANSWERS: Mapping[str, Any] = {
    "a problem": refused().problems[0],
    "a refusal": refused(),
    "an explanation": review().explain(),
    "a value that cannot be": invalid(),
    "one row": batch_refused(1),
    "two rows": batch_refused(2),
    "a row": batch_refused(1).refusals[0],  # type: ignore[attr-defined]
    "no rate": cc.errors.NoRate("SEK", "EUR", date(2022, 9, 1)),
    "an event": history().entries[-1].event,
    "business days": cc.BusinessDays(2),
    "calendar days": CalendarDays(1),
    "months": Months(3),
    "this month": MonthEnd(0),
    "next month": MonthEnd(1),
    "a later month": MonthEnd(3),
    "a day of a month": DayOfMonth(15),
    "spans": SPAN_SUM,
    "days": cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    "a fund": fund(),
    "a monthly rate": rate(month=date(2022, 11, 1)),
    "a rate from a day on": rate(since=date(2022, 11, 2)),
    "terms of a payment": terms(),
    "a basis": inferred(Message("weeks", "a week is a month")),
    "an oddity of policies": odd("", ""),
    "an oddity of a rule": odd("r", ""),
    "an oddity of an edition": odd("", "e"),
    "an oddity of both": odd("r", "e"),
}


@pytest.mark.parametrize("which", ANSWERS)
def test_in_english_an_answer_is_rendered_as_it_is_printed(which: str) -> None:
    assert render(ANSWERS[which], "en") == str(ANSWERS[which])


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "which", [each for each in ANSWERS if "oddity of a" not in each and "both" not in each]
)
def test_in_another_language_it_is_said_in_other_words(which: str, language: str) -> None:
    answer = ANSWERS[which]
    assert render(answer, language) != str(answer)
    assert not {"{", "}"} & set(render(answer, language))


# What it is in Swedish.


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (cc.BusinessDays(1), "1 arbetsdag"),
        (cc.BusinessDays(2), "2 arbetsdagar"),
        (SPAN_SUM, "30 kalenderdagar, sedan slutet av samma månad, sedan nästa arbetsdag om dagen är stängd"),
        (cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)), "2022-07-01 till 2022-12-31"),
        (rate(month=date(2022, 11, 1)), "1 SEK = 0.0917 EUR i 2022-11 (treasury)"),
        (terms(), "9.00 SEK till bank-kr"),
        (cc.Role.SYSTEM, "System"),
        (cc.Side.PARTNER, "partnern"),
        (Term("invitation", "invitation"), "inbjudan"),
        (Term("mine", "a term of mine"), "a term of mine"),
        (True, "ja"),
        (False, "nej"),
        (None, ""),
        (sek("9.00"), "9.00 SEK"),
        ((cc.BusinessDays(1), CalendarDays(2)), "1 arbetsdag\n2 kalenderdagar"),
        ([cc.BusinessDays(1)], "1 arbetsdag"),
    ],
)
def test_values_in_swedish(answer: Any, text: str) -> None:
    assert render(answer, "sv") == text


def test_a_date_in_swedish() -> None:
    assert render(review(), "sv").splitlines()[:3] == [
        "Granskning: sista dag är fre 2022-09-16 (dagens slut, America/Los_Angeles)",
        "├─ 2 arbetsdagar efter inskickande  [MG22 D-07, 2022-08-04]",
        "├─ inskickande ons 2022-09-14, dag noll",
    ]


def test_a_history_in_german() -> None:
    head, *rows = render(history(), "de").splitlines()
    assert head.split() == ["Nr.", "Zeitpunkt", "von", "als", "Status", "was", "geschah"]
    assert rows[0].endswith("Anspruch erstellt: Autumn · partner-network · 2022-08-25 · 30000.00 SEK")


def test_what_is_needed_together_and_what_is_enough_alone() -> None:
    ways = (("a", "b"), ("c",))
    assert [shown(ways, tongue=spoken(each)) for each in CATALOGUE_LANGUAGES] == [
        "a and b, or c",
        "a och b eller c",
        "a en b of c",
        "a et b ou c",
        "a und b oder c",
    ]


def test_spans_of_days_and_what_cannot_be_written() -> None:
    spans = ((date(2022, 1, 1), None), (None, date(2022, 3, 1), date(2022, 4, 1)), date(2022, 5, 1))
    assert shown(spans, "spans", spoken("fr")) == (
        "du 2022-01-01; au 2022-03-01 retiré le 2022-04-01; 2022-05-01"
    )
    assert filled("{x!r}", {"x": 10**400}, spoken("sv")) == "ett heltal med 1329 bitar"
    assert filled("{x!r}", {"x": Unwritable()}, spoken("de")) == "ein Wert vom Typ Unwritable"


class Unwritable:
    """A value whose text cannot be made."""

    def __repr__(self) -> str:
        raise RuntimeError


def test_the_basis_that_a_statement_rests_on() -> None:
    carried = attrs_basis()
    assert render(carried, "nl") == f"{label(carried.kind, 'nl')} sinds 2022-08-04 (x)"
    said = Message("business_days", "").say(n=3, basis=carried, source=cite("MG22"), caveats=(NOTE,))
    assert render(said, "nl").splitlines() == [
        f"3 werkdagen  [MG22, 2022-08-04; {render(carried, 'nl')}]",
        "└─ opmerking: 1 werkdag",
    ]


NOTE = Message("business_days", "").say(n=1)


def attrs_basis() -> cc.provenance.Basis:
    kind = cc.provenance.BasisKind.CARRIED_FORWARD
    return cc.provenance.Basis(kind=kind, readings=(Message("x", "x"),), since=date(2022, 8, 4))


# Days and amounts, as somebody writes them.


def test_days_and_amounts_are_written_as_they_are_asked_for() -> None:
    said = render(
        review(), "sv", days=lambda day: f"{day.day}/{day.month}", amounts=lambda money: f"kr {money.amount}"
    )
    assert said.splitlines()[:2] == [
        "Granskning: sista dag är fre 16/9 (dagens slut, America/Los_Angeles)",
        "├─ 2 arbetsdagar efter inskickande  [MG22 D-07, 2022-08-04]",
    ]
    assert said.splitlines()[2] == "├─ inskickande ons 14/9, dag noll"
    assert sentence(review(), "en", days=lambda day: f"{day:%d %b}") == (
        "Review is due on Fri 16 Sep (end of day, America/Los_Angeles)"
    )
    assert render(terms(), "sv", amounts=lambda money: f"kr {money.amount}") == "kr 9.00 till bank-kr"
    assert render(sek("9.00"), "sv", days=str) == "9.00 SEK"
    assert render(date(2022, 9, 14), "sv", amounts=str) == "2022-09-14"


def test_an_instant_is_no_day() -> None:
    instant = datetime(2022, 9, 14, 12, tzinfo=UTC)
    assert render(instant, "sv", days=lambda _: "never") == "2022-09-14T12:00:00+00:00"


def test_a_locale_writes_them() -> None:
    pytest.importorskip("babel")
    people = import_module("coopclaims.money.people")
    said = render(terms(), "sv", amounts=lambda money: people.format_money(money, "sv_SE"))
    assert said == "9,00\u00a0kr till bank-kr"


# Numbers.


@pytest.mark.parametrize(
    ("number", "in_english", "in_french"),
    [
        (0, "days", "jour"),
        (1, "day", "jour"),
        (2, "days", "jours"),
        (-1, "days", "jours"),
        (Decimal("1.5"), "days", "jour"),
        ("1", "days", "jours"),
    ],
)
def test_each_language_counts_as_it_does(number: Any, in_english: str, in_french: str) -> None:
    assert filled("{n:plural day|days}", {"n": number}) == in_english
    assert filled("{n:plural jour|jours}", {"n": number}, spoken("fr")) == in_french
    assert filled("{n:plural Tag|Tage}", {"n": number}, spoken("de")) == ("Tag" if number == 1 else "Tage")


def test_a_member_has_the_form_of_its_number() -> None:
    unit = cc.deadlines.SpanUnit.BUSINESS_DAYS
    template = "{unit:number {n}}"
    assert [filled(template, {"unit": unit, "n": n}) for n in (1, 2)] == ["business day", "business days"]
    assert [filled(template, {"unit": unit, "n": n}, spoken("en")) for n in (1, 2)] == [
        "business day",
        "business days",
    ]
    assert [filled(template, {"unit": unit, "n": n}, spoken("fr")) for n in (0, 1, 2)] == [
        "jour ouvré",
        "jour ouvré",
        "jours ouvrés",
    ]
    assert label(unit, "fr") == captions("fr")["SpanUnit.business_days"] == "jour ouvré"


# Sentences, names and templates.


def test_a_sentence_is_the_first_line_without_its_source() -> None:
    problem = refused().problems[0]
    first = render(problem, "de").splitlines()[0]
    assert first.startswith(f"{sentence(problem, 'de')}  [")
    assert sentence(problem.explain(), "en") == problem.message


@pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
def test_every_command_and_event_has_a_name_of_its_own(language: str) -> None:
    commands = [kind for kind in vars(cc.claims).values() if isinstance(getattr(kind, "key", None), str)]
    named = [label(kind, language) for kind in dict.fromkeys(commands)]
    assert len(set(named)) == len(named)


def test_names_are_those_of_the_pages_where_they_have_one() -> None:
    for language in OTHERS:
        for member in (*cc.ClaimStatus, *cc.Role, *labels.PageWord):
            known = {
                each.text
                for found in labels.LABELS.languages
                if found.key == language
                for each in found.labels
                if each.names is member
            }
            assert captions(language)[f"{type(member).__name__}.{member}"] in known
            assert label(member, language) in known


def test_a_status_is_known_by_its_key_too() -> None:
    assert label("approved", "sv") == label(cc.ClaimStatus.APPROVED, "sv")  # type: ignore[arg-type]


def test_a_tag_may_say_more_than_the_language() -> None:
    assert messages("sv-SE") is messages("SV_fi") is messages("sv")


@pytest.mark.parametrize("language", ["es", "tlh", "", None])
def test_another_language_is_answered_with_those_that_are_known(language: Any) -> None:
    for ask in (messages, captions, labels.catalogue_as_json, lambda tag: render(cc.BusinessDays(2), tag)):
        with pytest.raises(cc.InvalidValue) as caught:
            ask(language)
        assert (caught.value.field, caught.value.got) == ("language", language)
        assert dict(caught.value.figures)["known"] == CATALOGUE_LANGUAGES


def test_a_message_of_somebody_else_is_said_as_it_is() -> None:
    own = Message("own", "{who} waits {span}", "who: str, span: object").say(
        who="bob", span=cc.BusinessDays(2)
    )
    assert render(own, "fr") == "bob waits 2 jours ouvrés"


def test_an_exception_of_somebody_else_says_its_own() -> None:
    class Mine(cc.CoopClaimsError):
        """An error without a sentence of its own."""

    assert render(Mine("as it is"), "sv") == "as it is"
    assert (
        render(cc.InvalidValue("n", 0, "a number that I like"), "sv")
        == "n: fick 0; förväntat: a number that I like"
    )


# For translators.


def test_json_has_everything() -> None:
    told = json.loads(labels.catalogue_as_json("nl-BE"))
    assert told["language"] == "nl"
    assert {code: each["text"] for code, each in told["messages"].items()} == dict(messages("nl"))
    assert told["messages"]["business_days"]["english"] == messages("en")["business_days"]
    assert told["messages"]["business_days"]["parameters"] == "n: int"
    assert told["captions"]["Side.partner"]["text"] == captions("nl")["Side.partner"]
    assert told["terms"]["invitation"] == {"english": "invitation", "text": "uitnodiging"}


@pytest.mark.parametrize("language", [None, *CATALOGUE_LANGUAGES])
def test_a_gettext_file_has_everything(language: str | None) -> None:
    head, *entries = labels.catalogue_as_pot(language).split("\n\n")
    assert f'"Language: {language or ""}\\n"' in head
    told = json.loads(labels.catalogue_as_json("en"))
    assert len(entries) == sum(len(told[part]) for part in ("messages", "captions", "terms"))
    found = {}
    for entry in entries:
        lines = dict(line.split(" ", 1) for line in entry.splitlines() if not line.startswith("#"))
        context, source, text = (json.loads(lines[each]) for each in ("msgctxt", "msgid", "msgstr"))
        found[context, source] = text
    assert len(found) == len(entries)
    expected = "" if language is None else messages(language)["business_days"]
    assert found["business_days", messages("en")["business_days"]] == expected
    assert ("caption Side.partner", "partner") in found
    assert ("term", "invitation") in found
    assert re.search(r"^#\. n: int$", labels.catalogue_as_pot(language), re.MULTILINE)
