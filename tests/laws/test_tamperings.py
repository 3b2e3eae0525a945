"""Whatever is done to a History, so that its numbers and statuses still follow one another, is found out.

Histories are drawn by walking through the tables, and tampered with: entries are dropped, doubled, swapped,
taken from another History or altered, and all are numbered anew. What no edition can change is stated here a
second time, as plainly as it goes; `replay` refuses exactly what that forbids, and an audit lists it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from coopclaims import ClaimForm, ClaimStatus, HistoryEntry, Money, Role, Side, UsagePeriod, replay
from coopclaims.auditing import audit
from coopclaims.claims import (
    TABLE,
    ActionRequested,
    ApprovalRecommended,
    ApprovalRetracted,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimReopened,
    ClaimSubmitted,
    Commented,
    CutDisputed,
    DocumentsRequested,
    DraftCancelled,
    DraftExpired,
    FeedbackGiven,
    Information,
    InformationAdded,
    InformationRequest,
    ItemRemoved,
    Proof,
    ProofAdded,
    RejectionDisputed,
    ReviewStarted,
    Trigger,
    UploadRequested,
)
from coopclaims.errors import BrokenHistory
from coopclaims.funds import PoolKey
from coopclaims.identifiers import (
    ActorId,
    ClaimId,
    CommandId,
    EntityId,
    ItemId,
    LocationId,
    PaymentId,
    ProfileId,
    ProgramId,
)
from coopclaims.payments import PAYMENT_TABLE, PaymentEntry, PaymentTerms, replay_payment
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coopclaims.claims import Event

    Entries = tuple[Any, ...]

evolve: Any = attrs.evolve
QUICK, WIDE = 500, 3_000
BEGUN = datetime(2022, 9, 1, 9, tzinfo=UTC)
FORM = ClaimForm(
    name="Autumn ads",
    program=ProgramId("Hosting"),
    location=LocationId("se-1"),
    usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    activity="digital-advertising",
    executed_on=date(2022, 8, 25),
    amount=Money("900.00", "SEK"),
)
FUND = PoolKey(
    location=FORM.location,
    program=FORM.program,
    usage_period=FORM.usage_period,
    currency=FORM.amount.currency,
)

_T = Trigger
_FILLS = {_T.EDIT, _T.ADD_DOCUMENT, _T.ADD_INFORMATION, _T.REQUEST_UPLOAD}
WRITES = {*_FILLS, _T.CREATE, _T.SUBMIT, _T.DISPUTE, _T.CANCEL, _T.REOPEN, _T.DISPUTE_CUT}
DECIDES = {
    _T.GIVE_FEEDBACK,
    _T.START_REVIEW,
    _T.REQUEST_ACTION,
    _T.APPROVE,
    _T.REJECT,
    _T.EXPIRE,
    _T.REQUEST_DOCUMENTS,
    _T.RECOMMEND,
    _T.RETRACT,
}
OF_SIDE = {
    Side.PARTNER: {
        Role.GLOBAL_ADMIN,
        Role.ACCOUNT_ADMIN,
        Role.BILLING_ADMIN,
        Role.INCENTIVES_ADMIN,
        Role.INCENTIVES_USER,
        Role.COLLABORATOR,
    },
    Side.SYSTEM: {Role.SYSTEM},
}


def of_side(role: Role, side: Side) -> bool:
    vendors = set(Role) - OF_SIDE[Side.PARTNER] - OF_SIDE[Side.SYSTEM]
    return role in OF_SIDE.get(side, vendors)


# What no edition can change, once more.


def forbidden(entries: Entries) -> bool:
    """Whether these entries could not have followed one another, under whatever rules."""
    form: ClaimForm | None = None
    items: set[str] = set()
    wanted = 0
    for place, entry in enumerate(entries):
        row = TABLE[entry.before][entry.trigger]
        if not isinstance(row, Row) or entry.after not in row.leads_to:
            return True
        last = entries[place - 1] if place else None
        if _out_of_line(entry, last, place) or not _may(entry):
            return True
        event = entry.event
        known = event.form if form is None else form
        if _contradicts(event, known, items):
            return True
        if (wanted := _still_wanted(entry, wanted)) < 0:
            return True
        if isinstance(event, ProofAdded | InformationAdded):
            items.add(event.item.id)
        elif isinstance(event, ItemRemoved):
            items.remove(event.item)
        form = event.form if isinstance(event, ClaimAmended) else known
    return not entries or len({entry.command for entry in entries}) < len(entries)


def _still_wanted(entry: Any, wanted: int) -> int:
    """Return how many items the validation team still waits for; less than none where it asked for none."""
    if entry.trigger in {Trigger.SUBMIT, Trigger.DISPUTE, Trigger.DISPUTE_CUT}:
        return 0
    if isinstance(entry.event, DocumentsRequested):
        return wanted + len(entry.event.requests)
    adds = isinstance(entry.event, ProofAdded | InformationAdded)
    return wanted - 1 if adds and entry.before is ClaimStatus.DISPUTED else wanted


def _out_of_line(entry: Any, last: Any, place: int) -> bool:
    return (
        entry.number != place + 1
        or entry.before is not (None if last is None else last.after)
        or (last is not None and entry.at < last.at)
        or (last is not None and entry.stream != last.stream)
        or not of_side(entry.role, entry.side)
    )


def _may(entry: Any) -> bool:
    if entry.side is Side.SYSTEM:
        return True
    if entry.trigger in WRITES or (entry.trigger == "comment" and entry.before is ClaimStatus.EDITING):
        return entry.side is Side.PARTNER
    return entry.trigger not in DECIDES or entry.side is Side.VENDOR


def _contradicts(event: Any, form: ClaimForm, items: set[str]) -> bool:
    places = ("program", "location", "usage_period")
    known = {None, *items}
    match event:
        case ClaimAmended(form=new):
            wrong = any(getattr(new, name) != getattr(form, name) for name in places)
        case ProofAdded() | InformationAdded():
            wrong = event.item.id in items
        case ItemRemoved(item=item):
            wrong = item not in items
        case FeedbackGiven(item=item):
            wrong = item not in known
        case ActionRequested(requests=requests) | DocumentsRequested(requests=requests):
            wrong = not {each.item for each in requests} <= known
        case ClaimApproved(amount=found) | ApprovalRecommended(amount=found):
            claimed = form.amount
            wrong = found.currency is not claimed.currency or not Money(0, "SEK") < found <= claimed
        case _:
            wrong = False
    return wrong


def forbidden_payment(entries: Entries) -> bool:
    """Whether the entries of a payment could not have followed one another, under whatever rules."""
    if entries[0].terms is None or len({entry.command for entry in entries}) < len(entries):
        return True
    pairs = zip((None, *entries), entries, strict=False)
    return any(
        _no_step(entry, last, place) or _other_terms(entry, entries[0].terms, place)
        for place, (last, entry) in enumerate(pairs)
    )


def _no_step(entry: Any, last: Any, place: int) -> bool:
    row = PAYMENT_TABLE[entry.before][entry.trigger]
    if not isinstance(row, Row) or entry.after not in row.leads_to or _out_of_line(entry, last, place):
        return True
    return entry.side not in _PAYERS.get(entry.trigger, (Side.VENDOR, Side.SYSTEM))


def _other_terms(entry: Any, of: Any, place: int) -> bool:
    ordered = place == 0 or entry.trigger is PaymentTrigger.ORDER
    if entry.terms and (not ordered or _kept(entry.terms) != _kept(of)):
        return True
    return entry.amount is not None and not _recouped(entry, of.settles)


def _recouped(entry: Any, settles: Money) -> bool:
    found = entry.amount
    is_part = found.currency is settles.currency and 0 < found.minor_units <= settles.minor_units
    return entry.trigger is PaymentTrigger.RECOUP and is_part


def _kept(terms: Any) -> tuple[Any, ...]:
    return terms.claim, terms.entity, terms.settles, terms.fund


_PAYERS = {
    PaymentTrigger.HOLD: (Side.PARTNER,),
    PaymentTrigger.RELEASE: (Side.PARTNER,),
    PaymentTrigger.RECEIVE_TAX_INVOICE: tuple(Side),
}


# Histories that could have been, by walking through the tables.


def claim_walk(random: Random) -> Entries:
    """Return a History of some twenty entries at most, as nobody's rules forbid it."""
    form, items, status, at = FORM, list[str](), None, BEGUN
    made: list[HistoryEntry] = []
    wanted = 0
    for number in range(1, random.randint(4, 22)):
        steps = [step for step in TABLE.possible(status) if step is not Trigger.CORRECT_INSTANT]
        if status is ClaimStatus.DISPUTED and not wanted:
            steps = [step for step in steps if step not in {Trigger.ADD_DOCUMENT, Trigger.ADD_INFORMATION}]
        busy = [step for step in steps if step not in {Trigger.CANCEL, Trigger.EXPIRE}]
        if not steps:
            break
        if random.random() < 0.9:  # most approvals stand
            busy = [step for step in busy if step not in {Trigger.RETRACT, Trigger.DISPUTE_CUT}]
        event = _event(random.choice(busy or steps), random, form, items, f"item-{number}")
        row = TABLE[status][event.trigger]
        assert isinstance(row, Row)
        sides = sorted(row.requires.sides)
        side = random.choice(sides)
        role = random.choice([role for role in Role if role.side is side])
        at += timedelta(minutes=random.randint(0, 90))
        made.append(
            HistoryEntry(
                claim=ClaimId("C-1"),
                number=number,
                at=at,
                by=ActorId("somebody"),
                side=side,
                role=role,
                command=CommandId(f"k{number}"),
                event=event,
                before=status,
                after=random.choice(row.leads_to),
            )
        )
        status, wanted = made[-1].after, _still_wanted(made[-1], wanted)
        if isinstance(event, ClaimAmended):
            form = event.form
        elif isinstance(event, ItemRemoved):
            items.remove(event.item)
        elif isinstance(event, ProofAdded | InformationAdded):
            items.append(event.item.id)
    return tuple(made)


