"""Whatever is done to a ledger, or to one of three streams that agree, is found out.

A History is drawn, what its fund books of it follows, and a payment of what was approved; then one thing is
done to one of them. Whether the three still could have been, and still agree, is stated here a second time:
the ledger that the History and the payments call for is written out and compared. An audit finds a fault
exactly where they do not, and whatever is refused where a stream is read is among what it finds.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import pytest
from tests.laws.test_tamperings import (
    BEGUN,
    BETWEEN,
    COUNTS,
    FUND,
    any_event,
    any_terms,
    claim_walk,
    forbidden,
    forbidden_payment,
    payment_walk,
    refuses,
    tampered,
)

from coopclaims import ClaimStatus, InvalidValue, Money, Role, Side, UsagePeriod, replay
from coopclaims.auditing import audit
from coopclaims.claims import (
    ApprovalRetracted,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimSubmitted,
    CutDisputed,
    InstantCorrected,
    RejectionDisputed,
)
from coopclaims.funds import FundEntry, FundEntryKind as Kind, FundLedger
from coopclaims.payouts import PaymentStatus, PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Entries = tuple[Any, ...]

evolve: Any = attrs.evolve
ENTITIES, CLAIMS, ACTIVITIES = ("ireland", "us"), ("C-1", "C-2"), ("digital-advertising", "events")
NEXT = UsagePeriod(date(2023, 1, 1), date(2023, 6, 30))
COMES_IN = {Kind.EARNED, Kind.ADJUSTED, Kind.ROLLED_IN}
LEAVES = {Kind.CONVERTED, Kind.ROLLED_OUT}
OF_CLAIMS = {Kind.RESERVED, Kind.RELEASED, Kind.COMMITTED, Kind.COMMITMENT_REVERSED, Kind.RESTORED}
OF_PAYMENTS = {Kind.PAID, Kind.PAYMENT_RETURNED, Kind.RECOUPED}


def entry(kind: Kind, amount: Money, **names: Any) -> FundEntry:
    made: dict[str, Any] = {"pool": FUND, "kind": kind, "amount": amount, "at": BEGUN, "on": BEGUN.date()}
    return FundEntry(**made | names)


# A ledger by itself.


def forbidden_ledger(entries: Entries) -> bool:
    """Whether no fund could take these entries one after the other, under whatever rules."""
    takes = fund()
    return not all(map(takes, entries))


def fund() -> Callable[[Any], bool]:
    """Return what says of one entry after the other whether a fund could take it, and takes it if so."""
    sums, seen = Counter[Any](), set[Any]()
    activities: dict[str, str | None] = {}

    def takes(each: Any) -> bool:
        kind, units, claim = each.kind, each.amount.minor_units, each.claim
        remaining = sums["in"] - sums["out"] - sums["approved"] - sums["expired"]
        free = max(0, remaining - sums["reserved"])
        most = {
            Kind.RELEASED: sums["reserved", claim],
            Kind.COMMITTED: max(0, remaining),
            Kind.COMMITMENT_REVERSED: min(
                sums["approved", claim] - sums["paid", claim], sums["for", each.activity]
            ),
            Kind.PAID: sums["approved", claim] - sums["paid", claim],
            Kind.PAYMENT_RETURNED: sums["paid", claim],
            Kind.RECOUPED: sums["paid", claim],
            Kind.RESTORED: sums["lapsed", claim],
            Kind.EXPIRED: free,
            **dict.fromkeys(LEAVES, min(free, max(0, sums["in", each.entity]))),
        }
        other = sums["reserved", claim] and activities.get(claim) != each.activity
        causes: set[Any] = {(each.number, kind, claim)} if each.number else set()
        causes |= {(each.command, kind, claim, each.entity, each.payment)} if each.command else set()
        if (
            each.pool != FUND
            or units > most.get(kind, units)
            or (kind is Kind.RESERVED and other)
            or (kind is Kind.INSTANT_CORRECTED and not 0 < each.corrects <= sums["entries"])
            or causes & seen
        ):
            return False
        seen.update(causes)
        sums["entries"] += 1
        if kind is Kind.RESERVED:
            activities[claim] = each.activity
        _move(sums, each, units)
        return True

    return takes


def _move(sums: Counter[Any], each: Any, units: int) -> None:
    kind = each.kind
    if kind is Kind.INSTANT_CORRECTED:  # nothing moves
        return
    if kind in COMES_IN | LEAVES:
        sums["in" if kind in COMES_IN else "out"] += units
        sums["in", each.entity] += units if kind in COMES_IN else -units
        return
    name, way = {
        Kind.RESERVED: ("reserved", 1),
        Kind.RELEASED: ("reserved", -1),
        Kind.COMMITTED: ("approved", 1),
        Kind.COMMITMENT_REVERSED: ("approved", -1),
        Kind.PAID: ("paid", 1),
        Kind.PAYMENT_RETURNED: ("paid", -1),
        Kind.RECOUPED: ("paid", -1),
        Kind.EXPIRED: ("expired", 1),
        Kind.RESTORED: ("expired", -1),
    }[kind]
    if name == "approved":
        sums["for", each.activity] += way * units
    sums[name] += way * units
    sums["lapsed" if name == "expired" else name, each.claim] += way * units


def more_back_than_paid(entries: Entries) -> bool:
    """Whether more came back of a payment, or was recouped of it, than was paid with it until then."""
    paid = Counter[Any]()
    for each in entries:
        if each.payment is not None:
            paid[each.payment] += each.amount.minor_units * (1 if each.kind is Kind.PAID else -1)
            if paid[each.payment] < 0:
                return True
    return False


def _any_entry(random: Random, place: int) -> FundEntry:
    """Return an entry of any kind, whether or not the fund can take it."""
    kind, claim, entity = random.choice(list(Kind)), random.choice(CLAIMS), random.choice(ENTITIES)
    names: dict[str, Any] = {}
    if kind in COMES_IN | LEAVES:
        names = {"entity": entity, "by": "pia", "role": Role.PAYMENT_TEAM, "command": f"c{place}"}
        names |= {"other_usage": NEXT} if kind in {Kind.ROLLED_IN, Kind.ROLLED_OUT} else {}
    elif kind in OF_CLAIMS or (kind is Kind.EXPIRED and random.random() < 0.5):
        names = {"claim": claim, "number": place, "activity": random.choice(ACTIVITIES)}
    elif kind in OF_PAYMENTS:
        names = {"claim": claim, "payment": f"PAY-{claim}", "entity": entity}
        names |= {"by": "pia", "role": Role.PAYMENT_TEAM, "command": f"p{place}"}
    elif kind is Kind.INSTANT_CORRECTED:
        names = {"corrects": random.randint(1, place), "instant": BEGUN - timedelta(hours=1)}
        names |= {"by": "clock", "role": Role.SYSTEM, "command": f"t{place}"}
        return entry(kind, Money("0.00", "SEK"), **names)
    return entry(kind, Money(random.choice(("100.00", "300.00", "900.00")), "SEK"), **names)


def ledger_walk(random: Random) -> Entries:
    made, takes, paid = list[FundEntry](), fund(), Counter[Any]()
    first = entry(Kind.EARNED, Money("2000.00", "SEK"), entity="ireland")
    for each in (first, *(_any_entry(random, place) for place in range(2, random.randint(30, 80)))):
        back = each.amount.minor_units if each.kind in OF_PAYMENTS and each.kind is not Kind.PAID else 0
        if back <= paid[each.payment] and takes(each):
            made.append(each)
            paid[each.payment] += each.amount.minor_units if each.kind is Kind.PAID else -back
    return tuple(made)


def any_booking(each: FundEntry, random: Random) -> FundEntry:
    """Return a ledger entry of which one part is another."""
    currency = random.choice(("SEK", "SEK", "EUR"))
    amount = Money(random.choice(("0.00", "0.01", "50.00", "899.99", "900.01", "5000.00")), currency)
    changes: list[dict[str, Any]] = [
        {"amount": amount, "pool": evolve(each.pool, currency=amount.currency)},
        {"kind": random.choice(list(Kind))},
        {"claim": random.choice(CLAIMS)},
        {"number": random.randint(1, 12)},
        {"entity": random.choice(ENTITIES)},
        {"payment": random.choice(("PAY-1", "PAY-2", "PAY-C-1"))},
        {"command": f"{random.choice('ckp')}{random.randint(1, 12)}"},
        {"activity": random.choice(ACTIVITIES)},
        {"pool": evolve(each.pool, location="no-9")},
        {"at": each.at + timedelta(minutes=random.randint(-90, 90))},
        {"corrects": random.randint(-1, 40)},
        {"instant": each.at + timedelta(minutes=random.randint(-90, 90))},
        {"on": each.on + timedelta(days=random.randint(-3, 3))},
        {"by": "somebody-else"},
        {"role": random.choice(list(Role))},
    ]
    while True:
        try:
            return evolve(each, **random.choice(changes))  # type: ignore[no-any-return]
        except InvalidValue:  # an entry that says so cannot even be made
            continue


def tampered_ledger(entries: Entries, other: Entries, random: Random) -> Entries:
    done = list(entries)
    one, two = random.randrange(len(done)), random.randrange(len(done))
    match random.choice(("drop", "double", "swap", "splice", *["alter"] * 4)):
        case "drop":
            del done[one]
        case "double":
            done.insert(two, done[one])
        case "swap":
            done[one], done[two] = done[two], done[one]
        case "splice":
            done[one] = random.choice(other)
        case _:
            done[one] = any_booking(done[one], random)
    return tuple(done)


def is_refused(entries: Entries) -> bool:
    try:
        FundLedger(FUND, entries)
    except InvalidValue:
        return True
    return False


@pytest.mark.parametrize("count", COUNTS)
def test_a_ledger_is_refused_exactly_where_it_could_not_have_been(count: int) -> None:
    random = Random(19)  # noqa: S311 - the same each time
    seen, codes = set[bool](), set[str]()
    for _ in range(count):
        entries = tampered_ledger(ledger_walk(random), ledger_walk(random), random)
        wanted = forbidden_ledger(entries)
        assert is_refused(entries) is wanted, entries
        faults = audit((), entries, ())
        assert bool(faults) is (wanted or more_back_than_paid(entries)), faults
        seen.add(wanted)
        codes |= {each.code for each in faults}
    assert seen == {True, False}
    assert {"booked_once", "booked_once_by_command", "entry_of_the_fund", "at_most_paid_with"} <= codes
    assert "entry_before" in codes


def test_a_ledger_that_could_have_been_is_believed() -> None:
    random = Random(7)  # noqa: S311 - the same each time
    kinds = set[Kind]()
    for _ in range(100):
        entries = ledger_walk(random)
        assert FundLedger(FUND, entries).pool.version == len(entries)
        assert audit((), entries, ()) == ()
        kinds |= {each.kind for each in entries}
    assert kinds == set(Kind)


# Three streams that agree.


class Three(NamedTuple):
    """The entries of a claim, of its fund and of its payments."""

    history: Entries
    ledger: Entries
    payments: tuple[Entries, ...]


def called_for(history: Entries, reserves: Callable[[Any, Money], bool]) -> Iterator[FundEntry]:
    """Yield what the ledger has to hold of a claim, in its order.

    A dispute, and an answer to the validation team, may go on without reserving, and with a way back from an
    approval the claim may hold no more than was approved; `reserves` says of an entry whether the whole was
    reserved.
    """
    form, held = history[0].event.form, 0 * history[0].event.form.amount
    approved = held
    for each in history:
        event = each.event
        moves: list[tuple[Kind, Money]] = []
        if isinstance(event, ClaimCreated | ClaimAmended):
            form = event.form
        elif isinstance(event, ClaimSubmitted | RejectionDisputed):
            disputed = each.before in (ClaimStatus.REJECTED, ClaimStatus.PARTNER_ACTION_REQUIRED)
            if held != form.amount and (not disputed or reserves(each, form.amount)):
                moves = [(Kind.RELEASED, held), (Kind.RESERVED, form.amount)]
                held = form.amount
        elif isinstance(event, ApprovalRetracted | CutDisputed):
            held = form.amount if reserves(each, form.amount) else approved
            moves = [(Kind.COMMITMENT_REVERSED, approved), (Kind.RESERVED, held)]
        elif isinstance(event, ClaimApproved | ClaimRejected):
            moves, held = [(Kind.RELEASED, held)], 0 * held
            if isinstance(event, ClaimApproved):
                approved = event.amount
                moves.append((Kind.COMMITTED, approved))
        for kind, amount in moves:
            if amount.is_positive:
                names = {"claim": each.claim, "number": each.number, "activity": form.activity}
                yield entry(kind, amount, **names, at=each.at, on=each.at.date())


_BOOKED = {
    (PaymentTrigger.RETURN, PaymentStatus.SENT): Kind.PAYMENT_RETURNED,
    (PaymentTrigger.REFUSE, PaymentStatus.SENT): Kind.PAYMENT_RETURNED,
    (PaymentTrigger.RECOUP, PaymentStatus.SENT): Kind.RECOUPED,
    (PaymentTrigger.SEND, PaymentStatus.IN_PROGRESS): Kind.PAID,
}


def paid_for(payments: tuple[Entries, ...]) -> Iterator[FundEntry]:
    """Yield what the ledger has to hold of payments, in the order of each."""
    for payment in payments:
        terms = payment[0].terms
        for each in payment:
            kind = _BOOKED.get((each.trigger, each.before))
            if kind is not None:
                names = {"claim": terms.claim, "entity": terms.entity, "payment": each.payment}
                names |= {"by": each.by, "role": each.role, "command": each.command}
                amount = terms.settles if each.amount is None else each.amount
                yield entry(kind, amount, **names, pool=terms.fund, at=each.at, on=each.at.date())


def standing_approval(history: Entries) -> Any:
    """Return the entry of the approval that stands, `None` where there is none or it went back."""
    decided = (ClaimApproved, ApprovalRetracted, CutDisputed)
    last = next((each for each in reversed(history) if isinstance(each.event, decided)), None)
    return last if last is not None and isinstance(last.event, ClaimApproved) else None


def sound(random: Random) -> Three:
    """Return three streams of which nothing is wrong."""
    history = claim_walk(random)
    while not any(isinstance(each.event, ClaimSubmitted) for each in history):
        history = claim_walk(random)
    claim = tuple(called_for(history, lambda _entry, _amount: random.random() < 0.8))
    earned = entry(Kind.EARNED, Money("10000000000.00", "SEK"), entity="ireland")
    approval = standing_approval(history)
    payments: tuple[Entries, ...] = ()
    if approval is not None:
        settles, later = approval.event.amount, approval.at - BEGUN
        payments = (
            tuple(
                evolve(each, at=each.at + later, terms=each.terms and evolve(each.terms, settles=settles))
                for each in payment_walk(random)
            ),
        )
    return Three(history, (earned, *claim, *paid_for(payments)), payments)


def agree(three: Three) -> bool:
    """Whether the ledger says what History and payments call for, and the payments pay what was approved."""
    history, ledger, payments = three
    own = [each for each in ledger if each.claim == "C-1"]
    of_claim = [each for each in own if each.kind not in OF_PAYMENTS]
    of_payments = [each for each in ledger if each.kind in OF_PAYMENTS]
    whole = {(each.number, each.amount) for each in of_claim if each.kind is Kind.RESERVED}
    called = called_for(history, lambda each, amount: (each.number, amount) in whole)
    commands = [{each.command for each in stream} for stream in (history, *payments)]
    commands.append({each.command for each in ledger if each.kind not in OF_PAYMENTS and each.command})
    return (
        Counter(_told(of_claim)) == Counter(_told(called))
        and [each.number for each in of_claim] == sorted(each.number for each in of_claim)
        and Counter(_told(of_payments)) == Counter(_told(paid_for(payments)))
        and all(abs((each.on - each.at.date()).days) <= 1 for each in own)
        and all(_is_place(each.pool, history) for each in own)
        and sum(map(len, commands)) == len(set().union(*commands))
        and _pays(payments, history, {each.entity for each in ledger if each.claim is None})
    )


def _is_place(key: Any, history: Entries) -> bool:
    form = history[0].event.form
    return (key.location, key.program, key.usage_period) == (form.location, form.program, form.usage_period)


def _pays(payments: tuple[Entries, ...], history: Entries, earned: set[str | None]) -> bool:
    """Whether one payment at most pays the claim, of who earned, and of no more than was approved before."""
    approval = standing_approval(history)
    for payment in payments:
        terms = payment[0].terms
        is_wrong = payment[-1].after is PaymentStatus.INCORRECT_PAYMENT
        if (
            approval is None
            or payment[0].at < approval.at
            or (terms.claim, terms.fund) != ("C-1", FUND)
            or terms.entity not in earned
            or not _is_place(terms.fund, history)
            or (terms.settles > approval.event.amount and not is_wrong)
        ):
            return False
    return len([each for each in payments if each[-1].after is not PaymentStatus.INCORRECT_PAYMENT]) < 2


def _told(entries: Any) -> list[Any]:
    """Return what has to be the same of ledger entries: all but the day and words."""
    return [evolve(each, on=BEGUN.date(), reason="") for each in entries]


def one_thing_done(three: Three, random: Random) -> Three:
    history, ledger, payments = three
    other = sound(random)
    match random.choice(("history", "ledger", "ledger", "payment", "another payment")):
        case "history":
            history = tampered(history, other.history, random, any_event)
        case "payment" if payments:
            (payment,) = payments
            payments = (tampered(payment, payment_walk(random), random, any_terms),)
        case "another payment" if payments:
            twin = tuple(evolve(each, payment="PAY-2", command=f"q{each.number}") for each in payments[0])
            payments = random.choice([(), (payments[0], twin)])
        case _:
            ledger = tampered_ledger(ledger, other.ledger, random)
    return Three(history, ledger, payments)


def could_be(three: Three) -> bool:
    history, ledger, payments = three
    alone = forbidden(history) or forbidden_ledger(ledger) or any(map(forbidden_payment, payments))
    return not alone and not more_back_than_paid(ledger) and agree(three)


def test_streams_that_agree_have_no_fault() -> None:
    random = Random(11)  # noqa: S311 - the same each time
    paid = 0
    for _ in range(200):
        three = sound(random)
        assert could_be(three)
        assert audit(*three) == ()
        paid += any(each.kind is Kind.PAID for each in three.ledger)
    assert paid > 10


@pytest.mark.parametrize("count", COUNTS)
def test_one_thing_done_to_one_of_three_streams_is_found_wherever_it_matters(count: int) -> None:
    random = Random(2022)  # noqa: S311 - the same each time
    seen, codes = Counter[bool](), set[str]()
    for _ in range(count):
        three = one_thing_done(sound(random), random)
        faults = audit(*three)
        assert bool(faults) is not could_be(three), (three, faults)
        assert all(str(each) and each.remedy for each in faults)
        seen[bool(faults)] += 1
        codes |= {each.code for each in faults}
    assert min(seen.values()) > count // 20
    assert {
        "activity_of_the_claim",
        "as_the_step",
        "booked_in_the_fund",
        "committed_as_approved",
        "day_of_the_entry",
        "entry_of_the_history",
        "instant_of_the_entry",
        "reserved_for_the_claim",
        "step_of_a_payment",
    } <= codes


# Corrected instants.


def corrections(history: Entries, random: Random) -> Entries:
    """Return a History at whose end the system corrects the instants of some entries, of any to any."""
    made = list(history)
    for _ in range(random.randint(1, 3)):
        last = made[-1]
        one = random.choice(made)
        event = InstantCorrected(
            entry=random.choice((one.number, one.number, len(made) + 1)),
            instant=one.at + timedelta(minutes=random.choice((-600, -30, -1, 0, 1, 30, 600))),
            reason="A wrong clock.",
        )
        system = {"side": Side.SYSTEM, "role": Role.SYSTEM, "by": "clock", "command": f"t{len(made)}"}
        at = last.at + timedelta(minutes=random.randint(0, 30))
        made.append(
            evolve(
                last, **system, number=len(made) + 1, at=at, event=event, before=last.after, after=last.after
            )
        )
    return tuple(made)


def out_of_order(entries: Entries) -> bool:
    """Whether a correction is of no entry that can be corrected, or does not leave them all in order."""
    happened: dict[int, Any] = {}
    for each in entries:
        if not isinstance(each.event, InstantCorrected):
            happened[each.number] = each.at
            continue
        number, instant = each.event.entry, each.event.instant
        if number >= each.number or instant > each.at:
            return True
        moved = happened | {number: instant}
        instants = [moved[place] for place in sorted(moved)]
        if instants != sorted(instants):
            return True
        happened = moved if number in happened else happened
    return False


@pytest.mark.parametrize("count", COUNTS)
def test_an_instant_is_corrected_only_so_that_all_stay_in_order(count: int) -> None:
    """A claim knows the instants that clocks run from and no others, so an audit finds more than `replay`."""
    random = Random(3)  # noqa: S311 - the same each time
    seen = Counter[tuple[bool, bool]]()
    for _ in range(count):
        entries = corrections(claim_walk(random), random)
        faults = [each for each in audit(entries, (), ()) if each.code not in BETWEEN]
        refused, wanted = refuses(replay, entries) is not None, out_of_order(entries)
        assert bool(faults) is wanted, (entries, faults)
        assert wanted or not refused, entries
        seen[wanted, refused] += 1
    assert set(seen) == {(True, True), (True, False), (False, False)}
