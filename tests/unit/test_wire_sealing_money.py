"""Sealed payments and ledgers, and one anchor for many: claims, payments and funds are sealed alike."""

from __future__ import annotations

import json
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.sealing import canonical, counted_anew, digest_of, paid_world, salts, streams

from coopclaims import InvalidValue
from coopclaims.errors import BrokenHistory, BrokenSeal
from coopclaims.identifiers import ClaimId, PaymentId
from coopclaims.wire import (
    SealAnchor,
    SealedHistory,
    SealedLedger,
    SealedPayment,
    SealHead,
    erase,
    from_text,
    seal,
    seal_next,
    to_data,
    to_text,
    unseal,
    verify,
    verify_all,
)

if TYPE_CHECKING:
    from coopclaims.wire import SealedStream

CLAIM, PAYMENT, LEDGER = streams(paid_world())
STREAMS: dict[str, Any] = {"claim": CLAIM, "payment": PAYMENT, "fund": LEDGER}
SEALED: dict[str, Any] = {thing: seal(each, salts=salts(len(each))) for thing, each in STREAMS.items()}
WORDS = {"payment": "note", "fund": "reason"}
ALL = pytest.mark.parametrize("thing", STREAMS)
MONEY = pytest.mark.parametrize("thing", WORDS)


def with_entries(thing: str, *entries: Any) -> Any:
    return attrs.evolve(SEALED[thing], entries=entries)


def altered(thing: str, number: int, **changes: Any) -> Any:
    entries = list(SEALED[thing].entries)
    entries[number - 1] = attrs.evolve(entries[number - 1], **changes)
    return with_entries(thing, *entries)


def forged(thing: str, number: int, changes: dict[str, object]) -> Any:
    """Return a sealed stream in which an envelope says something else, every digest counted again."""
    envelope = json.loads(SEALED[thing].entries[number - 1].envelope) | changes
    return with_entries(thing, *counted_anew(altered(thing, number, envelope=canonical(envelope))))


def broken(sealed: SealedStream, *anchors: SealHead) -> BrokenSeal:
    with pytest.raises(BrokenSeal) as caught:
        verify(sealed, anchors=anchors)
    assert f"{sealed.thing} {sealed.of}, entry {caught.value.number}" in caught.value.field
    assert str(caught.value)
    return caught.value


@ALL
def test_what_was_sealed_verifies_and_gives_the_stream_back(thing: str) -> None:
    sealed = SEALED[thing]
    assert verify(sealed, anchors=(sealed.head,)) == sealed.head
    assert unseal(sealed) == STREAMS[thing]
    assert from_text(to_text(sealed)) == sealed
    assert from_text(to_text(sealed.head)) == sealed.head
    assert (sealed.head.thing, sealed.head.of, sealed.head.number) == (thing, sealed.of, len(STREAMS[thing]))


@ALL
def test_the_digests_can_be_counted_in_any_language(thing: str) -> None:
    assert counted_anew(SEALED[thing]) == SEALED[thing].entries


@MONEY
def test_the_payload_is_the_words_and_the_envelope_all_else(thing: str) -> None:
    for entry, each in zip(STREAMS[thing], SEALED[thing], strict=True):
        data = to_data(entry)
        assert json.loads(each.payload) == {WORDS[thing]: data.pop(WORDS[thing])}
        assert json.loads(each.envelope) == data


@ALL
def test_sealing_goes_on_where_it_stopped(thing: str) -> None:
    entries = STREAMS[thing].entries
    begun = with_entries(thing, *SEALED[thing].entries[:3])
    assert seal_next(begun, entries[3:], salts=salts(len(entries) - 3, first=3)) == SEALED[thing]


@ALL
def test_an_empty_stream_has_a_head_too(thing: str) -> None:
    empty = with_entries(thing)
    assert verify(empty) == empty.head == from_text(to_text(empty.head))
    assert (empty.head.number, empty.head.seal, len(unseal(empty))) == (0, "", 0)


def test_only_the_next_entry_of_the_same_stream_is_sealed() -> None:
    (fourth,) = salts(1, first=50)
    with pytest.raises(BrokenHistory, match="entry 5 of payment PAY-1"):
        seal_next(
            with_entries("payment", *SEALED["payment"].entries[:3]), PAYMENT.entries[4:5], salts=[fourth]
        )
    other = attrs.evolve(LEDGER.entries[0], pool=attrs.evolve(LEDGER.key, location="no-9"))
    for entry in (other, PAYMENT.entries[0]):
        with pytest.raises(BrokenHistory, match="an entry of the fund"):
            seal_next(SEALED["fund"], (entry,), salts=[fourth])
    with pytest.raises(BrokenHistory):
        seal_next(SEALED["claim"], PAYMENT.entries[5:6], salts=[fourth])


@MONEY
@pytest.mark.parametrize("part", ["envelope", "payload", "salt", "mark", "digest", "seal"])
def test_an_altered_entry_is_named(thing: str, part: str) -> None:
    for number, each in enumerate(SEALED[thing], start=1):
        other = SEALED[thing].entries[-number]
        found = "{}" if part == "payload" else getattr(other, part)
        if found != getattr(each, part):
            assert broken(altered(thing, number, **{part: found})).number == number


