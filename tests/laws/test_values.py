"""Constructible means storable and printable: whatever a public value takes comes back from the wire.

Each field of each value that has a wire form is given what no field should have, one after the other. It is
refused by an error of ours that names a field and a code, or the value is written, read back equal, and
printed on lines of its own.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.wire import VALUES
from tests.support.zones import Failing

from coopclaims import Currency, Money
from coopclaims._expected import EXPECTED
from coopclaims.claims import ClaimStatus
from coopclaims.errors import CoopClaimsError, CurrencyMismatch, InvalidValue
from coopclaims.wire import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Loud(str):
    """A text with methods of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


class OwnDay(date):
    """A day of another class."""


class Mute:
    """A value that cannot say what it is, and equals everything."""

    def __repr__(self) -> str:
        raise LookupError

    def __eq__(self, _other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


NOON = datetime(2022, 9, 1, 12, tzinfo=UTC)
TEXTS = (
    "",
    " ",
    "\u200b\u3164",
    "a\x00b",
    "\x1b[2J",
    "a\ud83d",
    "a\nb",
    "a\u202eb",
    "a\u2028b",
    "x" * 100_001,
)
PARTS: tuple[Any, ...] = (
    None,
    *(True, 0, -1, 2**53, 10**5_000, 1.5, float("nan"), Decimal("NaN"), Decimal("1e400")),
    *TEXTS,
    *map(Loud, ("loud", "a\x00b")),
    b"bytes",
    date(1, 1, 1),
    date(9999, 12, 31),
    OwnDay(2022, 9, 1),
    NOON.replace(tzinfo=None),
    NOON.replace(year=1),
    NOON.replace(year=9998, month=12, day=31, tzinfo=timezone(timedelta(hours=-13))),
    NOON.replace(tzinfo=Failing()),
    Money(1, "SEK"),
    Currency("SEK"),
    ClaimStatus.APPROVED,
    ClaimStatus,
    Mute(),
    object(),
)
EVIL = (*PARTS, *((each,) for each in PARTS), *((("x", each),) for each in PARTS), [], (), {}, set(), [["x"]])
"""What is put in the place of a part, also as the only part of a tuple, and beside a name."""


CHECKED_ELSEWHERE = {
    "calendar-last": "the wire has calendars of at most 200 years",
    "explanation-figures": "a figure is a value of any kind; the wire has those that it lists",
    **dict.fromkeys(
        (
            "problem-params",
            "deadline.not-running-figures",
            "payment.blocker-params",
            "fund.proposal-figures",
            "fault-got",
            "fault-params",
        ),
        "likewise",
    ),
    "option-command": "a class among those of the commands, as `allowed` gives it",
    "way-to.command-command": "likewise, as `way_to` gives it",
    "calendar.seen-days-pattern": "marks as a calendar draws them; the wire has no others",
    "rule-value": "a rule has a value of any kind; the wire has those that rules have",
    "fund.pool-activities": "what follows from the entries of a pool is held against them when it is read",
    "fund.pool-shares": "likewise",
    "fund.pool-version": "likewise",
    "rules.reference-calendar": "a digest is what was computed, and refused by whoever compares it",
    "rules.reference-digest": "likewise",
    **dict.fromkeys(
        (f"seal.entry-{name}" for name in ("envelope", "payload", "salt", "mark", "digest", "seal")),
        "a sealed entry is what was stored, word for word, and is judged when it is verified",
    ),
}
"""Fields that their class takes as they are, and why."""


def fields() -> Iterator[Any]:
    """Yield each value of the wire with the name of each field that it is built from."""
    for tag, value in VALUES.items():
        kind: Any = type(value)
        if attrs.has(kind) and kind is not Money:
            for field in attrs.fields(kind):
                if field.init and f"{tag}-{field.alias}" not in CHECKED_ELSEWHERE:
                    yield pytest.param(value, field.alias, id=f"{tag}-{field.alias}")


def _made(value: Any, name: str, evil: object) -> tuple[Any, CoopClaimsError | None]:
    """Return a value with this in the place of a part, or the error that refuses it."""
    try:
        return attrs.evolve(value, **{name: evil}), None
    except CoopClaimsError as error:
        return None, error


@pytest.mark.parametrize(("value", "name"), [*fields()])
def test_what_is_taken_comes_back_and_all_else_is_refused_by_field_and_code(value: Any, name: str) -> None:
    for evil in EVIL:
        made, error = _made(value, name, evil)
        if error is None:
            assert from_text(to_text(made)) == made
            str(made).encode()
            assert not {*"\x1b\x00\u202e"} & {*str(made)}
            continue
        assert len(str(error)) < 3_000
        assert len(str(error).splitlines()) == 1
        if isinstance(error, InvalidValue) and not isinstance(error, CurrencyMismatch):
            assert error.field
            assert error.expected in EXPECTED


@pytest.mark.parametrize("name", CHECKED_ELSEWHERE)
def test_what_is_checked_elsewhere_is_a_field_and_refused_by_an_error_of_ours(name: str) -> None:
    tag, _, field = name.rpartition("-")
    for evil in EVIL:
        made, error = _made(VALUES[tag], field, evil)
        if error is None:
            with suppress(CoopClaimsError):
                assert to_text(made)
