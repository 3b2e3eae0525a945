"""Pictures as text: read back by parsers that know nothing of them, whatever somebody wrote into the data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import attrs
import pytest
from tests.support.drawn import reviewed_late
from tests.support.world import (
    ADMIN,
    FORM,
    PACIFIC,
    REVIEWER,
    RULES,
    SYSTEM,
    Desk,
    desk_at,
    instant,
)

from coopclaims import ClaimStatus, History, InvalidValue
from coopclaims.claims import (
    TABLE,
    Comment,
    CorrectInstant,
    CreateClaim,
    StartReview,
    Trigger,
)
from coopclaims.deadlines import Clock, DeadlineState, TaxInvoice, payment_due, review_due
from coopclaims.errors import BrokenHistory
from coopclaims.identifiers import ClaimId
from coopclaims.labels import CATALOGUE_LANGUAGES, label, messages, render, sentence
from coopclaims.portal import claim_statechart, explanation_html, promises, timeline_svg
from coopclaims.provenance import PUBLISHED, Explanation, Message, Source, cite, inferred

if TYPE_CHECKING:
    from coopclaims.deadlines import Deadline, NotRunning

HOSTILE: Final = "\"'><script>alert(1)</script><!-- ]]> & \u202egnp.exe \u2066 \x1b[2J \ufffe\uffff"
"""A text that would end an attribute, a comment and a line, turn what follows, and break XML."""

STORED: Final = HOSTILE.replace("\x1b", "")
"""The same without the control character, which no value of ours takes."""

SHOWN: Final = r""""'><script>alert(1)</script><!-- ]]> & \u202egnp.exe \u2066 \x1b[2J """ + "\ufffd\ufffd"
"""The first as a reader sees it, who cannot be led astray by it."""


def parsed(text: str) -> ET.Element:
    """Return a text as XML, which forgives nothing."""
    return ET.fromstring(text)  # noqa: S314 - drawn a line before


