"""The published names of the statuses, read from the table in tests/cases and not from the code."""

from __future__ import annotations

import csv
import pickle
import unicodedata
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.cases import captioned

from coopclaims import ClaimStatus, InvalidValue, Role
from coopclaims.errors import UnknownLabel
from coopclaims.labels import (
    LABELS,
    Label,
    LabelForm,
    LabelledObject,
    Language,
    PageWord,
    Vocabulary,
    label,
    parse_label,
    parse_page_word,
    parse_role,
)
from coopclaims.payouts import PaymentStatus

CASES = Path(__file__).parent.parent / "cases" / "labels.csv"
with CASES.open(encoding="utf-8", newline="") as opened:
    ROWS = list(csv.DictReader(opened))

PUBLISHED = [row for row in ROWS if row["case"] == "4.2"]
FOREIGN = [row for row in ROWS if row["case"] in {"P-12", "P-13", "8.3"}]
CLAIM = LabelledObject.CLAIM
LANGUAGES = ["en", "sv", "nl", "fr", "de"]
LATER = {
    ("en", ClaimStatus.EDITING, LabelForm.TEXT),
    ("nl", ClaimStatus.UNDER_REVIEW, LabelForm.TEXT),
    ("fr", ClaimStatus.UNDER_REVIEW, LabelForm.TEXT),
}


def names_of(row: dict[str, str]) -> str:
    return "-".join((row["case"], row["language"], row["form"], row["text"]))


class TestCases:
    @pytest.mark.parametrize("row", ROWS, ids=names_of)
    def test_read(self, row: dict[str, str]) -> None:
        kind = captioned(LabelledObject, row["kind"])
        if row["expected"] == "refused":
            with pytest.raises(UnknownLabel):
                parse_label(row["text"], kind=kind)
        else:
            assert parse_label(row["text"], kind=kind) is ClaimStatus(row["expected"])

    @pytest.mark.parametrize("row", FOREIGN, ids=names_of)
    def test_the_statuses_of_other_objects_are_known_as_such(self, row: dict[str, str]) -> None:
        with pytest.raises(UnknownLabel) as caught:
            parse_label(row["text"].upper(), kind=captioned(LabelledObject, row["kind"]))
        assert str(caught.value.note).startswith(f"it is the {row['kind']} status {row['text']!r}")

    def test_no_other_statuses_of_other_objects_are_known(self) -> None:
        for kind in (LabelledObject.BANK_PROFILE, LabelledObject.ENROLLMENT, LabelledObject.PAYMENT):
            with pytest.raises(UnknownLabel) as caught:
                parse_label("anything", kind=kind)
            listed = str(caught.value.note).partition("known are: ")[2].split(", ")
            assert listed == [row["text"] for row in FOREIGN if row["kind"] == kind.caption]

    @pytest.mark.parametrize("row", PUBLISHED, ids=names_of)
    def test_read_in_its_language(self, row: dict[str, str]) -> None:
        assert parse_label(row["text"], kind=CLAIM, language=row["language"]) == row["expected"]

    @pytest.mark.parametrize("row", [row for row in PUBLISHED if row["form"] != "also"], ids=names_of)
    def test_written(self, row: dict[str, str]) -> None:
        """The older table, but for three forms in running text that a later reading of the pages found.

        It writes the typewriter's apostrophe, where the page has the printer's.
        """
        status = ClaimStatus(row["expected"])
        for form in list(LabelForm) if row["form"] == "both" else [LabelForm(row["form"])]:
            if (row["language"], status, form) not in LATER:
                assert (
                    label(status, row["language"], form).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
                    == row["text"]
                )


class TestTolerance:
    @given(st.sampled_from(PUBLISHED), st.data())
    def test_case_accents_spaces_and_punctuation_do_not_matter(
        self, row: dict[str, str], data: st.DataObject
    ) -> None:
        signs: list[str] = []
        composed, apart = (
            unicodedata.normalize("NFC", row["text"]),
            unicodedata.normalize("NFD", row["text"]),
        )
        for sign in data.draw(st.sampled_from([composed, apart])):
            if sign.isalnum():
                signs += data.draw(st.sampled_from([sign, sign.upper(), sign.lower()]))
            elif not unicodedata.combining(sign) or data.draw(st.booleans()):
                signs += sign
            signs += data.draw(st.sampled_from(["", "", "", " ", "-", "\N{NO-BREAK SPACE}", "'", "."]))
        assert parse_label("".join(signs), kind=CLAIM) == row["expected"]

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("UNDER_REVIEW", ClaimStatus.UNDER_REVIEW),
            ("en cours d\N{RIGHT SINGLE QUOTATION MARK}evaluation", ClaimStatus.UNDER_REVIEW),
            ("Atgard som kravs", ClaimStatus.ACTION_REQUIRED),
            ("  partner   action required. ", ClaimStatus.PARTNER_ACTION_REQUIRED),
            ("\N{FULLWIDTH LATIN CAPITAL LETTER A}pproved", ClaimStatus.APPROVED),
            ("rejected - abgelehnt", ClaimStatus.REJECTED),
        ],
    )
    def test_examples(self, text: str, status: ClaimStatus) -> None:
        assert parse_label(text, kind=CLAIM) is status

    @pytest.mark.parametrize("language", ["sv", "SV", "sv-SE", "sv_SE", "sv-Latn-SE"])
    def test_language_tags(self, language: str) -> None:
        assert label(ClaimStatus.SUBMITTED, language) == "Skickad"
        assert parse_label("skickad", kind=CLAIM, language=language) is ClaimStatus.SUBMITTED

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            status = parse_label(text, kind=CLAIM)
        except UnknownLabel as refusal:
            assert refusal.text == text  # noqa: PT017
        else:
            assert status in ClaimStatus


