"""The activity catalogue against the golden table, cell by cell.

The table says everything in its own words. `KEYS`, `WORDS`, `CONDITIONS` and `CAPS` say what each of
its cells is called in the code; each of them is used up, and nothing in the code is without a cell.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import attrs
import pytest
from tests.support.cases import rows_of
from tests.support.world import FORM, RULES, bound

from coopclaims.activities import (
    ACTIVITIES_2018,
    ACTIVITIES_2019,
    ACTIVITIES_2023,
    ACTIVITIES_2023_10,
    ACTIVITIES_2024,
    ACTIVITIES_2025,
    SURFACE,
    Activity,
    AllOf,
    AmountCap,
    Category,
    OnlyIf,
    Requirement,
    ShareCap,
)
from coopclaims.activities.requirements import requirements_of
from coopclaims.completeness import RequirementKind, RequirementState, evidence_checklist
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.findings.messages import WORDINGS
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import PUBLISHED, BasisKind
from coopclaims.rules import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coopclaims.activities import Cap, RequirementExpr

ROWS = rows_of("catalogue")
TABLE = [row for row in ROWS if not row["versions"]]
VERSIONS = [row for row in ROWS if row["versions"]]

ONLY_IF = "only_if: "
NOTHING = {"none", ""}
"""A cell that says N/A or a dash, and one that says nothing: neither asks for anything."""

NEEDS = ("core", "communications", "metric")

SURFACE_PROGRAMS = "ADD-HUB, ADD-PC, ADR-HUB"

KEYS: Mapping[str, str] = {
    # What the material itself shows
    "company brand and contact information": "brand",
    "contest rules on which the brand appears": "brand-in-rules",
    "company name or brand in the script": "brand-in-script",
    "vendor content": "vendor-content",
    "service 100 % on vendor products": "all-vendor-service",
    "original vendor invoice": "vendor-invoice",
    "course code listed by the vendor": "course-listed",
    "exam code listed by the vendor": "exam-listed",
    "100 % vendor content for the day or space claimed": "all-vendor-content",
    "conference hosted by the vendor": "vendor-hosted",
    # The documents that prove it
    "copy of the final printed piece, showing the program core requirements": "final-print",
    "screenshot of the ad": "ad-screenshot",
    "landing-page URL": "landing-page",
    "copy of the final piece": "final-piece",
    "proof of distribution: postmarked envelope": "postmarked-envelope",
    "proof of distribution: other proof of mailing": "mailing-proof",
    "proof of distribution: dated e-mail header": "email-header",
    "proof of distribution: photo of the phone message": "phone-photo",
    "URL": "url",
    "page screenshots with URL": "page-screenshots",
    "screenshots with URL": "page-screenshots",
    "screenshot of the landing page": "page-screenshots",
    "statement of work": "statement-of-work",
    "service agreement": "service-agreement",
    "copy of the script": "script",
    "invitation": "invitation",
    "agenda": "agenda",
    "event photos": "event-photos",
    "presentation material": "presentation",
    "photo proving participation": "participation-photo",
    "offer with its terms and conditions": "offer",
    "sample of the deliverables named in the on-site champ form": "deliverables",
    "copy of the concept material": "concept",
    "copy of the research behind the concept": "research",
    "third-party invoice": "third-party-invoice",
    "completion date": "completion-date",
    "course code on the invoice": "course-code",
    "exam code on the invoice": "exam-code",
    "training agenda": "agenda",
    "event program": "event-program",
    "presentation content": "presentation",
    "invitation proving vendor hosting": "invitation",
    "registration confirmation proving vendor hosting": "registration",
    "itinerary with dates": "itinerary",
    "system specification": "system-specification",
    "proof of delivery": "proof-of-delivery",
    "proof of the unit": "proof-of-unit",
    # The figures that are reported
    "estimated customer or partner reach": "reach",
    "estimated reach": "reach",
    "result summary": "results",
    "result summary: calls": "calls",
    "result summary: successful contacts": "contacts",
    "registered guests": "registered-guests",
    "estimated attendees": "attendees",
    "estimated booth visitors": "booth-visitors",
    "attendee list": "attendee-list",
    "cost per person": "cost-per-person",
    "attendees": "attendees",
    # From the note of an expense, not from a cell of its own (C-04)
    "catering without alcohol": "no-alcohol",
}
"""The key of each requirement of the table."""

WORDS: Mapping[str, str] = {
    "service 100 % on vendor products": "service wholly on vendor products",
    "100 % vendor content for the day or space claimed": (
        "wholly vendor content for the day or space claimed"
    ),
    "copy of the final printed piece, showing the program core requirements": (
        "copy of the final printed piece that shows the core requirements"
    ),
    "proof of distribution: postmarked envelope": "postmarked envelope",
    "proof of distribution: other proof of mailing": "other proof of mailing",
    "proof of distribution: dated e-mail header": "dated e-mail header",
    "proof of distribution: photo of the phone message": "photo of the phone message",
    "page screenshots with URL": "page screenshots with the URL",
    "screenshots with URL": "screenshots with the URL",
    "photo proving participation": "photo that proves participation",
    "invitation proving vendor hosting": "invitation that proves vendor hosting",
    "registration confirmation proving vendor hosting": (
        "registration confirmation that proves vendor hosting"
    ),
    "result summary, for example click-through": "result summary, such as click-through",
    "catering without alcohol": "the catering claimed is without alcohol",
}
"""The words of the code where they are not those of the table."""

COMPONENTS: Mapping[str, str] = {
    "PoE of the digital advertising component": "Digital advertising",
    "PoE of the direct e-mail component": "Direct mail, e-mail, SMS",
    "PoE of the website/SEO component": "Partner website and search engine",
    "PoE of the telemarketing component": "Telemarketing",
}
"""Cells that stand for what another activity asks for."""

CONDITIONS: Mapping[str, tuple[str, bool]] = {
    "search engine optimization is claimed": ("seo", True),
    "the campaign uses a digital advertising component": ("uses-digital-advertising", True),
    "the campaign uses a direct e-mail component": ("uses-email", True),
    "the campaign uses a website/SEO component": ("uses-website", True),
    "the campaign uses a telemarketing component": ("uses-telemarketing", True),
    "invitation and agenda do not show the core requirements": ("brand-not-on-invitation", True),
    "the expense is not the trainer-renewal fee": ("trainer-renewal", False),
    "airfare is claimed": ("airfare", True),
    "in-house build": ("in-house-build", True),
    "third-party unit": ("third-party-unit", True),
    # From the note of an expense (C-04)
    "catering without alcohol": ("catering", True),
}
"""The circumstance that each condition of the table is, and whether it has to hold or not to."""

CAPS: Mapping[tuple[str, str], str] = {
    ("USD 18750 per usage period", "all_of"): "18750.00 USD in a usage period",
    ("25 % of earned co-op per usage period", "only_if: program is not Surface"): (
        f"25 % of what is earned, unless {SURFACE_PROGRAMS}"
    ),
    ("50 % of earned co-op per usage period", "only_if: program is not Surface"): (
        f"50 % of what is earned, unless {SURFACE_PROGRAMS}"
    ),
    ("100 % of earned co-op per usage period", "only_if: program is Surface"): (
        f"100 % of what is earned, for {SURFACE_PROGRAMS}"
    ),
    ("not eligible", "only_if: program is Surface ADD"): "not eligible, for ADD-HUB, ADD-PC",
    ("USD 5000 per person per conference", "all_of"): "5000.00 USD a person",
    ("3 attendees", "all_of"): "3 persons",
    ("USD 45000 per period per program for travel", "all_of"): "45000.00 USD for all in a usage period",
    ("", "only_if: program is Hosting"): "no figure known, for Hosting",
    (
        "greater of 10 % of total accrued co-op and USD 3000, per program period",
        "only_if: program is neither Surface PC nor Surface Hub",
    ): f"10 % of what is earned or 3000.00 USD, unless {SURFACE_PROGRAMS}",
    ("no limit", "only_if: program is Surface PC or Surface Hub"): f"no limit, for {SURFACE_PROGRAMS}",
}
"""What each cap of the table is in the code, by its words and its condition."""

NOTES_LEFT_OUT: Mapping[str, str] = {
    "third-party-owned Surface devices allowed": "a remark on one expense, which asks for nothing",
    "as seminars; third-party-owned Surface devices allowed": "likewise",
    "headed Telemarketing and expositions": "a heading of the page; the activity has the shorter name",
    "white paper, case study, survey or immersion session": "examples of research, which asks for one copy",
    "which period is not said": "the cap's basis says which period was chosen",
    "on-demand was added in FY21 by 7.3": "one entry of the expenses for all days, see ONE_CATALOGUE",
}
"""Notes that say more than the code does, each with the reason."""

LEFT_OUT: Mapping[tuple[str, str], str] = dict.fromkeys(
    (
        ("FY09", ""),
        ("FY14", ""),
        ("2014 CHIP Surface", ""),
        ("FY15 EMEA", ""),
    ),
    "names from a contents page years before the first catalogue; listed only, requirements not given",
) | {
    ("FY09", "core"): "rules for tagline and logo are named, their content is not given",
    ("FY09", "preapproval"): "a chapter is named, its content is not given",
    ("FY14", "preapproval"): "years before the first catalogue",
    ("PO20", "preapproval"): "about plans; a form can name the pre-approval that a plan brought",
    ("FY25-FY26", "preapproval"): "third parties: for some activities, and no source says for which",
    ("FY25-FY26", "communications"): "a third party; a certification report counts for every activity",
}
"""Rows of other versions that nothing is compared with, each with the reason."""

ONE_CATALOGUE = {
    ("CO18", "metric"),
    ("CO18", "expense"),
    ("CO18", "cap"),
    ("CO18", "preapproval"),
    ("CO19", "metric"),
    ("CO19", "expense"),
    ("CO19", "cap"),
    ("FY21", ""),
    ("CO20-CO21", "cap"),
}
"""Rows about how this catalogue came to be: one for all days from 2019-04 on.

