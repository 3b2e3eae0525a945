"""A grant holds everywhere only where somebody said so."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import cc


@pytest.mark.parametrize("place", [None, "", 123], ids=["missing", "blank", "number"])
@pytest.mark.parametrize("field", ["location", "program"])
def test_an_actor_holds_a_role_at_a_place_that_is_there(field: str, place: Any) -> None:
    scope = {"location": "se-1", "program": "CSP"} | {field: place}
    with pytest.raises(cc.InvalidValue):
        cc.Actor.partner("bob", cc.Role.INCENTIVES_ADMIN, **scope)


@pytest.mark.parametrize("field", ["location", "program"])
def test_a_grant_holds_at_a_place_that_is_there(field: str) -> None:
    scope = {"location": "se-1", "program": "CSP"} | {field: None}
    with pytest.raises(cc.InvalidValue):
        cc.Grant(cc.Role.INCENTIVES_ADMIN, **scope)


@pytest.mark.parametrize("field", ["location", "program"])
def test_a_null_on_the_wire_is_no_place(field: str) -> None:
    data = cc.wire.to_data(cc.Grant(cc.Role.INCENTIVES_ADMIN, location="se-1", program="CSP"))
    with pytest.raises(cc.InvalidValue):
        cc.wire.from_data(data | {field: None})


def test_everywhere_is_a_word_of_its_own() -> None:
    everywhere = cc.parties.EVERYWHERE
    bob = cc.Actor.partner("bob", cc.Role.INCENTIVES_ADMIN, location=everywhere, program=everywhere)
    assert bob.roles_at("se-2", "any") == {cc.Role.INCENTIVES_ADMIN}


def test_everywhere_is_written_and_read_back() -> None:
    everywhere = cc.parties.EVERYWHERE
    grant = cc.Grant(cc.Role.INCENTIVES_ADMIN, location=everywhere, program=everywhere)
    assert cc.wire.from_text(cc.wire.to_text(grant)) == grant


def test_a_grant_for_one_place_holds_there_alone() -> None:
    bob = cc.Actor.partner("bob", cc.Role.INCENTIVES_ADMIN, location="se-1", program="CSP")
    assert (bob.roles_at("se-1", "CSP"), bob.roles_at("se-2", "CSP")) == (
        {cc.Role.INCENTIVES_ADMIN},
        frozenset(),
    )
