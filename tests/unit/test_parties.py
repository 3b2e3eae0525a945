"""Roles and their sides, grants and their scope, actors. Source: R-01 to R-15."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from coopclaims import Actor, Grant, InvalidValue, Role, Side
from coopclaims.identifiers import ActorId, LocationId, ProgramId
from coopclaims.parties import EVERYWHERE, Everywhere
from coopclaims.wire import from_data, to_data

HERE, THERE = LocationId("here"), LocationId("there")
CSP, HOSTING = ProgramId("CSP"), ProgramId("Hosting")

VENDOR = {Role.REVIEWER, Role.VALIDATION_TEAM, Role.PAYMENT_TEAM}


class TestRole:
    def test_each_stands_on_one_side(self) -> None:
        """Source: R-01, R-15."""
        assert {role for role in Role if role.side is Side.VENDOR} == VENDOR
        assert {role for role in Role if role.side is Side.SYSTEM} == {Role.SYSTEM}
        assert {role for role in Role if role.side is Side.PARTNER} == {
            Role.GLOBAL_ADMIN,
            Role.ACCOUNT_ADMIN,
            Role.BILLING_ADMIN,
            Role.INCENTIVES_ADMIN,
            Role.INCENTIVES_USER,
            Role.COLLABORATOR,
        }

    def test_its_caption_is_the_fields_name_for_it(self) -> None:
        assert Role.INCENTIVES_ADMIN.caption == "Incentives admin"
        assert Role.GLOBAL_ADMIN.caption == "Global admin"


class TestGrant:
    def test_collaborator_is_never_granted(self) -> None:
        """Source: R-14: an upload request names one."""
        with pytest.raises(InvalidValue) as caught:
            Grant(Role.COLLABORATOR, location=EVERYWHERE, program=EVERYWHERE)
        assert (caught.value.field, caught.value.got) == ("role", "collaborator")
        assert "upload request" in caught.value.fits

    @pytest.mark.parametrize("given", ["reviewer", None, 7])
    def test_a_role_is_a_role(self, given: Any) -> None:
        with pytest.raises(InvalidValue, match="role: got"):
            Grant(given, location=EVERYWHERE, program=EVERYWHERE)

    @pytest.mark.parametrize(
        ("location", "program", "covered"),
        [
            (EVERYWHERE, EVERYWHERE, {(HERE, CSP), (HERE, HOSTING), (THERE, CSP), (THERE, HOSTING)}),
            (HERE, EVERYWHERE, {(HERE, CSP), (HERE, HOSTING)}),
            (EVERYWHERE, CSP, {(HERE, CSP), (THERE, CSP)}),
            (HERE, CSP, {(HERE, CSP)}),
        ],
    )
    def test_covers_its_scope_and_nothing_else(
        self,
        location: LocationId | Everywhere,
        program: ProgramId | Everywhere,
        covered: set[tuple[LocationId, ProgramId]],
    ) -> None:
        """Source: R-11."""
        grant = Grant(Role.INCENTIVES_USER, location, program)
        places = {(each, other) for each in (HERE, THERE) for other in (CSP, HOSTING)}
        assert {place for place in places if grant.covers(*place)} == covered

    @pytest.mark.parametrize("given", [None, "", " ", 7, "everywhere"])
    def test_a_scope_is_said(self, given: Any) -> None:
        """The word alone is no place: who means every one says so with the member."""
        for scope in ((given, CSP), (HERE, given)):
            with pytest.raises(InvalidValue) as caught:
                Grant(Role.INCENTIVES_USER, *scope)
            assert "EVERYWHERE" in caught.value.fits

    def test_everywhere_is_a_word_on_the_wire(self) -> None:
        grant = Grant(Role.INCENTIVES_USER, HERE, EVERYWHERE)
        data = to_data(grant)
        assert (data["location"], data["program"]) == ("here", "everywhere")
        read = from_data(data)
        assert read == grant
        assert isinstance(read, Grant)
        assert read.program is EVERYWHERE


class TestActor:
    @pytest.mark.parametrize("given", ["", "  ", None, 7])
    def test_has_an_identifier(self, given: Any) -> None:
        with pytest.raises(InvalidValue, match="id: got"):
            Actor(given, Side.PARTNER)

    @pytest.mark.parametrize("given", ["partner", None, Role.REVIEWER])
    def test_stands_on_a_side(self, given: Any) -> None:
        with pytest.raises(InvalidValue) as caught:
            Actor(ActorId("dana"), given)
        assert (caught.value.field, caught.value.got) == ("side", given)

    @pytest.mark.parametrize("side", Side)
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COLLABORATOR}))
    def test_holds_roles_of_its_own_side_only(self, side: Side, role: Role) -> None:
        """So that nobody can ever do the other side's work."""
        grant = Grant(role, location=EVERYWHERE, program=EVERYWHERE)
        if role.side is side:
            assert Actor(ActorId("dana"), side, (grant,)).roles == {role}
            return
        with pytest.raises(InvalidValue) as caught:
            Actor(ActorId("dana"), side, (grant,))
        assert caught.value.field == "grants of dana"
        assert caught.value.got == str(role)
        assert str(side) in caught.value.fits

    def test_a_vendor_holds_no_partner_role(self) -> None:
        with pytest.raises(InvalidValue, match="vendor"):
            Actor.vendor("rita", Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
        with pytest.raises(InvalidValue, match="partner"):
            Actor.partner("bob", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE)

    def test_a_role_alone_is_no_grant(self) -> None:
        wrong: Any = (Role.INCENTIVES_ADMIN,)
        with pytest.raises(InvalidValue) as caught:
            Actor(ActorId("dana"), Side.PARTNER, wrong)
        assert caught.value.field == "grants[0]"
        assert "Grant" in caught.value.fits

    def test_holds_different_roles_in_different_places(self) -> None:
        dana = Actor(
            ActorId("dana"),
            Side.PARTNER,
            (
                Grant(Role.INCENTIVES_USER, HERE, program=EVERYWHERE),
                Grant(Role.INCENTIVES_ADMIN, THERE, CSP),
                Grant(Role.BILLING_ADMIN, location=EVERYWHERE, program=EVERYWHERE),
            ),
        )
        assert dana.roles_at(HERE, CSP) == {Role.INCENTIVES_USER, Role.BILLING_ADMIN}
        assert dana.roles_at(THERE, CSP) == {Role.INCENTIVES_ADMIN, Role.BILLING_ADMIN}
        assert dana.roles_at(THERE, HOSTING) == {Role.BILLING_ADMIN}
        assert dana.roles == {Role.INCENTIVES_USER, Role.INCENTIVES_ADMIN, Role.BILLING_ADMIN}

    def test_the_short_forms_say_the_same(self) -> None:
        assert Actor.partner("bob", Role.INCENTIVES_USER, location="here", program="CSP") == Actor(
            ActorId("bob"), Side.PARTNER, (Grant(Role.INCENTIVES_USER, HERE, CSP),)
        )
        assert Actor.vendor("rita", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE) == Actor(
            ActorId("rita"), Side.VENDOR, (Grant(Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE),)
        )
        assert Actor.system() == Actor(
            ActorId("system"), Side.SYSTEM, (Grant(Role.SYSTEM, location=EVERYWHERE, program=EVERYWHERE),)
        )

    def test_a_role_without_its_scope_is_refused(self) -> None:
        given: Any = {}
        for make, role in ((Actor.partner, Role.INCENTIVES_USER), (Actor.vendor, Role.PAYMENT_TEAM)):
            for scope in (given, {"location": "here"}, {"program": "CSP"}):
                with pytest.raises(InvalidValue, match="EVERYWHERE"):
                    make("bob", role, **scope)
            assert make("bob").grants == ()

    def test_grants_may_be_listed(self) -> None:
        listed: Any = [Grant(Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)]
        actor = Actor(ActorId("bob"), Side.PARTNER, listed)
        assert actor.grants == (Grant(Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE),)
        assert hash(actor) == hash(
            Actor.partner("bob", Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)
        )

    def test_a_grant_is_listed_once(self) -> None:
        grant = Grant(Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)
        elsewhere = attrs.evolve(grant, location=LocationId("se-1"))
        assert Actor(ActorId("bob"), Side.PARTNER, (grant, elsewhere)).grants == (grant, elsewhere)
        with pytest.raises(InvalidValue, match="each once"):
            Actor(ActorId("bob"), Side.PARTNER, (grant, elsewhere, grant))
