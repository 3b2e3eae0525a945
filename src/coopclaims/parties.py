"""Who acts: sides, roles, the actions that the rulebook grants to roles, actors and their scope.

Roles are given per location and program (R-11), and everywhere only where that is said: `EVERYWHERE`. A
vendor-side actor holds vendor-side roles only,
and a partner-side actor partner-side roles only, so neither can ever do the other's work.
*Collaborator* is never granted: an actor is one on a claim exactly when an upload request of that
claim names them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, final, overload

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_identifier, day, frozen, identifier, kind_of, not_before
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ActorId, CompanyId, LocationId, PersonId, ProgramId

if TYPE_CHECKING:
    _Field: TypeAlias = attrs.Attribute[Any]

__all__ = ["EVERYWHERE", "Action", "Actor", "Delegation", "Everywhere", "Grant", "Role", "Side"]


@final
class Side(Keyed):
    """The side that an actor stands on."""

    PARTNER = "partner"
    VENDOR = "vendor"
    SYSTEM = "system"


@final
class Role(Keyed):
    """The roles that the sources name, on both sides, and the team that pays. Source: R-01 to R-15.

    No page names who handles payments on the vendor's side: the payment team is a role of our own (P-31).
    """

    GLOBAL_ADMIN = "global_admin"
    ACCOUNT_ADMIN = "account_admin"
    BILLING_ADMIN = "billing_admin"
    INCENTIVES_ADMIN = "incentives_admin"
    INCENTIVES_USER = "incentives_user"
    COLLABORATOR = "collaborator"
    REVIEWER = "reviewer"
    VALIDATION_TEAM = "validation_team"
    PAYMENT_TEAM = "payment_team"
    SYSTEM = "system"

    @property
    def side(self) -> Side:
        """The side that this role stands on."""
        return _SIDES.get(self, Side.PARTNER)

    @property
    def caption(self) -> str:
        """The role's name for people, as the field writes it: "Incentives admin"."""
        return self.value.replace("_", " ").capitalize()


_SIDES = {
    Role.REVIEWER: Side.VENDOR,
    Role.VALIDATION_TEAM: Side.VENDOR,
    Role.PAYMENT_TEAM: Side.VENDOR,
    Role.SYSTEM: Side.SYSTEM,
}


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
    VIEW_CLAIM_SUMS = "view_claim_sums"
    CREATE_PLAN = "create_plan"
    EXPIRE_DRAFT = "expire_draft"
    # The steps of a payment.
    MAKE_PAYMENT = "make_payment"
    ORDER_PAYMENT = "order_payment"
    REQUEST_TAX_INVOICE = "request_tax_invoice"
    RECEIVE_TAX_INVOICE = "receive_tax_invoice"
    APPROVE_TAX_INVOICE = "approve_tax_invoice"
    REJECT_TAX_INVOICE = "reject_tax_invoice"
    REJECT_PAYMENT_IN_REVIEW = "reject_payment_in_review"
    START_PAYING = "start_paying"
    SEND_PAYMENT = "send_payment"
    RETURN_PAYMENT = "return_payment"
    REFUSE_PAYMENT = "refuse_payment"
    FAIL_PAYMENT = "fail_payment"
    RETRY_PAYMENT = "retry_payment"
    RECOUP_PAYMENT = "recoup_payment"
    HOLD_PAYMENT = "hold_payment"
    RELEASE_PAYMENT = "release_payment"
    FORFEIT_PAYMENT = "forfeit_payment"
    ESCHEAT_PAYMENT = "escheat_payment"
    # What is booked in the ledger of a fund by itself.
    RECORD_EARNINGS = "record_earnings"
    ADJUST_EARNINGS = "adjust_earnings"
    EXPIRE_FUNDS = "expire_funds"
    ROLL_OVER = "roll_over"
    CONVERT_TO_REBATE = "convert_to_rebate"
    # On the History of a claim, of a payment and of a fund.
    CORRECT_INSTANT = "correct_instant"

    @property
    def sides(self) -> frozenset[Side]:
        """The sides whose roles can be granted it, in any edition of any rulebook.

        A partner never decides on a claim, and the vendor never writes or submits one; the portal may do
        either where an edition lets it. A reading: the pages say who does it, not who never could.
        """
        return _SIDES_OF_ACTIONS.get(self, _EVERY_SIDE)


