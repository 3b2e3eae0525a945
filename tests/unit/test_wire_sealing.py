"""Sealed Histories: what was altered shows, and what was erased stays secret."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import attrs
import pytest
from tests.support.sealing import canonical, counted_anew, salts
from tests.support.world import desk_at

from coopclaims import ClaimStatus, History, HistoryEntry, InvalidValue, Role, Side
from coopclaims.claims import Commented, InstantCorrected
from coopclaims.errors import BrokenHistory, BrokenSeal
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.wire import (
    SealedEntry,
    SealedHistory,
    SealHead,
    erase,
    from_text,
    seal,
    seal_next,
    to_data,
    to_text,
    unseal,
    verify,
)

HISTORY = desk_at(ClaimStatus.DISPUTED).history


SEALED = seal(HISTORY, salts=salts(len(HISTORY)))


def with_entries(*entries: SealedEntry) -> SealedHistory:
    return SealedHistory(HISTORY.claim, entries)


def altered(number: int, **changes: Any) -> SealedHistory:
    """Return the sealed History with parts of one entry replaced."""
    entries = list(SEALED.entries)
    entries[number - 1] = attrs.evolve(entries[number - 1], **changes)
    return with_entries(*entries)


def broken(sealed: SealedHistory, *anchors: SealHead) -> BrokenSeal:
    with pytest.raises(BrokenSeal) as caught:
        verify(sealed, anchors=anchors)
    assert f"claim {HISTORY.claim}, entry {caught.value.number}" in caught.value.field
    return caught.value


def sealed_anew(sealed: SealedHistory) -> SealedHistory:
    """Return what somebody makes of it who can write everything: every digest counted again."""
    return with_entries(*counted_anew(sealed))


def test_what_was_sealed_verifies_and_gives_the_history_back() -> None:
    assert verify(SEALED) == SEALED.head
    assert SEALED.head.number == len(HISTORY)
    assert unseal(SEALED) == HISTORY
    assert len(SEALED) == len(HISTORY)


def test_an_empty_history_is_sealed_too() -> None:
    empty = seal(History(HISTORY.claim), salts=())
    assert verify(empty) == SealHead(claim=HISTORY.claim, number=0, seal="")
    assert unseal(empty) == History(HISTORY.claim)


def test_the_digests_can_be_counted_in_any_language() -> None:
    assert sealed_anew(SEALED) == SEALED


def test_the_envelope_says_who_when_and_what_kind_and_the_payload_the_rest() -> None:
    entry, each = to_data(HISTORY.entries[1]), SEALED.entries[1]
    event = entry.pop("event")
    assert json.loads(each.envelope) == {**entry, "event": {"type": event.pop("type"), "v": event.pop("v")}}
    assert json.loads(each.payload or "") == event


def test_sealing_goes_on_where_it_stopped() -> None:
    begun = seal(History(HISTORY.claim, HISTORY.entries[:3]), salts=salts(3))
    assert seal_next(begun, HISTORY.entries[3:], salts=salts(len(HISTORY) - 3, first=3)) == SEALED
    assert seal_next(SEALED, (), salts=()) == SEALED


def test_only_the_next_entry_is_sealed() -> None:
    with pytest.raises(BrokenHistory, match="entry 4"):
        seal_next(with_entries(*SEALED.entries[:3]), HISTORY.entries[4:5], salts=salts(1, first=50))
    stranger = attrs.evolve(HISTORY.entries[3], claim=ClaimId("another"))
    with pytest.raises(BrokenHistory, match="claim another"):
        seal_next(with_entries(*SEALED.entries[:3]), (stranger,), salts=salts(1, first=50))


@pytest.mark.parametrize(
    "wrong",
    [
        salts(len(HISTORY) - 1),
        salts(len(HISTORY) + 1),
        salts(1) * len(HISTORY),
        tuple(salt[:15] for salt in salts(len(HISTORY))),
        tuple(salt * 3 for salt in salts(len(HISTORY))),
        tuple(salt.hex() for salt in salts(len(HISTORY))),
    ],
    ids=["too few", "too many", "one twice", "too short", "too long", "no bytes"],
)
def test_every_entry_needs_a_salt_of_its_own(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="salts"):
        seal(HISTORY, salts=wrong)


def test_a_salt_that_was_used_before_is_refused_though_it_was_erased() -> None:
    begun = with_entries(*SEALED.entries[:3])
    for sealed in (begun, erase(begun, 1)):
        with pytest.raises(InvalidValue, match="another salt for every entry"):
            seal_next(sealed, HISTORY.entries[3:4], salts=salts(1))


# Tampering, by somebody who does not count the digests again.

EDITS = (
    ("payload", '{"reason":"x"}'),
    ("payload", '{"":{}}'),
    ("digest", "0" * 64),
    ("mark", "0" * 64),
    ("salt", "no digits"),
    ("seal", "0" * 64),
    ("salt", "00" * 32),
    ("payload", None),
    ("salt", None),
)


@pytest.mark.parametrize("number", range(1, len(HISTORY) + 1))
@pytest.mark.parametrize(("part", "found"), EDITS)
def test_an_altered_entry_is_named(number: int, part: str, found: str | None) -> None:
    assert broken(altered(number, **{part: found})).number == number


@pytest.mark.parametrize("number", range(1, len(HISTORY) + 1))
@pytest.mark.parametrize(
    ("field", "found"), [("at", "2022-09-01T00:00:00Z"), ("by", "mallory"), ("role", "system"), ("v", 2)]
)
def test_an_altered_envelope_is_named(number: int, field: str, found: object) -> None:
    envelope = {**json.loads(SEALED.entries[number - 1].envelope), field: found}
    text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert broken(altered(number, envelope=text)).number == number


@pytest.mark.parametrize("number", range(1, len(HISTORY)))
def test_a_removed_entry_is_named(number: int) -> None:
    entries = [each for each in SEALED.entries if each is not SEALED.entries[number - 1]]
    error = broken(with_entries(*entries))
    assert (error.number, error.got) == (number, f"entry {number + 1} of claim {HISTORY.claim}")


@pytest.mark.parametrize("number", range(1, len(HISTORY) + 1))
def test_an_inserted_entry_is_named(number: int) -> None:
    entries = list(SEALED.entries)
    entries.insert(number - 1, SEALED.entries[0])
    assert broken(with_entries(*entries)).number == max(2, number)


@pytest.mark.parametrize("number", range(1, len(HISTORY)))
def test_reordered_entries_are_named(number: int) -> None:
    entries = list(SEALED.entries)
    entries[number - 1 : number + 1] = reversed(entries[number - 1 : number + 1])
    assert broken(with_entries(*entries)).number == number


@pytest.mark.parametrize("number", range(2, len(HISTORY) + 1))
def test_a_command_that_led_to_two_entries_is_named(number: int) -> None:
    first, twin = HISTORY.entries[0], HISTORY.entries[number - 1]
    envelope = SEALED.entries[number - 1].envelope.replace(f'"{twin.command}"', f'"{first.command}"')
    error = broken(sealed_anew(altered(number, envelope=envelope)))
    assert (error.number, "command" in str(error)) == (number, True)


def test_an_entry_of_another_claim_is_named() -> None:
    other = attrs.evolve(HISTORY.entries[0], claim=ClaimId("another"))
    sealed = seal(History(ClaimId("another"), (other,)), salts=salts(1))
    error = broken(with_entries(*sealed.entries))
    assert (error.number, error.got) == (1, "entry 1 of claim another")


def test_what_is_no_canonical_text_is_refused() -> None:
    """Two texts of one meaning would be two digests."""
    spaced = SEALED.entries[2].envelope.replace(":", ": ", 1)
    for changes in ({"envelope": spaced}, {"envelope": "[]"}, {"payload": "{ }"}, {"payload": "no JSON"}):
        assert broken(altered(3, **changes)).number == 3


# Tampering, by somebody who counts every digest again.


def test_what_the_table_could_not_have_produced_is_named_even_so() -> None:
    approved = {
        **json.loads(SEALED.entries[-1].envelope),
        "event": {"type": "claim.approved", "v": 1},
        "after": "approved",
    }
    payload = '{"amount":{"amount":"1.00","currency":"SEK"},"lines":[],"reason":null}'
    entries = list(SEALED.entries)
    entries[-1] = attrs.evolve(
        entries[-1], envelope=json.dumps(approved, sort_keys=True, separators=(",", ":")), payload=payload
    )
    error = broken(sealed_anew(with_entries(*entries)))
    assert error.number == len(HISTORY)
    assert "an entry that follows" in error.fits
    assert broken(sealed_anew(erase(with_entries(*entries), len(entries)))).number == len(HISTORY)


@pytest.mark.parametrize(
    "event",
    [
        None,
        "claim.commented",
        {},
        {"type": "claim.commented"},
        {"type": "claim.commented", "v": 2},
        {"type": "claim.commented", "v": 0},
        {"type": "claim.commented", "v": True},
        {"type": "claim.paid", "v": 1},
        {"type": ["claim.commented"], "v": 1},
        {"type": "claim.commented", "v": 1, "text": "in the envelope"},
    ],
)
def test_an_envelope_that_names_no_event_is_named_even_so(event: object) -> None:
    envelope = json.dumps(
        {**json.loads(SEALED.entries[2].envelope), "event": event}, sort_keys=True, separators=(",", ":")
    )
    for sealed in (altered(3, envelope=envelope), altered(3, envelope=envelope, payload=None, salt=None)):
        assert broken(sealed_anew(sealed)).number == 3


def test_a_payload_that_no_event_has_is_named_even_so() -> None:
    for payload in ('{"v":1}', '{"type":"claim.commented"}', "{}", '{"nothing":"known"}'):
        assert broken(sealed_anew(altered(3, payload=payload))).number == 3


def test_whoever_can_write_everything_is_found_out_by_an_anchor_only() -> None:
    kept = SealHead(claim=HISTORY.claim, number=4, seal=SEALED.entries[3].seal)
    early = SealHead(claim=HISTORY.claim, number=2, seal=SEALED.entries[1].seal)
    assert verify(SEALED, anchors=(kept, early, SEALED.head)) == SEALED.head
    envelope = SEALED.entries[2].envelope.replace('"by":"', '"by":"not-')
    forged = sealed_anew(altered(3, envelope=envelope))
    assert verify(forged) == forged.head
    assert verify(forged, anchors=(early,)) == forged.head
    error = broken(forged, kept)
    assert (error.number, error.got) == (1, "a History that was sealed anew")
    error = broken(forged, early, kept)
    assert (error.number, error.field) == (3, f"sealed History of claim {HISTORY.claim}, entry 3 to 4")
    assert broken(forged, kept, early).number == 3


def test_a_history_that_was_cut_off_is_found_out_by_an_anchor_only() -> None:
    short = with_entries(*SEALED.entries[:4])
    assert verify(short).number == 4
    error = broken(short, SEALED.head)
    assert (error.number, error.fits) == (5, f"{len(HISTORY)} entries")


def test_an_anchor_is_of_the_same_claim() -> None:
    stranger = attrs.evolve(SEALED.head, claim=ClaimId("another"))
    with pytest.raises(InvalidValue, match="anchors"):
        verify(SEALED, anchors=(stranger,))


# Erasing.


@pytest.mark.parametrize("number", range(1, len(HISTORY) + 1))
def test_a_payload_can_be_erased_and_the_rest_still_verifies(number: int) -> None:
    erased = erase(SEALED, number)
    each = erased.entries[number - 1]
    assert each.is_erased
    assert (each.payload, each.salt) == (None, None)
    assert (each.envelope, each.digest, each.seal) == (
        SEALED.entries[number - 1].envelope,
        SEALED.entries[number - 1].digest,
        SEALED.entries[number - 1].seal,
    )
    assert verify(erased, anchors=(SEALED.head,)) == SEALED.head
    assert erase(erased, number) == erased
    assert from_text(to_text(erased)) == erased


def test_everything_can_be_erased_and_the_statuses_can_still_be_followed() -> None:
    erased = SEALED
    for number in range(1, len(HISTORY) + 1):
        erased = erase(erased, number)
    assert verify(erased, anchors=(SEALED.head,)) == SEALED.head
    assert broken(with_entries(*erased.entries[1:])).number == 1
    assert broken(with_entries(*erased.entries[:3], *erased.entries[4:])).number == 4


def test_what_was_erased_cannot_be_guessed_from_its_digest() -> None:
    """The same words have another digest in every entry, for the salt is another."""
    twice = tuple(
        attrs.evolve(HISTORY.entries[1], number=number, event=Commented("yes")) for number in (2, 3)
    )
    said = seal(History(HISTORY.claim, (HISTORY.entries[0], *twice)), salts=salts(3))
    first, second = said.entries[1:]
    assert first.payload == second.payload
    assert first.digest != second.digest
    assert sha256((first.payload or "").encode()).hexdigest() not in (first.digest, second.digest)
    assert (first.payload or "") not in to_text(erase(erase(said, 2), 3))
    assert (first.salt or "") not in to_text(erase(said, 2))


def test_an_erased_event_can_no_longer_be_told() -> None:
    with pytest.raises(InvalidValue, match="an erased payload in entry 2, 3"):
        unseal(erase(erase(SEALED, 2), 3))


def test_sealing_goes_on_after_an_erased_payload() -> None:
    begun = erase(seal(History(HISTORY.claim, HISTORY.entries[:3]), salts=salts(3)), 3)
    done = seal_next(begun, HISTORY.entries[3:], salts=salts(len(HISTORY) - 3, first=3))
    assert verify(done) == SEALED.head


@pytest.mark.parametrize("number", [0, -1, len(HISTORY) + 1, True, "1", None])
def test_only_an_entry_of_the_history_can_be_erased(number: Any) -> None:
    with pytest.raises(InvalidValue, match="the number of an entry"):
        erase(SEALED, number)


def test_what_is_said_stays_out_of_the_repr() -> None:
    assert "autumn" not in repr(SEALED).lower()
    assert HistoryEntry.__name__ not in repr(SEALED)


# Corrected instants.


def corrected() -> History:
    """Return the History with its last instant put right, and a remark that came before the correction."""
    last, noon = HISTORY.entries[-1], HISTORY.entries[-1].at + timedelta(days=2)
    system: Any = {"by": "clock", "side": Side.SYSTEM, "role": Role.SYSTEM, "before": last.after}
    right = InstantCorrected(entry=last.number, instant=last.at - timedelta(hours=1), reason="A wrong clock.")
    again = InstantCorrected(entry=last.number - 1, instant=HISTORY.entries[-2].at, reason="Likewise.")
    entries: list[HistoryEntry] = []
    for event, at in ((right, noon), (Commented("A remark."), noon - timedelta(hours=3)), (again, noon)):
        number = len(HISTORY) + len(entries) + 1
        entries.append(
            attrs.evolve(last, **system, number=number, event=event, at=at, command=CommandId(f"c{number}"))
        )
    return HISTORY.extended(entries)


def test_a_corrected_instant_is_verified_and_what_it_says_can_be_erased() -> None:
    history = corrected()
    sealed = seal(history, salts=salts(len(history)))
    assert unseal(sealed, anchors=(sealed.head,)) == history
    first = len(HISTORY) + 1
    for number in (first, first + 2):
        assert verify(erase(sealed, number)) == sealed.head
    assert verify(erase(erase(sealed, first), first + 2)) == sealed.head


def test_an_instant_is_corrected_within_its_neighbours_even_where_all_digests_fit() -> None:
    history = corrected()
    sealed = seal(history, salts=salts(len(history)))
    for number, instant in (
        (len(HISTORY) + 1, "2022-09-02T00:00:00Z"),
        (len(history), "2023-01-01T00:00:00Z"),
    ):
        entries = list(sealed.entries)
        payload = canonical(json.loads(entries[number - 1].payload or "") | {"instant": instant})
        entries[number - 1] = attrs.evolve(entries[number - 1], payload=payload)
        assert broken(sealed_anew(with_entries(*entries))).number == number