@MONEY
def test_a_removed_a_repeated_and_a_moved_entry_are_named(thing: str) -> None:
    entries = SEALED[thing].entries
    for number in range(1, len(entries)):
        removed = (*entries[: number - 1], *entries[number:])
        assert broken(with_entries(thing, *removed)).number == number
        repeated = (*entries[:number], entries[number - 1], *entries[number:])
        assert broken(with_entries(thing, *repeated)).number == number + 1
        moved = (*entries[: number - 1], entries[number], entries[number - 1], *entries[number + 1 :])
        assert broken(with_entries(thing, *moved)).number == number


@pytest.mark.parametrize(
    ("thing", "number", "changes"),
    [
        ("payment", 4, {"after": "failed"}),  # no edge of the table
        ("payment", 4, {"side": "partner", "role": "incentives_admin"}),  # whose side cannot send
        ("payment", 4, {"at": "2022-01-01T00:00:00Z"}),  # instants go back
        ("payment", 4, {"command": "p1"}),
        ("payment", 1, {"terms": None}),
        ("payment", 4, {"amount": 7}),
        ("payment", 4, {"payment": "PAY-2"}),
        ("fund", 5, {"amount": {"amount": "30000.01", "currency": "SEK"}}),  # more than is approved
        ("fund", 5, {"amount": {"amount": "30000.00", "currency": "EUR"}}),
        ("fund", 7, {"command": "p4"}),  # booked by the same command
        ("fund", 4, {"number": 3, "kind": "reserved"}),
        ("fund", 5, {"pool": {}}),
        ("fund", 5, {"reason": "said in the envelope"}),
        ("payment", 5, {"note": "said in the envelope"}),
    ],
)
def test_what_nobody_could_have_recorded_is_named_even_though_all_digests_fit(
    thing: str, number: int, changes: dict[str, object]
) -> None:
    assert broken(forged(thing, number, changes)).number == number


@MONEY
def test_a_payload_that_says_anything_else_is_named(thing: str) -> None:
    for payload in ("{}", '{"amount":null}', canonical({WORDS[thing]: "x", "amount": None})):
        entries = counted_anew(altered(thing, 5, payload=payload))
        assert broken(with_entries(thing, *entries)).number == 5


@MONEY
def test_only_an_anchor_finds_what_was_cut_off_or_sealed_anew(thing: str) -> None:
    sealed = SEALED[thing]
    cut = with_entries(thing, *sealed.entries[:4])
    assert verify(cut).number == 4
    assert broken(cut, sealed.head).number == 5
    kept = with_entries(thing, *sealed.entries[:6]).head
    words = canonical({WORDS[thing]: "something else"})
    anew = with_entries(thing, *counted_anew(altered(thing, 5, payload=words)))
    assert verify(anew) == anew.head
    assert broken(anew, cut.head, kept).number == 5


@MONEY
def test_words_can_be_erased_and_the_money_stays(thing: str) -> None:
    erased = SEALED[thing]
    for number in range(1, len(erased) + 1):
        erased = erase(erased, number)
    assert verify(erased, anchors=(SEALED[thing].head,)) == SEALED[thing].head
    assert from_text(to_text(erased)) == erased
    assert "closed" not in to_text(erased)
    with pytest.raises(InvalidValue, match=f"of {thing} .*an erased payload in entry 1, 2"):
        unseal(erased)
    more = with_entries(thing, *counted_anew(erased.entries[:4] + erased.entries[5:]))
    assert broken(more).number in {5, 6}, "what is left is followed as before"
    envelope = canonical({**json.loads(erased.entries[4].envelope), WORDS[thing]: ""})
    said = attrs.evolve(erased.entries[4], envelope=envelope)
    entries = counted_anew((*erased.entries[:4], said, *erased.entries[5:]))
    assert broken(with_entries(thing, *entries)).number == 5


# Heads.


