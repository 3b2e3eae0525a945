"""What the portal is opened with: rules, people, what was earned, and who pays; and one for show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import coopclaims as cc
from coopclaims.funds import PoolKey, RecordEarnings
from coopclaims.identifiers import CommandId, EntityId, LocationId, ProfileId, ProgramId
from coopclaims.parties import EVERYWHERE
from coopclaims.payouts import EnrollmentStatus, PayingEntity, ProfileAssignment, ProfileStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sql_repository import SqlRepository

STOCKHOLM, OSLO = LocationId("se-stockholm"), LocationId("no-oslo")
PROGRAM = ProgramId("CSP Direct Bill Partner")
SHARES = {EntityId("vendor-se"): "72000.00", EntityId("vendor-ie"): "48000.00"}
"""What each entity has earned for a partner."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a portal of yours asks elsewhere: its rules, its log-in, and the data of the back office.

    `people` are the actors by the name under which they log in; `earnings` is what was earned, with funds.
    """

    rules: cc.Rules
    people: Mapping[str, cc.Actor]
    earnings: tuple[RecordEarnings, ...] = ()
    entities: tuple[PayingEntity, ...] = ()
    profiles: tuple[ProfileAssignment, ...] = ()
    enrollment: EnrollmentStatus = EnrollmentStatus.ENROLLED

    def prepare(self, store: SqlRepository) -> None:
        """Open the funds that are not there, and record what was earned, once."""
        for fund in {each.fund for each in self.earnings} - {pool.key for pool in store.pools()}:
            store.open_pool(fund)
        for each in self.earnings:
            cc.perform(each, store, rules=self.rules)


def for_show(day: date) -> Setting:
    """Return seven people, and a fund and bank profile in the half-year in which a day lies."""
    usage, sek = cc.UsagePeriod.of(cc.periods.FiscalHalf.of(day)), cc.Currency("SEK")
    zone = ZoneInfo(cc.partner_center.zone_key)
    calendar = cc.BusinessCalendar.from_holidays("US", years=range(day.year - 1, day.year + 5))
    fund = PoolKey(location=STOCKHOLM, program=PROGRAM, usage_period=usage, currency=sek)
    bank = ProfileAssignment(
        profile=ProfileId("bank-1"), currency=sek, location=STOCKHOLM, status=ProfileStatus.APPROVED
    )

    def earning(entity: EntityId) -> RecordEarnings:
        at, money = datetime.combine(usage.first, time.min, zone), cc.Money(SHARES[entity], sek)
        key = CommandId(f"earned-{usage.first}-{entity}")
        return RecordEarnings(fund=fund, id=key, by=cc.Actor.system(), at=at, entity=entity, amount=money)

    return Setting(
        rules=cc.partner_center.bind(calendar=calendar, zone=zone),
        people={actor.id: actor for actor in _actors()},
        earnings=tuple(map(earning, SHARES)),
        entities=tuple(PayingEntity(entity, sek) for entity in SHARES),
        profiles=(bank,),
    )


def _actors() -> tuple[cc.Actor, ...]:
    partner, vendor, role = cc.Actor.partner, cc.Actor.vendor, cc.Role
    return (
        partner("alice", role.INCENTIVES_ADMIN, location=STOCKHOLM, program=EVERYWHERE),
        partner("bob", role.INCENTIVES_USER, location=STOCKHOLM, program=PROGRAM),
        partner("carol"),  # a colleague who sees what she is asked for
        partner("nils", role.INCENTIVES_ADMIN, location=OSLO, program=EVERYWHERE),
        vendor("rita", role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE),
        vendor("vera", role.VALIDATION_TEAM, location=EVERYWHERE, program=EVERYWHERE),
        vendor("pia", role.PAYMENT_TEAM, location=EVERYWHERE, program=EVERYWHERE),
    )
