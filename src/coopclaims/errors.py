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

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from coopclaims._accounts import without_accounts
from coopclaims._expected import EXPECTED
from coopclaims._templates import ENGLISH, WORDS_OF, Tongue, filled

__all__ = [
    "AlreadyRecorded",
    "BrokenHistory",
    "BrokenSeal",
    "CalendarOutOfRange",
    "CommandReused",
    "CoopClaimsError",
    "CurrencyMismatch",
    "ImplausibleRate",
    "InvalidMoney",
    "InvalidValue",
    "NoRate",
    "NoRuleInForce",
    "NotPerformed",
    "StaleClaim",
    "UnknownClaim",
    "UnknownFund",
    "UnknownLabel",
    "UnknownPayment",
    "Unresolved",
    "Unsupported",
    "WireMismatch",
    "WrongAnswer",
]


class CoopClaimsError(Exception):
    """The root of everything that this library raises on purpose."""

    code: ClassVar[str] = "coop_claims_error"
    """A stable key; each class has its own, and one of yours has that of its base unless it says so."""

    english: ClassVar[str] = ""
    """The sentence that the exception says, with the fields in their places, as in a `Message`."""

    parameters: ClassVar[str] = ""
    """The fields that the sentence names, and the types of them."""

    def _in_words(self, tongue: Tongue) -> str:
        """Return what it says, in a language."""
        if not self.english:
            return super().__str__()
        return filled(tongue.template(self.code, self.english), self._values(tongue), tongue)

    def _values(self, tongue: Tongue) -> Mapping[str, object]:  # noqa: ARG002 - others have more to say
        """Return what its sentence has places for."""
        return vars(self)

    def __str__(self) -> str:
        return self._in_words(ENGLISH)


WORDS_OF.update({CoopClaimsError: lambda error, tongue: error._in_words(tongue)})


class InvalidValue(CoopClaimsError, ValueError):
    """A value that can never be right, whatever the rules say.

    Fields: `field` names the value or field, `got` is what was given, `expected` is the code of what fits,
    and `figures` are pairs of a name and a value that its sentence has places for. A text that is no code of
    this library is the sentence itself. What reads like the number of an account or of a card is described
    in all of them, and not repeated.
    """

    code = "invalid_value"
    english = "{field}: got {got!r}; expected {fits}"
    parameters = "field: str, got: object, fits: Explanation"

    def __init__(self, field: str, got: object, expected: str, **figures: object) -> None:
        field = str(without_accounts(field))
        got = without_accounts(got)
        super().__init__(field, got, expected)
        self.field = field
        self.got = got
        self.expected = expected
        self.figures = tuple((name, without_accounts(value)) for name, value in figures.items())

    @property
    def fits(self) -> str:
        """What fits, in English."""
        return what_fits(self, ENGLISH)

    def _values(self, tongue: Tongue) -> Mapping[str, object]:
        return {**vars(self), "fits": what_fits(self, tongue)}


def what_fits(error: InvalidValue, tongue: Tongue) -> str:
    """Return what fits instead of a wrong value, in a language; an adopter's own code is its words."""
    if error.expected not in EXPECTED:
        return error.expected
    english, _ = EXPECTED[error.expected]
    return filled(tongue.template(f"expected.{error.expected}", english), dict(error.figures), tongue)


class InvalidMoney(InvalidValue):
    """An amount or currency that no money can have.

    Fields: `field` names the value, `got` is what was given, `expected` is the code of what fits, with
    `figures`.
    """

    code = "invalid_money"


class CurrencyMismatch(InvalidValue):
    """Amounts in different currencies met without an exchange rate.

    Fields: `field` was asked, `got` and `expected` are the two currency codes; there are no `figures`.
    """

    code = "currency_mismatch"
    english = (
        "{field}: cannot combine {expected} with {got}; "
        "convert one of them with an explicit exchange rate first"
    )
    parameters = "field: str, got: str, expected: str"


class BrokenHistory(InvalidValue):
    """A History that nobody could have produced, under whatever rules.

    Fields: `field` names the stream and the entry, `got` is what the entry says, `expected` is the code of
    what fits there, with `figures`. `stream` is the identifier of the claim or payment, `number` the number
    of the entry and `part` the field of it that is wrong, empty where it is the entry as a whole; `None`
    where no entry is concerned.
    """

    code = "broken_history"

    def __init__(
        self,
        field: str,
        got: object,
        expected: str,
        stream: str | None = None,
        number: int | None = None,
        part: str = "",
        **figures: object,
    ) -> None:
        super().__init__(field, got, expected, **figures)
        self.args = (self.field, self.got, expected, stream, number, part)
        self.stream = stream
        self.number = number
        self.part = part


