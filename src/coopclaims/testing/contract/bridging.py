"""The contract of async repositories: the same checks across a bridge, and what a bridge would hide."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, nullcontext, suppress
from functools import partial, update_wrapper
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, final

import attrs

from coopclaims.errors import StaleClaim
from coopclaims.repositories.protocols import AsyncSnapshotRepository
from coopclaims.repositories.steps import perform_async
from coopclaims.testing.contract.appending import together_or_refused
from coopclaims.testing.contract.sites import Site
from coopclaims.testing.contract.suite import ContractReport, repository_contract, told_of
from coopclaims.testing.contract.terms import EVERYTHING, AsyncCheck, Capabilities, Check, MakeAsyncRepository
from coopclaims.testing.laws import law

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
    from contextlib import AbstractContextManager

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.claims.events import History
    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.funds.pool import FundPool
    from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
    from coopclaims.payments.payment import Payment, PaymentHistory
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import AsyncClaimRepository, Guard, Loaded, Write


_T = TypeVar("_T")
_STEPS: Final = 24
"""After how many turns of the event loop, at most, an append is cancelled."""


class _Bridge:
    """An async repository, asked from any thread; its answers come from the event loop's thread."""

    def __init__(self, store: AsyncClaimRepository, loop: asyncio.AbstractEventLoop) -> None:
        self.store = store
        self.loop = loop

    def wait(self, asked: Coroutine[Any, Any, _T]) -> _T:
        return _wait(asked, self.loop)

    def history(self, claim: ClaimId) -> History:
        return self.wait(self.store.history(claim))

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        return self.wait(self.store.pool(location, program, usage_period))

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        return self.wait(self.store.booked(fund, command))

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        return self.wait(self.store.payment_history(payment))

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        return self.wait(self.store.payments(claim))

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        self.wait(self.store.append(*writes, guards=guards))

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        return self.wait(self.store.claims(location=location, program=program))

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        return self.wait(self.store.pools(location=location, program=program))


@final
class _LoadingBridge(_Bridge):
    """A bridge to a repository that has snapshots."""

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        return self.wait(cast("AsyncSnapshotRepository", self.store).load(claim, command))