class Tags(HTMLParser):
    """The tags that a browser would see, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.depth = self.deepest = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - all of them are closed
        self.depth -= 1


def text_of(item: ET.Element) -> str:
    """Return what stands in an item of a list before the list within it, sources and all."""
    said = [item.text or ""]
    for child in item:
        if child.tag == "ul":
            break
        said += [*child.itertext(), child.tail or ""]
    return "".join(said).strip()


def outline(item: ET.Element) -> tuple[str, list[Any]]:
    """Return an item of a list with those of the list within it."""
    return text_of(item), [outline(each) for each in item.findall("ul/li")]


def payment() -> Deadline | NotRunning:
    return payment_due(approved=date(2022, 9, 26), tax_invoice=TaxInvoice.not_needed(), rules=RULES)


class TestExplanation:
    def test_it_is_the_tree_of_the_explanation(self) -> None:
        """The indented text of `render`, read line by line, is the same outline."""
        root = parsed(explanation_html(payment()))
        said = [line.lstrip("│├└─ ") for line in render(payment().explain(), "en").splitlines()]
        listed = [text_of(item) for item in root.iter("li")]
        assert [line.replace("  [", " ").rstrip("]") for line in said] == listed
        (top,) = root.findall("li")
        assert len(outline(top)[1]) == len(payment().explain().because)

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    def test_it_says_its_language(self, language: str) -> None:
        root = parsed(explanation_html(payment(), f"{language}-XX"))
        assert root.get("lang") == language
        first = render(payment().explain(), language).splitlines()[0]
        assert text_of(next(root.iter("li"))) == first

    def test_it_cites_with_the_title_of_the_document(self) -> None:
        root = parsed(explanation_html(review_due(start=date(2022, 9, 14), rules=RULES)))
        cited = {(each.text, each.get("title")) for each in root.iter("cite")}
        assert ("MG22 D-07, 2022-08-04", "incentives-managing-co-op-claims") in cited

    def test_a_basis_and_a_caveat_are_seen(self) -> None:
        basis = inferred(Message("r", "read <so>"))
        doubt = Message("d", "another page disagrees").say(source=cite("READING"), basis=PUBLISHED)
        below = Message("b", "what it follows from").say()
        stated = Message("s", "stated").say(basis=basis, caveats=(doubt,), because=(below,))
        root = parsed(explanation_html(stated))
        assert outline(root[0]) == (
            "stated inferred (read <so>)",
            [("what it follows from", []), ("note: another page disagrees READING", [])],
        )
        assert [each.text for each in root.iter("small")] == ["inferred (read <so>)"]
        notes = parsed(explanation_html(Message("s", "stated").say(caveats=(doubt,)), "sv"))
        assert outline(notes[0])[1][0][0].endswith(": another page disagrees READING")

    def test_no_text_leaves_its_place(self) -> None:
        source = Source(document=STORED, facts=(STORED,))
        basis = inferred(Message("r", STORED))
        said = Message("x", "{x}").say(x=HOSTILE, source=source, basis=basis)
        drawn = explanation_html(Message("t", STORED).say(because=(said,), caveats=(said,)))
        assert {tag for tag, _ in Tags(drawn).found} == {"ul", "li", "cite", "small"}
        assert {name for _, given in Tags(drawn).found for name in given} == {"lang"}
        (top,) = parsed(drawn)
        stored = SHOWN.replace(r"\x1b", "")
        assert outline(top) == (
            stored,
            [(each + f"{SHOWN} {stored} {stored} inferred ({stored})", []) for each in ("", "note: ")],
        )
        assert not set("\u202e\u2066\x1b\ufffe\uffff") & set(drawn)

    def test_a_long_chain_of_reasons_is_drawn_to_its_end(self) -> None:
        stated: Explanation = Message("end", "the end").say()
        for _ in range(3000):
            stated = Message("so", "so").say(because=(stated,))
        tags = Tags(explanation_html(stated))
        assert (tags.deepest, tags.depth) == (2 * 3001, 0)

    def test_what_does_not_explain_itself_is_refused(self) -> None:
        wrong: Any = "no answer"
        with pytest.raises(InvalidValue, match="answer"):
            explanation_html(wrong)
        with pytest.raises(InvalidValue, match="language"):
            explanation_html(payment(), "xx")


# The timeline.

SVG: Final = "{http://www.w3.org/2000/svg}"
CHART: Final = (468, 970)
"""From where to where the days are drawn."""


def timeline(desk: Desk, **given: Any) -> str:
    promised = promises(desk.claim, rules=desk.rules)
    return timeline_svg(desk.history, promised, **(dict[str, Any](zone=PACIFIC) | given))


def rows(drawn: str, what: str) -> list[ET.Element]:
    """Return the groups of a picture that have an attribute, in their order."""
    return [each for each in parsed(drawn).iter(f"{SVG}g") if each.get(what) is not None]


def part(row: ET.Element, tag: str) -> ET.Element:
    found = row.find(f"{SVG}{tag}")
    assert found is not None
    return found


def place(when: datetime, first: date, last: date) -> int:
    """Return where an instant is drawn between the beginning of the first day and the end of the last."""
    begins = datetime(first.year, first.month, first.day, tzinfo=PACIFIC)
    days = (last - first).days + 1
    passed = Fraction(int((when - begins).total_seconds()), 86_400)
    left, right = CHART
    return left + int(passed * (right - left) / days)


class TestTimeline:
    FIRST, LAST = date(2022, 9, 1), date(2022, 9, 26)

    def test_every_entry_has_a_mark_at_its_instant(self) -> None:
        desk = reviewed_late()
        found = rows(timeline(desk), "data-entry")
        assert [each.get("data-entry") for each in found] == [str(each.number) for each in desk.history]
        for row, entry in zip(found, desk.history, strict=True):
            mark = part(row, "circle")
            assert mark.get("cx") == str(place(entry.at, self.FIRST, self.LAST))
            assert (mark.get("fill") == "none") is (entry.before is entry.after)
            day = entry.at.astimezone(PACIFIC).date()
            assert part(row, "title").text == f"{entry.number}. {day}: {entry.summary}"

    def test_every_promise_has_a_bar_up_to_the_end_of_its_due_day(self) -> None:
        desk = reviewed_late()
        promised = promises(desk.claim, rules=RULES)
        found = rows(timeline(desk), "data-clock")
        assert [each.get("data-clock") for each in found] == [each.clock.value for each in promised]
        for row, each in zip(found, promised, strict=True):
            bar = part(row, "rect")
            first = place(each.started_at, self.FIRST, self.LAST)
            last = place(each.last_instant + timedelta(microseconds=1), self.FIRST, self.LAST)
            assert (bar.get("x"), bar.get("width")) == (str(first), str(last - first))
            assert part(row, "title").text == sentence(each, "en")

    def test_what_became_of_a_promise_is_told_by_words_and_by_pattern(self) -> None:
        in_time = rows(timeline(desk_at(ClaimStatus.APPROVED)), "data-clock")
        late = rows(timeline(reviewed_late()), "data-clock")
        looks = {}
        for row in (in_time[0], late[0], late[-1]):
            bar, text = part(row, "rect"), part(row, "text").text or ""
            state = DeadlineState(row.get("data-state") or "")
            assert text.endswith(f": {state.caption}")
            looks[state] = (
                (bar.get("fill") or "").partition("#")[0],
                bar.get("stroke-dasharray") is not None,
                row.find(f"{SVG}path") is not None,
            )
        assert looks == {
            DeadlineState.MET: ("", False, False),
            DeadlineState.MET_LATE: ("url(", False, True),
            DeadlineState.OPEN: ("none", True, False),
        }

    def test_a_late_answer_is_reached_by_a_line(self) -> None:
        desk = reviewed_late()
        row, promise = rows(timeline(desk), "data-clock")[0], promises(desk.claim, rules=RULES)[0]
        assert promise.answered_at is not None
        bar = part(row, "rect")
        end = int(bar.get("x") or 0) + int(bar.get("width") or 0)
        line = re.fullmatch(r"M(\d+) \d+H(\d+)", part(row, "path").get("d") or "")
        assert line is not None
        assert [int(each) for each in line.groups()] == [
            end,
            place(promise.answered_at, self.FIRST, self.LAST),
        ]

    @pytest.mark.parametrize(
        ("at", "states"),
        [
            ("2022-09-15 00:00", ["open", "open", "open", "open"]),
            ("2022-09-16 12:00", ["due_today", "due_today", "open", "open"]),
            ("2022-09-20 00:00", ["overdue", "overdue", "open", "open"]),
            ("2022-10-05 00:00", ["met_late", "met_late", "overdue", "overdue"]),
        ],
    )
    def test_it_is_seen_from_an_instant(self, at: str, states: list[str]) -> None:
        drawn = timeline(reviewed_late(), at=instant(at))
        found = rows(drawn, "data-clock")
        assert [each.get("data-state") for each in found] == states
        lines = [row.find(f"{SVG}path") is not None for row in found]
        assert lines == [state in {"overdue", "met_late"} for state in states]
        (seen,) = (each for each in parsed(drawn).iter(f"{SVG}path") if each.get("data-at"))
        last = max(self.LAST, instant(at).date())
        assert (seen.get("d") or "").startswith(f"M{place(instant(at), self.FIRST, last)} ")
        assert seen.get("data-at") == instant(at).astimezone(UTC).isoformat()

    def test_a_corrected_instant_counts(self) -> None:
        desk = desk_at(ClaimStatus.SUBMITTED)
        corrected = instant("2022-09-08 09:00")
        desk.do(CorrectInstant, SYSTEM, "2022-09-20 09:00", entry=7, instant=corrected, reason="a clock")
        last = promises(desk.claim, rules=RULES)[-1].due
        found = {each.get("data-entry"): part(each, "circle") for each in rows(timeline(desk), "data-entry")}
        end = max(last, date(2022, 9, 20))
        assert found["7"].get("cx") == str(place(corrected, self.FIRST, end))
        assert found["8"].get("cx") == str(place(instant("2022-09-20 09:00"), self.FIRST, end))

    def test_the_axis_names_at_most_six_days(self) -> None:
        for desk in (desk_at(ClaimStatus.EDITING), reviewed_late(), desk_at(ClaimStatus.APPROVED)):
            texts = parsed(timeline(desk)).findall(f"{SVG}text")[1:]
            days = [date.fromisoformat(each.text or "") for each in texts]
            assert 1 <= len(days) <= 6
            assert days[0] == self.FIRST
            assert len({second - first for first, second in pairwise(days)}) <= 1

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    def test_it_says_all_of_it_in_a_language(self, language: str) -> None:
        desk = reviewed_late()
        root = parsed(timeline(desk, language=f"{language}-XX"))
        assert (root.get("lang"), root.get("role")) == (language, "img")
        title, described = part(root, "title"), part(root, "desc")
        assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
        assert title.text == messages(language)["picture.timeline"].replace("{claim}", desk.claim.id)
        said = [part(each, "title").text or "" for each in root.iter(f"{SVG}g")]
        assert (described.text or "").endswith("; ".join(said))
        for promise in promises(desk.claim, rules=RULES):
            assert sentence(promise, language) in said
        assert f": {label(DeadlineState.MET_LATE, language)}" in timeline(desk, language=language)
        assert f"{label(Clock.REVIEW, language)}, 2022" in timeline(desk, language=language)

    def test_no_text_leaves_its_place(self) -> None:
        desk = Desk(form=attrs.evolve(FORM, name=STORED))
        desk.do(CreateClaim, ADMIN, "2022-09-01 09:00", form=desk.form)
        desk.do(Comment, ADMIN, "2022-09-01 10:00", text=STORED)
        drawn = timeline(desk)
        plain = timeline(desk_at(ClaimStatus.SUBMITTED))
        assert {tag for tag, _ in Tags(drawn).found} <= {tag for tag, _ in Tags(plain).found}
        assert {name for _, given in Tags(drawn).found for name in given} <= {
            name for _, given in Tags(plain).found for name in given
        }
        said = [part(each, "title").text or "" for each in rows(drawn, "data-entry")]
        assert all(SHOWN.replace(r"\x1b", "") in each for each in said)
        assert not set("\u202e\u2066\x1b\ufffe\uffff") & set(drawn)

    def test_a_claim_with_a_hostile_identifier(self) -> None:
        wrong = ClaimId('"><script>x</script>')
        entries = [attrs.evolve(each, claim=wrong) for each in desk_at(ClaimStatus.EDITING).history]
        root = parsed(timeline_svg(entries, (), zone=UTC))
        assert part(root, "title").text == f"Timeline of claim {wrong}"

    @pytest.mark.parametrize(("letter", "most"), [("x", 63), ("X", 53), ("W", 47), ("字", 47)])
    def test_a_long_text_is_cut_where_there_is_no_room(self, letter: str, most: int) -> None:
        desk = Desk(form=attrs.evolve(FORM, name=letter * 100))
        desk.do(CreateClaim, ADMIN, "2022-09-01 09:00", form=desk.form)
        (row,) = rows(timeline(desk), "data-entry")
        text, whole = part(row, "text").text or "", part(row, "title").text or ""
        assert letter * 100 in whole
        assert text.endswith("…")
        assert whole.startswith(text[:-1])
        assert most - 2 <= len(text) <= most

    def test_what_a_picture_names_is_its_own(self) -> None:
        names: list[str] = []
        for drawn in (timeline(reviewed_late()), timeline(reviewed_late(), at=instant("2022-09-15 09:00"))):
            own = re.findall(r' id="([^"]+)"', drawn)
            assert {*re.findall(r"url\(#([^)]+)\)", drawn)} <= {*own}
            names += own
        assert len(names) == len({*names}) == 6

    def test_of_a_page_it_is_the_same(self) -> None:
        desk = reviewed_late()
        promised = iter(promises(desk.claim, rules=RULES))
        assert timeline_svg(iter(desk.history.entries), promised, zone=PACIFIC) == timeline(desk)

    def test_a_small_one_as_it_is_drawn(self) -> None:
        desk = Desk()
        desk.do(CreateClaim, ADMIN, "2022-09-01 12:00", form=FORM)
        drawn = timeline_svg(desk.history, (), zone=UTC)
        key = drawn.partition('<title id="')[2].partition("-title")[0]
        assert re.fullmatch("coopclaims-[0-9a-f]{12}", key)
        said = (
            "1. 2022-09-01: Claim created: Autumn campaign · digital-advertising · 2022-08-25 · 90000.00 SEK"
        )
        assert drawn.replace(key, "K") == SMALL.replace("SAID", said)

    def test_what_cannot_be_drawn_is_refused(self) -> None:
        desk = reviewed_late()
        other = attrs.evolve(desk.last, claim=ClaimId("C-2"))
        with pytest.raises(InvalidValue, match="history"):
            timeline_svg((), (), zone=UTC)
        with pytest.raises(BrokenHistory):
            timeline_svg((*desk.history.entries[:-1], other), (), zone=UTC)
        with pytest.raises(InvalidValue, match="at"):
            timeline(desk, at=datetime(2022, 9, 20))  # noqa: DTZ001 - naive, which is wrong
        with pytest.raises(InvalidValue, match="zone"):
            timeline(desk, zone="UTC")
        with pytest.raises(InvalidValue, match="language"):
            timeline(desk, language="xx")
        wrong: Any = desk.history
        others: tuple[Any, ...] = (wrong, tuple(wrong), iter(wrong), 7)
        for promised in others:
            with pytest.raises(InvalidValue, match="promised"):
                timeline_svg(desk.history, promised, zone=UTC)
        owed: Any = iter(promises(desk.claim, rules=RULES))
        with pytest.raises(InvalidValue, match="history"):
            timeline_svg(owed, (), zone=UTC)


# The lifecycle.

WAY: Final = {
    ("[*]", "Editing"): "1",
    ("Editing", "Submitted"): "7",
    ("Submitted", "Under_review"): "8",
    ("Under_review", "Action_required"): "9",
    ("Action_required", "Submitted"): "10",
}
"""Which entries of the claim that is reviewed late led from where to where."""


def arrows(drawn: str, arrow: str) -> dict[tuple[str, str], str]:
    """Return the arrows of a diagram that have numbers, with those."""
    found = re.findall(rf'^ +"?([\w\[\]*]*)"? {arrow} "?(\w+)"?.*\(([\d, ]+)\)', drawn, re.MULTILINE)
    return {(source, target): numbers for source, target, numbers in found}


class TestStatechart:
    def test_mermaid_has_the_way_of_the_claim(self) -> None:
        drawn = claim_statechart(reviewed_late().history)
        assert arrows(drawn, "-->") == WAY
        assert drawn.splitlines()[-2:] == [
            "    class Editing,Under_review,Action_required taken",
            "    class Submitted reached",
        ]
        assert re.findall(r"classDef (\w+) ", drawn) == ["taken", "reached"]

    def test_dot_has_it_too(self) -> None:
        drawn = claim_statechart(reviewed_late().history, format="dot")
        by_key = {each.caption.replace(" ", "_"): each.value for each in ClaimStatus} | {"[*]": ""}
        assert arrows(drawn, "->") == {(by_key[a], by_key[b]): numbers for (a, b), numbers in WAY.items()}
        bold = {line.split('"')[1] for line in drawn.splitlines() if "penwidth" in line and "->" not in line}
        assert bold == {"editing", "submitted", "under_review", "action_required"}
        assert [line.split('"')[1] for line in drawn.splitlines() if "filled" in line] == ["submitted"]
        assert drawn.count("penwidth") == len(bold) + len(WAY)

    def test_an_arrow_that_was_taken_twice_has_both_numbers(self) -> None:
        desk = reviewed_late()
        desk.do(StartReview, REVIEWER, "2022-09-23 09:00")
        found = arrows(claim_statechart(desk.history), "-->")
        assert found["Submitted", "Under_review"] == "8, 11"

    @pytest.mark.parametrize("name", ["mermaid", "dot"])
    def test_without_its_way_it_is_the_table(self, name: Any) -> None:
        desk = reviewed_late()
        drawn = claim_statechart(desk.history, format=name)
        bare = claim_statechart(History(desk.claim.id), format=name)
        assert bare == getattr(TABLE, name)()
        plain = re.sub(r" \([\d, ]+\)|, penwidth=3|, style=filled.*\"(?=\])", "", drawn)
        assert [line for line in plain.splitlines() if "class" not in line] == bare.splitlines()

    def test_a_way_that_ends_where_it_began_is_through_nothing(self) -> None:
        drawn = claim_statechart(desk_at(ClaimStatus.EDITING).history)
        assert drawn.splitlines()[-1] == "    class Editing reached"
        assert " taken" not in drawn.partition("classDef taken")[2]

    @pytest.mark.parametrize("language", CATALOGUE_LANGUAGES)
    @pytest.mark.parametrize("name", ["mermaid", "dot"])
    def test_it_is_drawn_in_a_language(self, name: Any, language: str) -> None:
        """The same arrows between the same statuses, each called what the language calls it."""
        desk = reviewed_late()
        sign = {"mermaid": "-->", "dot": "->"}[name]
        drawn = claim_statechart(desk.history, format=name, language=f"{language}-XX")
        assert arrows(drawn, sign) == arrows(claim_statechart(desk.history, format=name), sign)
        called = {each: label(each, language) for each in ClaimStatus}
        if name == "dot":
            shown = [line.split('"') for line in drawn.splitlines() if "[label=" in line and "->" not in line]
            assert {ClaimStatus(line[1]): line[3] for line in shown} == called
        else:
            keys = {each.caption.replace(" ", "_"): each for each in ClaimStatus}
            declared = re.findall('state "(.+)" as (.+)', drawn)
            others = {each: text for each, text in called.items() if text != each.caption}
            assert {keys[key]: text for text, key in declared} == others
        assert f"{label(Trigger.START_REVIEW, language)} (8)" in drawn
        policy = messages(language)["picture.by_policy"].replace("{step}", label(Trigger.SUBMIT, language))
        assert policy in drawn

    def test_no_word_ends_a_text_of_a_diagram(self) -> None:
        words = [label(each, tag) for tag in CATALOGUE_LANGUAGES for each in (*ClaimStatus, *Trigger)]
        words += [messages(tag)["picture.by_policy"] for tag in CATALOGUE_LANGUAGES]
        assert not [each for each in words if {*each} & {*'";:\\\n#'}]

    @pytest.mark.parametrize("wrong", ["svg", None, [], {}])
    def test_another_format_is_refused(self, wrong: Any) -> None:
        with pytest.raises(InvalidValue, match="one of: mermaid, dot"):
            claim_statechart(reviewed_late().history, format=wrong)

    def test_another_language_is_refused(self) -> None:
        with pytest.raises(InvalidValue, match="language"):
            claim_statechart(reviewed_late().history, language="xx")


SMALL: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1040 80" lang="en" role="img"
 aria-labelledby="K-title K-desc" font-family="sans-serif" font-size="12">
<title id="K-title">Timeline of claim C-1001</title>
<desc id="K-desc">1 entry and 0 promises, from Thu 2022-09-01 to Thu 2022-09-01; SAID</desc>
<defs><pattern id="K-hatch" width="6" height="6" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><rect width="3" height="6" fill="#d1242f"/></pattern></defs>
<text x="8" y="20" font-size="15" fill="currentColor">Timeline of claim C-1001</text>
<path d="M468 42V68" stroke="#6e7781" stroke-opacity="0.3"/>
<text x="468" y="38" font-size="11" fill="currentColor">2022-09-01</text>
<g data-entry="1"><title>SAID</title>\
<text x="8" y="60" fill="currentColor">1. 2022-09-01: Claim created: Autumn campaign · digital-ad…</text>\
<circle cx="865" cy="56" r="5" fill="currentColor" stroke="currentColor"/></g>
</svg>"""
"""A claim that was just made, as it is drawn."""
