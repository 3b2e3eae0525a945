"""Which bank profile an entity's payment goes to, in which currency, and why.

The order of resolution is a reading of P-01 to P-06, where the sources are silent on it: the profile
assigned to the location, program and entity; else to the location and program; else the location's
default; else the company's default, where one is given; else nothing, and nothing can be paid.

Where several entities pay, two published statements give two currencies: that of the program's
profile (P-01), and the local one of each entity (P-02). `EntityCurrency` names the readings. By the
default a profile assigned to the entity decides; else its payment is in its local currency, and goes
to the program's, the location's or the company's profile only if that is in the same currency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.identifiers import LocationId, ProfileId, ProgramId
from coopclaims.money import Currency
from coopclaims.payouts.profiles import PayingEntity, ProfileAssignment, ProfileScope
from coopclaims.payouts.statuses import ProfileStatus
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred
from coopclaims.rulebook import EntityCurrency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.payouts.profiles import BankProfiles

__all__ = ["ProfileResolution", "resolve_profile"]

_CLOSEST = "the closest assignment decides"


@final
@attrs.frozen(kw_only=True)
class ProfileResolution:
    """In which currency an entity's payment is made, to which profile, and why.

    `profile` and its `status` are `None` where none is found, `currency` where even that is unknown.
    """

    profile: ProfileId | None
    currency: Currency | None
    status: ProfileStatus | None = None
    explanation: Explanation = attrs.field(repr=False)

    @property
    def is_approved(self) -> bool:
        """Whether there is a profile, and it is approved. Source: PR22 P-12."""
        return self.status is ProfileStatus.APPROVED

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
    policy: EntityCurrency = EntityCurrency.ASSIGNED_ELSE_LOCAL,
) -> ProfileResolution:
    """Return the bank profile and disbursement currency of what this entity pays.

    The claim's own currency decides nothing (P-01). `several_entities` says whether other entities
    pay for the same claim too (P-02, P-03); `policy` is the reading of the two statements. A profile
    that is not approved is found all the same, since its currency stands: ask `is_approved` too.
    Source: MG20, MG22, PR22; the order is inferred.
    """
    search = _Search(entity, tuple(profiles.closest(location, program, entity.id)), several_entities, policy)
    looked: list[Explanation] = []
    for scope, found in search.assigned:
        if found is None:
            looked.append(Explanation(code="not-assigned", text=f"{scope}: no bank profile"))
            continue
        unfit = search.unfit(scope, found)
        if unfit is None:
            looked += [_assigned(scope, found), _validation(found)]
            return search.outcome(scope, found, looked)
        looked.append(unfit)
    return search.outcome(None, None, looked)


@final
@attrs.frozen
class _Search:
    """What is looked through for one entity, the closest first, and by which reading."""

    entity: PayingEntity
    assigned: tuple[tuple[ProfileScope, ProfileAssignment | None], ...]
    several: bool
    policy: EntityCurrency

    def unfit(self, scope: ProfileScope, found: ProfileAssignment) -> Explanation | None:
        """Return why what is assigned to this scope is passed over, `None` where it is not."""
        figures = (("profile", found.profile), ("currency", found.currency.code))
        if scope is ProfileScope.ENTITY and self.policy is EntityCurrency.PROGRAM_PROFILE:
            text = f"{scope}: {found.profile} in {found.currency} is passed over, by the reading chosen"
            return Explanation(code="passed-over", text=text, figures=figures)
        if self.is_local(scope) and found.currency is not self.entity.currency:
            text = f"{scope}: {found.profile} is in {found.currency}, not in {self.entity.currency}"
            return Explanation(code="other-currency", text=text, figures=figures)
        return None

    def is_local(self, scope: ProfileScope | None) -> bool:
        """Whether the local currency decides what comes from this scope, or from none."""
        if not self.several or self.policy is EntityCurrency.PROGRAM_PROFILE:
            return False
        return self.policy is EntityCurrency.LOCAL or scope is not ProfileScope.ENTITY

    def outcome(
        self, scope: ProfileScope | None, found: ProfileAssignment | None, looked: list[Explanation]
    ) -> ProfileResolution:
        """Return what was found, with everything that was looked at."""
        entity, local = self.entity, self.is_local(scope)
        profile = None if found is None else found.profile
        currency = found.currency if found is not None else entity.currency if local else None
        is_read = self.several or self.policy is EntityCurrency.PROGRAM_PROFILE
        if local:
            looked.append(self._in_local_currency())
        where = f"to bank profile {profile} in {currency}" if profile else "to no bank profile"
        return ProfileResolution(
            profile=profile,
            currency=currency,
            status=None if found is None else found.status,
            explanation=Explanation(
                code="profile",
                text=f"{entity.id} pays {where}",
                figures=(
                    ("entity", entity.id),
                    ("profile", profile or ""),
                    ("currency", "" if currency is None else currency.code),
                ),
                source=cite("READING", "P-01", "P-02", "P-03", "P-06"),
                basis=inferred(str(self.policy) if is_read else _CLOSEST),
                because=tuple(looked),
                caveats=tuple(self._caveats()),
            ),
        )

    def _in_local_currency(self) -> Explanation:
        entity = self.entity
        unassigned = "" if self.policy is EntityCurrency.LOCAL else f", and none is assigned for {entity.id}"
        return Explanation(
            code="local-currency",
            text=f"several entities pay{unassigned}: it pays in its local currency {entity.currency}",
            figures=(("entity", entity.id), ("currency", entity.currency.code)),
            source=cite("MG22", "P-02"),
            basis=inferred(str(self.policy)),
        )

    def _caveats(self) -> Iterator[str]:
        """Yield the two currencies that the two published statements give, where they differ."""
        wider = (found for scope, found in self.assigned if scope is not ProfileScope.ENTITY and found)
        program = next(wider, None)
        entity = self.entity
        if self.several and program is not None and program.currency is not entity.currency:
            yield (
                f"by P-01 {entity.id} pays in {program.currency}, the currency of the program's profile; "
                f"by P-02 in {entity.currency}, its local currency; the reading taken: {self.policy}"
            )


def _assigned(scope: ProfileScope, found: ProfileAssignment) -> Explanation:
    return Explanation(
        code="assigned",
        text=f"{scope}: {found.profile} in {found.currency}",
        figures=(("profile", found.profile), ("currency", found.currency.code)),
        source=cite("MG22", "P-01", "P-03"),
        basis=PUBLISHED,
    )


def _validation(found: ProfileAssignment) -> Explanation:
    return Explanation(
        code="profile-status",
        text=f"{found.profile} stands at {found.status}",
        figures=(("profile", found.profile), ("status", str(found.status))),
        source=cite("PR22", "P-12"),
    )