On-demand training is among the expenses from the first day, where the table adds it with FY21. The page
of 2018-09 had the activities without metrics, expenses and caps: see `TestBefore`.
"""


ADDED_IN_FY24 = {
    ("FY24", "core"),
    ("FY24", "communications"),
    ("FY24", "preapproval"),
    ("FY24", "metric"),
    ("FY24", "expense"),
}
"""Rows about the catalogue of the fiscal year 2024, compared in `TestAdded`."""

LISTED_IN_FY25 = {("FY25", "")}
"""Rows of a list of names, compared in `TestListOf2025`."""


class Clause(NamedTuple):
    """One of these keys is asked for where every one of these conditions is as stated."""

    keys: frozenset[str]
    conditions: frozenset[tuple[str, bool]] = frozenset()

    def under(self, *conditions: tuple[str, bool]) -> Clause:
        return self._replace(conditions=self.conditions.union(conditions))

    def applies(self, circumstances: Iterable[str]) -> bool:
        stated = set(circumstances)
        return all((key in stated) is holds for key, holds in self.conditions)


def clauses_of(need: RequirementExpr | None) -> frozenset[Clause]:
    """Return a need of the code as clauses: all of them together ask for the same."""
    if need is None:
        return frozenset()
    if isinstance(need, Requirement):
        return frozenset({Clause(frozenset({need.key}))})
    if isinstance(need, OnlyIf):
        condition = (need.circumstance.key, need.holds)
        return frozenset(clause.under(condition) for clause in clauses_of(need.need))
    parts = [clauses_of(each) for each in need.needs]
    if isinstance(need, AllOf):
        return frozenset[Clause]().union(*parts)
    return frozenset(
        Clause(
            frozenset[str]().union(*(clause.keys for clause in chosen)),
            frozenset[tuple[str, bool]]().union(*(clause.conditions for clause in chosen)),
        )
        for chosen in product(*parts)
    )


def cells(activity: str, kind: str) -> list[dict[str, str]]:
    """Return the rows of the table for this column of an activity."""
    return [row for row in TABLE if (row["activity"], row["requirement_kind"]) == (activity, kind)]


def golden_clauses(activity: str, kind: str) -> frozenset[Clause]:
    """Return what the table asks for in this column, as clauses."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in cells(activity, kind):
        if row["requirement"] not in NOTHING:
            groups.setdefault(row["group"], []).append(row)
    found = {clause for rows in groups.values() for clause in _clauses_of_group(rows)}
    if kind == "core":
        for row in cells(activity, "expense"):
            if "alcohol excluded" in row["note"]:
                condition = CONDITIONS[row["requirement"]]
                found.add(Clause(frozenset({KEYS[row["requirement"]]})).under(condition))
    return frozenset(found)


