"""Checks with many at once: nothing lost, nothing doubled, no fund overdrawn, nothing half seen."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar, cast, final

from coopclaims.claims.commands import ApproveClaim
from coopclaims.claims.recording import replay
from coopclaims.errors import CommandReused, StaleClaim
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Refused
from coopclaims.identifiers import CommandId
from coopclaims.parties import Role
from coopclaims.repositories.effects import Append, Outcome, run_effect
from coopclaims.repositories.protocols import SnapshotRepository
from coopclaims.repositories.steps import perform, perform_steps
from coopclaims.testing.contract.appending import together_or_refused
from coopclaims.testing.contract.sites import NOON, Site, refused
from coopclaims.testing.contract.terms import EVERYTHING, Capabilities
from coopclaims.testing.laws import law
from coopclaims.testing.telling import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.testing.contract.terms import MakeRepository


_T = TypeVar("_T")

_ROUNDS: Final = 5
_PAUSE: Final = 0.001
"""Seconds between two looks of a reader, so that a store with one connection lets the writer in."""

_PATIENCE: Final = 60
"""Seconds for which the racing threads wait for each other before the check fails."""


def at_once(tasks: Sequence[Callable[[], object]], can: Capabilities) -> list[object]:
    """Run the tasks in a thread each, begun together; return what each gave, or the `StaleClaim` it met.

    Each thread says that it ends, where `can` asks for it. Raises what a task raised besides.
    """
    return _together(lambda meet, task: (meet.wait(), task())[1], tasks, can)


def _together(
    act: Callable[[threading.Barrier, _T], object], given: Sequence[_T], can: Capabilities
) -> list[object]:
    """Act on each in a thread of its own, with a point where all of them meet."""
    meet = threading.Barrier(len(given), timeout=_PATIENCE)

    def outcome(each: _T) -> object:
        try:
            return act(meet, each)
        except StaleClaim as stale:
            return stale
        except Exception as error:  # noqa: BLE001 - raised below, once every thread has ended
            meet.abort()  # nobody waits for one who does not come
            return _Raised(error)
        finally:
            if can.leaving is not None:
                can.leaving()

    with ThreadPoolExecutor(len(given)) as threads:
        told = list(threads.map(outcome, given))
    errors = [each.error for each in told if isinstance(each, _Raised)]
    for error in sorted(errors, key=lambda each: isinstance(each, threading.BrokenBarrierError)):
        raise error
    return told


@final
class _Raised:
    """What a thread raised."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _perform_together(site: Site, commands: Sequence[Command], can: Capabilities) -> list[object]:
    """Perform the commands in a thread each, all of them decided before the first is appended."""

    def performed(meet: threading.Barrier, command: Command) -> Outcome:
        core = perform_steps(command, rules=site.world.rules)
        effect = next(core)
        try:
            while not isinstance(effect, Append):
                effect = core.send(run_effect(effect, site.store))
            meet.wait()
            while True:
                try:
                    answer = run_effect(effect, site.store)
                except StaleClaim as stale:
                    effect = core.throw(stale)
                else:
                    effect = core.send(answer)
        except StopIteration as done:
            return cast("Outcome", done.value)

    return _together(performed, commands, can)


