"""The contract of repositories: the stores in memory keep it, and every faulty store is caught by it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

from coopclaims import InMemoryRepository, StaleClaim
from coopclaims.errors import Unsupported
from coopclaims.payouts import PaymentTrigger
from coopclaims.repositories import AsyncClaimRepository, AsyncInMemoryRepository, FundGuard, PaymentsGuard
from coopclaims.testing.contract import (
    AsyncCheck,
    Capabilities,
    Check,
    ContractReport,
    async_contract_report,
    async_repository_contract,
    check_async_repository,
    check_repository,
    contract_report,
    repository_contract,
)
from coopclaims.testing.contract.sites import Site
from coopclaims.testing.faults import FAULT_CAPABILITIES, FAULTS, SoundStore
from coopclaims.testing.faults.racing import ForgetsWhatWasWrittenLast
from coopclaims.testing.faults.sound import stream_of
from coopclaims.testing.faults.writing import IgnoresGuardsOfClaims, OverlooksNewPayments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from coopclaims import Claim, FundPool, History, UsagePeriod
    from coopclaims.funds import FundEntry, PoolKey
    from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
    from coopclaims.payments import Payment, PaymentHistory
    from coopclaims.repositories import Guard, Write

IN_MEMORY = Capabilities(snapshots=0)


def in_memory(*pools: PoolKey) -> InMemoryRepository:
    repository = InMemoryRepository()
    for key in pools:
        repository.open_pool(key)
    return repository


async def in_memory_async(*pools: PoolKey) -> AsyncInMemoryRepository:
    repository = AsyncInMemoryRepository()
    for key in pools:
        await repository.open_pool(key)
    return repository


REPORTS: dict[str, ContractReport] = {}
"""What the contract says of each faulty store, asked once."""


def report(fault: type[SoundStore]) -> ContractReport:
    if fault.__name__ not in REPORTS:
        REPORTS[fault.__name__] = contract_report(fault, FAULT_CAPABILITIES)
    return REPORTS[fault.__name__]


def caught_by(fault: type[SoundStore]) -> list[str]:
    return [finding.check for finding in report(fault).broken]


def named(check: Any) -> str:
    return str(check.__name__)


class TestStoresInMemory:
    @pytest.mark.parametrize("check", repository_contract, ids=named)
    def test_keep_every_promise(self, check: Check) -> None:
        check(in_memory, IN_MEMORY)

    @pytest.mark.parametrize("check", async_repository_contract, ids=named)
    def test_keep_every_promise_when_awaited(self, check: AsyncCheck) -> None:
        check(in_memory_async, attrs.evolve(IN_MEMORY, long_history=2_000))

    def test_the_store_that_is_spoiled_has_no_fault_itself(self) -> None:
        assert caught_by(SoundStore) == []


@pytest.mark.slow  # a hundred faulty stores, each held against every promise
class TestFaults:
    @pytest.mark.parametrize("fault", FAULTS, ids=named)
    def test_every_fault_is_caught(self, fault: type[SoundStore]) -> None:
        assert caught_by(fault), f"{fault.__name__}: {fault.__doc__}"

    def test_no_check_is_useless(self) -> None:
        """Each is the first to catch some fault: without it, that one would be told of in other words."""
        first = Counter(caught_by(fault)[0] for fault in FAULTS)
        assert set(first) == {check.__name__ for check in repository_contract}

    def test_nearly_every_check_catches_what_no_other_does(self) -> None:
        """The ones named here are caught elsewhere too, and say more plainly there what is wrong."""
        alone = {found[0] for found in map(caught_by, FAULTS) if len(found) == 1}
        others = {check.__name__ for check in repository_contract} - alone
        assert others <= {
            "keeps_the_order",  # a long History shows it as well, much later
            "loads_since_the_snapshot",  # so does a long History
            "appends_all_or_nothing",  # a break shows it as well, where the store has a hook
            "loses_no_update",  # the other races fail with it
        }

    def test_each_is_told_in_one_sentence(self) -> None:
        for fault in FAULTS:
            sentence = fault.__doc__ or ""
            assert sentence.endswith("."), fault
            assert "\n\n" not in sentence, fault
        assert len({fault.__name__ for fault in FAULTS}) == len(FAULTS) >= 30

    def test_a_report_can_be_read(self) -> None:
        told = str(report(FAULTS[0]))
        assert (
            told.splitlines()[0]
            == f"{len(repository_contract) - len(caught_by(FAULTS[0]))} of 31 promises kept"
        )
        assert "BROKEN appends_at_the_expected_version_only" in told
        assert "Raise `StaleClaim` for a write at any version but the present one" in told
        assert "kept   keeps_claims_apart" in told


class OneStreamAtATime(SoundStore):
    """Cannot write to several streams at once, and says so."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        if guards or len({stream_of(write) for write in writes}) > 1:
            raise Unsupported("an append to several streams")
        super().append(*writes)


