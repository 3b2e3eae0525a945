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

from coopclaims import ClaimStatus, InvalidValue, Source
from coopclaims.errors import UnknownLabel
from coopclaims.labels import (
    PUBLISHED_LABELS,
    LabelForm,
    LabelledObject,
    Language,
    StatusNames,
    Vocabulary,
    label,
    parse_label,
)
from coopclaims.payouts import PaymentStatus

CASES = Path(__file__).parent.parent / "cases" / "labels.csv"
with CASES.open(encoding="utf-8", newline="") as opened:
    ROWS = list(csv.DictReader(opened))

PUBLISHED = [row for row in ROWS if row["case"] == "4.2"]
FOREIGN = [row for row in ROWS if row["case"] in {"P-12", "P-13", "8.3"}]
CLAIM = LabelledObject.CLAIM
LANGUAGES = ["en", "sv", "nl", "fr", "de"]


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
        forms = list(LabelForm) if row["form"] == "both" else [LabelForm(row["form"])]
        for form in forms:
            assert label(ClaimStatus(row["expected"]), row["language"], form) == row["text"]

    def test_the_table_is_whole(self) -> None:
        """Eight statuses, five languages, two forms, and the four variants."""
        written = {
            (row["expected"], row["language"], form)
            for row in PUBLISHED
            for form in (("list", "text") if row["form"] == "both" else (row["form"],))
            if form != "also"
        }
        statuses = [status for status in ClaimStatus if status.is_published]
        assert written == {
            (str(status), language, str(form))
            for status in statuses
            for language in LANGUAGES
            for form in LabelForm
        }
        assert sum(row["form"] == "also" for row in PUBLISHED) == 4
        known = {
            (names.status, language.key, text)
            for language in PUBLISHED_LABELS.languages
            for names in language.names
            for text in (names.in_list, names.in_text, *names.also)
        }
        assert known == {(row["expected"], row["language"], row["text"]) for row in PUBLISHED}


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
            assert status.is_published


class TestRefusals:
    @pytest.mark.parametrize("status", [ClaimStatus.CANCELLED, ClaimStatus.EXPIRED])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_inferred_statuses_have_no_published_name(self, status: ClaimStatus, language: str) -> None:
        with pytest.raises(UnknownLabel, match="inferred") as caught:
            label(status, language)
        assert caught.value.text == status
        with pytest.raises(UnknownLabel, match="inferred"):
            parse_label(str(status), kind=CLAIM)

    @pytest.mark.parametrize("language", ["es", "", "se", "english"])
    def test_unknown_language_names_those_known(self, language: str) -> None:
        with pytest.raises(UnknownLabel, match="only in en, sv, nl, fr, de"):
            label(ClaimStatus.APPROVED, language)
        with pytest.raises(UnknownLabel, match="only in en, sv, nl, fr, de"):
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
        "arguments", [("paid", "en"), ("approved", "en", "heading"), (PaymentStatus.REJECTED, "en")]
    )
    def test_no_such_status_or_form(self, arguments: Any) -> None:
        with pytest.raises(InvalidValue, match="one of"):
            label(*arguments)


class TestOwnVocabulary:
    """An adopter adds a language; nothing of ours needs changing."""

    spanish = Language(
        key="es",
        name="Spanish",
        source=Source(document="MG20"),
        names=(
            StatusNames(ClaimStatus.APPROVED, "Aprobado", "Aprobado"),
            StatusNames(ClaimStatus.REJECTED, "Rechazada", "Rechazado"),
        ),
    )
    careless = Language(
        key="xx",
        name="a careless translation",
        source=Source(document="MG20"),
        names=(
            StatusNames(ClaimStatus.SUBMITTED, "Approved", "Aprobado"),
            StatusNames(ClaimStatus.DISPUTED, "nej", "nej"),
            StatusNames(ClaimStatus.REJECTED, "Nej!", "Nej!"),
        ),
    )
    own = Vocabulary((*PUBLISHED_LABELS.languages, spanish, careless))

    def test_added(self) -> None:
        assert self.own.label(ClaimStatus.REJECTED, "es", LabelForm.TEXT) == "Rechazado"
        assert self.own.parse("rechazada", kind=CLAIM) is ClaimStatus.REJECTED
        assert self.own.parse("Skickad", kind=CLAIM) is ClaimStatus.SUBMITTED

    def test_a_missing_name_is_refused(self) -> None:
        with pytest.raises(UnknownLabel, match="no name for it is known in Spanish"):
            self.own.label(ClaimStatus.DISPUTED, "es")

    def test_a_label_of_two_statuses_is_refused_without_the_language(self) -> None:
        with pytest.raises(UnknownLabel, match="say which language") as caught:
            self.own.parse("Aprobado", kind=CLAIM)
        assert "'Aprobado' (es: approved), 'Aprobado' (xx: submitted)" in str(caught.value.note)
        assert self.own.parse("Aprobado", kind=CLAIM, language="es") is ClaimStatus.APPROVED
        assert self.own.parse("Aprobado", kind=CLAIM, language="xx") is ClaimStatus.SUBMITTED

    def test_a_label_of_two_statuses_in_one_language_is_always_refused(self) -> None:
        with pytest.raises(UnknownLabel, match=r"xx: disputed.*xx: rejected\)$"):
            self.own.parse("nej", kind=CLAIM, language="xx")

    def test_every_language_once(self) -> None:
        with pytest.raises(InvalidValue, match="every language once"):
            Vocabulary((self.spanish, attrs.evolve(self.spanish, key="ES")))

    def test_a_name_without_a_letter_is_refused(self) -> None:
        blank = attrs.evolve(self.spanish, names=(StatusNames(ClaimStatus.EDITING, "Edición", "..."),))
        with pytest.raises(InvalidValue, match="letter"):
            Vocabulary((blank,))

    def test_a_longer_tag_comes_before_a_shorter_one(self) -> None:
        names = (StatusNames(ClaimStatus.APPROVED, "Aprobada", "Aprobada"),)
        mexican = attrs.evolve(self.spanish, key="es-MX", names=names)
        both = Vocabulary((self.spanish, mexican))
        assert both.label(ClaimStatus.APPROVED, "es_mx") == "Aprobada"
        assert both.label(ClaimStatus.APPROVED, "es-ES") == "Aprobado"
        assert both.parse("aprobada", kind=CLAIM, language="es-MX") is ClaimStatus.APPROVED

    def test_value(self) -> None:
        again = pickle.loads(pickle.dumps(self.own))
        assert again == self.own
        assert hash(again) == hash(self.own)
        assert again.parse("rechazada", kind=CLAIM) is ClaimStatus.REJECTED