def loses_no_update(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Record exactly one of many writers at one version, tell the others, and lose nobody who insists."""
    if not can.threads:
        return
    site = Site(make)
    for number in range(_ROUNDS):
        claim = site.id(f"claim-{number}")
        site.store.append(site.begin(claim))
        commands = [site.remark(claim, f"{number}-{each}", f"Remark {each}") for each in range(can.threads)]
        told = _perform_together(site, commands, can)
        done = [writer for writer, each in enumerate(told) if isinstance(each, Outcome)]
        late = [writer for writer, each in enumerate(told) if isinstance(each, StaleClaim)]
        entries = site.store.history(claim).entries[1:]
        stored = [writer for writer, each in enumerate(commands) if each.id in {e.command for e in entries}]
        law(
            (len(done), len(late), stored) == (1, can.threads - 1, done) and len(entries) == 1,
            "of many at one version one is recorded, and everybody else is told that they are late",
            writers=f"{can.threads} at version 1",
            told_recorded=f"{len(done)} (expected 1): {by_whom(done)}",
            told_late=f"{len(late)} (expected {can.threads - 1}): {by_whom(late)}",
            stored=f"{len(entries)} (expected 1): {by_whom(stored)}",
            lost=[each for each in done if each not in stored],
        )
    claim = site.id("insisting")
    site.store.append(site.begin(claim))
    commands = [site.remark(claim, f"insisting-{each}") for each in range(can.threads)]
    at_once([partial(_insist, site, command) for command in commands], can)
    history = site.store.history(claim)
    kept = sorted(entry.command for entry in history.entries[1:])
    law(
        kept == sorted(each.id for each in commands),
        "every writer's entry is there, once",
        writers=can.threads,
        stored=f"{len(kept)}, of {len(set(kept))} writers",
        lost=[writer for writer, each in enumerate(commands) if each.id not in kept],
    )
    (listed,) = (each for each in site.listed() if each.id == claim)
    law(listed == replay(history), "a claim is listed as it stands", listed=listed.version)


def by_whom(writers: Sequence[int]) -> str:
    """Return which writers these are, in words."""
    return f"by writer {in_words(writers)}" if writers else "by nobody"


def _insist(site: Site, command: Command) -> None:
    perform(command, site.store, rules=site.world.rules, attempts=1_000)


def does_not_conflict_without_need(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Let writers of claims that share nothing all succeed at once."""
    if not can.threads:
        return
    site = Site(make)
    claims = [site.id(f"{each}") for each in range(can.threads)]
    for claim in claims:
        site.store.append(site.begin(claim))
    for number in range(_ROUNDS):
        commands = [site.remark(claim, f"{claim}/{number}") for claim in claims]
        told = _perform_together(site, commands, can)
        law(all(isinstance(each, Outcome) for each in told), "who shares nothing is not late", told=told)
    new = [partial(site.store.append, site.begin(site.id(f"new-{each}"))) for each in claims]
    told = at_once(new, can)
    law(told == [None] * len(claims), "claims that share nothing are created at once", told=told)
    versions = [claim.version for claim in site.listed()]
    law(sorted(versions) == [1] * len(claims) + [_ROUNDS + 1] * len(claims), "all is there", found=versions)


def _approval(site: Site, claim: Claim) -> ApproveClaim:
    return ApproveClaim(
        claim=claim.id,
        id=CommandId(f"{claim.id}/approve"),
        by=site.world.actor(Role.REVIEWER),
        at=NOON.replace(day=2),
        amount=claim.form.amount,
    )


def never_overdraws_a_fund(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Record one of two approvals at once that one fund cannot both pay; the other is late, then refused."""
    if not can.threads:
        return
    for number in range(_ROUNDS):
        site = Site(make)
        if not together_or_refused(site, can, site.begin(site.id()), site.funding(site.credit(1))):
            return
        claims = [site.under_review(name) for name in ("a", "b")]
        told = _perform_together(site, [_approval(site, claim) for claim in claims], can)
        late = [claim for claim, each in zip(claims, told, strict=True) if isinstance(each, StaleClaim)]
        law(len(late) == 1, "one of two approvals that share a fund comes too late", told=told, round=number)
        balance = site.pool().balance()
        law(balance.approved == claims[0].form.amount, "one approval is committed", balance=balance)
        law(not balance.remaining.is_negative, "no more is approved than was earned", balance=balance)
        again = _approval(site, late[0])
        before = site.picture(late[0].id)
        error = refused(Refused, "the fund has nothing left for the other", _perform, site, again)
        law(
            ProblemCode.APPROVED_ABOVE_EARNED in error.codes, "the fund is what is lacking", codes=error.codes
        )
        law(site.picture(late[0].id) == before, "what is refused leaves nothing behind", before=before)


def _perform(site: Site, command: Command) -> Outcome:
    return perform(command, site.store, rules=site.world.rules)


def performs_a_command_once(make: MakeRepository, _can: Capabilities = EVERYTHING) -> None:
    """Give a command that is sent again one effect, also where a reply was lost, and say so."""
    site = Site(make)
    claim, others = site.id(), site.id("another")
    site.store.append(site.begin(claim))
    site.store.append(site.begin(others))
    command = site.remark(claim, "remark")
    first = _perform(site, command)
    law(not first.is_repeat, "the first time is no repeat", outcome=first)
    for _ in range(3):
        before = site.picture(claim, others)
        again = _perform(site, command)
        law(again.is_repeat, "a command that comes again is recognised", outcome=again)
        law(again.entries == first.entries, "the answer is that of the first time", outcome=again)
        law(site.picture(claim, others) == before, "a repeat changes nothing", before=before)
        _perform(site, site.remark(claim, f"in between {len(site.store.history(claim))}"))
    another = site.remark(claim, "remark", "Another remark.")
    before = site.picture(claim, others)
    refused(CommandReused, "one identifier is for one command", _perform, site, another)
    law(site.picture(claim, others) == before, "what is refused leaves nothing behind", before=before)
    elsewhere = _perform(site, site.remark(others, "remark"))
    law(not elsewhere.is_repeat, "an identifier counts for its claim only", outcome=elsewhere)
    _reply_lost(site, site.remark(claim, "lost"))


def _reply_lost(site: Site, command: Command) -> None:
    """Check that an append whose reply is lost is found again by the one who gets the conflict."""
    core = perform_steps(command, rules=site.world.rules)
    effect = next(core)
    while not isinstance(effect, Append):
        effect = core.send(run_effect(effect, site.store))
    run_effect(effect, site.store)  # stored, but the reply does not arrive: it is sent once more
    stale = refused(StaleClaim, "what is stored is not stored again", run_effect, effect, site.store)
    effect = core.throw(stale)
    try:
        core.send(run_effect(effect, site.store))
    except StopIteration as done:
        law(cast("Outcome", done.value).is_repeat, "a lost reply is no conflict", outcome=done.value)


def performs_a_command_once_when_sent_at_once(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Give a command that arrives many times at one moment one effect, and tell everybody of it."""
    if not can.threads:
        return
    site = Site(make)
    for number in range(_ROUNDS):
        claim = site.id(f"claim-{number}")
        site.store.append(site.begin(claim))
        command = site.remark(claim, f"{number}")
        told = _perform_together(site, [command] * can.threads, can)
        late = [delivery for delivery, each in enumerate(told) if not isinstance(each, Outcome)]
        law(not late, "a repeat is no conflict", deliveries=len(told), told_late=late)
        entries = {cast("Outcome", each).entries for each in told}
        law(len(entries) == 1, "everybody hears of the same entries", answers=len(entries))
        firsts = [each for each in told if not cast("Outcome", each).is_repeat]
        law(len(firsts) == 1, "it was done once", done=len(firsts), deliveries=len(told))
        history = site.store.history(claim)
        law(history.entries[1:] in entries, "a command has one effect", entries=len(history))


def shows_all_of_an_append_or_nothing(make: MakeRepository, can: Capabilities = EVERYTHING) -> None:
    """Show an append as a whole or not at all, its claim and its fund, to whoever reads meanwhile."""
    if not can.threads:
        return
    site = Site(make)
    claim = site.id()
    site.store.append(site.begin(claim))
    if not together_or_refused(site, can, site.remarks(claim, 1, 3), site.funding(site.credit(0))):
        return
    done = threading.Event()
    rounds = 6 * _ROUNDS

    def write() -> None:
        try:
            for number in range(rounds):
                remarks = site.remarks(claim, 3 * number + 1, 3)
                site.store.append(remarks, site.funding(site.credit(number), expected=number + 1))
        finally:
            done.set()

    def read() -> None:
        while not done.wait(_PAUSE):
            _look(site)

    at_once([write, read, read], can)
    _look(site)
    law(len(site.store.history(claim)) == 3 * rounds + 1, "every append is there")


def _look(site: Site) -> None:
    """Check that what is read first is not ahead of what is read after it, and that nothing is cut off."""
    claim = site.id()
    first = len(site.store.history(claim))
    pool = site.pool().version
    law((first - 1) % 3 == 0, "an append of three entries is seen as a whole", entries=first)
    law(pool - 1 >= (first - 1) // 3, "the fund is not behind the claim", pool=pool, entries=first)
    (listed,) = site.listed()
    law((listed.version - 1) // 3 >= pool - 1, "the claim is not behind its fund", claim=listed, pool=pool)
    if isinstance(site.store, SnapshotRepository):
        loaded = site.store.load(claim, CommandId(f"{claim}/2")).claim()
        law(loaded.version >= listed.version, "who loads later sees no less", loaded=loaded, listed=listed)
        law((loaded.version - 1) % 3 == 0, "an append is loaded as a whole", loaded=loaded)
    last = len(site.store.history(claim))
    law(last >= listed.version, "who reads later sees no less", history=last, listed=listed)
