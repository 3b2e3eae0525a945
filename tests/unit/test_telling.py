"""What a broken law says: counts and names, in lines that nobody has to cut."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest
from tests.support.world import REVIEWER, desk_at, instant, pool_key, sek

from coopclaims import ClaimStatus, History, StaleClaim
from coopclaims.claims import ApproveClaim
from coopclaims.funds import FundEntry, FundEntryKind
from coopclaims.identifiers import PaymentId
from coopclaims.payments import PaymentHistory, replay_payment
from coopclaims.repositories import ClaimWrite, FundWrite, Loaded, Outcome
from coopclaims.testing.contract.sites import PAYING, Site
from coopclaims.testing.faults import SoundStore
from coopclaims.testing.telling import BrokenLaw, in_words

DESK = desk_at(ClaimStatus.UNDER_REVIEW)
DECISION = DESK.decide(DESK.command(ApproveClaim, REVIEWER, DESK.later))
ENTRY = DESK.history.entries[-1]
STEPS = Site(SoundStore).steps(PaymentId("P-1"), DESK.id, *PAYING)
HELD: FundEntry = DESK.ledger[-1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("as it is", "as it is"),
        ("two\n  lines", "two lines"),
        (7, "7"),
        (None, "None"),
        (sek("1.00"), "1.00 SEK"),
        (timedelta(days=2), "2 days, 0:00:00"),
        ((), "none"),
        ((1, 2, 3), "1, 2, 3"),
        ({"C-1": 4}, "C-1: 4"),
        (list(range(30)), f"30 of them: {', '.join(map(str, range(12)))}"),
        (DESK.history, "History of C-1001 with 8 entries"),
        (PaymentHistory(STEPS.payment, STEPS.entries), "History of P-1 with 3 entries"),
        (DESK.claim, "claim C-1001, under_review, version 8"),
        (replay_payment(STEPS.entries), "payment P-1, in_progress, version 3"),
        (ENTRY, f"ReviewStarted as entry 8 of C-1001, by {ENTRY.by} at {ENTRY.at.isoformat()}"),
        (HELD, f"reserved 90000.00 SEK of C-1001 at {HELD.at.isoformat()}"),
        (
            attrs.evolve(HELD, kind=FundEntryKind.EXPIRED, claim=None, number=None, activity=None),
            f"expired 90000.00 SEK of nobody at {HELD.at.isoformat()}",
        ),
        (
            Outcome(claim=DECISION.claim, entries=DECISION.entries),
            "done: 1 entries, version 9 of C-1001",
        ),
        (
            Outcome(claim=DECISION.claim, entries=DECISION.entries, is_repeat=True),
            "a repeat: 1 entries, version 9 of C-1001",
        ),
        (
            Loaded(snapshot=DESK.claim, since=(), performed=(ENTRY,)),
            "a snapshot at version 8, 0 entries since, 1 performed",
        ),
        (
            Loaded(snapshot=None, since=DESK.history.entries, performed=()),
            "a snapshot at version 0, 8 entries since, 0 performed",
        ),
        (
            ClaimWrite(claim=DESK.id, expected=8, entries=DECISION.entries),
            "1 entries to claim C-1001 at version 8",
        ),
        (
            FundWrite(pool=pool_key(), expected=2, entries=()),
            f"0 entries to fund {pool_key()} at version 2",
        ),
        (STEPS, "3 entries to payment P-1 at version 0"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_told_in_a_few_words(value: object, words: str) -> None:
    assert in_words(value) == words


def test_an_error_is_told_with_its_class() -> None:
    said = in_words(StaleClaim(DESK.id, 1, 2))
    assert said.startswith("StaleClaim: C-1001 was at version 1")


def test_what_is_long_is_cut_and_says_so() -> None:
    words = in_words(["x" * 150, "y" * 150])
    assert words.startswith("2 of them: x")
    assert words.endswith(" …")
    assert len(words) < 210
    assert in_words(instant("2022-09-14 10:00")) == str(instant("2022-09-14 10:00"))


def test_the_values_are_kept_beside_the_text() -> None:
    history = History(DESK.id, DESK.history.entries)
    broken = BrokenLaw("nothing is lost", {"stored": history, "lost": [3, 4]})
    assert (
        str(broken) == "broken law: nothing is lost\n  stored: History of C-1001 with 8 entries\n  lost: 3, 4"
    )
    assert broken.what == "nothing is lost"
    assert broken.shown == {"stored": history, "lost": [3, 4]}
