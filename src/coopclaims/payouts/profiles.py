"""Bank profiles: what is assigned to what, in which currency, and whether it is validated.

A bank profile is known here by a reference and by the currency chosen when it was assigned; no
account number ever enters this library, and one given as a reference is refused.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, LocationId, ProfileId, ProgramId, identifier
from coopclaims.money import Currency
from coopclaims.payouts.references import looks_like_an_account, profile_reference
from coopclaims.payouts.statuses import ProfileStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "BankProfiles",
    "PayingEntity",
    "ProfileAssignment",
    "ProfileScope",
]


def _currency(value: object) -> Currency:
    if isinstance(value, Currency):
        return value
    text = str(value)
    if looks_like_an_account(text):
        shown = f"text of {len(text)} characters that looks like an account number (not repeated here)"
        raise InvalidValue("currency", shown, "an ISO 4217 code, such as 'SEK'")
    return Currency(text)


def _status(_instance: object, attribute: attrs.Attribute[ProfileStatus], value: object) -> None:
    if not isinstance(value, ProfileStatus):
        raise InvalidValue(attribute.name, value, "a ProfileStatus: how far the profile is validated")


_named = attrs.validators.optional(identifier)


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
    location the company's default. `status` is where the validation of the profile stands: only an
    approved one is paid to, so it has to be said.
    Raises `InvalidValue` for a reference that reads like an account number, without repeating it.
    Source: PR21, PR22 P-03 to P-06, P-12.

    >>> ProfileAssignment(profile="P2", currency="USD", location="se-1", program="CSP",
    ...                   status=ProfileStatus.APPROVED).scope
    <ProfileScope.PROGRAM: 'location and program'>
    """

    profile: ProfileId = attrs.field(validator=profile_reference)
    currency: Currency = attrs.field(converter=_currency)
    location: LocationId | None = attrs.field(default=None, validator=_named)
    program: ProgramId | None = attrs.field(default=None, validator=_named)
    entity: EntityId | None = attrs.field(default=None, validator=_named)
    status: ProfileStatus = attrs.field(validator=_status)

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
    """The assignments of a company, of which a scope has one and a profile one status.

    Raises `InvalidValue` for two assignments to one scope, since a location has one default, and for
    two statuses of one profile. Source: PR22 P-06, P-12.
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
        statuses: dict[ProfileId, ProfileStatus] = {}
        for each in self.assignments:
            if statuses.setdefault(each.profile, each.status) is not each.status:
                raise InvalidValue(
                    "assignments", f"two statuses for {each.profile}", "one status for each bank profile"
                )

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