class WithoutSnapshots:
    """Has every verb but `load`."""

    def __init__(self, *pools: PoolKey) -> None:
        store = SoundStore(*pools)
        self.history, self.pool, self.append = store.history, store.pool, store.append
        self.claims, self.pools = store.claims, store.pools
        self.payments, self.payment_history = store.payments, store.payment_history
        self.booked = store.booked


class TestWhatIsDeclared:
    def test_a_store_without_load_keeps_the_contract(self) -> None:
        told = check_repository(WithoutSnapshots, Capabilities(long_history=400))
        assert "snapshots: none" in str(told)

    def test_snapshots_that_were_not_declared_are_a_fault(self) -> None:
        found = contract_report(SoundStore, attrs.evolve(FAULT_CAPABILITIES, snapshots=None)).broken
        assert [finding.check for finding in found] == ["loads_since_the_snapshot"]

    def test_snapshots_that_were_declared_have_to_be_there(self) -> None:
        found = contract_report(WithoutSnapshots, Capabilities(snapshots=0, long_history=400)).broken
        assert [finding.check for finding in found] == ["loads_since_the_snapshot"]

    def test_what_a_store_cannot_do_it_refuses(self) -> None:
        told = contract_report(OneStreamAtATime, attrs.evolve(FAULT_CAPABILITIES, several_streams=False))
        assert told.broken == ()
        assert "claims and funds in one append: refused" in str(told)

    def test_what_a_store_cannot_do_and_does_is_a_fault(self) -> None:
        """It was never checked, so nobody may rely on it."""
        found = contract_report(SoundStore, attrs.evolve(FAULT_CAPABILITIES, several_streams=False)).broken
        assert "appends_all_or_nothing" in {finding.check for finding in found}

    def test_what_a_store_can_do_it_must_not_refuse(self) -> None:
        found = contract_report(OneStreamAtATime, FAULT_CAPABILITIES).broken
        assert "appends_all_or_nothing" in {finding.check for finding in found}


class YieldsBetweenCheckAndWrite:
    """An async store that lets others in between its check and its write."""

    def __init__(self, store: InMemoryRepository) -> None:
        self.store = AsyncInMemoryRepository(store)
        self.history, self.pool = self.store.history, self.store.pool
        self.claims, self.pools = self.store.claims, self.store.pools
        self.payments, self.payment_history = self.store.payments, self.store.payment_history
        self.booked = self.store.booked

    async def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        for write in writes:
            await asyncio.sleep(0)
            await self.store.append(write, guards=guards)


class AsyncSound:
    """An async store around one that can be broken off, reopened and closed."""

    def __init__(self, store: SoundStore) -> None:
        self.store = store
        self.is_closed = False

    async def history(self, claim: ClaimId) -> History:
        return self.store.history(claim)

    async def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        return self.store.pool(location, program, usage_period)

    async def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        return self.store.booked(fund, command)

    async def payment_history(self, payment: PaymentId) -> PaymentHistory:
        return self.store.payment_history(payment)

    async def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        return self.store.payments(claim)

    async def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        self.store.append(*writes, guards=guards)

    async def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        return self.store.claims(location=location, program=program)

    async def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        return self.store.pools(location=location, program=program)