def _clauses_of_group(rows: list[dict[str, str]]) -> Iterator[Clause]:
    (logic,) = {row["logic"] for row in rows}
    conditional = logic.startswith(ONLY_IF)
    conditions = (CONDITIONS[logic.removeprefix(ONLY_IF)],) if conditional else ()
    if logic == "any_of" or (conditional and rows[0]["note"].startswith("any_of")):
        yield Clause(frozenset(KEYS[row["requirement"]] for row in rows)).under(*conditions)
        return
    assert logic == "all_of" or len(rows) == 1 or rows[0]["note"].startswith("all_of")
    for row in rows:
        if row["requirement"] in COMPONENTS:
            for clause in golden_clauses(COMPONENTS[row["requirement"]], "communications"):
                yield clause.under(*conditions)
        else:
            yield Clause(frozenset({KEYS[row["requirement"]]})).under(*conditions)


def golden_words(activity: str, kind: str) -> frozenset[tuple[str, str]]:
    """Return key and words of each requirement in this column of the table."""
    rows = [row for row in cells(activity, kind) if row["requirement"] not in NOTHING]
    if kind == "core":
        rows += [row for row in cells(activity, "expense") if "alcohol excluded" in row["note"]]
    found: set[tuple[str, str]] = set()
    for row in rows:
        text = row["requirement"]
        if text in COMPONENTS:
            found |= golden_words(COMPONENTS[text], kind)
        else:
            said = f"{text}, {row['note']}" if row["note"].startswith("for example") else text
            found.add((KEYS[text], WORDS.get(said, said)))
    return frozenset(found)


