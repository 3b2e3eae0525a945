"""The History: complete, in order, append-only, and readable. Source: H-01 to H-04."""

from __future__ import annotations

import pickle
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ACTORS,
    CLAIM,
    FORM,
    INVOICE,
    KINDS,
    PROOF,
    REVIEWER,
    USER,
    Desk,
    desk_at,
    instant,
)

from coopclaims import ClaimStatus, History, HistoryEntry, InvalidValue, Refused, Role, Side, replay
from coopclaims.claims import (
    ClaimCreated,
    Command,
    Comment,
    DisputeCut,
    ExpireDraft,
    ReopenClaim,
    RetractApproval,
)
from coopclaims.errors import BrokenHistory
from coopclaims.identifiers import ActorId, ClaimId, CommandId

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def history() -> History:
    return desk_at(ClaimStatus.DISPUTED).history


BY_POLICY = (ReopenClaim, RetractApproval, DisputeCut)
"""Kinds of command that only a policy lets anybody give."""


def given_somewhere(kind: type[Command]) -> Iterator[tuple[Desk, Role]]:
    """Yield a desk in every status in which somebody may give this kind of command, and who."""
    for status in (None, *ClaimStatus):
        for role in Role:
            desk = desk_at(status)
            at = "2022-09-01 09:00" if status is None else desk.later
            if kind is ExpireDraft:
                at = "2023-02-16 00:00"
            with suppress(Refused):
                desk.do(kind, ACTORS[role], at)
                yield desk, role