class TestAsyncHooks:
    """An async store is broken off, reopened and closed as it is, not as the bridge to it."""

    @pytest.mark.parametrize("kind", [SoundStore, OneStreamAtATime])
    def test_they_are_used(self, kind: type[SoundStore]) -> None:
        opened: list[AsyncSound] = []
        broken: list[int] = []

        async def make(*pools: PoolKey) -> AsyncSound:
            opened.append(AsyncSound(kind(*pools)))
            return opened[-1]

        async def reopen(store: AsyncSound) -> AsyncSound:
            opened.append(AsyncSound(store.store.reopened()))
            return opened[-1]

        async def close(store: AsyncSound) -> None:
            store.is_closed = True

        def breaking(store: AsyncSound, after: int) -> AbstractContextManager[None]:
            broken.append(after)
            return store.store.breaking(after)

        can = Capabilities(
            several_streams=kind is SoundStore,
            breaking=breaking,
            reopening=reopen,
            closing=close,
            long_history=100,
        )
        assert check_async_repository(make, can).broken == ()
        assert all(store.is_closed for store in opened)
        assert len(opened) > len(async_repository_contract)
        assert broken

    def test_a_fault_on_the_way_is_caught(self) -> None:
        async def make(*pools: PoolKey) -> AsyncSound:
            return AsyncSound(ForgetsWhatWasWrittenLast(*pools))

        async def reopen(store: AsyncSound) -> AsyncSound:
            return AsyncSound(store.store.reopened())

        found = async_contract_report(make, Capabilities(reopening=reopen, long_history=100)).broken
        assert [finding.check for finding in found] == ["survives_reopening"]


class TestAsyncFaults:
    def test_an_append_that_is_cancelled_half_way_is_caught(self) -> None:
        async def make(*pools: PoolKey) -> AsyncClaimRepository:
            return YieldsBetweenCheckAndWrite(in_memory(*pools))

        found = async_contract_report(make, Capabilities(long_history=400)).broken
        assert "is_whole_after_being_cancelled" in {finding.check for finding in found}
        with pytest.raises(AssertionError, match="promises kept"):
            check_async_repository(make, Capabilities(long_history=400))

    def test_a_store_that_is_not_async_at_all_is_caught(self) -> None:
        """Nothing is passed over in silence: what cannot be run is a broken promise."""

        async def make(*pools: PoolKey) -> AsyncClaimRepository:
            return cast("AsyncClaimRepository", in_memory(*pools))

        assert len(async_contract_report(make, IN_MEMORY).broken) == len(async_repository_contract)


def test_it_runs_without_a_test_runner() -> None:
    program = """
import sys
from coopclaims.testing.contract import check_repository
from coopclaims.testing.contract.sites import Site
from coopclaims.testing.faults import FAULT_CAPABILITIES, SoundStore
print(str(check_repository(SoundStore, FAULT_CAPABILITIES)).splitlines()[0])
assert "pytest" not in sys.modules
"""
    done = subprocess.run(
        (sys.executable, "-W", "error", "-c", program), check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "31 of 31 promises kept", "")


def test_a_broken_promise_is_an_assertion_error() -> None:
    with pytest.raises(AssertionError, match="of 31 promises kept"):
        check_repository(FAULTS[0], FAULT_CAPABILITIES)


def test_what_the_contract_tells_of_payments_is_possible() -> None:
    site = Site(SoundStore)
    assert site.payment_history(site.payment()) is None
    with pytest.raises(AssertionError, match="what the table allows"):
        site.steps(site.payment(), site.id(), PaymentTrigger.SEND)


@pytest.mark.parametrize("kind", [SoundStore, IgnoresGuardsOfClaims, OverlooksNewPayments])
def test_a_faulty_store_still_compares_the_other_guards(kind: type[SoundStore]) -> None:
    site = Site(kind)
    ahead = FundGuard(pool=site.key, expected=2)
    none = PaymentsGuard(claim=site.id(), payments=frozenset({(site.payment(), 1)}))
    for guard in (ahead, none):
        with pytest.raises(StaleClaim):
            site.store.append(guards=(guard,))


def test_nobody_waits_for_a_race_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopclaims.testing.faults.sound.active_count", lambda: 1)
    SoundStore().wait_for_a_race()


def test_without_threads_no_race_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("threading.Thread.start", fail)
    report = check_repository(in_memory, Capabilities(snapshots=0, long_history=50, threads=0))
    assert "threads that race: none, so no race was run" in report.declared