def golden_one_of(activity: str) -> frozenset[str]:
    """Return the circumstances of which one is stated: where no proof is asked for without any."""
    if not all(clause.conditions for clause in golden_clauses(activity, "communications")):
        return frozenset()
    rows = [row for row in cells(activity, "communications") if row["requirement"] not in NOTHING]
    return frozenset(CONDITIONS[row["logic"].removeprefix(ONLY_IF)][0] for row in rows)


def golden_caps(activity: str) -> tuple[str, ...]:
    rows = [row for row in cells(activity, "cap") if row["requirement"] != "none"]
    return tuple(sorted(CAPS[row["requirement"], row["logic"]] for row in rows))


def caps_of(activity: Activity) -> tuple[str, ...]:
    """Return every figure of the caps of the code, and every program that one is or is not for."""
    said = [words for cap in activity.caps for words in _said(cap)]
    if activity.not_for:
        said.append(f"not eligible, for {', '.join(sorted(activity.not_for))}")
    return tuple(sorted(said))


def _said(cap: Cap) -> Iterator[str]:
    if isinstance(cap, AmountCap):
        yield f"{cap.limit} in a usage period"
    elif isinstance(cap, ShareCap):
        others = [program for programs, _ in cap.exceptions for program in programs]
        least = "" if cap.at_least is None else f" or {cap.at_least}"
        unless = f", unless {', '.join(sorted(others))}" if others else ""
        yield f"{cap.percent} % of what is earned{least}{unless}"
        for programs, percent in cap.exceptions:
            share = "no limit" if percent is None else f"{percent} % of what is earned"
            yield f"{share}, for {', '.join(sorted(programs))}"
    else:
        yield f"{cap.per_person} a person"
        yield f"{cap.persons} persons"
        yield f"{cap.per_period} for all in a usage period"
        if cap.unknown:
            yield f"no figure known, for {', '.join(sorted(cap.unknown))}"


def _needs(activity: Activity) -> Mapping[str, RequirementExpr | None]:
    return dict(zip(NEEDS, (activity.core, activity.communications, activity.metrics), strict=True))


def _of_the_code(activity: Activity) -> dict[str, object]:
    needs = _needs(activity)
    return {
        "category": activity.category.caption.casefold(),
        **{kind: clauses_of(need) for kind, need in needs.items()},
        **{
            f"{kind} in words": frozenset(
                (each.key, each.what) for each in (requirements_of(need) if need else ())
            )
            for kind, need in needs.items()
        },
        "expense": activity.expenses,
        "cap": caps_of(activity),
        "one of": frozenset(each.key for each in activity.one_of),
        "preapproval": activity.pre_approval,
    }


def _of_the_table(activity: str) -> dict[str, object]:
    (category,) = {row["category"] for row in TABLE if row["activity"] == activity}
    expenses = (row["requirement"] for row in cells(activity, "expense"))
    return {
        "category": category.casefold(),
        **{kind: golden_clauses(activity, kind) for kind in NEEDS},
        **{f"{kind} in words": golden_words(activity, kind) for kind in NEEDS},
        "expense": tuple(text for text in expenses if text not in NOTHING),
        "cap": golden_caps(activity),
        "one of": golden_one_of(activity),
        "preapproval": bool(cells(activity, "preapproval")),
    }


NAMES = tuple(dict.fromkeys(row["activity"] for row in TABLE))
GOLDEN: Mapping[str, Mapping[str, object]] = {name: _of_the_table(name) for name in NAMES}
"""What the table says of each activity, column by column."""


def disagreements(activities: Iterable[Activity]) -> dict[tuple[str, str], str]:
    """Return each column of each activity that is not as the golden table has it."""
    found = tuple(activities)
    wrong: dict[tuple[str, str], str] = {}
    names = tuple(activity.name for activity in found)
    if names != NAMES:
        wrong["", "activities"] = f"{names} instead of {NAMES}"
    for activity in found:
        golden = GOLDEN.get(activity.name, {})
        said = _of_the_code(activity)
        for column in golden:
            if said[column] != golden[column]:
                wrong[activity.name, column] = f"{said[column]} instead of {golden[column]}"
    return wrong


def test_the_catalogue_says_what_the_golden_table_says() -> None:
    assert disagreements(ACTIVITIES_2019) == {}


@pytest.mark.parametrize("activity", ACTIVITIES_2019.activities, ids=lambda activity: activity.key)
def test_the_activity_says_what_its_rows_say(activity: Activity) -> None:
    assert _of_the_code(activity) == GOLDEN[activity.name]


