"""What supports a claim, as values: references to documents, amounts, notes. Source: A-15 to A-23."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import INFORMATION, INVOICE, METRIC, PROOF, REPORT

from coopclaims import InvalidValue

if TYPE_CHECKING:
    from coopclaims.claims import Item

ITEMS: list[Item] = [INVOICE, REPORT, PROOF, METRIC, INFORMATION]
TEXTS = [
    (INVOICE, "document"),
    (INVOICE, "number"),
    (INVOICE, "supplier"),
    (INVOICE, "note"),
    (REPORT, "document"),
    (REPORT, "work"),
    (REPORT, "note"),
    (PROOF, "document"),
    (PROOF, "note"),
    (METRIC, "name"),
    (METRIC, "value"),
    (METRIC, "note"),
    (INFORMATION, "text"),
]


def changed(item: Any, field: str, value: object) -> Any:
    changes: dict[str, Any] = {field: value}
    return attrs.evolve(item, **changes)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
@pytest.mark.parametrize("given", ["", "   ", None, 7])
def test_an_item_has_an_identifier(item: Item, given: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        changed(item, "id", given)
    assert (caught.value.field, caught.value.got) == ("id", given)
    assert "blank" in caught.value.fits


@pytest.mark.parametrize("item", [INVOICE, REPORT], ids=lambda item: item.id)
@pytest.mark.parametrize("given", [1200, 1200.0, "1200.00", None])
def test_a_cost_is_money(item: Item, given: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        changed(item, "amount", given)
    assert (caught.value.field, caught.value.got, caught.value.fits) == ("amount", given, "Money")


@pytest.mark.parametrize(("item", "field"), TEXTS, ids=lambda value: getattr(value, "id", value))
def test_texts_are_texts(item: Item, field: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        changed(item, field, 7)
    assert (caught.value.field, caught.value.got, caught.value.fits) == (field, 7, "text")


@pytest.mark.parametrize(("item", "field"), TEXTS, ids=lambda value: getattr(value, "id", value))
def test_a_text_may_still_be_empty(item: Item, field: str) -> None:
    """What is missing is said when the item is added, with everything else that is missing."""
    assert getattr(changed(item, field, ""), field) == ""


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_item_is_a_value(item: Item) -> None:
    same = changed(item, "id", item.id)
    assert same == item
    assert hash(same) == hash(item)
    assert changed(item, "id", "another") != item


class TestShows:
    """The keys of what a proof shows. Source: C-02."""

    @pytest.mark.parametrize(
        "given",
        [
            ("script", "agenda"),
            ["agenda", "script", "agenda"],
            {"script", "agenda"},
            frozenset({"agenda", "script"}),
        ],
    )
    def test_each_is_kept_once_in_order(self, given: Any) -> None:
        assert attrs.evolve(PROOF, shows=given).shows == ("agenda", "script")

    def test_a_proof_may_show_nothing_that_is_asked_for(self) -> None:
        assert attrs.evolve(PROOF, shows=()).shows == ()

    @pytest.mark.parametrize("given", ["agenda", ("agenda", ""), ["  "], ("agenda", 7), {None}, None, 7])
    def test_what_are_no_keys_is_refused(self, given: Any) -> None:
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(PROOF, shows=given)
        assert caught.value.field == "shows"
        assert "not blank" in caught.value.fits
