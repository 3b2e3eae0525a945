"""Bank profiles: what is assigned to what, which one a payment goes to, and how they are referred to.

A bank profile is known here by an opaque reference and by the currency chosen when it was assigned.
References end up in explanations, in tables and in logs, so no account number enters this library: one
that is given as a reference is refused.

The order of resolution is a reading of P-01 to P-06, where the sources say nothing of it: the profile
assigned to the location, program and entity; else to the location and program; else the location's
default; else the company's default, where one is given; else nothing, and nothing can be paid. In each of
these places the one assigned to the type of earning comes before one that is for every type (N11).

Where several entities pay, two published statements give two currencies: that of the program's
profile (P-01), and the local one of each entity (P-02). `EntityCurrency` names the readings. By the
default a profile assigned to the entity decides; else its payment is in its local currency, and goes
to the program's, the location's or the company's profile only if that is in the same currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, final

import attrs

from coopclaims._accounts import described, reads_like_an_account
from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._values import Keyed, frozen, identifier, kind_of
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, LocationId, ProfileId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.payouts.statuses import EarningType, ProfileStatus
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred, message
from coopclaims.rules.readings import EntityCurrency

if TYPE_CHECKING:
    from attrs import Attribute


# References to bank profiles: what looks like an account number is refused, and never repeated.


def profile_reference(_instance: object, attribute: Attribute[Any], value: Any) -> None:  # noqa: ANN401 - whatever is given
    """Validate an attrs field as the reference of a bank profile: text that is no account number.

    Raises `InvalidValue`, which does not repeat what was given: it may be what nobody should read.
    """
    if not isinstance(value, str):
        given = f"a value of type {type(value).__name__}"
    elif is_blank(value):
        given = "blank text"
    elif reads_like_an_account(value):
        given = described(value)
    else:
        return
    raise InvalidValue(
        attribute.name,
        given,
        "opaque_reference",
    )


# Bank profiles: what is assigned to what, in which currency, and whether it is validated.


def _currency(value: object) -> Currency:
    if isinstance(value, Currency):
        return value
    text = str(value)
    if reads_like_an_account(text):
        raise InvalidValue("currency", described(text), "currency", near=())
    return Currency(text)


def _step(
    instance: PayingEntity | ProfileAssignment, attribute: Attribute[Money | None], value: object
) -> None:
    """Validate an attrs field as the least amount that is paid: above zero, in the currency of payment."""
    if value is None:
        return
    if not isinstance(value, Money) or value.currency is not instance.currency or not value.is_positive:
        raise InvalidValue(attribute.name, value, "step_of_payment", currency=instance.currency)


_status = kind_of(ProfileStatus, "profile_status")
_named = attrs.validators.optional(identifier)


@final
@frozen
class PayingEntity:
    """A vendor legal entity that pays, with its local currency.

    `id` identifies the entity, and `currency` is a `Currency` or an ISO 4217 code. `step` is the least amount
    of that currency that the entity pays, and what it pays is a multiple of it; `None` is the minor unit.
    Raises `InvalidValue` for a step in another currency, or not above zero.

    >>> PayingEntity("vendor-ie", "EUR").currency
    Currency('EUR')
    >>> str(PayingEntity("vendor-tw", "TWD", step=Money(1, "TWD")).step)
    '1.00 TWD'

    Source: MG20, PR22 P-02; steps are the caller's.
    """

    id: EntityId = attrs.field(validator=identifier)
    currency: Currency = attrs.field(converter=_currency)
    step: Money | None = attrs.field(default=None, validator=_step)


@final
class ProfileScope(Keyed):
    """What a profile is assigned to, the closest first."""

    ENTITY = "entity", "location, program and entity"
    PROGRAM = "program", "location and program"
    LOCATION = "location", "location default"
    COMPANY = "company", "company default"


@final
@frozen(kw_only=True)
class ProfileAssignment:
    """A bank profile with its disbursement currency, assigned to something.

    `profile` is an opaque reference, and `currency` a `Currency` or an ISO 4217 code. `location`, `program`
    and `entity` are identifiers. Without an entity (`None`) it is the program's, without a program the
    location's default, and without a location the company's default. `status` is that of the validation of
    the profile: only an approved one is paid to, so it has to be said. `earning` is the type of earning that
    is paid to it, `None` for every type: from 2022-11-01 on co-op earned in one program has a profile apart
    from the rebate's. `step` is the least amount of that currency that is paid to the profile, and what is
    paid is a multiple of it; `None` where the profile says nothing of it. Raises `InvalidValue` for a
    reference that reads like an account number, without repeating it, and for a step in another currency or
    not above zero. Source: PR21, PR22 P-03 to P-06, P-12; MCI22 N11; steps are the caller's.

    >>> ProfileAssignment(profile="P2", currency="USD", location="se-1", program="CSP",
    ...                   status=ProfileStatus.APPROVED).scope
    <ProfileScope.PROGRAM: 'program'>
    """

    profile: ProfileId = attrs.field(validator=profile_reference)
    currency: Currency = attrs.field(converter=_currency)
    location: LocationId | None = attrs.field(default=None, validator=_named)
    program: ProgramId | None = attrs.field(default=None, validator=_named)
    entity: EntityId | None = attrs.field(default=None, validator=_named)
    status: ProfileStatus = attrs.field(validator=_status)
    earning: EarningType | None = None
    step: Money | None = attrs.field(default=None, validator=_step)

    def __attrs_post_init__(self) -> None:
        if self.entity is not None and self.program is None:
            raise InvalidValue("program", None, "program_of_the_entity")
        if self.program is not None and self.location is None:
            raise InvalidValue("location", None, "location_of_the_program")

    @property
    def scope(self) -> ProfileScope:
        """What the profile is assigned to."""
        if self.entity is not None:
            return ProfileScope.ENTITY
        if self.program is not None:
            return ProfileScope.PROGRAM
        return ProfileScope.COMPANY if self.location is None else ProfileScope.LOCATION


_Place: TypeAlias = tuple[LocationId | None, ProgramId | None, EntityId | None, EarningType | None]


@final
@frozen
class BankProfiles:
    """The assignments of a company: one for a scope and type of earning, and one status for a profile.

    `assignments` are in any order; empty where nothing is assigned.

    Raises `InvalidValue` for two assignments to one scope and type of earning, since a location has one
    default, and for two statuses of one profile. Source: PR22 P-06, P-12; MCI22 N11.
    """

    assignments: tuple[ProfileAssignment, ...] = attrs.field(converter=tuple[ProfileAssignment, ...])
    _by_scope: dict[_Place, ProfileAssignment] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for each in self.assignments:
            scope = (each.location, each.program, each.entity, each.earning)
            if scope in self._by_scope:
                raise InvalidValue("assignments", scope, "one_profile_a_scope")
            self._by_scope[scope] = each
        statuses: dict[ProfileId, ProfileStatus] = {}
        for each in self.assignments:
            if statuses.setdefault(each.profile, each.status) is not each.status:
                raise InvalidValue("assignments", each.profile, "one_status_a_profile")

    @door
    def closest(
        self,
        location: LocationId,
        program: ProgramId,
        entity: EntityId,
        *,
        earning: EarningType = EarningType.COOP,
    ) -> tuple[ProfileAssignment, ...]:
        """Return what is assigned for this entity, the closest first; empty where nothing is.

        `location`, `program` and `entity` are identifiers, and `earning` is the type of earning that is paid;
        claims are paid from co-op. Of each scope there is one at most: the one for this type, else the one
        for every type. Source: MCI22 N11; that each scope is looked at for both is inferred.
        """
        scopes: tuple[tuple[_Place, _Place], ...] = (
            ((location, program, entity, earning), (location, program, entity, None)),
            ((location, program, None, earning), (location, program, None, None)),
            ((location, None, None, earning), (location, None, None, None)),
            ((None, None, None, earning), (None, None, None, None)),
        )
        by_scope = self._by_scope
        found = (by_scope.get(of_type) or by_scope.get(of_every) for of_type, of_every in scopes)
        return tuple(each for each in found if each is not None)


# Which bank profile an entity's payment goes to, in which currency, and why.

# fmt: off
_CLOSEST = message("reading.closest_assignment", "the closest assignment decides")
_PROFILE = message("profile", "{entity} pays to bank profile {profile:or none}{currency:? in %}",
    "entity: EntityId, profile: ProfileId | None, currency: Currency | None")
_NOT_ASSIGNED = message("not_assigned", "{scope}: no bank profile", "scope: ProfileScope")
_ASSIGNED = message("assigned", "{scope}: {profile} in {currency}{earning:?, for % alone}",
    "scope: ProfileScope, profile: ProfileId, currency: Currency, earning: EarningType | None")
_PASSED_OVER = message("passed_over",
    "{scope}: {profile} in {currency}{earning:?, for % alone,} is passed over, by the reading chosen",
    "scope: ProfileScope, profile: ProfileId, currency: Currency, earning: EarningType | None")
_OTHER_CURRENCY = message("other_currency",
    "{scope}: {profile}{earning:?, for % alone,} is in {currency}, not in {local}",
    "scope: ProfileScope, profile: ProfileId, currency: Currency, earning: EarningType | None, "
    "local: Currency")
_STATUS = message("profile_status", "{profile} stands at {status}",
    "profile: ProfileId, status: ProfileStatus")
_LOCAL = message("local_currency",
    "several entities pay{unassigned:?, and none is assigned for this one}: {entity} pays in its local "
    "currency {currency}", "entity: EntityId, currency: Currency, unassigned: bool")
_TWO_CURRENCIES = message("two_currencies",
    "by P-01 {entity} pays in {currency}, the currency of the program's profile; by P-02 in {local}, its "
    "local currency; the reading taken: {policy}",
    "entity: EntityId, currency: Currency, local: Currency, policy: EntityCurrency")
_WAYS_ON = message("ways_on",
    "two ways on: assign a bank profile to {entity}, or choose {policy}, and it pays in {currency}",
    "entity: EntityId, currency: Currency, policy: EntityCurrency")
_NOT_TAKEN_BACK = message("reading.share_in_two_currencies",
    "a payment in the wrong currency cannot be taken back; a share that waits is paid once it is settled")
# fmt: on


@final
@frozen(kw_only=True)
class ProfileResolution:
    """In which currency an entity's payment is made, to which profile, and why.

    `entity` pays. `profile` and its `status` are `None` where none is found, `currency` where even that is
    unknown. `assigned` are the assignments that there are for it, the closest first, and `scope` is that of
    the one found. `several_entities` says whether others pay for the same claim, and `policy` is the reading.
    """

    entity: PayingEntity
    profile: ProfileId | None = attrs.field(validator=attrs.validators.optional(profile_reference))
    currency: Currency | None
    status: ProfileStatus | None = None
    assigned: tuple[ProfileAssignment, ...] = ()
    scope: ProfileScope | None = None
    several_entities: bool
    policy: EntityCurrency

    @property
    def other_currency(self) -> Currency | None:
        """The currency of the program's profile, where several entities pay and this one's own is another.

        Where there is no `profile` besides, the payment waits for one of two ways: a profile assigned to the
        entity (P-03), or `EntityCurrency.PROGRAM_PROFILE`.
        """
        wider = (each for each in self.assigned if each.scope is not ProfileScope.ENTITY)
        program = next(wider, None)
        is_other = program is not None and program.currency is not self.entity.currency
        return program.currency if self.several_entities and program is not None and is_other else None

    @property
    def step(self) -> Money | None:
        """The least amount that is paid, and of which every payment is a multiple; `None` for the minor unit.

        That of the profile found, where it says one; else that of the entity, in its own currency.
        """
        found = next((each.step for each in self.assigned if each.scope is self.scope), None)
        if found is None and self.entity.currency is self.currency:
            return self.entity.step
        return found

    @property
    def is_approved(self) -> bool:
        """Whether there is a profile, and it is approved. Source: PR22 P-12."""
        return self.status is ProfileStatus.APPROVED

    def explain(self) -> Explanation:
        """Return why this profile and this currency."""
        is_read = self.several_entities or self.policy is EntityCurrency.PROGRAM_PROFILE
        return _PROFILE.say(
            entity=self.entity.id,
            profile=self.profile,
            currency=self.currency,
            source=cite("READING", "P-01", "P-02", "P-03", "P-06"),
            basis=inferred(self.policy if is_read else _CLOSEST),
            because=tuple(self._looked()),
            caveats=tuple(self._caveats()),
        )

    def _looked(self) -> Iterator[Explanation]:
        """Yield what was looked at in each scope, the closest first, up to the one found, and the ways on."""
        by_scope = {each.scope: each for each in self.assigned}
        for scope in ProfileScope:
            found = by_scope.get(scope)
            if found is None:
                yield _NOT_ASSIGNED.say(scope=scope)
                continue
            figures: dict[str, Any] = {
                "scope": scope,
                "profile": found.profile,
                "currency": found.currency,
                "earning": found.earning,
            }
            if scope is self.scope:
                yield _ASSIGNED.say(source=cite("MG22", "P-01", "P-03"), basis=PUBLISHED, **figures)
                yield _STATUS.say(profile=found.profile, status=found.status, source=cite("PR22", "P-12"))
                break
            if _by_program(scope, self.policy):
                yield _PASSED_OVER.say(**figures)
            else:
                yield _OTHER_CURRENCY.say(**figures, local=self.entity.currency)
        if _is_local(self.scope, several=self.several_entities, policy=self.policy):
            yield _LOCAL.say(
                entity=self.entity.id,
                currency=self.entity.currency,
                unassigned=self.policy is not EntityCurrency.LOCAL,
                source=cite("MG22", "P-02"),
                basis=inferred(self.policy),
            )
        if self.profile is None and self.other_currency is not None:
            yield _WAYS_ON.say(
                entity=self.entity.id,
                currency=self.other_currency,
                policy=EntityCurrency.PROGRAM_PROFILE,
                source=cite("MG22", "P-01", "P-02", "P-03"),
                basis=inferred(_NOT_TAKEN_BACK),
            )

    def _caveats(self) -> Iterator[Explanation]:
        """Yield the two currencies that the two published statements give, where they differ."""
        other, entity = self.other_currency, self.entity
        if other is not None:
            yield _TWO_CURRENCIES.say(
                entity=entity.id, currency=other, local=entity.currency, policy=self.policy
            )


@door
def resolve_profile(
    entity: PayingEntity,
    *,
    location: LocationId,
    program: ProgramId,
    profiles: BankProfiles,
    several_entities: bool,
    policy: EntityCurrency = EntityCurrency.ASSIGNED_ELSE_LOCAL,
    earning: EarningType = EarningType.COOP,
) -> ProfileResolution:
    """Return the bank profile and disbursement currency of what this entity pays.

    `entity` pays, for a claim of `location` and `program`, and `profiles` are what the company assigned.

    The claim's own currency decides nothing (P-01). `several_entities` says whether other entities
    pay for the same claim too (P-02, P-03); `policy` is the reading of the two statements, and `earning` the
    type of earning that is paid, which for a claim is co-op (N11). A profile
    that is not approved is found all the same, since its currency counts: ask `is_approved` too.
    Source: MG20, MG22, PR22; the order is inferred.
    """
    assigned = profiles.closest(location, program, entity.id, earning=earning)
    chosen = None
    for found in assigned:
        is_local = _is_local(found.scope, several=several_entities, policy=policy)
        is_foreign = is_local and found.currency is not entity.currency
        if not is_foreign and not _by_program(found.scope, policy):
            chosen = found
            break
    scope = None if chosen is None else chosen.scope
    local = entity.currency if _is_local(scope, several=several_entities, policy=policy) else None
    return ProfileResolution(
        entity=entity,
        profile=None if chosen is None else chosen.profile,
        currency=local if chosen is None else chosen.currency,
        status=None if chosen is None else chosen.status,
        assigned=assigned,
        scope=scope,
        several_entities=several_entities,
        policy=policy,
    )


def _by_program(scope: ProfileScope, policy: EntityCurrency) -> bool:
    """Whether what is assigned to this scope is passed over, since the program's profile decides."""
    return scope is ProfileScope.ENTITY and policy is EntityCurrency.PROGRAM_PROFILE


def _is_local(scope: ProfileScope | None, *, several: bool, policy: EntityCurrency) -> bool:
    """Whether the local currency decides what comes from this scope, or from none."""
    if not several or policy is EntityCurrency.PROGRAM_PROFILE:
        return False
    return policy is EntityCurrency.LOCAL or scope is not ProfileScope.ENTITY