def _event(step: Trigger, random: Random, form: ClaimForm, items: list[str], new: str) -> Event:
    one = ItemId(random.choice(items)) if items and random.random() < 0.7 else None
    amount = form.amount * random.choice((1, 1, 2)) if step is Trigger.EDIT else form.amount
    amended = ClaimAmended(evolve(form, amount=amount, name=new))
    events: dict[Trigger, Event] = {
        Trigger.CREATE: ClaimCreated(form),
        Trigger.EDIT: ItemRemoved(one) if one and random.random() < 0.7 else amended,
        Trigger.ADD_INFORMATION: InformationAdded(Information(id=ItemId(new), text="It ran for a week.")),
        Trigger.ADD_DOCUMENT: ProofAdded(Proof(id=ItemId(new), document="scan", note="The ad")),
        Trigger.REQUEST_UPLOAD: UploadRequested(ActorId("carol"), "the report"),
        Trigger.COMMENT: Commented("A remark."),
        Trigger.GIVE_FEEDBACK: FeedbackGiven("It cannot be read.", item=one),
        Trigger.SUBMIT: ClaimSubmitted(),
        Trigger.START_REVIEW: ReviewStarted(),
        Trigger.REQUEST_ACTION: ActionRequested((InformationRequest("a scan", item=one),)),
        Trigger.REQUEST_DOCUMENTS: DocumentsRequested(
            tuple(InformationRequest("a scan", item=one) for _ in range(random.randint(1, 2)))
        ),
        Trigger.RECOMMEND: ApprovalRecommended(form.amount),
        Trigger.RETRACT: ApprovalRetracted("Approved by mistake."),
        Trigger.DISPUTE_CUT: CutDisputed(),
        Trigger.APPROVE: ClaimApproved(random.choice((form.amount, Money("1.00", "SEK")))),
        Trigger.REJECT: ClaimRejected(("No brand.",)),
        Trigger.DISPUTE: RejectionDisputed(),
        Trigger.CANCEL: DraftCancelled(),
        Trigger.EXPIRE: DraftExpired(),
        Trigger.REOPEN: ClaimReopened(),
    }
    return events[step]


