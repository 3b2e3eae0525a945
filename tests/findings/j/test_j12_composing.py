"""There is one form of each thing, and the data of parts go into the data of wholes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import CALENDAR, RITA, RULES, USAGE, World, cc, sek


def _command() -> dict[str, Any]:
    return dict(cc.wire.to_data(World().ask(cc.claims.StartReview, RITA, "2022-09-15 09:00")))


def test_a_calendar_has_one_form() -> None:
    assert cc.wire.from_data(cc.wire.to_data(CALENDAR)) == CALENDAR
    assert not hasattr(CALENDAR, "to_data")


def test_an_explanation_has_one_form() -> None:
    explained = cc.deadlines.review_due(start=date(2022, 9, 15), rules=RULES).explain()
    assert not hasattr(explained, "to_dict") or explained.to_dict() == cc.wire.to_data(explained)


def test_the_data_of_an_actor_go_into_those_of_a_command() -> None:
    assert cc.wire.from_data({**_command(), "by": cc.wire.to_data(RITA)}).by == RITA


@pytest.mark.parametrize(("field", "part"), [("amount", sek("30000.00")), ("usage_period", USAGE)])
def test_the_data_of_a_part_go_into_those_of_a_form(field: str, part: Any) -> None:
    form = World().form()
    assert cc.wire.from_data({**cc.wire.to_data(form), field: cc.wire.to_data(part)}) == form


def test_the_schema_accepts_a_tag_where_the_reader_does() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    form = {**cc.wire.to_data(World().form()), "amount": cc.wire.to_data(sek("30000.00"))}
    assert not list(jsonschema.Draft202012Validator(cc.wire.schema()).iter_errors(form))


@pytest.mark.parametrize("tag", ["actor", "period.usage", "nothing", "", 1, None])
def test_a_wrong_tag_of_a_part_is_refused(tag: Any) -> None:
    form = dict(cc.wire.to_data(World().form()))
    form["amount"] = {"type": tag, "v": 1, "amount": "30000.00", "currency": "SEK"}
    with pytest.raises(cc.errors.WireMismatch):
        cc.wire.from_data(form)


def test_a_part_without_a_tag_is_read_as_before() -> None:
    form = World().form()
    assert cc.wire.from_data(cc.wire.to_data(form)) == form