class TestTheTableIsUsedUp:
    """No row without a comparison or a reason, and nothing in the test that no row has."""

    def test_its_size(self) -> None:
        assert (len(NAMES), len(TABLE), len(VERSIONS)) == (19, 192, 90)

    def test_every_column_of_every_activity_has_a_cell(self) -> None:
        for name in NAMES:
            kinds = {row["requirement_kind"] for row in TABLE if row["activity"] == name}
            assert kinds == {*NEEDS, "expense", "cap"}

    def test_every_requirement_has_a_key(self) -> None:
        said = {
            row["requirement"]
            for row in TABLE
            if row["requirement_kind"] in NEEDS or "alcohol excluded" in row["note"]
        }
        assert said - NOTHING == KEYS.keys() | COMPONENTS.keys()

    def test_every_key_is_in_the_code(self) -> None:
        in_the_code = {
            each.key
            for activity in ACTIVITIES_2019
            for need in _needs(activity).values()
            for each in (requirements_of(need) if need else ())
        }
        assert in_the_code == set(KEYS.values())

    def test_every_condition_is_a_circumstance(self) -> None:
        said = {
            row["logic"].removeprefix(ONLY_IF)
            for row in TABLE
            if row["logic"].startswith(ONLY_IF) and row["requirement_kind"] != "cap"
        }
        assert said | {"catering without alcohol"} == CONDITIONS.keys()
        in_the_code = {each.key for activity in ACTIVITIES_2019 for each in activity.circumstances}
        assert in_the_code == {key for key, _ in CONDITIONS.values()}

    def test_every_cap_has_its_figure(self) -> None:
        said = {(row["requirement"], row["logic"]) for row in TABLE if row["requirement_kind"] == "cap"}
        assert said == {*CAPS, ("none", "")}

    def test_other_words_are_really_other(self) -> None:
        examples = {f"{row['requirement']}, {row['note']}" for row in TABLE if row["note"]}
        assert WORDS.keys() <= KEYS.keys() | examples
        assert all(text != words for text, words in WORDS.items())

    def test_a_note_is_used_or_left_out_with_its_reason(self) -> None:
        used = {
            # read as logic, or as the condition that catering is claimed
            "",
            "all_of within the group",
            "any_of within the group",
            "and/or",
            "alcohol excluded",
            "as seminars",
            "as seminars; alcohol excluded",
            "for example click-through",
            "table names all four; restricted to components used by W75",
            # what a column says that asks for nothing, or gives no figure
            "N/A in the table",
            "an exclusion standing in the cap column; no cap otherwise",
            "caps may differ; no figure given",
            "dash in the table, neither N/A nor a requirement: silent",
            "dash in the table: no cap published",
            "not listed in the table: silent",
            "needs no metric",
        }
        groups = {note for row in TABLE if "needed besides" in (note := row["note"])}
        assert {row["note"] for row in TABLE} == used | groups | NOTES_LEFT_OUT.keys()

    def test_expenses_are_alternatives(self) -> None:
        logics = {row["logic"] for row in TABLE if row["requirement_kind"] == "expense"}
        assert logics == {"any_of", ""}  # the empty one is the cell that is silent

    def test_what_is_needed_besides_is_a_group_of_its_own(self) -> None:
        for row in TABLE:
            if "needed besides" in row["note"]:
                rows = cells(row["activity"], row["requirement_kind"])
                assert len({each["group"] for each in rows}) == 2

    def test_every_row_of_another_version_is_compared_or_left_out_with_its_reason(self) -> None:
        versions = {(row["versions"], row["requirement_kind"]) for row in VERSIONS}
        compared = ONE_CATALOGUE | ADDED_IN_FY24 | LISTED_IN_FY25
        assert not compared & LEFT_OUT.keys()
        assert versions == compared | LEFT_OUT.keys()
        assert all(LEFT_OUT.values())