_EVERY_SIDE = frozenset(Side)
_PARTNER = frozenset({Side.PARTNER, Side.SYSTEM})
_VENDOR = frozenset({Side.VENDOR, Side.SYSTEM})
_SIDES_OF_ACTIONS = {
    Action.CREATE_CLAIM: _PARTNER,
    Action.EDIT: _PARTNER,
    Action.ADD_DOCUMENT: _PARTNER,
    Action.REQUEST_UPLOAD: _PARTNER,
    Action.COMMENT_ON_DRAFT: _PARTNER,
    Action.SUBMIT: _PARTNER,
    Action.SUBMIT_PLAN_PATH: _PARTNER,
    Action.DISPUTE: _PARTNER,
    Action.CANCEL_DRAFT: _PARTNER,
    Action.START_REVIEW: _VENDOR,
    Action.REVIEW: _VENDOR,
    Action.DECIDE_DISPUTE: _VENDOR,
    Action.EXPIRE_DRAFT: _VENDOR,
    **dict.fromkeys(
        (
            Action.MAKE_PAYMENT,
            Action.ORDER_PAYMENT,
            Action.REQUEST_TAX_INVOICE,
            Action.APPROVE_TAX_INVOICE,
            Action.REJECT_TAX_INVOICE,
            Action.REJECT_PAYMENT_IN_REVIEW,
            Action.START_PAYING,
            Action.SEND_PAYMENT,
            Action.RETURN_PAYMENT,
            Action.REFUSE_PAYMENT,
            Action.FAIL_PAYMENT,
            Action.RETRY_PAYMENT,
            Action.RECOUP_PAYMENT,
            Action.FORFEIT_PAYMENT,
            Action.ESCHEAT_PAYMENT,
        ),
        _VENDOR,
    ),
    Action.HOLD_PAYMENT: frozenset({Side.PARTNER}),
    Action.RELEASE_PAYMENT: frozenset({Side.PARTNER}),
}


@final
class Everywhere(Keyed):
    """The scope of a grant that holds at every location, or for every program."""

    EVERYWHERE = "everywhere"


EVERYWHERE: Final = Everywhere.EVERYWHERE
"""Every location, or every program. No location and no program of a grant can have this word as its name."""


def _place(_grant: object, field: _Field, given: object) -> None:
    """Validate the scope of a grant: an identifier or `EVERYWHERE`, never the word for it as a text."""
    if given is EVERYWHERE:
        return
    if as_identifier(field.name, given, "scope") == EVERYWHERE:
        raise InvalidValue(field.name, given, "scope")


@final
@frozen
class Grant:
    """A role given to an actor, for one location and one program, or for all of them.

    `role` is any but the collaborator. `location` and `program` are identifiers, or `EVERYWHERE`: an admin
    of the incentives workspace sees everything, a user is added location by location. A scope that is
    missing is never everywhere. Raises `InvalidValue`. Source: PR21, PE23 R-11.

    >>> grant = Grant(Role.INCENTIVES_USER, LocationId("se-1"), EVERYWHERE)
    >>> grant.covers(LocationId("no-1"), ProgramId("CSP"))
    False
    """

    role: Role = attrs.field(validator=kind_of(Role))
    location: LocationId | Everywhere = attrs.field(validator=_place)
    program: ProgramId | Everywhere = attrs.field(validator=_place)

    def __attrs_post_init__(self) -> None:
        if self.role is Role.COLLABORATOR:
            raise InvalidValue("role", str(self.role), "grantable_role")

    def covers(self, location: LocationId, program: ProgramId) -> bool:
        """Return whether this grant holds at `location` for `program`, two identifiers."""
        return self.location in (EVERYWHERE, location) and self.program in (EVERYWHERE, program)


