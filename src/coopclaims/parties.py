"""Who acts: sides, roles, the actions that the rulebook grants to roles, actors and their scope.

Roles are given per location and program (R-11). A vendor-side actor holds vendor-side roles only,
and a partner-side actor partner-side roles only, so neither can ever do the other's work.
*Collaborator* is never granted: an actor is one on a claim exactly when an upload request of that
claim names them.
"""

from __future__ import annotations

from typing import final

import attrs

from coopclaims._values import Keyed, frozen, identifier
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ActorId, LocationId, ProgramId

__all__ = ["Action", "Actor", "Grant", "Role", "Side"]


@final
class Side(Keyed):
    """The side that an actor stands on."""

    PARTNER = "partner"
    VENDOR = "vendor"
    SYSTEM = "system"


@final
class Role(Keyed):
    """The roles that the sources name, on both sides. Source: R-01 to R-15."""

    GLOBAL_ADMIN = "global_admin"
    ACCOUNT_ADMIN = "account_admin"
    BILLING_ADMIN = "billing_admin"
    INCENTIVES_ADMIN = "incentives_admin"
    INCENTIVES_USER = "incentives_user"
    COLLABORATOR = "collaborator"
    REVIEWER = "reviewer"
    VALIDATION_TEAM = "validation_team"
    SYSTEM = "system"

    @property
    def side(self) -> Side:
        """The side that this role stands on."""
        return _SIDES.get(self, Side.PARTNER)

    @property
    def caption(self) -> str:
        """The role's name for people, as the field writes it: "Incentives admin"."""
        return self.value.replace("_", " ").capitalize()


_SIDES = {Role.REVIEWER: Side.VENDOR, Role.VALIDATION_TEAM: Side.VENDOR, Role.SYSTEM: Side.SYSTEM}


@final
class Action(Keyed):
    """What a role may be granted. Which role may do what is the rulebook's data."""

    CREATE_CLAIM = "create_claim"
    EDIT = "edit"
    ADD_DOCUMENT = "add_document"
    REQUEST_UPLOAD = "request_upload"
    COMMENT_ON_DRAFT = "comment_on_draft"
    COMMENT = "comment"
    SUBMIT = "submit"
    SUBMIT_PLAN_PATH = "submit_plan_path"
    VIEW_CLAIM = "view_claim"
    DISPUTE = "dispute"
    CANCEL_DRAFT = "cancel_draft"
    START_REVIEW = "start_review"
    REVIEW = "review"
    DECIDE_DISPUTE = "decide_dispute"
    ENROLL = "enroll"
    EDIT_BANK_PROFILE = "edit_bank_profile"
    VIEW_FUNDS = "view_funds"
    CREATE_PLAN = "create_plan"
    EXPIRE_DRAFT = "expire_draft"
    ROLL_OVER = "roll_over"
    CONVERT_TO_REBATE = "convert_to_rebate"


@final
@frozen
class Grant:
    """A role given to an actor, for one location and one program, or for all of them.

    `role` is any but the collaborator. `None` for `location` or `program` means every one: an admin of the
    incentives workspace sees everything, a user is added location by location. Raises `InvalidValue`.
    Source: PR21, PE23 R-11.

    >>> Grant(Role.INCENTIVES_USER, LocationId("se-1")).covers(LocationId("no-1"), ProgramId("CSP"))
    False
    """

    role: Role
    location: LocationId | None = None
    program: ProgramId | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.role, Role):
            raise InvalidValue("role", self.role, "kind", kind="Role")
        if self.role is Role.COLLABORATOR:
            raise InvalidValue(
                "role",
                str(self.role),
                "grantable_role",
            )

    def covers(self, location: LocationId, program: ProgramId) -> bool:
        """Return whether this grant holds at `location` for `program`, two identifiers."""
        return self.location in (None, location) and self.program in (None, program)


@final
@frozen
class Actor:
    """Somebody or something that acts: an identifier, a side, and granted roles with their scope.

    `id` is the caller's identifier. `side` is the one side on which the actor stands, and `grants` are
    roles of that side, in any order; a partner-side actor without any is a colleague, who can act only
    where they were asked. Raises `InvalidValue` where a grant belongs to another side or
    comes twice.

    >>> alice = Actor.partner("alice", Role.INCENTIVES_ADMIN, location="se-1")
    >>> alice.roles_at(LocationId("se-1"), ProgramId("CSP")) == {Role.INCENTIVES_ADMIN}
    True
    """

    id: ActorId = attrs.field(validator=identifier)
    side: Side
    grants: tuple[Grant, ...] = attrs.field(default=(), converter=tuple[Grant, ...])

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.side, Side):
            raise InvalidValue("side", self.side, "kind", kind="Side")
        for grant in self.grants:
            if not isinstance(grant, Grant):
                raise InvalidValue(f"grants of {self.id}", grant, "grant")
            if grant.role.side is not self.side:
                raise InvalidValue(
                    f"grants of {self.id}",
                    str(grant.role),
                    "roles_of_the_side",
                    side=self.side,
                )
        if len(set(self.grants)) < len(self.grants):
            raise InvalidValue(f"grants of {self.id}", self.grants, "each_once")

    @classmethod
    def partner(
        cls, id_: str, *roles: Role, location: str | None = None, program: str | None = None
    ) -> Actor:
        """Return a partner-side actor who holds `roles` within one scope.

        `id_` is the identifier of the actor. `location` and `program` are identifiers too, and `None` means
        every one. Raises `InvalidValue` for roles of another side. Without any role it is a colleague.
        """
        return cls(ActorId(id_), Side.PARTNER, _grants(roles, location, program))

    @classmethod
    def vendor(cls, id_: str, *roles: Role, location: str | None = None, program: str | None = None) -> Actor:
        """Return a vendor-side actor who holds `roles` within one scope.

        `id_` is the identifier of the actor. `location` and `program` are identifiers too, and `None` means
        every one. Raises `InvalidValue` for roles of another side.
        """
        return cls(ActorId(id_), Side.VENDOR, _grants(roles, location, program))

    @classmethod
    def system(cls, id_: str = "system") -> Actor:
        """Return the portal itself, acting everywhere, under the identifier `id_`."""
        return cls(ActorId(id_), Side.SYSTEM, (Grant(Role.SYSTEM),))

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that the actor holds anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def roles_at(self, location: LocationId, program: ProgramId) -> frozenset[Role]:
        """Return the roles that the actor holds at `location` for `program`, two identifiers."""
        return frozenset([grant.role for grant in self.grants if grant.covers(location, program)])


def _grants(roles: tuple[Role, ...], location: str | None, program: str | None) -> tuple[Grant, ...]:
    at = None if location is None else LocationId(location)
    within = None if program is None else ProgramId(program)
    return tuple(Grant(role, at, within) for role in roles)