class TestVersions:
    """The rows about how the catalogue came to be (7.3)."""

    @pytest.mark.parametrize(
        "row",
        [row for row in VERSIONS if (row["versions"], row["requirement_kind"]) == ("CO19", "cap")],
        ids=lambda row: f"{row['activity']}-{row['requirement']}",
    )
    def test_the_figures_of_the_first_caps_are_those_of_the_table(self, row: dict[str, str]) -> None:
        statements = " ".join(golden_caps(row["activity"])).replace(".00", "").split()
        figures = [word for word in row["requirement"].replace("/", " ").split() if word.isdecimal()]
        assert figures
        assert set(figures) <= set(statements)

    @pytest.mark.parametrize("day", [date(2019, 4, 3), date(2020, 9, 11), date(2021, 11, 10)])
    def test_metrics_expenses_and_caps_are_the_same_from_the_first_day_on(self, day: date) -> None:
        assert RULES.look_up(CATALOGUE, day).value == ACTIVITIES_2019
        assert bound(strict=True).look_up("catalogue", day).basis.kind is BasisKind.PUBLISHED

    def test_the_last_sighting_of_the_page_is_in_october_2023(self) -> None:
        """A notice of the day after names what was added, and says nothing of the rest."""
        strict = bound(strict=True)
        form = attrs.evolve(FORM, executed_on=date(2023, 10, 23))
        assert evidence_checklist(form, rules=strict).lines[-1].basis == PUBLISHED
        after = attrs.evolve(form, executed_on=date(2023, 10, 24))
        with pytest.raises(
            NoRuleInForce, match=r"for Digital advertising is in force on 2023-10-24.*2023-10-23"
        ):
            evidence_checklist(after, rules=strict)
        for day in (date(2023, 10, 24), date(2023, 12, 31)):
            line = evidence_checklist(attrs.evolve(form, executed_on=day), rules=RULES).lines[-1]
            assert line.source.document == "CO21"
            assert line.basis.since == date(2023, 10, 23)

    def test_before_metrics_expenses_and_caps_were_published_another_catalogue_holds(self) -> None:
        for day in (date(2018, 9, 4), date(2019, 4, 2)):
            assert RULES.look_up(CATALOGUE, day).value == ACTIVITIES_2018
        with pytest.raises(NoRuleInForce):
            RULES.look_up(CATALOGUE, date(2018, 8, 31))

    def test_no_activity_needs_a_plan_or_a_pre_approval_first(self) -> None:
        assert not any(activity.pre_approval for activity in ACTIVITIES_2019)

    def test_on_demand_training_is_among_the_expenses(self) -> None:
        (row,) = (row for row in VERSIONS if row["versions"] == "FY21")
        assert row["activity"] == "On-demand training"
        (training,) = (each for each in ACTIVITIES_2019 if each.name == "Exams and tuition")
        assert "training or tuition including on-demand" in training.expenses


class TestBefore:
    """The catalogue of 2018-09 (CO18): nineteen activities, and fewer columns."""

    def test_the_activities_are_the_same_in_the_same_categories(self) -> None:
        named = [(each.key, each.name, each.category) for each in ACTIVITIES_2018]
        assert named == [(each.key, each.name, each.category) for each in ACTIVITIES_2019]
        assert len(named) == 19

    @pytest.mark.parametrize("activity", ACTIVITIES_2018.activities, ids=lambda activity: activity.key)
    def test_no_metrics_expenses_or_caps_were_published(self, activity: Activity) -> None:
        silent = {row["requirement_kind"] for row in VERSIONS if row["versions"] == "CO18"}
        assert silent == {"metric", "expense", "cap", "preapproval"}
        assert (activity.metrics, activity.expenses, activity.caps) == (None, (), ())
        assert caps_of(activity) == ()
        assert not activity.pre_approval

    @pytest.mark.parametrize("activity", ACTIVITIES_2018.activities, ids=lambda activity: activity.key)
    def test_core_and_proof_were_those_of_the_table(self, activity: Activity) -> None:
        """But for what the notes of the expenses say, which came later."""
        core, proof = clauses_of(activity.core), clauses_of(activity.communications)
        assert core == {
            clause for clause in golden_clauses(activity.name, "core") if clause.keys != {"no-alcohol"}
        }
        assert proof == golden_clauses(activity.name, "communications")


