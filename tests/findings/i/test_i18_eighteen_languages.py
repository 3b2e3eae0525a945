"""The labels of all published languages are read, and roles have labels too."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import cc

STATUS = cc.ClaimStatus
CLAIM = cc.labels.LabelledObject.CLAIM


def read(text: str, language: str | None = None) -> Any:
    return cc.labels.parse_label(text, kind=CLAIM, language=language)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("redigerar", STATUS.EDITING),
        ("bewerken", STATUS.EDITING),
        ("Onder controle", STATUS.UNDER_REVIEW),
        ("wordt gecontroleerd", STATUS.UNDER_REVIEW),
        ("édition", STATUS.EDITING),
        ("en cours de vérification", STATUS.UNDER_REVIEW),
        ("Bei der Überprüfung", STATUS.UNDER_REVIEW),
    ],
)
def test_further_words_of_the_shipped_languages_are_read(text: str, status: Any) -> None:
    assert read(text) is status


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Edición"),
        ("it", "In fase di modifica"),
        ("pt-BR", "Edição"),
        ("pt-PT", "Em edição"),
        ("pl", "Edytowanie"),
        ("tr", "Düzenleniyor"),
        ("cs", "Probíhají úpravy"),
        ("hu", "Szerkesztés"),
        ("ru", "Редактирование"),
        ("ja", "編集中"),
        ("ko", "편집 중"),
        ("zh-CN", "正在编辑"),
        ("zh-TW", "編輯中"),
    ],
)
def test_each_further_language_writes_and_reads_its_label(language: str, text: str) -> None:
    assert cc.labels.label(STATUS.EDITING, language) == text
    assert read(text) is STATUS.EDITING
    assert read(text, language) is STATUS.EDITING


@pytest.mark.parametrize(
    ("language", "text", "status"),
    [
        ("pl", "PRZESŁANE", STATUS.SUBMITTED),
        ("pl", "PRZESLANE", STATUS.SUBMITTED),
        ("tr", "İŞ ORTAĞI EYLEMİ GEREKİYOR", STATUS.PARTNER_ACTION_REQUIRED),
        ("ja", "送信", STATUS.SUBMITTED),
        ("ko", "편집중", STATUS.EDITING),
    ],
)
def test_case_strokes_and_blanks_do_not_hide_a_label(language: str, text: str, status: Any) -> None:
    assert read(text) is status
    assert read(text, language) is status


@pytest.mark.parametrize(
    ("tag", "neighbour"),
    [
        ("pt", "pt-BR"),
        ("zh", "zh-CN"),
        ("zh-Hans", "zh-CN"),
        ("zh-SG", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("zh-MO", "zh-TW"),
    ],
)
def test_a_tag_falls_back_to_its_neighbour(tag: str, neighbour: str) -> None:
    for status in (STATUS.EDITING, STATUS.SUBMITTED, STATUS.APPROVED):
        assert cc.labels.label(status, tag) == cc.labels.label(status, neighbour)


@pytest.mark.parametrize(
    ("role", "language", "text"),
    [
        (cc.Role.INCENTIVES_ADMIN, "sv", "Incitamentsadministratör"),
        (cc.Role.INCENTIVES_USER, "sv", "Incitamentsanvändare"),
        (cc.Role.INCENTIVES_ADMIN, "nl", "Incentives-beheerder"),
        (cc.Role.GLOBAL_ADMIN, "de", "Globaler Administrator"),
        (cc.Role.BILLING_ADMIN, "ja", "課金管理者"),
    ],
)
def test_a_role_has_its_published_label(role: Any, language: str, text: str) -> None:
    assert cc.labels.label(role, language) == text


@pytest.mark.parametrize("text", ["Redigering", "redigeras", "In bewerking", "Modification", "EDITING"])
def test_the_words_that_were_read_so_far_are_read(text: str) -> None:
    assert read(text) is STATUS.EDITING


@pytest.mark.parametrize("text", ["W obszarze przegląd", "bude upravovat", "の編集です"])
def test_faults_of_translation_are_not_learnt(text: str) -> None:
    with pytest.raises(cc.errors.UnknownLabel):
        read(text)