class TestEntry:
    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in BY_POLICY])
    def test_every_command_leaves_exactly_one(self, kind: type[Command]) -> None:
        seen = 0
        for desk, role in given_somewhere(kind):
            command, entry = desk.commands[-1], desk.last
            assert len(desk.history) == len(desk.commands)
            assert entry.claim == CLAIM
            assert entry.number == len(desk.history)
            assert entry.at == command.at
            assert (entry.by, entry.role, entry.side) == (ACTORS[role].id, role, ACTORS[role].side)
            assert entry.command == command.id
            assert entry.event.trigger is kind.trigger
            assert entry.before is (None if entry.number == 1 else desk.history.entries[-2].after)
            assert entry.after is desk.status()
            seen += 1
        assert seen

    def test_only_the_first_starts_from_nothing(self, history: History) -> None:
        assert [entry.before is None for entry in history] == [True, *[False] * 9]

    def test_its_instant_is_aware(self, history: History) -> None:
        naive = datetime(2022, 9, 1, 9)  # noqa: DTZ001 - the point
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(history.entries[0], at=naive)
        assert (caught.value.field, caught.value.got) == ("at", naive)

    def test_its_instant_is_kept_in_utc(self, history: History) -> None:
        entry = attrs.evolve(history.entries[0], at=instant("2022-09-01 09:00"))
        assert entry.at.tzinfo is UTC
        assert entry.at.hour == 16

    def test_its_summary_says_what_it_was_about(self, history: History) -> None:
        created, invoice, *_ = history.entries
        for part in ("Autumn campaign", "digital-advertising", "2022-08-25", "90000.00 SEK"):
            assert part in created.summary
        assert "invoice-1" in invoice.summary
        assert "90000.00 SEK" in invoice.summary

    def test_what_says_nothing_more_is_summed_up_by_its_name(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        assert desk.last.summary == "Review started"

    def test_its_note_stands_in_the_summary(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        assert PROOF.note in desk.history.entries[2].summary


class TestHistory:
    def test_counts_its_entries(self, history: History) -> None:
        assert history.version == len(history) == len(list(history)) == 10
        assert [entry.number for entry in history] == list(range(1, 11))

    def test_of_nothing_is_empty(self) -> None:
        assert History(CLAIM).version == 0

    def test_only_grows(self, history: History) -> None:
        before = history.entries
        longer = History(CLAIM, before[:4]).extended(before[4:])
        assert longer == history
        assert history.entries is before

    @pytest.mark.parametrize("missing", range(9))
    def test_a_gap_is_refused(self, history: History, missing: int) -> None:
        entries = history.entries[:missing] + history.entries[missing + 1 :]
        with pytest.raises(BrokenHistory) as caught:
            History(CLAIM, entries)
        assert CLAIM in caught.value.field
        assert caught.value.got == missing + 2
        assert caught.value.fits == f"number {missing + 1}"

    def test_entries_out_of_order_are_refused(self, history: History) -> None:
        with pytest.raises(BrokenHistory):
            History(CLAIM, tuple(reversed(history.entries)))

    def test_an_entry_twice_is_refused(self, history: History) -> None:
        with pytest.raises(BrokenHistory):
            history.extended(history.entries[-1:])

    def test_an_entry_of_another_claim_is_refused(self, history: History) -> None:
        stranger = attrs.evolve(history.entries[-1], claim=ClaimId("C-2002"))
        with pytest.raises(BrokenHistory) as caught:
            History(CLAIM, (*history.entries[:-1], stranger))
        assert "C-2002" in str(caught.value)
        assert "C-1001" in str(caught.value)

    def test_its_table_has_a_line_for_every_entry(self, history: History) -> None:
        head, *lines = history.table().splitlines()
        assert head.split()[:4] == ["no.", "at", "by", "as"]
        assert len(lines) == 10
        assert "2022-09-01T16:00Z" in lines[0]  # 09:00 in the program's zone
        assert "- > Editing" in lines[0]
        assert "Editing > Submitted" in lines[6]
        assert "rita" in lines[7]
        assert "Reviewer" in lines[7]
        assert all(line == line.rstrip() for line in lines)

    def test_a_step_that_changes_no_status_shows_it_once(self, history: History) -> None:
        assert ">" not in history.table().splitlines()[2]

    def test_a_remark_of_several_lines_takes_one(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(Comment, USER, desk.later, text="First line.\n\tSecond  line.")
        assert desk.last.summary == "Commented: First line. Second line."
        assert len(desk.history.table().splitlines()) == 1 + len(desk.history)

    def test_it_survives_pickling(self, history: History) -> None:
        again = pickle.loads(pickle.dumps(history))
        assert again == history
        assert replay(again) == replay(history)

    def test_equal_instants_keep_their_order(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        at = desk.later
        desk.do(Comment, USER, at, text="First.")
        desk.do(Comment, REVIEWER, at, text="Second.")
        assert [entry.summary.rpartition(": ")[2] for entry in desk.history.entries[-2:]] == [
            "First.",
            "Second.",
        ]

    def test_it_is_made_of_entries_alone(self) -> None:
        """An entry needs nothing but its fields, so that any store can give it back."""
        event = ClaimCreated(FORM)
        entry = HistoryEntry(
            claim=CLAIM,
            number=1,
            at=instant("2022-09-01 09:00"),
            by=ActorId("bob"),
            side=Side.PARTNER,
            role=Role.INCENTIVES_USER,
            command=CommandId("c-1"),
            event=event,
            before=None,
            after=ClaimStatus.EDITING,
        )
        claim = replay(History(CLAIM, (entry,)))
        assert (claim.form, claim.status, claim.items) == (FORM, ClaimStatus.EDITING, ())

    def test_no_document_is_in_it(self, history: History) -> None:
        """An item refers to its document; the reference to an invoice is not even in the table."""
        assert INVOICE.document not in history.table()


def test_any_tampering_with_a_status_is_seen() -> None:
    """An altered status is found out by replaying, wherever it is."""
    entries = desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED).history.entries
    for place, entry in enumerate(entries):
        for status in set(ClaimStatus):
            for field in ("before", "after"):
                if getattr(entry, field) is status:
                    continue
                changes: dict[str, Any] = {field: status}
                altered = attrs.evolve(entry, **changes)
                with pytest.raises(BrokenHistory) as caught:
                    replay((*entries[:place], altered, *entries[place + 1 :]))
                assert CLAIM in caught.value.field