class TestRefusals:
    @pytest.mark.parametrize("language", ["da", "", "se", "english"])
    def test_unknown_language_names_those_known(self, language: str) -> None:
        with pytest.raises(UnknownLabel, match="only in en, sv, nl, fr, de, es, it, pt-BR"):
            label(ClaimStatus.APPROVED, language)
        with pytest.raises(UnknownLabel, match="only in en, sv, nl, fr, de, es, it, pt-BR"):
            parse_label("Approved", kind=CLAIM, language=language)

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("Aproved", "near it is 'Approved' (en: approved), 'Approved' (fr: approved)"),
            ("Godkänt", "'Godkänd' (sv: approved)"),
            ("qqqq", "nor near it, in any language"),
            ("", "nor near it, in any language"),
            ("Forfeited", "it is a status of: payment"),
            ("validating enrollment", "it is a status of: enrollment"),
            ("Pending Microsoft validation", "it is a status of: bank profile"),
        ],
    )
    def test_unknown_text_says_what_it_may_be(self, text: str, note: str) -> None:
        with pytest.raises(UnknownLabel) as caught:
            parse_label(text, kind=CLAIM)
        assert note in str(caught.value.note)
        assert (caught.value.text, caught.value.kind) == (text, "claim")
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_suggestions_keep_to_the_language(self) -> None:
        with pytest.raises(UnknownLabel) as caught:
            parse_label("Aproved", kind=CLAIM, language="fr")
        assert "(fr: approved)" in str(caught.value.note)
        assert "en:" not in str(caught.value.note)
        with pytest.raises(UnknownLabel, match="nor near it, in sv"):
            parse_label("qqqq", kind=CLAIM, language="sv-SE")

    def test_right_label_wrong_language(self) -> None:
        with pytest.raises(UnknownLabel, match=r"not in the language 'nl'; .*'Skickad' \(sv: submitted\)"):
            parse_label("Skickad", kind=CLAIM, language="nl")

    @pytest.mark.parametrize(
        ("text", "kind", "note"),
        [
            ("Action required", LabelledObject.BANK_PROFILE, "bank profile status 'Action required' and not"),
            ("approved", LabelledObject.BANK_PROFILE, "bank profile status 'Approved' and not"),
            ("Action required", LabelledObject.ENROLLMENT, "enrollment status 'Action required' and not"),
            ("Rejected", LabelledObject.PAYMENT, "payment status 'Rejected' and not"),
            ("Submitted", LabelledObject.PAYMENT, "no payment status is the status of a claim"),
            ("Godkänd", LabelledObject.BANK_PROFILE, "known are: Pending Microsoft validation, Approved"),
        ],
    )
    def test_the_label_of_another_object_is_no_claim_status(
        self, text: str, kind: LabelledObject, note: str
    ) -> None:
        with pytest.raises(UnknownLabel) as caught:
            parse_label(text, kind=kind)
        assert note in str(caught.value.note)
        assert caught.value.kind == kind

    def test_the_kind_must_be_said(self) -> None:
        untold: Any = parse_label
        with pytest.raises(TypeError, match="kind"):
            untold("Approved")

    @pytest.mark.parametrize("arguments", [("Approved", "invoice"), (None, CLAIM), (b"Approved", CLAIM)])
    def test_wrong_types(self, arguments: tuple[Any, Any]) -> None:
        with pytest.raises(InvalidValue):
            parse_label(arguments[0], kind=arguments[1])

    @pytest.mark.parametrize(
        "arguments", [("paid", "en"), ("approved", "en", "heading"), (PaymentStatus.REJECTED, "es")]
    )
    def test_no_such_status_or_form(self, arguments: Any) -> None:
        with pytest.raises(InvalidValue, match="one of"):
            label(*arguments)

    def test_no_member_of_another_enumeration(self) -> None:
        other: Any = PaymentStatus.REJECTED
        with pytest.raises(InvalidValue, match="one of"):
            LABELS.find(other, "en")