class AlreadyRecorded(InvalidValue):
    """A ledger entry that was delivered again: the ledger holds one of the same cause.

    Fields: `field` names the fund, `got` is the entry, `expected` is the code of what fits,
    with `figures`.
    Nothing was written, and nothing has to be: what the entry says is recorded already.
    """

    code = "already_recorded"


class BrokenSeal(InvalidValue):
    """A sealed History that is not as it was sealed, or that nobody could have recorded.

    Fields: `field` names the claim, payment or fund and the entry, `got` is what was found, `expected` what
    fits there, `number` is the number of the first entry that is wrong, zero where an anchor is, and
    `figures` are as those of `InvalidValue`.
    """

    code = "broken_seal"

    def __init__(self, field: str, got: object, expected: str, number: int, /, **figures: object) -> None:
        super().__init__(field, got, expected, **figures)
        self.args = (self.field, self.got, expected, number)
        self.number = number


class WireMismatch(InvalidValue):
    """Data that are the wire form of no value, or a value that has no wire form.

    Fields: `field` is the path to it (`$` is the whole, `$.entries[3].event.text` a part of it), `got`
    says in words what was found there, cut where it is long, `expected` and `figures` what fits.
    """

    code = "wire_mismatch"
    english = "{field}: found {got}; expected {fits}"


class CommandReused(InvalidValue):
    """One command id was given to two different commands.

    Fields: `field` names the claim, payment or fund and the command id, `got` is what the new command asks
    for and who gave it, `expected` is the code of what fits: what `figures` say is recorded already.
    """

    code = "command_reused"
    english = "{field}: got {got}; under this id there is {fits}; give another command an id of its own"


class Unresolved(CoopClaimsError, LookupError):
    """A well-formed question to which nothing answers."""

    code = "unresolved"


class NoRuleInForce(Unresolved):
    """No dated rule of this name holds on this day.

    Fields: `rule` (its key), `day`, `known` (the spans of days that rules of the name are known for, each a
    first day, a last one and that of a withdrawal, or whatever else they are known for), and `of`, what was
    asked about besides, such as a program; `None` for nothing.
    """

    code = "no_rule_in_force"
    english = (
        "no rule {rule!r}{of:? for %} is in force on {day}; it is known for: {known:spans or none at all}"
    )
    parameters = "rule: str, day: date, known: tuple[object, ...], of: object"

    def __init__(self, rule: str, day: date, known: tuple[object, ...], of: object = None) -> None:
        super().__init__(str(rule), day, known, of)
        self.rule = str(rule)  # a key with a type is plain text here
        self.day = day
        self.known = known
        self.of = of


class CalendarOutOfRange(Unresolved):
    """A business calendar was asked about a day outside its bounds.

    Fields: `calendar` (its name), `day` (the day asked for or reached; `None` where counting ran
    past the bound), `first` and `last` (the bounds, both included).
    """

    code = "calendar_out_of_range"
    english = (
        "calendar {calendar!r} answers from {first} to {last}, both included; "
        "{day:or counting runs past its bounds}{day:? lies outside}. "
        "Ask within them, or build a calendar of more years, as far as its data reach."
    )
    parameters = "calendar: str, day: date | None, first: date, last: date"

    def __init__(self, calendar: str, day: date | None, first: date, last: date) -> None:
        super().__init__(calendar, day, first, last)
        self.calendar = calendar
        self.day = day
        self.first = first
        self.last = last


class NoRate(Unresolved):
    """No exchange rate was given for this pair and month.

    Fields: `source` and `target` currency codes, `month` (the first day of the month).
    """

    code = "no_rate"
    english = (
        "no exchange rate from {source} to {target} for {month:month}; "
        "rates are given by the caller and never looked up"
    )
    parameters = "source: str, target: str, month: date"

    def __init__(self, source: str, target: str, month: date) -> None:
        super().__init__(source, target, month)
        self.source = source
        self.target = target
        self.month = month