@contextmanager
def _looping(leaving: Callable[[], object] | None) -> Generator[asyncio.AbstractEventLoop]:
    """Run an event loop in a thread of its own, which says that it ends where that is asked for."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()

        def run() -> None:
            try:
                loop.run_forever()
            finally:
                if leaving is not None:
                    leaving()

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


def _across(check: Check, make: MakeAsyncRepository, can: Capabilities = EVERYTHING) -> None:
    """Run a check of the sync contract on an async repository, its threads as tasks of one loop."""
    breaking, reopening, closing = can.breaking, can.reopening, can.closing
    with _looping(can.leaving) as loop:
        opened: list[_Bridge] = []

        def bridged(store: AsyncClaimRepository) -> _Bridge:
            kind = _LoadingBridge if isinstance(store, AsyncSnapshotRepository) else _Bridge
            opened.append(kind(store, loop))
            return opened[-1]

        def made(*pools: PoolKey) -> _Bridge:
            return bridged(_wait(_awaited(make(*pools)), loop))

        def break_off(bridge: _Bridge, after: int) -> AbstractContextManager[None]:
            return breaking(bridge.store, after) if breaking is not None else nullcontext()

        def across(hook: Callable[[Any], Any]) -> Callable[[_Bridge], _Bridge]:
            return lambda bridge: bridged(bridge.wait(_awaited(hook(bridge.store))))

        can = attrs.evolve(
            can,
            breaking=breaking and break_off,
            reopening=reopening and across(reopening),
            another=can.another and across(can.another),
        )
        try:
            check(made, can)
        finally:
            if closing is not None:
                for bridge in opened:
                    bridge.wait(_awaited(closing(bridge.store)))


async def _awaited(asked: Awaitable[_T]) -> _T:
    return await asked


def _wait(asked: Coroutine[Any, Any, _T], loop: asyncio.AbstractEventLoop) -> _T:
    return asyncio.run_coroutine_threadsafe(asked, loop).result()


def is_whole_after_being_cancelled(make: MakeAsyncRepository, can: Capabilities = EVERYTHING) -> None:
    """Store an append that is cancelled at any moment as a whole or not at all, and store the next one."""
    _across(_cancelled, make, can)


def _cancelled(make: Any, can: Capabilities) -> None:  # noqa: ANN401 - a check across the bridge
    site = Site(make)
    bridge = cast("_Bridge", site.store)
    for turns in range(_STEPS):
        claim = site.id(f"{turns}")
        site.store.append(site.begin(claim))
        version = site.pool().version
        writes = (site.remarks(claim, 1, 3), site.funding(site.credit(turns), expected=version))
        if not can.several_streams:
            together_or_refused(site, can, *writes)
            return
        bridge.wait(_cancel_after(turns, bridge.store, *writes))
        with suppress(StaleClaim):  # it had been stored when it was cancelled, or was just then
            site.store.append(*writes)
        site.holds("all of it is there, once", entries=4, claim=claim, pool=version + 1)


async def _cancel_after(turns: int, store: AsyncClaimRepository, *writes: Write) -> None:
    task = asyncio.ensure_future(store.append(*writes))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def serves_many_tasks_of_one_loop(make: MakeAsyncRepository, can: Capabilities = EVERYTHING) -> None:
    """Lose none of many tasks of one event loop that write to one claim, each until it is recorded."""
    _across(_many_tasks, make, can)


def _many_tasks(make: Any, can: Capabilities) -> None:  # noqa: ANN401 - a check across the bridge
    site = Site(make)
    bridge, claim = cast("_Bridge", site.store), site.id()
    site.store.append(site.begin(claim))
    commands = [site.remark(claim, f"{each}") for each in range(can.threads)]
    told = bridge.wait(_gathered(bridge.store, site, commands))
    stored = sorted(entry.command for entry in site.store.history(claim).entries[1:])
    law(stored == sorted(each.id for each in commands), "every task's entry is there, once", told=told)


async def _gathered(store: AsyncClaimRepository, site: Site, commands: Sequence[Command]) -> list[object]:
    async def insist(command: Command) -> object:
        return await perform_async(command, store, rules=site.world.rules, attempts=1_000)

    return list(await asyncio.gather(*(insist(each) for each in (*commands, *commands))))


def _bridged(check: Check) -> AsyncCheck:
    wrapped = partial(_across, check)
    update_wrapper(wrapped, check)
    return wrapped


async_repository_contract: Final[tuple[AsyncCheck, ...]] = (
    *(_bridged(check) for check in repository_contract),
    serves_many_tasks_of_one_loop,
    is_whole_after_being_cancelled,
)
"""Every check of `repository_contract` on an async repository, and two for what only these can break."""


def async_contract_report(make: MakeAsyncRepository, can: Capabilities = EVERYTHING) -> ContractReport:
    """Run every check against async repositories that `make` makes, and report. Nothing is skipped."""
    findings = tuple(told_of(check, partial(check, make, can)) for check in async_repository_contract)
    return ContractReport(findings, can.declared())


def check_async_repository(make: MakeAsyncRepository, can: Capabilities = EVERYTHING) -> ContractReport:
    """Return the report of the async contract; raise `AssertionError` with it where a promise is broken.

    `make` is an async function that takes the keys of fund pools and returns a repository in which
    they are open and empty. Each check runs an event loop in a thread of its own.

    >>> from coopclaims.repositories import AsyncInMemoryRepository
    >>> async def make_repository(*pools):
    ...     repository = AsyncInMemoryRepository()
    ...     for key in pools:
    ...         await repository.open_pool(key)
    ...     return repository
    >>> report = check_async_repository(make_repository, Capabilities(snapshots=0, long_history=500))
    >>> print(str(report).splitlines()[0])
    33 of 33 promises kept
    """
    report = async_contract_report(make, can)
    if report.broken:
        raise AssertionError(str(report))
    return report
