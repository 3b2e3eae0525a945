"""Corrected instants: what of a claim follows an entry whose instant was corrected.

A claim knows the instants that clocks run from, with the numbers of their entries, and not those of the
others. So what can be said of a claim alone is that these stay in order.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import attrs

from coopclaims.claims.claim import ClaimStatus

if TYPE_CHECKING:
    from datetime import datetime

    from coopclaims.claims.claim import Milestones, Round
    from coopclaims.histories import Around, Correction


def known_around(number: int, milestones: Milestones, changed_in: int, changed_at: datetime) -> Around:
    """Return the instants closest before and after an entry that the claim knows; `None` where none is."""
    known = {1: milestones.created_at, changed_in: changed_at}
    rounds = milestones.rounds
    place = bisect_right(rounds, number, key=_started)
    for each in rounds[max(0, place - 2) : place + 1]:
        known[each.started_in] = each.started_at
        if each.answered_in is not None and each.answered_at is not None:
            known[each.answered_in] = each.answered_at
    before = max((each for each in known if each < number), default=None)
    after = min((each for each in known if each > number), default=None)
    return None if before is None else known[before], None if after is None else known[after]


def corrected(milestones: Milestones, correction: Correction) -> Milestones:
    """Return the milestones with the instant that a correction says for its entry."""
    number, instant = correction
    if number == 1:
        return attrs.evolve(milestones, created_at=instant)
    rounds = milestones.rounds
    place = bisect_right(rounds, number, key=_started) - 1
    if place < 0:
        return milestones
    last = rounds[place]
    if last.started_in == number:
        changed = attrs.evolve(last, started_at=instant)
    elif last.answered_in == number:
        changed = attrs.evolve(last, answered_at=instant)
    else:
        return milestones
    # The approval that holds is the answer of the last round that approved.
    approving = next((each for each in reversed(rounds) if each.outcome is ClaimStatus.APPROVED), None)
    approves = number == last.answered_in and last is approving and milestones.approved_at is not None
    return attrs.evolve(
        milestones,
        rounds=(*rounds[:place], changed, *rounds[place + 1 :]),
        approved_at=instant if approves else milestones.approved_at,
    )


def _started(each: Round) -> int:
    return each.started_in