class TestAdded:
    """What the fiscal year 2024 added: television and radio, for Surface (BL23, COL C-15, N7)."""

    ADDED = ACTIVITIES_2024.get("tv-radio")
    ROWS = tuple(row for row in VERSIONS if (row["versions"], row["activity"]) == ("FY24", "TV/radio"))

    def said(self, kind: str) -> list[str]:
        return [row["requirement"] for row in self.ROWS if row["requirement_kind"] == kind]

    def test_nothing_else_changed(self) -> None:
        for catalogue in (ACTIVITIES_2023, ACTIVITIES_2023_10, ACTIVITIES_2024):
            assert catalogue.activities == (*ACTIVITIES_2019.activities, self.ADDED)

    def test_it_stands_in_the_category_of_the_table(self) -> None:
        assert self.ADDED is not None
        assert {row["category"] for row in self.ROWS} == {"Demand generation"}
        assert self.ADDED.category is Category.DEMAND_GENERATION

    def test_the_material_shows_vendor_content(self) -> None:
        assert self.ADDED is not None
        assert self.said("core") == ["vendor content"]
        assert Clause(frozenset({"vendor-content"})) in clauses_of(self.ADDED.core)

    @pytest.mark.parametrize(
        ("day", "basis"),
        [
            (date(2023, 7, 1), "inferred"),
            (date(2023, 10, 24), "inferred"),
            (date(2023, 10, 25), "carried forward since 2023-10-24"),
            (date(2024, 1, 1), "inferred"),
            (date(2024, 1, 2), "carried forward since 2024-01-01"),
            (date(2025, 5, 7), "carried forward since 2024-01-01"),
            (date(2025, 8, 1), "carried forward since 2024-01-01"),
        ],
    )
    def test_what_it_asks_for_is_told_of_an_undated_page(self, day: date, basis: str) -> None:
        """The notice of 2023-10-24 names it from 2023-07-01 on; the requirements are of a later capture."""
        form = attrs.evolve(FORM, activity="tv-radio", program=ProgramId("ADD-PC"), executed_on=day)
        _, *lines = evidence_checklist(form, rules=RULES).lines
        assert {line.source.document for line in lines} == {"COL"}
        assert {str(line.basis).partition(" (")[0] for line in lines} == {basis}
        assert all(line.basis.readings for line in lines)
        assert RULES.look_up(CATALOGUE, date(2023, 6, 30)).value.get("tv-radio") is None

    @pytest.mark.parametrize("attested", [["final-approval"], ["final-approval", "vendor-content"]])
    def test_x19_without_vendor_content_a_core_requirement_is_missing(self, attested: list[str]) -> None:
        form = attrs.evolve(
            FORM,
            activity="tv-radio",
            program=ProgramId("ADD-PC"),
            executed_on=date(2024, 3, 4),
            attested=attested,
        )
        lines = evidence_checklist(form, rules=RULES).lines
        (state,) = (line.state for line in lines if "vendor-content" in line.keys)
        shown = "vendor-content" in attested
        assert state is (RequirementState.MET if shown else RequirementState.MISSING)

    def test_it_is_for_the_programs_of_surface(self) -> None:
        assert self.ADDED is not None
        assert all(row["note"].startswith("Surface") for row in self.ROWS)
        assert all(self.ADDED.is_for(program) for program in SURFACE)
        assert not self.ADDED.is_for(ProgramId("Hosting"))

    def test_either_a_copy_or_a_link_and_what_the_cost_was(self) -> None:
        """Invoice or report is what every claim shows, and no line of this activity."""
        assert self.ADDED is not None
        assert self.said("communications") == [
            "invoice",
            "CSR",
            "copy of the final piece",
            "link to the piece",
        ]
        (clause,) = clauses_of(self.ADDED.communications)
        assert clause.keys == {"final-piece", "piece-link"}
        assert self.ADDED.proof == ", or ".join(self.said("communications")[2:])

    def test_it_is_approved_twice_before_it_is_carried_out(self) -> None:
        assert self.ADDED is not None
        assert self.said("preapproval") == ["pre-approval before execution", "final review before execution"]
        assert self.ADDED.pre_approval
        assert Clause(frozenset({"final-approval"})) in clauses_of(self.ADDED.core)

    def test_its_figure_and_its_expenses(self) -> None:
        assert self.ADDED is not None
        assert [self.ADDED.metric] == self.said("metric")
        assert [each.removesuffix(" fees") for each in self.ADDED.expenses] == self.said("expense")
        assert self.ADDED.caps == ()


KEPT_KEYS: Mapping[str, str] = {
    "customer-offers": "customer-offer",
    "internal-incentives-spiffs": "spiff",
    "employee-purchase-web-setup": "employee-purchase-web",
}
"""The keys that activities have had before, by the key of the sightings."""