_named = attrs.validators.optional(identifier)


@final
@frozen
class Actor:
    """Somebody or something that acts: an identifier, a side, and granted roles with their scope.

    `id` is the caller's identifier. `side` is the one side on which the actor stands, and `grants` are
    roles of that side, in any order; a partner-side actor without any is a colleague, who can act only
    where they were asked. `person` and `company` are what a log-in knows of who acts, `None` where nothing is
    known: two actors of one `person` are one human being, also on two sides, and actors of two companies are
    no colleagues. Neither is ever printed, and neither makes an actor another one for the History, which
    names `id` and `side`. `on_behalf_of` is the delegation by which they act for somebody absent, `None` for
    who acts for themselves. Raises `InvalidValue` where a grant belongs to another side or comes twice.

    >>> alice = Actor.partner("alice", Role.INCENTIVES_ADMIN, location="se-1", program=EVERYWHERE)
    >>> alice.roles_at(LocationId("se-1"), ProgramId("CSP")) == {Role.INCENTIVES_ADMIN}
    True
    """

    id: ActorId = attrs.field(validator=identifier)
    side: Side
    grants: tuple[Grant, ...] = attrs.field(default=(), converter=tuple[Grant, ...])
    person: PersonId | None = attrs.field(default=None, kw_only=True, repr=False, validator=_named)
    company: CompanyId | None = attrs.field(default=None, kw_only=True, repr=False, validator=_named)
    on_behalf_of: Delegation | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for grant in self.grants:
            if grant.role.side is not self.side:
                raise InvalidValue(
                    f"grants of {self.id}", str(grant.role), "roles_of_the_side", side=self.side
                )
        if len(set(self.grants)) < len(self.grants):
            raise InvalidValue(f"grants of {self.id}", self.grants, "each_once")

    @overload
    @classmethod
    def partner(cls, id_: str, *, person: str | None = None, company: str | None = None) -> Actor: ...
    @overload
    @classmethod
    def partner(
        cls,
        id_: str,
        *roles: Role,
        location: str | Everywhere,
        program: str | Everywhere,
        person: str | None = None,
        company: str | None = None,
    ) -> Actor: ...

    @classmethod
    @door
    def partner(
        cls,
        id_: str,
        *roles: Role,
        location: str | Everywhere | None = None,
        program: str | Everywhere | None = None,
        person: str | None = None,
        company: str | None = None,
    ) -> Actor:
        """Return a partner-side actor who holds `roles` within one scope.

        `id_` is the identifier of the actor. `location` and `program` are identifiers too, or `EVERYWHERE`;
        only a colleague, who holds no role, has none. `person` and `company` are as above. Raises
        `InvalidValue` for roles of another side, and for a role without its scope.
        """
        return cls(
            ActorId(id_),
            Side.PARTNER,
            _grants(roles, location, program),
            person=None if person is None else PersonId(person),
            company=None if company is None else CompanyId(company),
        )

    @overload
    @classmethod
    def vendor(cls, id_: str, *, person: str | None = None, company: str | None = None) -> Actor: ...
    @overload
    @classmethod
    def vendor(
        cls,
        id_: str,
        *roles: Role,
        location: str | Everywhere,
        program: str | Everywhere,
        person: str | None = None,
        company: str | None = None,
    ) -> Actor: ...

    @classmethod
    @door
    def vendor(
        cls,
        id_: str,
        *roles: Role,
        location: str | Everywhere | None = None,
        program: str | Everywhere | None = None,
        person: str | None = None,
        company: str | None = None,
    ) -> Actor:
        """Return a vendor-side actor who holds `roles` within one scope.

        `id_` is the identifier of the actor. `location` and `program` are identifiers too, or `EVERYWHERE`;
        only who holds no role has none. `person` and `company` are as above. Raises `InvalidValue` for roles
        of another side, and for a role without its scope.
        """
        return cls(
            ActorId(id_),
            Side.VENDOR,
            _grants(roles, location, program),
            person=None if person is None else PersonId(person),
            company=None if company is None else CompanyId(company),
        )

    @classmethod
    @door
    def system(cls, id_: str = "system") -> Actor:
        """Return the portal itself, acting everywhere, under the identifier `id_`."""
        return cls(ActorId(id_), Side.SYSTEM, (Grant(Role.SYSTEM, EVERYWHERE, EVERYWHERE),))

    @door
    def acting_for(self, delegation: Delegation) -> Actor:
        """Return this actor as they act for somebody absent: by their rights, under both names.

        `delegation` says for whom, and from which day to which. Whether it names this actor and holds on the
        day is judged with everything else that they ask for.

        >>> adam = Actor.vendor("adam", Role.REVIEWER, location="se-1", program=EVERYWHERE)
        >>> away = Delegation(
        ...     absent=adam, substitute="eva", first=date(2022, 9, 12), last=date(2022, 9, 16)
        ... )
        >>> Actor.vendor("eva").acting_for(away).on_behalf_of.absent.id
        'adam'
        """
        return attrs.evolve(self, on_behalf_of=delegation)

    @property
    def absent_id(self) -> ActorId | None:
        """The identifier of the actor for whom they act, `None` for who acts for themselves."""
        return None if self.on_behalf_of is None else self.on_behalf_of.absent.id

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that the actor holds anywhere themselves."""
        return frozenset(grant.role for grant in self.grants)

    def roles_at(self, location: LocationId, program: ProgramId) -> frozenset[Role]:
        """Return the roles that the actor holds themselves at `location` for `program`, two identifiers."""
        return frozenset([grant.role for grant in self.grants if grant.covers(location, program)])


@final
@frozen(kw_only=True)
class Delegation:
    """That somebody acts for an absent actor, on the days that it names and on no other.

    `absent` is the actor in whose place somebody acts, with the grants that are handed over: all of theirs,
    or fewer. `substitute` is the identifier of who acts. `first` and `last` are civil days in the program's
    zone, both included. That the absent one wants it is known to the caller, as it is of grants.

    Raises `InvalidValue` where the last day is before the first, and where the absent one is the portal or
    acts for somebody else: what was handed over is not handed on. Source: inferred, R-15.

    >>> adam = Actor.vendor("adam", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE)
    >>> away = Delegation(absent=adam, substitute="eva", first=date(2022, 9, 12), last=date(2022, 9, 16))
    >>> away.is_in_force(date(2022, 9, 16)), away.is_in_force(date(2022, 9, 17))
    (True, False)
    """

    absent: Actor = attrs.field(validator=kind_of(Actor))
    substitute: ActorId = attrs.field(validator=identifier)
    first: date = attrs.field(validator=day)
    last: date = attrs.field(validator=day)

    def __attrs_post_init__(self) -> None:
        not_before("last", self.last, self.first)
        if self.absent.side is Side.SYSTEM or self.absent.on_behalf_of is not None:
            raise InvalidValue("absent", str(self.absent.id), "absent_actor")

    @door
    def is_in_force(self, on: date) -> bool:
        """Return whether it holds `on` a civil day in the program's zone."""
        return self.first <= on <= self.last


def people_of(actor: Actor) -> tuple[Actor, ...]:
    """Return the actor, and after them the absent one for whom they act."""
    return (actor,) if actor.on_behalf_of is None else (actor, actor.on_behalf_of.absent)


def _grants(
    roles: tuple[Role, ...], location: str | Everywhere | None, program: str | Everywhere | None
) -> tuple[Grant, ...]:
    # A grant refuses the scope that is missing, whatever its type says.
    at, within = cast("LocationId | Everywhere", location), cast("ProgramId | Everywhere", program)
    return tuple(Grant(role, at, within) for role in roles)
