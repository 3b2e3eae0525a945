"""Who may be absent in the small world, and who may act for them."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from tests.support.world import ACTORS, CAROL, ELSEWHERE, LOCATION, PACIFIC, PROGRAM, WEEKDAYS, sek

from coopclaims import Actor, Policies, Role, partner_center
from coopclaims.identifiers import ActorId
from coopclaims.parties import EVERYWHERE, Delegation
from coopclaims.provenance import PUBLISHED, Source
from coopclaims.rules import Edition, Rule, Rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from coopclaims import Rules

FIRST, LAST = date(2022, 9, 20), date(2022, 9, 30)

PEOPLE: Mapping[str, Actor] = MappingProxyType(
    {
        each.id: each
        for each in (
            # at the vendor
            Actor.vendor("adam", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE, person="p-adam"),
            Actor.vendor("adam-2", person="p-adam"),
            Actor.vendor("eva", person="p-eva"),
            Actor.vendor("rune", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE),
            ACTORS[Role.VALIDATION_TEAM],
            ACTORS[Role.PAYMENT_TEAM],
            # partners
            Actor.partner(
                "anna",
                Role.INCENTIVES_USER,
                location=LOCATION,
                program=PROGRAM,
                company="c-1",
                person="p-anna",
            ),
            Actor.partner("pelle", company="c-1", person="p-pelle"),
            Actor.partner("olle", company="c-2"),
            Actor.partner("nora", Role.INCENTIVES_USER, location=ELSEWHERE, program=PROGRAM),
            CAROL,
        )
    }
)
"""Everybody by their identifier: Adam reviews, Eva holds no role, Rune reviews too, Anna files claims."""


def acting(
    who: str, absent: str, *, names: str | None = None, first: date = FIRST, last: date = LAST
) -> Actor:
    """Return somebody who acts for somebody absent, by a delegation that names them or another."""
    substitute = ActorId(who if names is None else names)
    return PEOPLE[who].acting_for(
        Delegation(absent=PEOPLE[absent], substitute=substitute, first=first, last=last)
    )


def with_limit(**chosen: Any) -> Rules:
    """Return the published rules under these readings, with 50,000 SEK as what one person approves."""
    limit = Rule(
        value=(sek("50000.00"),), first=date(2020, 1, 1), source=Source(document="ours"), basis=PUBLISHED
    )
    ours = Edition(name="ours", recommendation_limits=limit)
    rulebook = Rulebook("ours", (*partner_center.editions, ours))
    return rulebook.bind(calendar=WEEKDAYS, zone=PACIFIC, policies=Policies(**chosen))
