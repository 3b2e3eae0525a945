"""Bank profiles: which one an entity's payment goes to, in which currency, and why.

A bank profile is known here by a reference and by the currency chosen when it was assigned; no
account number ever enters this library. The order of resolution (a reading of P-01 to P-06, where
the sources are silent on it): the profile assigned to the location, program and entity; else to the
location and program; else the location's default; else the company's default, where one is given;
else nothing, and nothing can be paid.

Where several entities pay and none is assigned for one of them, its payment is in that entity's
local currency, and goes to the program's, the location's or the company's profile only if that is in
the same currency.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, LocationId, ProfileId, ProgramId, identifier
from coopclaims.money import Currency
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "BankProfiles",
    "PayingEntity",
    "ProfileAssignment",
    "ProfileResolution",
    "ProfileScope",
    "resolve_profile",
]


def _currency(value: object) -> Currency:
    return value if isinstance(value, Currency) else Currency(str(value))


@final
@attrs.frozen
class PayingEntity:
    """A vendor legal entity that pays, with its local currency. Source: MG20, PR22 P-02.

    >>> PayingEntity("vendor-ie", "EUR").currency
    Currency('EUR')
    """

    id: EntityId = attrs.field(validator=identifier)
    currency: Currency = attrs.field(converter=_currency)


@final
class ProfileScope(StrEnum):
    """What a profile is assigned to, the closest first."""

    ENTITY = "location, program and entity"
    PROGRAM = "location and program"
    LOCATION = "location default"
    COMPANY = "company default"


@final
@attrs.frozen(kw_only=True)
class ProfileAssignment:
    """A bank profile with its disbursement currency, assigned to something.

    Without an entity it is the program's, without a program the location's default, and without a
    location the company's default. Source: PR21, PR22 P-03 to P-06.

    >>> ProfileAssignment(profile="P2", currency="USD", location="se-1", program="CSP").scope
    <ProfileScope.PROGRAM: 'location and program'>
    """

    profile: ProfileId = attrs.field(validator=identifier)
    currency: Currency = attrs.field(converter=_currency)
    location: LocationId | None = None
    program: ProgramId | None = None
    entity: EntityId | None = None

    def __attrs_post_init__(self) -> None:
        if self.entity is not None and self.program is None:
            raise InvalidValue("program", None, "a program, since an entity is named")
        if self.program is not None and self.location is None:
            raise InvalidValue("location", None, "a location, since a program is named")

    @property
    def scope(self) -> ProfileScope:
        """What the profile is assigned to."""
        if self.entity is not None:
            return ProfileScope.ENTITY
        if self.program is not None:
            return ProfileScope.PROGRAM
        return ProfileScope.COMPANY if self.location is None else ProfileScope.LOCATION


@final
@attrs.frozen
class BankProfiles:
    """The assignments of a company. Two for one scope are refused: a location has one default.

    Raises `InvalidValue`. Source: PR22 P-06.
    """

    assignments: tuple[ProfileAssignment, ...] = attrs.field(converter=tuple[ProfileAssignment, ...])

    def __attrs_post_init__(self) -> None:
        seen: set[tuple[LocationId | None, ProgramId | None, EntityId | None]] = set()
        for each in self.assignments:
            scope = (each.location, each.program, each.entity)
            if scope in seen:
                raise InvalidValue(
                    "assignments", f"two for {each.scope} {scope}", "one bank profile for each scope"
                )
            seen.add(scope)

    def closest(
        self, location: LocationId, program: ProgramId, entity: EntityId
    ) -> Iterator[tuple[ProfileScope, ProfileAssignment | None]]:
        """Yield each scope with what is assigned there, the closest first."""
        scopes = {
            ProfileScope.ENTITY: (location, program, entity),
            ProfileScope.PROGRAM: (location, program, None),
            ProfileScope.LOCATION: (location, None, None),
            ProfileScope.COMPANY: (None, None, None),
        }
        by_scope = {(each.location, each.program, each.entity): each for each in self.assignments}
        for scope, wanted in scopes.items():
            yield scope, by_scope.get(wanted)


@final
@attrs.frozen(kw_only=True)
class ProfileResolution:
    """In which currency an entity's payment is made, to which profile, and why.

    `profile` is `None` where nothing can be paid; `currency` is `None` where even that is unknown.
    """

    profile: ProfileId | None
    currency: Currency | None
    explanation: Explanation

    def explain(self) -> Explanation:
        """Return why this profile and this currency."""
        return self.explanation


def resolve_profile(
    entity: PayingEntity,
    *,
    location: LocationId,
    program: ProgramId,
    profiles: BankProfiles,
    several_entities: bool,
) -> ProfileResolution:
    """Return the bank profile and disbursement currency of what this entity pays.

    The claim's own currency decides nothing (P-01). `several_entities` says whether other entities
    pay for the same claim too (P-02, P-03).
    Source: MG20, MG22, PR22; the order is inferred.
    """
    looked: list[Explanation] = []
    for scope, found in profiles.closest(location, program, entity.id):
        local_only = several_entities and scope is not ProfileScope.ENTITY
        if found is None:
            looked.append(Explanation(code="not-assigned", text=f"{scope}: no bank profile"))
        elif local_only and found.currency is not entity.currency:
            looked.append(
                Explanation(
                    code="other-currency",
                    text=f"{scope}: {found.profile} is in {found.currency}, not in {entity.currency}",
                    figures=(("profile", found.profile), ("currency", found.currency.code)),
                )
            )
        else:
            looked.append(
                Explanation(
                    code="assigned",
                    text=f"{scope}: {found.profile} in {found.currency}",
                    figures=(("profile", found.profile), ("currency", found.currency.code)),
                    source=cite("MG22", "P-01", "P-03"),
                    basis=PUBLISHED,
                )
            )
            return _resolved(entity, found.profile, found.currency, looked, local=local_only)
    currency = entity.currency if several_entities else None
    return _resolved(entity, None, currency, looked, local=several_entities)


def _resolved(
    entity: PayingEntity,
    profile: ProfileId | None,
    currency: Currency | None,
    looked: list[Explanation],
    *,
    local: bool,
) -> ProfileResolution:
    if local:
        looked.append(
            Explanation(
                code="local-currency",
                text=f"several entities pay, and none is assigned for {entity.id}: "
                f"it pays in its local currency {entity.currency}",
                figures=(("entity", entity.id), ("currency", entity.currency.code)),
                source=cite("MG22", "P-02"),
                basis=inferred("the entity's local currency stands where no profile is assigned for it"),
            )
        )
    where = f"to bank profile {profile} in {currency}" if profile else "to no bank profile"
    return ProfileResolution(
        profile=profile,
        currency=currency,
        explanation=Explanation(
            code="profile",
            text=f"{entity.id} pays {where}",
            figures=(
                ("entity", entity.id),
                ("profile", profile or ""),
                ("currency", "" if currency is None else currency.code),
            ),
            source=cite("READING", "P-01", "P-02", "P-03", "P-06"),
            because=tuple(looked),
        ),
    )