@pytest.mark.parametrize(
    "changes",
    [
        {"claim": None},
        {"payment": PaymentId("PAY-1")},
        {"number": 0},
        {"number": 0, "seal": "x"},
        {"seal": ""},
        {"seal": "ab" * 31},
        {"seal": "AB" * 32},
        {"seal": None},
        {"fund": "se-1", "claim": None},
    ],
)
def test_a_head_is_of_one_stream_and_has_a_seal(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        attrs.evolve(SEALED["claim"].head, **changes)


def test_a_head_says_what_it_is_of() -> None:
    assert str(SEALED["payment"].head).startswith("payment PAY-1, 9 entries, seal ")
    assert str(with_entries("claim").head) == "claim C-1, 0 entries, seal none"


def test_a_head_of_another_kind_of_stream_anchors_nothing() -> None:
    """A payment may have the identifier of a claim."""
    twin = SealHead(payment=PaymentId("C-1"), number=5, seal=SEALED["claim"].head.seal)
    with pytest.raises(InvalidValue, match="heads of claim C-1"):
        verify(SEALED["claim"], anchors=(twin,))


# One anchor for all of them.


@cache
def others() -> tuple[Any, ...]:
    """Return a claim, a payment and a fund of other names, each sealed."""
    claim = tuple(attrs.evolve(each, claim=ClaimId("C-2")) for each in CLAIM)
    payment = tuple(attrs.evolve(each, payment=PaymentId("C-1")) for each in PAYMENT)
    key = attrs.evolve(LEDGER.key, location="no-9")
    ledger = tuple(attrs.evolve(each, pool=key) for each in LEDGER)
    return tuple(
        seal_next(empty, entries, salts=salts(len(entries)))
        for empty, entries in (
            (SealedHistory(ClaimId("C-2")), claim),
            (SealedPayment(PaymentId("C-1")), payment),
            (SealedLedger(key), ledger),
        )
    )


def everything() -> tuple[Any, ...]:
    return (*SEALED.values(), *others())


ANCHOR = SealAnchor([each.head for each in everything()])


def test_one_digest_stands_for_all_heads() -> None:
    assert verify_all(everything(), anchor=ANCHOR, digest=ANCHOR.digest) == tuple(
        each.head for each in everything()
    )
    assert from_text(to_text(ANCHOR)) == ANCHOR


def test_the_digest_can_be_counted_in_any_language() -> None:
    bare = [{k: v for k, v in to_data(head).items() if k not in {"type", "v"}} for head in ANCHOR.heads]
    for fund in (each["fund"] for each in bare if each["fund"]):
        assert "type" not in fund
    assert ANCHOR.digest == digest_of({"heads": bare, "type": "seal.anchor", "v": 1})
    kinds = ["claim" if each["claim"] else "payment" if each["payment"] else "fund" for each in bare]
    assert kinds == ["claim"] * 2 + ["payment"] * 2 + ["fund"] * 2
    assert [each["claim"] for each in bare[:2]] == ["C-1", "C-2"]


def test_the_order_in_which_heads_are_given_does_not_matter() -> None:
    for heads in permutations(ANCHOR.heads[:4]):
        assert SealAnchor(heads) == SealAnchor(ANCHOR.heads[:4])


def test_each_stream_has_one_head() -> None:
    earlier = with_entries("payment", *SEALED["payment"].entries[:2]).head
    with pytest.raises(InvalidValue, match="payment PAY-1 twice"):
        SealAnchor((*ANCHOR.heads, earlier))
    with pytest.raises(InvalidValue, match="seal heads"):
        SealAnchor(["a digest"])
    assert SealAnchor(()).digest == digest_of({"heads": [], "type": "seal.anchor", "v": 1})


@ALL
def test_the_stream_that_differs_from_its_head_is_named(thing: str) -> None:
    """Cut off, sealed anew from its first entry, or replaced by nothing: no other would be noticed."""
    sealed = SEALED[thing]
    rest = [each for each in everything() if each is not sealed]
    cut = with_entries(thing, *sealed.entries[:-1])
    anew = seal_next(with_entries(thing), STREAMS[thing].entries, salts=salts(len(sealed), first=100))
    for changed, number in ((cut, len(sealed)), (anew, 1), (with_entries(thing), 1)):
        assert verify(changed) == changed.head
        with pytest.raises(BrokenSeal) as caught:
            verify_all([*rest, changed], anchor=ANCHOR)
        assert (caught.value.number, f"{thing} {sealed.of}, entry" in caught.value.field) == (number, True)
    with pytest.raises(BrokenSeal, match="the sealed History of this head") as caught:
        verify_all(rest, anchor=ANCHOR)
    assert caught.value.field == f"sealed History of {thing} {sealed.of}"


def test_a_stream_that_went_on_or_is_new_fits_the_anchor() -> None:
    early = SealAnchor([with_entries(thing, *each.entries[:3]).head for thing, each in SEALED.items()])
    heads = verify_all(everything(), anchor=early, digest=early.digest)
    assert SealAnchor(heads) == ANCHOR


def test_a_stream_comes_once() -> None:
    with pytest.raises(BrokenSeal, match="claim C-1, entry 1: got 'another of the same'"):
        verify_all([*everything(), SEALED["claim"]], anchor=ANCHOR)


def test_an_anchor_that_was_replaced_has_another_digest() -> None:
    cut = with_entries("fund", *SEALED["fund"].entries[:-1])
    streams_now = (*(each for each in everything() if each is not SEALED["fund"]), cut)
    replaced = SealAnchor([each.head for each in streams_now])
    assert verify_all(streams_now, anchor=replaced)
    with pytest.raises(BrokenSeal) as caught:
        verify_all(streams_now, anchor=replaced, digest=ANCHOR.digest)
    assert (caught.value.field, caught.value.number, caught.value.got) == ("anchor", 0, replaced.digest)
    assert ANCHOR.digest in str(caught.value)


def test_a_salt_that_is_none_is_named_even_though_its_digest_fits() -> None:
    first = SEALED["claim"].entries[0]
    digest = digest_of({"payload": json.loads(first.payload), "salt": "zz", "type": "seal.payload", "v": 1})
    assert broken(altered("claim", 1, salt="zz", digest=digest)).fits == "the payload that was sealed"
