"""The fund ledger: what an entry may say, and what follows from all of them. Source: U-07, U-10, U-21."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from tests.support.world import CLAIM, ELSEWHERE, USAGE, fund, instant, pool_key, sek

from coopclaims import Currency, FundPool, InvalidValue, Money, Role, UsagePeriod
from coopclaims.errors import CurrencyMismatch
from coopclaims.funds import BrokenLedger, FundEntry, FundEntryKind, FundLedger, PoolKey, assert_conserved
from coopclaims.funds.postings import ClaimFunds, ClaimTable
from coopclaims.identifiers import ActorId, ClaimId, CommandId, EntityId, PaymentId

AT = instant("2022-09-14 10:00")
ON = date(2022, 9, 14)
KEY = pool_key()
OTHER = ClaimId("C-2002")
NEXT = UsagePeriod(date(2023, 1, 1), date(2023, 6, 30))

K = FundEntryKind
MOVING = [kind for kind in K if kind is not K.INSTANT_CORRECTED]
"""Kinds of entry that move money: what corrects an instant moves none."""
WITH_ENTITY = (K.EARNED, K.ADJUSTED, K.CONVERTED, K.ROLLED_OUT, K.ROLLED_IN)
WITH_CLAIM = (
    K.RESERVED,
    K.RELEASED,
    K.COMMITTED,
    K.COMMITMENT_REVERSED,
    K.PAID,
    K.PAYMENT_RETURNED,
    K.RECOUPED,
    K.RESTORED,
)
WITH_PAYMENT = (K.PAID, K.PAYMENT_RETURNED, K.RECOUPED)
PAYMENT = PaymentId("PAY-1")


def entry(kind: FundEntryKind, amount: str = "1.00", **changes: Any) -> FundEntry:
    """Return an entry of this kind; it names what its kind names unless something else is given."""
    named: dict[str, Any] = {}
    if kind in WITH_CLAIM:
        named = {"claim": CLAIM, "number": 7}
        if kind is K.PAYMENT_RETURNED:
            named["payment"] = PAYMENT
    elif kind in WITH_ENTITY:
        named = {"entity": EntityId("ireland")}
        if kind in {K.ROLLED_IN, K.ROLLED_OUT}:
            named["other_usage"] = NEXT
    given: dict[str, Any] = (
        {"pool": KEY, "kind": kind, "amount": sek(amount), "at": AT, "on": ON} | named | changes
    )
    return FundEntry(**given)


def reserved(amount: str, claim: ClaimId = CLAIM, **changes: Any) -> FundEntry:
    return entry(K.RESERVED, amount, claim=claim, **changes)


def released(amount: str, claim: ClaimId = CLAIM, **changes: Any) -> FundEntry:
    return entry(K.RELEASED, amount, claim=claim, **changes)


def committed(amount: str, claim: ClaimId = CLAIM, **changes: Any) -> FundEntry:
    return entry(K.COMMITTED, amount, claim=claim, **changes)


def paid(amount: str, claim: ClaimId = CLAIM) -> FundEntry:
    return entry(K.PAID, amount, claim=claim)


def lapsed(amount: str, claim: ClaimId = CLAIM) -> FundEntry:
    return entry(K.EXPIRED, amount, claim=claim)


class TestKey:
    @pytest.mark.parametrize("field", ["location", "program"])
    @pytest.mark.parametrize("given_", ["", " ", None])
    def test_location_and_program_are_identifiers(self, field: str, given_: object) -> None:
        changes: dict[str, Any] = {field: given_}
        with pytest.raises(InvalidValue, match=f"{field}: got"):
            attrs.evolve(KEY, **changes)

    def test_reads_as_what_it_is(self) -> None:
        text = str(KEY)
        for part in (KEY.location, KEY.program, "2022-07-01 to 2022-12-31", "SEK"):
            assert part in text


class TestEntry:
    def test_is_in_the_currency_of_its_pool(self) -> None:
        with pytest.raises(CurrencyMismatch) as caught:
            attrs.evolve(reserved("1.00"), amount=Money("1.00", "EUR"))
        assert (caught.value.got, caught.value.fits) == ("EUR", "SEK")

    @pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.ADJUSTED])
    def test_is_never_below_nothing(self, kind: FundEntryKind) -> None:
        with pytest.raises(InvalidValue, match=r"-0\.01', 'SEK'.*not below zero"):
            entry(kind, "-0.01")

    def test_unless_it_adjusts(self) -> None:
        assert entry(K.ADJUSTED, "-0.01").amount == sek("-0.01")

    def test_may_be_nothing(self) -> None:
        assert fund().record([reserved("0.00")]).balance().reserved.is_zero

    @pytest.mark.parametrize(
        "given_",
        [datetime(2022, 9, 14, 10), date(2022, 9, 14), None],  # noqa: DTZ001 - the point
    )
    def test_has_an_aware_instant(self, given_: Any) -> None:
        with pytest.raises(InvalidValue) as caught:
            entry(K.RESERVED, at=given_)
        assert (caught.value.field, caught.value.got) == ("at", given_)

    def test_keeps_it_in_utc(self) -> None:
        assert reserved("1.00").at == datetime(2022, 9, 14, 17, tzinfo=UTC)
        assert reserved("1.00").at.tzinfo is UTC

    @pytest.mark.parametrize("given_", [AT, "2022-09-14", None])
    def test_counts_on_a_day_and_not_at_an_instant(self, given_: Any) -> None:
        with pytest.raises(InvalidValue, match="on: got"):
            entry(K.RESERVED, on=given_)

    @pytest.mark.parametrize("kind", MOVING)
    def test_names_an_entity_exactly_where_the_pools_shares_change(self, kind: FundEntryKind) -> None:
        """A payment may name the entity that paid."""
        assert entry(kind).entity == ("ireland" if kind in WITH_ENTITY else None)
        if kind in WITH_PAYMENT:
            assert entry(kind, entity="ireland").entity == "ireland"
            return
        wrong = None if kind in WITH_ENTITY else "ireland"
        with pytest.raises(InvalidValue, match="entity"):
            entry(kind, entity=wrong)

    @pytest.mark.parametrize("kind", MOVING)
    def test_names_a_payment_where_one_caused_it(self, kind: FundEntryKind) -> None:
        """What came back names it always; an old ledger may not say which payment paid."""
        if kind in WITH_PAYMENT:
            assert entry(kind, payment=PAYMENT).payment == PAYMENT
        if kind in {K.PAID, K.RECOUPED}:
            assert entry(kind).payment is None
            return
        with pytest.raises(InvalidValue, match="payment"):
            entry(kind, payment=None if kind is K.PAYMENT_RETURNED else PAYMENT)

    def test_says_who_booked_it_whole_or_not_at_all(self) -> None:
        who: dict[str, Any] = {
            "by": ActorId("paula"),
            "role": Role.PAYMENT_TEAM,
            "command": CommandId("c-1"),
        }
        assert entry(K.EARNED, **who).command == "c-1"
        for left_out in who:
            with pytest.raises(InvalidValue) as caught:
                entry(K.EARNED, "1.00", **(who | {left_out: None}))
            assert caught.value.expected == "whole_booking"

    @pytest.mark.parametrize("kind", MOVING)
    def test_names_a_claim_exactly_where_one_caused_it(self, kind: FundEntryKind) -> None:
        """What expires may be what a claim let go."""
        if kind is K.EXPIRED:
            assert (entry(kind).claim, lapsed("1.00").claim) == (None, CLAIM)
            return
        wrong: dict[str, Any] = {"claim": None, "number": None} if kind in WITH_CLAIM else {"claim": CLAIM}
        with pytest.raises(InvalidValue, match="claim"):
            entry(kind, **wrong)

    @pytest.mark.parametrize("kind", MOVING)
    def test_names_the_other_period_exactly_where_money_moves_between_two(self, kind: FundEntryKind) -> None:
        wrong = None if kind in {K.ROLLED_IN, K.ROLLED_OUT} else NEXT
        with pytest.raises(InvalidValue, match="other_usage"):
            entry(kind, other_usage=wrong)

    @pytest.mark.parametrize("changes", [{"number": 3}, {"activity": "spiff"}])
    def test_has_a_number_and_an_activity_only_beside_a_claim(self, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue, match="claim"):
            entry(K.EARNED, **changes)


class TestPool:
    def test_starts_with_nothing(self) -> None:
        pool = FundPool.empty(KEY)
        balance = pool.balance()
        assert set(attrs.astuple(balance, recurse=False)) == {sek("0")}
        assert (balance.earned, balance.remaining, balance.available, balance.due) == (sek("0"),) * 4
        assert (pool.version, pool.shares()) == (0, ())

    def test_counts_its_entries(self) -> None:
        assert fund().record([reserved("1.00"), released("1.00")]).version == 3

    def test_knows_what_each_entity_earned(self) -> None:
        """Earned twice from one and once from another, in the order of their identifiers."""
        pool = FundPool.empty(KEY)
        for entity, amount in (("sweden", "40.00"), ("ireland", "50.00"), ("ireland", "10.00")):
            pool = pool.earning(entity, sek(amount), at=AT)
        assert pool.shares() == pool.earned == (("ireland", sek("60.00")), ("sweden", sek("40.00")))
        assert pool.balance().earned == sek("100.00")

    def test_what_is_earned_counts_from_the_first_day_of_use_unless_a_day_is_given(self) -> None:
        pool = FundPool.empty(KEY)
        assert pool.earned_entry("ireland", sek("1.00"), at=AT).on == date(2022, 7, 1)
        assert pool.earned_entry("ireland", sek("1.00"), at=AT, on=date(2022, 3, 31)).on == date(2022, 3, 31)

    def test_an_adjustment_corrects_what_is_earned_and_the_share_of_its_entity(self) -> None:
        pool = fund("100.00").record([entry(K.ADJUSTED, "-30.00"), entry(K.ADJUSTED, "5.00")])
        balance = pool.balance()
        assert (balance.accrued, balance.adjusted, balance.earned) == (
            sek("100.00"),
            sek("-25.00"),
            sek("75"),
        )
        assert pool.shares() == (("ireland", sek("75.00")),)

    def test_an_adjustment_may_take_back_what_is_approved_already(self) -> None:
        """It is a fact about the past; what was paid for is recouped elsewhere."""
        pool = fund("100.00").record([committed("80.00"), entry(K.ADJUSTED, "-30.00")])
        assert pool.balance().remaining == sek("-10.00")
        with pytest.raises(BrokenLedger):
            pool.record([committed("0.01")])
        assert_conserved(pool)

    def test_reserves_for_each_claim_by_itself(self) -> None:
        pool = fund("100.00").record([reserved("30.00"), reserved("50.00", OTHER), reserved("5.00")])
        assert pool.reserved_for(CLAIM) == sek("35.00")
        assert pool.reserved_for(OTHER) == sek("50.00")
        assert pool.reserved_for(ClaimId("C-3003")) == sek("0.00")
        assert pool.reserved == ((CLAIM, sek("35.00")), (OTHER, sek("50.00")))
        assert pool.balance().available == sek("15.00")

    def test_may_be_overdrawn_by_reservations(self) -> None:
        pool = fund("100.00").record([reserved("100.01")])
        assert pool.balance().available == sek("-0.01")
        assert pool.balance().remaining == sek("100.00")

    def test_releases_what_is_reserved_and_no_more(self) -> None:
        pool = fund("100.00").record([reserved("30.00")])
        assert pool.record([released("10.00")]).reserved_for(CLAIM) == sek("20.00")
        assert pool.record([released("30.00")]).reserved == ()
        with pytest.raises(BrokenLedger, match=r"30\.01', 'SEK'"):
            pool.record([released("30.01")])
        with pytest.raises(BrokenLedger, match=str(OTHER)):
            pool.record([released("0.01", OTHER)])

    def test_commits_without_touching_reservations(self) -> None:
        pool = fund("100.00").record([reserved("30.00"), committed("20.00", OTHER), committed("5.00", OTHER)])
        assert pool.approved == ((OTHER, sek("25.00")),)
        assert pool.approved_for(OTHER) == sek("25.00")
        assert pool.balance().remaining == sek("75.00")
        assert pool.balance().available == sek("45.00")

    def test_never_commits_more_than_remains(self) -> None:
        pool = fund("100.00").record([committed("60.00")])
        assert pool.record([committed("40.00", OTHER)]).balance().remaining == sek("0.00")
        with pytest.raises(BrokenLedger, match=r"40\.01', 'SEK'.*what remains, 40\.00 SEK"):
            pool.record([committed("40.01", OTHER)])

    def test_pays_what_is_approved_for_the_claim_and_no_more(self) -> None:
        pool = fund("100.00").record([committed("60.00"), committed("40.00", OTHER), paid("25.00")])
        assert pool.paid_for(CLAIM) == sek("25.00")
        assert (pool.balance().paid, pool.balance().due) == (sek("25.00"), sek("75.00"))
        assert pool.record([paid("35.00")]).balance().due == sek("40.00")
        with pytest.raises(BrokenLedger, match=r"35\.01', 'SEK'"):
            pool.record([paid("35.01")])

    def test_recoups_what_was_paid_for_the_claim_and_no_more(self) -> None:
        pool = fund("100.00").record([committed("60.00"), paid("25.00"), entry(K.RECOUPED, "10.00")])
        assert pool.paid_for(CLAIM) == sek("15.00")
        assert pool.approved_for(CLAIM) == sek("60.00")
        with pytest.raises(BrokenLedger, match=r"15\.01', 'SEK'"):
            pool.record([entry(K.RECOUPED, "15.01")])

    @pytest.mark.parametrize("kind", [K.EXPIRED, K.CONVERTED, K.ROLLED_OUT])
    def test_nothing_that_a_claim_holds_goes_out(self, kind: FundEntryKind) -> None:
        pool = fund("100.00").record([reserved("30.00"), committed("20.00", OTHER)])
        after = pool.record([entry(kind, "50.00")]).balance()
        assert (after.available, after.reserved, after.approved) == (sek("0.00"), sek("30.00"), sek("20.00"))
        with pytest.raises(BrokenLedger, match=r"what is available, 50\.00 SEK"):
            pool.record([entry(kind, "50.01")])

    @pytest.mark.parametrize("kind", [K.CONVERTED, K.ROLLED_OUT])
    def test_what_leaves_as_co_op_is_no_longer_earned(self, kind: FundEntryKind) -> None:
        pool = fund("100.00").record([entry(kind, "40.00")])
        assert pool.balance().earned == sek("60.00")
        assert pool.shares() == (("ireland", sek("60.00")),)
        with pytest.raises(BrokenLedger, match="what entity sweden earned"):
            pool.record([entry(kind, "1.00", entity="sweden")])

    def test_what_expired_was_earned_and_does_not_remain(self) -> None:
        balance = fund("100.00").record([entry(K.EXPIRED, "40.00")]).balance()
        assert (balance.earned, balance.expired, balance.remaining) == (sek("100"), sek("40"), sek("60"))

    def test_what_is_rolled_in_is_earned(self) -> None:
        pool = fund("100.00").record([entry(K.ROLLED_IN, "40.00", entity="sweden")])
        assert pool.balance().earned == sek("140.00")
        assert pool.shares() == (("ireland", sek("100.00")), ("sweden", sek("40.00")))

    def test_what_lapsed_with_a_claim_is_in_its_reach_alone(self) -> None:
        pool = fund("100.00").record([reserved("30.00"), released("30.00"), lapsed("30.00")])
        assert pool.expired_for(CLAIM) == sek("30.00")
        assert (pool.available_to(CLAIM), pool.available_to(OTHER)) == (sek("100.00"), sek("70.00"))
        assert (pool.approvable_for(CLAIM), pool.approvable_for(OTHER)) == (sek("100.00"), sek("70.00"))
        back = pool.record([entry(K.RESTORED, "30.00")])
        assert (back.expired_for(CLAIM), back.balance().expired) == (sek("0.00"), sek("0.00"))
        with pytest.raises(BrokenLedger, match=r"what expired with claim C-2002, 0\.00 SEK"):
            pool.record([entry(K.RESTORED, "0.01", claim=OTHER)])

    def test_counts_for_each_activity_what_its_claims_draw(self) -> None:
        pool = fund("100.00").record(
            [
                reserved("10.00", activity="spiff"),
                reserved("20.00", OTHER, activity="spiff"),
                committed("5.00", ClaimId("C-3"), activity="spiff"),
                committed("7.00", ClaimId("C-4"), activity="print-advertising"),
                committed("8.00", ClaimId("C-5")),
            ]
        )
        spiff = pool.usage_by_activity("spiff")
        assert (spiff.approved, spiff.reserved) == (sek("5.00"), sek("30.00"))
        assert pool.usage_by_activity("spiff", besides=CLAIM).reserved == sek("20.00")
        assert pool.usage_by_activity("print-advertising", besides=CLAIM).approved == sek("7.00")
        assert pool.usage_by_activity("telemarketing").reserved == sek("0.00")

    def test_a_release_counts_for_the_activity_of_the_reservation(self) -> None:
        pool = fund("100.00").record([reserved("10.00", activity="spiff")])
        assert pool.activity_of(CLAIM) == "spiff"
        after = pool.record([released("10.00", activity="print-advertising")])
        assert after.usage_by_activity("spiff").reserved == sek("0.00")
        assert after.activity_of(CLAIM) is None

    def test_a_claim_holds_money_for_one_activity(self) -> None:
        pool = fund("100.00").record([reserved("10.00", activity="spiff")])
        with pytest.raises(BrokenLedger, match="print-advertising"):
            pool.record([reserved("10.00", activity="print-advertising")])

    @pytest.mark.parametrize(
        "key",
        [
            attrs.evolve(KEY, location=ELSEWHERE),
            attrs.evolve(KEY, usage_period=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
        ],
    )
    def test_takes_entries_of_its_own_only(self, key: PoolKey) -> None:
        with pytest.raises(InvalidValue) as caught:
            fund().record([attrs.evolve(reserved("1.00"), pool=key)])
        assert str(key) in str(caught.value.got)
        assert str(KEY) in caught.value.fits

    def test_is_not_changed_by_what_follows(self) -> None:
        pool = fund("100.00")
        pool.record([reserved("30.00")])
        with pytest.raises(BrokenLedger):
            pool.record([reserved("30.00"), released("31.00")])
        assert pool.balance().reserved == sek("0.00")
        assert pool == fund("100.00")
        assert hash(pool) == hash(fund("100.00"))

    def test_survives_pickling(self) -> None:
        pool = fund("100.00").record([reserved("30.00")])
        assert pickle.loads(pickle.dumps(pool)) == pool

    def test_is_restored_from_its_parts_if_they_add_up(self) -> None:
        pool = fund("100.00").record([reserved("30.00", activity="spiff"), committed("20.00", OTHER)])
        parts: dict[str, Any] = {
            "key": pool.key,
            "version": pool.version,
            "balance": pool.balance(),
            "shares": pool.shares(),
            "activities": pool.activities(),
            "drawings": pool.drawings(),
        }
        assert FundPool.restored(**parts) == pool
        none, spiff = pool.activities()
        wrong: tuple[tuple[dict[str, Any], str], ...] = (
            ({"shares": ()}, "shares"),
            ({"drawings": pool.drawings()[1:]}, "by claim"),
            ({"balance": attrs.evolve(pool.balance(), reserved=sek("29.00"))}, "reserved by claim"),
            (
                {"activities": (none, (spiff[0], attrs.evolve(spiff[1], reserved=sek("1.00"))))},
                "reserved for spiff",
            ),
            ({"activities": (spiff,)}, "approved by activity"),
            (
                {"drawings": (attrs.evolve(pool.drawings()[0], lapsed=sek("1.00")), *pool.drawings()[1:])},
                "lapsed by claim",
            ),
        )
        for part, what in wrong:
            with pytest.raises(BrokenLedger, match=what):
                FundPool.restored(**(parts | part))

    def test_reads_as_its_balances(self) -> None:
        text = repr(fund("100.00").record([committed("30.00")]))
        for part in (str(KEY), "2 entries", "earned 100.00 SEK", "approved 30.00 SEK", "available 70.00 SEK"):
            assert part in text

    def test_has_the_currency_of_its_key(self) -> None:
        pool = FundPool.empty(
            PoolKey(location=KEY.location, program=KEY.program, usage_period=USAGE, currency=Currency("JPY"))
        )
        assert pool.balance().earned == Money(0, "JPY")


class TestClaimTable:
    def test_has_one_shape_for_one_content(self) -> None:
        """Claim by claim, all at once, and backwards: the same table."""
        known = {ClaimId(f"C-{n}"): ClaimFunds(reserved=n) for n in range(500)}
        at_once = ClaimTable().updated(known)
        one_by_one = ClaimTable()
        for claim in reversed(known):
            one_by_one = one_by_one.updated({claim: ClaimFunds()}).updated({claim: known[claim]})
        assert one_by_one == at_once
        assert hash(one_by_one) == hash(at_once)
        assert at_once.items() == tuple(sorted(known.items()))
        assert all(at_once.get(claim) == each for claim, each in known.items())

    def test_knows_nothing_of_the_others(self) -> None:
        table = ClaimTable().updated({ClaimId("C-1"): ClaimFunds(paid=1)})
        assert table.get(ClaimId("C-2")) == ClaimFunds()
        assert table.updated({}) is table

    def test_keeps_apart_claims_of_one_hash(self) -> None:
        class OfOneHash(str):
            __slots__ = ()

            def __hash__(self) -> int:
                return 0

        known = {ClaimId(OfOneHash(f"C-{n}")): ClaimFunds(paid=n) for n in range(20)}
        table = ClaimTable().updated(known)
        assert dict(table.items()) == known
        assert table.get(ClaimId(OfOneHash("C-19"))).paid == 19

    def test_is_the_same_after_a_pickle_however_texts_are_hashed(self) -> None:
        known = {ClaimId(f"C-{n}"): ClaimFunds(paid=n) for n in range(40)}
        program = (
            "import pickle, sys; from coopclaims.funds.postings import ClaimTable;"
            "table = pickle.load(sys.stdin.buffer);"
            "print(table == ClaimTable().updated(dict(table.items())), table.get('C-39').paid)"
        )
        for seed in ("1", "2"):
            done = subprocess.run(
                (sys.executable, "-c", program),
                check=True,
                input=pickle.dumps(ClaimTable().updated(known)),
                capture_output=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            )
            assert done.stdout.split() == [b"True", b"39"]


JANUARY, SEPTEMBER = instant("2019-02-03 09:00"), instant("2019-09-05 09:00")


class TestLedger:
    """P-28: an adjustment for January 2019, recorded in September 2019."""

    @pytest.fixture
    def ledger(self) -> FundLedger:
        earned = FundPool.empty(KEY).earned_entry("ireland", sek("900.00"), at=JANUARY, on=date(2019, 1, 31))
        corrected = entry(K.ADJUSTED, "-120.00", at=SEPTEMBER, on=date(2019, 1, 31))
        later = entry(K.ADJUSTED, "5.00", at=SEPTEMBER, on=date(2019, 2, 28))
        return FundLedger(KEY, [earned, corrected, later])

    @pytest.mark.parametrize(
        ("on", "known", "earned"),
        [
            (None, None, "785.00"),
            (date(2019, 1, 30), None, "0.00"),
            (date(2019, 1, 31), None, "780.00"),
            (date(2019, 2, 27), None, "780.00"),
            (date(2019, 2, 28), None, "785.00"),
            (date(2019, 1, 31), JANUARY, "900.00"),
            (None, JANUARY, "900.00"),
            (None, instant("2019-02-03 08:59"), "0.00"),
            (None, SEPTEMBER, "785.00"),
        ],
    )
    def test_balances_as_of_a_day_and_as_known(
        self, ledger: FundLedger, on: date | None, known: datetime | None, earned: str
    ) -> None:
        assert ledger.balance(on=on, known=known).earned == sek(earned)

    def test_every_kind_has_its_place_in_a_balance_as_of_a_day(self) -> None:
        """The balance as of a day after everything is the balance as it stands."""
        entries = [
            *(entry(kind, amount) for kind, amount in ((K.EARNED, "100.00"), (K.ADJUSTED, "-10.00"))),
            entry(K.ROLLED_IN, "50.00"),
            entry(K.ROLLED_OUT, "3.00"),
            entry(K.CONVERTED, "2.00"),
            reserved("40.00"),
            released("15.00"),
            committed("20.00", OTHER),
            paid("9.00", OTHER),
            entry(K.RECOUPED, "4.00", claim=OTHER),
            lapsed("7.00"),
            entry(K.RESTORED, "1.00"),
        ]
        ledger = FundLedger(KEY, entries)
        balance = ledger.balance(on=ON, known=AT)
        assert balance == ledger.balance() == ledger.pool.balance()
        assert [str(each.amount) for each in attrs.astuple(balance, recurse=False)] == [
            *("100.00", "-10.00", "2.00", "3.00", "50.00"),
            *("25.00", "20.00", "5.00", "6.00"),
        ]
        assert (balance.earned, balance.remaining, balance.available) == (sek("135"), sek("109"), sek("84"))

    def test_refuses_a_day_or_an_instant_that_is_none(self, ledger: FundLedger) -> None:
        wrong: Any = AT
        with pytest.raises(InvalidValue, match="on: got"):
            ledger.balance(on=wrong)
        with pytest.raises(InvalidValue, match="known: got"):
            ledger.balance(known=datetime(2019, 2, 3))  # noqa: DTZ001 - the point

    def test_is_extended_and_not_changed(self, ledger: FundLedger) -> None:
        longer = ledger.extended([reserved("1.00")])
        assert (len(ledger), ledger.version, len(longer)) == (3, 3, 4)
        assert list(longer)[:3] == list(ledger)
        assert longer.pool.reserved_for(CLAIM) == sek("1.00")

    def test_refuses_what_is_written_twice(self) -> None:
        earned = fund("100.00").earned_entry("ireland", sek("100.00"), at=AT)
        with pytest.raises(BrokenLedger, match=r"7\); expected each entry once"):
            FundLedger(KEY, [earned, reserved("1.00"), reserved("1.00")])
        two = [
            earned,
            reserved("1.00"),
            reserved("1.00", number=8),
            released("1.00", number=8),
            reserved("1.00", OTHER),
        ]
        assert len(FundLedger(KEY, two)) == 5
        assert len(FundLedger(KEY, [earned, *[reserved("1.00", number=None)] * 2])) == 3

    def test_refuses_what_its_pool_cannot_take(self, ledger: FundLedger) -> None:
        with pytest.raises(BrokenLedger):
            ledger.extended([released("1.00")])
        with pytest.raises(InvalidValue, match="ledger entry"):
            FundLedger(attrs.evolve(KEY, location=ELSEWHERE), ledger.entries)


class TestConservation:
    ENTRIES = (
        FundPool.empty(KEY).earned_entry("ireland", sek("100.00"), at=AT),
        reserved("60.00"),
        released("60.00", number=8),
        committed("50.00", number=8),
        paid("20.00"),
        entry(K.EXPIRED, "30.00"),
    )

    def test_a_pool_beside_its_entries(self) -> None:
        pool = FundPool.empty(KEY).record(self.ENTRIES)
        assert_conserved(pool, self.ENTRIES)
        assert_conserved(FundLedger(KEY, self.ENTRIES))
        assert_conserved(pool)
        assert_conserved(FundPool.empty(KEY), [])

    def test_nothing_may_be_approved_or_expire_even_of_an_overdrawn_fund(self) -> None:
        entries = [entry(K.ADJUSTED, "-1.00"), committed("0.00"), entry(K.EXPIRED, "0.00")]
        assert_conserved(FundLedger(KEY, entries))

    @pytest.mark.parametrize("dropped", range(len(ENTRIES)))
    def test_sees_an_entry_that_is_gone(self, dropped: int) -> None:
        pool = FundPool.empty(KEY).record(self.ENTRIES)
        with pytest.raises(BrokenLedger):
            assert_conserved(pool, [each for n, each in enumerate(self.ENTRIES) if n != dropped])

    @pytest.mark.parametrize("changed", range(len(ENTRIES)))
    def test_sees_an_amount_that_was_altered(self, changed: int) -> None:
        pool = FundPool.empty(KEY).record(self.ENTRIES)
        altered = [
            attrs.evolve(each, amount=each.amount + sek("0.01")) if n == changed else each
            for n, each in enumerate(self.ENTRIES)
        ]
        with pytest.raises(BrokenLedger):
            assert_conserved(pool, altered)

    def test_sees_an_entry_of_another_pool(self) -> None:
        other = attrs.evolve(self.ENTRIES[0], pool=attrs.evolve(KEY, location=ELSEWHERE))
        with pytest.raises(InvalidValue, match="ledger entry"):
            assert_conserved(FundPool.empty(KEY), [other])

    @pytest.mark.parametrize(
        ("last", "what"),
        [
            (committed("50.01", OTHER), "remaining after entry 7"),
            (entry(K.EXPIRED, "20.01"), "available after entry 7"),
            (paid("30.01"), "paid after entry 7"),
            (released("0.01", OTHER), "reserved after entry 7"),
            (entry(K.RESTORED, "30.01"), "expired after entry 7"),
            (entry(K.RECOUPED, "20.01"), "paid after entry 7"),
        ],
    )
    def test_sees_the_entry_that_makes_money(self, last: FundEntry, what: str) -> None:
        """Whatever the stored pool says: what no pool would have taken is found in the entries."""
        pool = FundPool.empty(KEY).record(self.ENTRIES)
        with pytest.raises(BrokenLedger, match=what):
            assert_conserved(pool, [*self.ENTRIES, last])

    @pytest.mark.parametrize(
        ("part", "what"),
        [
            ({"shares": (("ireland", 9_999),)}, "shares"),
            ({"claims": ClaimTable()}, "approved by claim"),
        ],
    )
    def test_sees_parts_that_are_not_those_of_the_whole(self, part: dict[str, Any], what: str) -> None:
        pool = FundPool.empty(KEY).record(self.ENTRIES)
        with pytest.raises(BrokenLedger, match=what):
            assert_conserved(attrs.evolve(pool, **part))