_P = PaymentTrigger
_PAYING = {_P.ORDER, _P.START_PAYING, _P.SEND, _P.RETRY, _P.RETURN, _P.REFUSE, _P.RECOUP}


def payment_walk(random: Random) -> Entries:
    terms = PaymentTerms(
        claim=ClaimId("C-1"),
        entity=EntityId("ireland"),
        profile=ProfileId("P-1"),
        money=Money("60.00", "EUR"),
        settles=FORM.amount,
        fund=FUND,
    )
    status: PaymentStatus | None = None
    at, made = BEGUN, list[PaymentEntry]()
    for number in range(1, random.randint(3, 15)):
        steps = [
            step for step in PAYMENT_TABLE.possible(status) if step is not PaymentTrigger.CORRECT_INSTANT
        ]
        if not steps:
            break
        paying = [step for step in steps if step in _PAYING] if random.random() < 0.7 else []
        row = PAYMENT_TABLE[status][random.choice(paying or steps)]
        assert isinstance(row, Row)
        side = random.choice(sorted(row.requires.sides))
        restated = row.trigger is PaymentTrigger.ORDER and random.random() < 0.5
        at += timedelta(minutes=random.randint(0, 90))
        made.append(
            PaymentEntry(
                payment=PaymentId("PAY-1"),
                number=number,
                at=at,
                by=ActorId("somebody"),
                side=side,
                role=random.choice([role for role in Role if role.side is side]),
                command=CommandId(f"p{number}"),
                trigger=row.trigger,
                before=status,
                after=row.target,
                terms=terms if status is None or restated else None,
            )
        )
        status = row.target
    return tuple(made)