class TestOwnVocabulary:
    """An adopter adds a language; nothing of ours needs changing."""

    danish = Language(
        key="da",
        name="Danish",
        labels=(
            Label(names=ClaimStatus.APPROVED, text="Godkendt"),
            Label(names=ClaimStatus.REJECTED, text="Afvist", form=LabelForm.LIST),
            Label(names=ClaimStatus.REJECTED, text="afslået", form=LabelForm.TEXT),
        ),
    )
    careless = Language(
        key="xx",
        name="a careless translation",
        labels=(
            Label(names=ClaimStatus.SUBMITTED, text="Godkendt"),
            Label(names=ClaimStatus.DISPUTED, text="nej"),
            Label(names=ClaimStatus.REJECTED, text="Nej!"),
        ),
    )
    own = Vocabulary((*LABELS.languages, danish, careless))

    def test_added(self) -> None:
        assert self.own.label(ClaimStatus.REJECTED, "da", LabelForm.TEXT) == "afslået"
        assert self.own.label(ClaimStatus.REJECTED, "da") == "Afvist"
        assert self.own.label(ClaimStatus.APPROVED, "da", LabelForm.TEXT) == "Godkendt"
        assert self.own.parse("afvist", kind=CLAIM) is ClaimStatus.REJECTED
        assert self.own.parse("Skickad", kind=CLAIM) is ClaimStatus.SUBMITTED
        assert not self.own.find(ClaimStatus.REJECTED, "da").is_published

    @pytest.mark.parametrize("named", [ClaimStatus.DISPUTED, Role.REVIEWER, PageWord.HISTORY])
    def test_a_missing_name_is_refused(self, named: Any) -> None:
        with pytest.raises(UnknownLabel, match="no name for it is known in Danish"):
            self.own.label(named, "da")

    def test_a_label_of_two_statuses_is_refused_without_the_language(self) -> None:
        with pytest.raises(UnknownLabel, match="say which language") as caught:
            self.own.parse("Godkendt", kind=CLAIM)
        assert "'Godkendt' (da: approved), 'Godkendt' (xx: submitted)" in str(caught.value.note)
        assert self.own.parse("Godkendt", kind=CLAIM, language="da") is ClaimStatus.APPROVED
        assert self.own.parse("Godkendt", kind=CLAIM, language="xx") is ClaimStatus.SUBMITTED

    def test_a_label_of_two_statuses_in_one_language_is_always_refused(self) -> None:
        with pytest.raises(UnknownLabel, match=r"xx: disputed.*xx: rejected\)$"):
            self.own.parse("nej", kind=CLAIM, language="xx")

    def test_every_language_once(self) -> None:
        with pytest.raises(InvalidValue, match="every language once"):
            Vocabulary((self.danish, attrs.evolve(self.danish, key="DA")))

    def test_a_name_without_a_letter_is_refused(self) -> None:
        blank = attrs.evolve(self.danish, labels=(Label(names=ClaimStatus.EDITING, text="..."),))
        with pytest.raises(InvalidValue, match="letter"):
            Vocabulary((blank,))

    def test_a_longer_tag_comes_before_a_shorter_one(self) -> None:
        labels = (Label(names=ClaimStatus.APPROVED, text="Góðkent"),)
        both = Vocabulary((self.danish, attrs.evolve(self.danish, key="da-FO", labels=labels)))
        assert both.label(ClaimStatus.APPROVED, "da_fo") == "Góðkent"
        assert both.label(ClaimStatus.APPROVED, "da-DK") == "Godkendt"
        assert both.parse("GÓÐKENT", kind=CLAIM, language="da-FO") is ClaimStatus.APPROVED

    def test_value(self) -> None:
        again = pickle.loads(pickle.dumps(self.own))
        assert again == self.own
        assert hash(again) == hash(self.own)
        assert again.parse("afvist", kind=CLAIM) is ClaimStatus.REJECTED


class TestRolesAndWords:
    """What is read from roles and pages is refused as the label of a status is."""

    def test_near(self) -> None:
        with pytest.raises(UnknownLabel, match=r"near it is 'History' \(en: history\)") as caught:
            parse_page_word("Hystory")
        assert caught.value.kind == "page"

    def test_unknown(self) -> None:
        with pytest.raises(UnknownLabel, match="nor near it, in sv") as caught:
            parse_role("qqqq", language="sv")
        assert caught.value.kind == "role"

    def test_a_status_is_no_role(self) -> None:
        with pytest.raises(UnknownLabel):
            parse_role("Approved")

    def test_another_language(self) -> None:
        with pytest.raises(UnknownLabel, match=r"elsewhere it is 'Historik' \(sv: history\)"):
            parse_page_word("Historik", language="de")
        assert parse_page_word("historik") is PageWord.HISTORY
