"""The exception tree: one root, four branches, plain fields.

Catch `CoopClaimsError` at the edge of an application.
Below it stand `Refused` (in `coopclaims.findings`: the rules say no, with every problem),
`InvalidValue` (a value that can never be right; also a `ValueError`),
`Unresolved` (well-formed, but nothing answers; also a `LookupError`)
and `StaleClaim` (somebody recorded first).

Every exception keeps its fields as positional arguments, so that it survives pickling on its way
out of a process pool. Fields are promised; the wording of a message is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "AlreadyRecorded",
    "BrokenHistory",
    "BrokenSeal",
    "CalendarOutOfRange",
    "CommandReused",
    "CoopClaimsError",
    "CurrencyMismatch",
    "InvalidMoney",
    "InvalidValue",
    "NoRate",
    "NoRuleInForce",
    "StaleClaim",
    "UnknownClaim",
    "UnknownFund",
    "UnknownLabel",
    "Unresolved",
    "Unsupported",
    "WireMismatch",
]


class CoopClaimsError(Exception):
    """The root of everything that this library raises on purpose."""

    code: ClassVar[str] = "coop_claims_error"
    """A stable key; each class has its own, and one of yours has that of its base unless it says so."""


class InvalidValue(CoopClaimsError, ValueError):
    """A value that can never be right, whatever the rules say.

    Fields: `what` names the value or field, `got` is what was given, `expected` says what fits.
    """

    code = "invalid_value"

    def __init__(self, what: str, got: object, expected: str) -> None:
        super().__init__(what, got, expected)
        self.what = what
        self.got = got
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.what}: got {self.got!r}; expected {self.expected}"


class InvalidMoney(InvalidValue):
    """An amount or currency that no money can have.

    Fields: `what` names the value, `got` is what was given, `expected` says what fits.
    """

    code = "invalid_money"


class CurrencyMismatch(InvalidValue):
    """Amounts in different currencies met without an exchange rate.

    Fields: `what` was asked, `got` and `expected` are the two currency codes.
    """

    code = "currency_mismatch"

    def __str__(self) -> str:
        return (
            f"{self.what}: cannot combine {self.expected} with {self.got}; "
            "convert one of them with an explicit exchange rate first"
        )


class BrokenHistory(InvalidValue):
    """A History that the lifecycle table could not have produced.

    Fields: `what` names claim and entry, `got` is what the entry says, `expected` what fits there.
    """

    code = "broken_history"


class AlreadyRecorded(InvalidValue):
    """A ledger entry that was delivered again: the ledger holds one of this claim, number and kind.

    Fields: `what` names the fund, `got` is the entry as text, `expected` says what fits.
    Nothing was written, and nothing has to be: what the entry says is recorded already.
    """

    code = "already_recorded"


class BrokenSeal(InvalidValue):
    """A sealed History that is not as it was sealed, or that no claim could have.

    Fields: `what` names the claim and the entry, `got` is what was found, `expected` what fits there,
    `number` is the number of the first entry that is wrong.
    """

    code = "broken_seal"

    def __init__(self, what: str, got: object, expected: str, number: int) -> None:
        super().__init__(what, got, expected)
        self.args = (what, got, expected, number)
        self.number = number


class WireMismatch(InvalidValue):
    """Data that are the wire form of no value, or a value that has no wire form.

    Fields: `what` is the path to it (`$` is the whole, `$.entries[3].event.text` a part of it), `got`
    says in words what was found there, cut where it is long, `expected` what fits.
    """

    code = "wire_mismatch"

    def __str__(self) -> str:
        return f"{self.what}: found {self.got}; expected {self.expected}"


class CommandReused(InvalidValue):
    """One command id was given to two different commands.

    Fields: `what` names the claim and the command id, `got` is the event kind that the new
    command asks for, `expected` the one already recorded under that id.
    """

    code = "command_reused"


class Unresolved(CoopClaimsError, LookupError):
    """A well-formed question to which nothing answers."""

    code = "unresolved"


class NoRuleInForce(Unresolved):
    """No dated rule of this name holds on this day.

    Fields: `rule`, `day`, and `spans`, the dated spans that do exist, as text.
    """

    code = "no_rule_in_force"

    def __init__(self, rule: str, day: date, spans: tuple[str, ...]) -> None:
        super().__init__(rule, day, spans)
        self.rule = rule
        self.day = day
        self.spans = spans

    def __str__(self) -> str:
        known = "; ".join(self.spans) or "none at all"
        return f"no rule {self.rule!r} is in force on {self.day.isoformat()}; it is known for: {known}"


class CalendarOutOfRange(Unresolved):
    """A business calendar was asked about a day outside its bounds.

    Fields: `calendar` (its name), `day` (the day asked for or reached; `None` where counting ran
    past the bound), `first` and `last` (the bounds, both included).
    """

    code = "calendar_out_of_range"

    def __init__(self, calendar: str, day: date | None, first: date, last: date) -> None:
        super().__init__(calendar, day, first, last)
        self.calendar = calendar
        self.day = day
        self.first = first
        self.last = last

    def __str__(self) -> str:
        asked = (
            "counting runs past its bounds" if self.day is None else f"{self.day.isoformat()} lies outside"
        )
        return (
            f"calendar {self.calendar!r} answers from {self.first.isoformat()} to "
            f"{self.last.isoformat()}, both included; {asked}. "
            "Ask within them, or build a calendar of more years, as far as its data reach."
        )


class NoRate(Unresolved):
    """No exchange rate was given for this pair and month.

    Fields: `source` and `target` currency codes, `month` (the first day of the month).
    """

    code = "no_rate"

    def __init__(self, source: str, target: str, month: date) -> None:
        super().__init__(source, target, month)
        self.source = source
        self.target = target
        self.month = month

    def __str__(self) -> str:
        return (
            f"no exchange rate from {self.source} to {self.target} for {self.month:%Y-%m}; "
            "rates are given by the caller and never looked up"
        )


class UnknownClaim(Unresolved):
    """A repository holds no claim under this identifier. Field: `claim`."""

    code = "unknown_claim"

    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim

    def __str__(self) -> str:
        return f"no claim {self.claim!r} is stored here"


class UnknownFund(Unresolved):
    """A repository holds no fund pool for this location, program and usage period. Field: `fund`."""

    code = "unknown_fund"

    def __init__(self, fund: str) -> None:
        super().__init__(fund)
        self.fund = fund

    def __str__(self) -> str:
        return f"no fund pool is stored here for {self.fund}; open it before claims draw on it"


class UnknownLabel(Unresolved):
    """A text is no published label of this kind of object.

    Fields: `text`, `kind` (the key of what was read), `note` (what the text may mean).
    """

    code = "unknown_label"

    def __init__(self, text: str, kind: str, note: str) -> None:
        super().__init__(text, kind, note)
        self.text = text
        self.kind = kind
        self.note = note

    def __str__(self) -> str:
        return f"{self.text!r} as the label of a {self.kind.replace('_', ' ')}: {self.note}"


class StaleClaim(CoopClaimsError):
    """Somebody recorded first: the stream is not at the version that was decided upon.

    Fields: `stream` (the claim or fund pool), `expected` and `found` (its versions).
    Nothing was written. Load again, look again, decide again.
    """

    code = "stale_claim"

    def __init__(self, stream: str, expected: int, found: int) -> None:
        super().__init__(stream, expected, found)
        self.stream = stream
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return (
            f"{self.stream!r} was at version {self.expected} when this was decided and is at "
            f"version {self.found} now; nothing was written. Load it again and decide again."
        )


class Unsupported(CoopClaimsError):
    """A repository was asked for what it has declared that it cannot do. Field: `what`.

    Nothing was written.
    """

    code = "unsupported"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"this repository cannot do that: {self.what}; nothing was written"