# What is done to them.


def any_envelope(entry: Any, random: Random) -> Any:
    changes: list[dict[str, Any]] = [
        {"side": random.choice(list(Side))},
        {"role": random.choice(list(Role))},
        {"side": (side := random.choice(list(Side))), "role": next(r for r in Role if r.side is side)},
        {"at": entry.at + timedelta(minutes=random.randint(-300, 300))},
        {"command": f"{entry.command[0]}{random.randint(1, 12)}"},
        {"after": random.choice(list(entry.after.__class__.__members__.values()))},
        {"by": "somebody-else"},
    ]
    return evolve(entry, **random.choice(changes))


def any_event(entry: Any, random: Random) -> Any:
    event, of = entry.event, partial(evolve, entry.event)
    item = ItemId(f"item-{random.randint(1, 12)}")
    other = {
        "program": "CSP",
        "location": "no-9",
        "usage_period": UsagePeriod(date(2022, 1, 1), date(2022, 6, 30)),
    }
    name = random.choice(["program", "location", "usage_period", "name"])
    if isinstance(event, ClaimCreated | ClaimAmended):
        event = of(form=evolve(event.form, **{name: other.get(name, "Another")}))
    elif isinstance(event, ProofAdded):
        event = of(proof=evolve(event.proof, id=item))
    elif isinstance(event, InformationAdded):
        event = of(information=evolve(event.information, id=item))
    elif isinstance(event, ItemRemoved | FeedbackGiven):
        event = of(item=item)
    elif isinstance(event, ActionRequested | DocumentsRequested):
        event = of(requests=(InformationRequest("a scan", item=item),))
    elif isinstance(event, ClaimApproved):
        amounts = (Money(f"{n}.00", c) for n in (-1, 0, 900, 9000) for c in ("SEK", "USD"))
        event = of(amount=random.choice(list(amounts)))
    return evolve(entry, event=event)