class TestListOf2025:
    """A list of names without requirements (BL25, N9), as the sightings have it."""

    DAY = date(2025, 8, 1)
    LISTED: Mapping[str, Category] = {
        KEPT_KEYS.get(key, key): (
            Category.DEMAND_GENERATION if "demand generation" in row["note"] else Category.MARKET_DEVELOPMENT
        )
        for row in rows_of("sightings")
        if row["rule"] == "activity_known" and row["first_seen"] == "2025-05-07"
        for key in row["value"].split("|")
    }
    NEW = ("social-media", "best-practice-development", "solution-building", "migration-services")

    def test_every_name_is_known_in_its_category(self) -> None:
        assert len(self.LISTED) == 18
        catalogue = RULES.look_up(CATALOGUE, self.DAY).value
        assert catalogue == ACTIVITIES_2025
        found = {each.key: each.category for each in catalogue if each.key in self.LISTED}
        assert found == self.LISTED

    def test_the_names_are_those_of_the_other_table(self) -> None:
        rows = [row for row in VERSIONS if (row["versions"], row["requirement_kind"]) in LISTED_IN_FY25]
        named = Counter(row["category"] for row in rows if row["activity"])
        assert named == Counter(each.caption.capitalize() for each in self.LISTED.values())
        assert [row["category"] for row in rows if not row["activity"]] == ["Partner skilling"]

    def test_new_is_what_no_catalogue_had(self) -> None:
        new = {each.key for each in ACTIVITIES_2025} - {each.key for each in ACTIVITIES_2024}
        assert new == {*self.NEW, "partner-skilling"}
        assert {each.key for each in ACTIVITIES_2025 if each.listed_only} == new
        assert ACTIVITIES_2025.get("partner-skilling").category is Category.PARTNER_READINESS  # type: ignore[union-attr]

    def test_nothing_that_was_known_is_lost(self) -> None:
        """The third category of the list is not known in full."""
        for each in ACTIVITIES_2024:
            category = Category.DEMAND_GENERATION if each.key == "tradeshow" else each.category
            assert ACTIVITIES_2025.get(each.key) == attrs.evolve(each, category=category)

    @pytest.mark.parametrize(
        ("day", "category"),
        [
            (date(2023, 9, 1), Category.MARKET_DEVELOPMENT),
            (date(2025, 5, 6), Category.MARKET_DEVELOPMENT),
            (date(2025, 5, 7), Category.DEMAND_GENERATION),
            (DAY, Category.DEMAND_GENERATION),
        ],
    )
    def test_x22_trade_shows_change_their_category(self, day: date, category: Category) -> None:
        fair = RULES.look_up(CATALOGUE, day).value.get("tradeshow")
        assert fair is not None
        assert fair.category is category

    @pytest.mark.parametrize("key", [*NEW, "partner-skilling"])
    def test_x21_what_a_new_one_asks_for_is_not_published(self, key: str) -> None:
        form = attrs.evolve(FORM, activity=key, executed_on=self.DAY)
        checklist = evidence_checklist(form, rules=RULES)
        cost, *lines = checklist.lines
        assert cost.state is RequirementState.MISSING
        assert {line.kind for line in lines} == set(RequirementKind) - {
            RequirementKind.COST,
            RequirementKind.CIRCUMSTANCE,
        }
        assert {line.state for line in lines} == {RequirementState.NOT_PUBLISHED}
        assert {line.what for line in lines} == {"whatever the activity asks for"}
        assert {line.source.document for line in lines} == {"BL25"}
        assert checklist.explain().text == "0 met, 1 missing, 0 not asked for, 4 not published"
        assert "whatever the activity asks for: not published" in str(checklist.explain())

    def test_what_was_known_is_judged_as_last_known(self) -> None:
        form = attrs.evolve(FORM, executed_on=self.DAY)
        _, *lines = evidence_checklist(form, rules=RULES).lines
        assert {line.state for line in lines} == {RequirementState.MISSING}
        assert {line.source.document for line in lines} == {"CO21"}
        assert {line.basis.since for line in lines} == {date(2023, 10, 23)}

    def test_bound_strictly_the_names_answer_on_their_day_alone(self) -> None:
        strict, day = bound(strict=True), date(2025, 5, 7)
        named = attrs.evolve(FORM, activity="social-media", executed_on=day)
        assert len(evidence_checklist(named, rules=strict).lines) == 5
        with pytest.raises(NoRuleInForce, match="for Digital advertising is in force on 2025-05-07"):
            evidence_checklist(attrs.evolve(FORM, executed_on=day), rules=strict)
        with pytest.raises(NoRuleInForce):
            evidence_checklist(attrs.evolve(named, executed_on=date(2025, 5, 8)), rules=strict)


class TestFacts:
    """The facts of the table's last column, where the code cites them."""

    def test_the_catalogue_and_its_problems_cite_the_core_requirements(self) -> None:
        assert {"C-02", "C-03"} <= set(RULES.look_up(CATALOGUE, date(2022, 8, 25)).source.facts)
        for code in (ProblemCode.PROOF_MISSING, ProblemCode.METRIC_MISSING):
            assert "C-02" in WORDINGS[code].source.facts

    @pytest.mark.parametrize("activity", ACTIVITIES_2019.activities, ids=lambda activity: activity.key)
    def test_a_cap_cites_that_caps_are_on_actual_cost(self, activity: Activity) -> None:
        cited = {fact for row in cells(activity.name, "cap") for fact in row["fact_ids"].split(";")}
        assert "C-05" in cited
        for cap in activity.caps:
            assert "C-05" in cap.source.facts
            if any(fact.startswith("13#") for fact in cited):
                assert cap.basis.kind is BasisKind.INFERRED
                assert cap.basis.readings

    def test_the_programs_of_surface_are_the_three_that_a_claim_picks_from(self) -> None:
        assert ", ".join(sorted(SURFACE)) == SURFACE_PROGRAMS
