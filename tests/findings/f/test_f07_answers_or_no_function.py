"""A function answers; what nobody published is a sentence of the pages and no name."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from tests.support.findings import cc


def _public() -> set[str]:
    """Return every public name, of the top and of each room."""
    rooms = [name for _, name, is_room in pkgutil.iter_modules(cc.__path__) if is_room]
    names = set(cc.__all__)
    for room in rooms:
        names.update(getattr(importlib.import_module(f"coopclaims.{room}"), "__all__", ()))
    return names


@pytest.mark.parametrize(
    "name",
    ["earnings_behind", "NotTraceable", "estimated_payment_month", "EstimatedMonth", "PaymentMonthMissing"],
)
def test_a_question_that_nothing_answers_has_no_name(name: str) -> None:
    assert name not in _public()