def any_terms(entry: Any, random: Random) -> Any:
    terms = PaymentTerms(
        claim=ClaimId("C-1"),
        entity=EntityId("ireland"),
        profile=ProfileId("P-2"),
        money=Money("61.00", "EUR"),
        settles=FORM.amount,
        fund=FUND,
    )
    changes: list[dict[str, Any]] = [
        {},
        {"claim": "C-2"},
        {"entity": "us"},
        {"settles": Money("1.00", "SEK")},
        {"fund": evolve(FUND, program="CSP")},
    ]
    if random.random() < 0.3:
        amounts = (Money(f"{n}.00", c) for n in (-1, 0, 1, 900, 901) for c in ("SEK", "EUR"))
        return evolve(entry, amount=random.choice(list(amounts)))
    return evolve(entry, terms=random.choice([None, evolve(terms, **random.choice(changes))]))


def tampered(entries: Entries, other: Entries, random: Random, content: Callable[..., Any]) -> Entries:
    """Return the entries after something was done to them, numbered anew and from status to status."""
    done = list(entries)
    one, two = random.randrange(len(done)), random.randrange(len(done))
    match random.choice(["drop", "double", "swap", "splice", "envelope", "envelope", "content", "content"]):
        case "drop" if len(done) > 1:
            del done[one]
        case "double":
            done.insert(two, done[one])
        case "swap":
            done[one], done[two] = done[two], done[one]
        case "splice":
            done[one] = random.choice(other)
        case "envelope":
            done[one] = any_envelope(done[one], random)
        case _:
            done[one] = content(done[one], random)
    keeps = random.random() < 0.3
    before, linked = None, list[Any]()
    for number, entry in enumerate(done, start=1):
        before = entry.before if keeps else before
        linked.append(evolve(entry, number=number, before=before))
        before = entry.after
    return tuple(linked)


def tamperings(
    walk: Callable[[Random], Entries], content: Callable[..., Any], count: int
) -> Iterator[Entries]:
    random = Random(20220904)  # noqa: S311 - the same each time
    for _ in range(count):
        yield tampered(walk(random), walk(random), random, content)


def refuses(replays: Callable[[Entries], object], entries: Entries) -> BrokenHistory | None:
    try:
        replays(entries)
    except BrokenHistory as broken:
        return broken
    return None


COUNTS = [QUICK, pytest.param(WIDE, marks=pytest.mark.wide)]


@pytest.mark.parametrize("count", COUNTS)
def test_a_claims_history_is_refused_exactly_where_it_could_not_have_been(count: int) -> None:
    seen = set[bool]()
    for entries in tamperings(claim_walk, any_event, count):
        broken, wanted = refuses(replay, entries), forbidden(entries)
        assert (broken is not None) is wanted, (entries, broken)
        faults = [each for each in audit(entries, (), ()) if each.code not in BETWEEN]
        assert bool(faults) is wanted, (entries, faults)
        if broken is not None:
            assert broken.stream == "C-1"
            assert faults[0].number == broken.number or broken.part == "command"
            assert str(faults[0])
        seen.add(wanted)
    assert seen == {True, False}


@pytest.mark.parametrize("count", COUNTS)
def test_a_payments_history_is_refused_exactly_where_it_could_not_have_been(count: int) -> None:
    seen = set[bool]()
    for entries in tamperings(payment_walk, any_terms, count):
        broken, wanted = refuses(replay_payment, entries), forbidden_payment(entries)
        assert (broken is not None) is wanted, (entries, broken)
        assert bool(audit((), (), [entries])) is wanted
        seen.add(wanted)
    assert seen == {True, False}


@pytest.mark.parametrize(("walk", "replays"), [(claim_walk, replay), (payment_walk, replay_payment)])
def test_what_could_have_been_is_believed(
    walk: Callable[[Random], Entries], replays: Callable[[Entries], Any]
) -> None:
    random = Random(7)  # noqa: S311 - the same each time
    for _ in range(200):
        entries = walk(random)
        assert replays(entries).version == len(entries)


BETWEEN = frozenset(
    {"reserved_for_the_claim", "committed_as_approved", "something_reserved", "something_committed"}
)
"""The codes of what History and ledger disagree on: there is no ledger here."""