class ImplausibleRate(NoRate):
    """An exchange rate is further from the last known one of its pair than the rules in use let pass.

    Fields: `source` and `target` currency codes, `month` (the first day of the month), `rate` and `last` (the
    two exchange rates), and `percent` (how far a rate may be from the last one, in percent of that).
    """

    code = "implausible_rate"
    english = (
        "{rate} is more than {percent} % away from the last rate known, {last}; nothing is converted by it"
    )
    parameters = "source: str, target: str, month: date, rate: ExchangeRate, last: ExchangeRate, percent: int"

    def __init__(
        self, source: str, target: str, month: date, rate: object, last: object, percent: int
    ) -> None:
        super(NoRate, self).__init__(source, target, month, rate, last, percent)
        self.source = source
        self.target = target
        self.month = month
        self.rate = rate
        self.last = last
        self.percent = percent


class UnknownClaim(Unresolved):
    """A repository holds no claim under this identifier. Field: `claim`."""

    code = "unknown_claim"
    english = "no claim {claim!r} is stored here"
    parameters = "claim: str"

    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim


class UnknownFund(Unresolved):
    """A repository holds no fund pool for this location, program and usage period. Field: `fund`."""

    code = "unknown_fund"
    english = "no fund pool is stored here for {fund}; open it before claims draw on it"
    parameters = "fund: object"

    def __init__(self, fund: object) -> None:
        super().__init__(fund)
        self.fund = fund


class UnknownPayment(Unresolved):
    """A repository holds no payment under this identifier. Field: `payment`."""

    code = "unknown_payment"
    english = "no payment {payment!r} is stored here"
    parameters = "payment: str"

    def __init__(self, payment: str) -> None:
        super().__init__(payment)
        self.payment = payment


class UnknownLabel(Unresolved):
    """A text is no published label of this kind of object.

    Fields: `text`, `kind` (the key of what was read), `note` (an explanation: what the text may mean).
    """

    code = "unknown_label"
    english = "{text!r} as the label of a {kind}: {note}"
    parameters = "text: str, kind: LabelledObject, note: Explanation"

    def __init__(self, text: str, kind: str, note: object) -> None:
        super().__init__(text, kind, note)
        self.text = text
        self.kind = kind
        self.note = note


class StaleClaim(CoopClaimsError):
    """Somebody recorded first: the stream is not at the version that was decided upon.

    Fields: `stream` (the claim, fund pool or payment), `expected` and `found` (its versions; `found` is
    `None` where a database has noticed the conflict and does not say which version is stored).
    Nothing was written. Load again, look again, decide again.
    """

    code = "stale_claim"
    english = (
        "{stream} was at version {expected} when this was decided{found:? and is at version % now}; "
        "nothing was written. Load it again and decide again."
    )
    parameters = "stream: object, expected: int, found: int | None"

    def __init__(self, stream: object, expected: int, found: int | None) -> None:
        super().__init__(stream, expected, found)
        self.stream = stream
        self.expected = expected
        self.found = found


class NotPerformed(CoopClaimsError):
    """A command was not performed, because another one of the batch could not be.

    Fields: `command` (the id of the command) and `failed` (that of the first one that could not be
    performed). Nothing of the batch was written.
    """

    code = "not_performed"
    english = (
        "command {command} was not performed, because command {failed} of the same batch could not be; "
        "nothing of the batch was written"
    )
    parameters = "command: str, failed: str"

    def __init__(self, command: str, failed: str) -> None:
        super().__init__(command, failed)
        self.command = command
        self.failed = failed


class Unsupported(CoopClaimsError):
    """A repository was asked for what it has declared that it cannot do. Field: `what`.

    Nothing was written.
    """

    code = "unsupported"
    english = "this repository cannot do that: {what}; nothing was written"
    parameters = "what: str"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class WrongAnswer(CoopClaimsError):
    """What was passed in to be asked, such as rates or a repository, answered something else than was asked.

    Fields: `port` (the name of the protocol that it should keep), `asked` and `got` (the parts of the
    question and of the answer, side by side; `got` is the name of a type where the answer is of another one,
    and empty where there is none). The answer was not used, and nothing was written.
    """

    code = "wrong_answer"
    english = "{port} was asked for {asked} and answered {got:or nothing}; the answer was not used"
    parameters = "port: str, asked: tuple[object, ...], got: tuple[object, ...]"

    def __init__(self, port: str, asked: tuple[object, ...], got: tuple[object, ...]) -> None:
        super().__init__(port, asked, got)
        self.port = port
        self.asked = asked
        self.got = got

    @classmethod
    def of_type(cls, port: str, asked: tuple[object, ...], got: object) -> WrongAnswer:
        """Return the error for an answer that is of another type than was asked.

        `port` and `asked` are as above; `got` is the answer itself, of which only the type is kept.
        """
        return cls(port, asked, () if got is None else (type(got).__name__,))
