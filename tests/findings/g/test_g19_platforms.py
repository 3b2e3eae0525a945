"""What a platform lacks is found at one place, with an error of ours that names the cure."""

from __future__ import annotations

import gettext
import importlib
from bisect import bisect_right
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from tests.support.findings import cc

ROOT = Path(__file__).parents[3]


def _requirements() -> list[str]:
    return metadata.requires("coopclaims") or []


def test_three_packages_are_needed_to_run() -> None:
    assert len([each for each in _requirements() if "extra ==" not in each]) == 3


def test_zones_can_be_had_by_an_extra() -> None:
    extras = [each.replace('"', "'") for each in _requirements()]
    assert [each for each in extras if each.startswith("tzdata") and "extra == 'zones'" in each]


def test_the_first_page_names_the_extra_for_zones() -> None:
    assert "coopclaims[zones]" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def _without_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away all files of translations, as a zip or a frozen program does."""

    def find(_domain: str, *_where: Any, **_more: Any) -> list[str]:
        return []

    monkeypatch.setattr(gettext, "find", find)


@pytest.mark.usefixtures("_without_translations")
def test_missing_translations_are_named_with_their_package_and_language() -> None:
    with pytest.raises(cc.CoopClaimsError) as caught:
        cc.BusinessCalendar.from_holidays("DK", years=[2022], language="en_US")
    said = str(caught.value)
    assert "holidays" in said
    assert "en_US" in said


def test_a_language_that_a_country_does_not_have_is_refused() -> None:
    with pytest.raises(cc.InvalidValue):
        cc.BusinessCalendar.from_holidays("DK", years=[2022], language="sv")


def test_a_pinned_calendar_needs_no_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    built = cc.BusinessCalendar.from_holidays("DK", years=[2022], language="en_US")
    text = cc.wire.to_text(built)

    def find(_domain: str, *_where: Any, **_more: Any) -> list[str]:
        raise AssertionError

    monkeypatch.setattr(gettext, "find", find)
    assert cc.wire.from_text(text) == built


def test_forms_in_a_second_currency_are_drawn_where_sizes_have_32_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kit: Any = importlib.import_module("coopclaims.testing")
    typical = kit.World.typical()
    months = [date(2022, month, 1) for month in range(1, 13)]
    rates = [
        cc.money.ExchangeRate(source="EUR", target="SEK", rate="10.5", month=month, origin="test")
        for month in months
    ]
    world = attrs.evolve(typical, currency=cc.Currency("EUR"), rates=cc.money.RateTable(rates))

    def narrow(units: Any, *wanted: Any, **options: Any) -> int:
        if len(units) > 2**31 - 1:
            raise OverflowError
        return bisect_right(units, *wanted, **options)

    room = importlib.import_module(kit.forms.__module__)
    monkeypatch.setattr(room, "bisect_right", narrow, raising=False)
    drawn: list[Any] = []

    @settings(max_examples=1, phases=[Phase.generate], database=None, deadline=None)
    @given(kit.forms(world))
    def draw(form: Any) -> None:
        drawn.append(form)

    draw()
    assert [str(form.amount.currency) for form in drawn] == ["EUR"]
