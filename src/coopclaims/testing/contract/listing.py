"""Checks of what is found again: by place, from a snapshot, in a long History, after reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import attrs

from coopclaims.claims.events import ClaimAmended, Commented
from coopclaims.claims.recording import replay
from coopclaims.errors import UnknownClaim
from coopclaims.identifiers import CommandId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.repositories.protocols import SnapshotRepository
from coopclaims.testing.contract.sites import Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import law

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim
    from coopclaims.testing.contract.terms import MakeRepository


_BATCH: Final = 1_000


def loads_since_the_snapshot(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Load the same claim as the whole History leads to, from a snapshot that is recent enough.

    Without declared snapshots there must be no `load`: nobody is to use one that was never checked.
    """
    site = Site(make)
    has_load = isinstance(site.store, SnapshotRepository)
    if can.snapshots is None:
        law(not has_load, "what is not declared is not there: no `load` without snapshots", has=has_load)
        return
    law(has_load, "declared snapshots come with `load`", has=has_load)
    store = cast("SnapshotRepository", site.store)
    claim, unknown = site.id(), CommandId(f"{site.label}/unknown")
    refused(UnknownClaim, "a claim that nobody stored is unknown", store.load, claim, unknown)
    site.store.append(site.begin(claim))
    for number in range(1, 3 * can.snapshots + 7):
        history = site.store.history(claim)
        for command in (unknown, history.entries[0].command, history.entries[-1].command):
            loaded = store.load(claim, command)
            performed = tuple(entry for entry in history if entry.command == command)
            law(loaded.claim() == replay(history), "a snapshot and what came since are the claim as it is")
            law(loaded.performed == performed, "`load` finds what a command has led to", loaded=loaded)
            law(
                len(loaded.since) <= can.snapshots,
                "no more entries since the snapshot than declared",
                since=len(loaded.since),
                declared=can.snapshots,
            )
        site.store.append(site.remarks(claim, number, 1))


def lists_by_location_and_program(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """List claims and funds as they stand, in order, of exactly the location and program asked for."""
    site = Site(make)
    elsewhere, another = LocationId(f"{site.label}-other"), ProgramId(f"{site.label}-program")
    home = site.key.location
    places = {
        "b": (home, site.key.program),
        "a": (home, another),
        "B": (elsewhere, another),
        "10": (elsewhere, site.key.program),
        "9": (home, site.key.program),
    }
    for name, (location, program) in places.items():
        write = site.begin(site.id(name), form=site.form(location=location, program=program))
        site.store.append(write)
        site.store.append(site.remarks(write.claim, 1, 1))
    asked: tuple[tuple[LocationId | None, ProgramId | None], ...] = (
        (home, None),
        (elsewhere, None),
        (None, another),
        (home, another),
        (elsewhere, site.key.program),
        (None, None),
    )
    for place, of in asked:
        listed = site.store.claims(location=place, program=of)
        ours = [claim for claim in listed if claim.id.startswith(site.label)]
        wanted = sorted(
            site.id(name)
            for name, (location, program) in places.items()
            if place in (None, location) and of in (None, program)
        )
        found = [claim.id for claim in ours]
        law(found == wanted, "exactly the claims asked for are listed, in order", found=found, wanted=wanted)
        _as_they_stand(site, ours)
    _follows_its_form(site)
    law(
        [pool.key for pool in site.store.pools(location=home)] == [site.key],
        "exactly the funds asked for are listed",
    )
    law(site.store.pools(location=home, program=another) == (), "no fund of another program is listed")


def _as_they_stand(site: Site, claims: list[Claim]) -> None:
    for claim in claims:
        stands = replay(site.store.history(claim.id))
        law(claim == stands, "a claim is listed as it stands", listed=claim, stands=stands)


def _follows_its_form(site: Site) -> None:
    """Check that a claim is listed with its form as last amended, not as it was created."""
    (claim,) = (each for each in site.listed() if each.id == site.id("b"))
    form = attrs.evolve(claim.form, name="Winter campaign", amount=Money("80000.00", site.key.currency))
    site.store.append(site.next(claim, ClaimAmended(form)))
    _as_they_stand(site, list(site.listed()))
    listed = [each.form for each in site.listed() if each.id == claim.id]
    law(listed == [form], "an amended claim is listed as it was amended", listed=listed)


def keeps_a_long_history(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Keep a History of very many entries whole and in order; load it from a snapshot where declared."""
    site = Site(make)
    claim = site.id()
    site.store.append(site.begin(claim))
    written = list(site.begin(claim).entries)
    while len(written) < can.long_history:
        write = site.remarks(claim, len(written), min(_BATCH, can.long_history - len(written)))
        site.store.append(write)
        written.extend(write.entries)
    history = site.store.history(claim)
    law(len(history) == len(written), "no entry is lost", found=len(history), written=len(written))
    law(history.entries == tuple(written), "every entry is in its place")
    (listed,) = site.listed()
    law(listed == replay(written), "a claim is listed as it stands", version=listed.version)
    if can.snapshots is not None and isinstance(site.store, SnapshotRepository):
        loaded = site.store.load(claim, written[1].command)
        law(len(loaded.since) <= can.snapshots, "few entries since the snapshot", since=len(loaded.since))
        law(loaded.claim() == listed, "a snapshot and what came since are the claim as it is")
        law(loaded.performed == (written[1],), "`load` finds what a command led to long ago")


def survives_reopening(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Still have what was acknowledged after the repository was closed and opened again."""
    site = Site(make)
    claim, other = site.id(), site.id("other")
    site.store.append(site.begin(claim, Commented("A remark.")))
    site.store.append(site.funding(site.credit(2)))
    site.store.append(site.begin(other))
    before = site.picture(claim, other)
    if can.reopening is not None:
        site.store = can.reopening(site.store)
    law(site.picture(claim, other) == before, "nothing is lost by closing and opening", before=before)
    site.store.append(site.remarks(claim, 2, 1))
    site.holds("a reopened repository goes on where it was", entries=3)
