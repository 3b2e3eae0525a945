"""What a reconciliation says: an answer for every line of a payment file and every expected payment.

An answer joins the lines and the expected
payments that belong together; each of them stands in exactly one answer, so that the sums of the answers are
those of the file and of the portfolio, currency by currency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from itertools import chain
from types import MappingProxyType
from typing import Final, final

import attrs

from coopclaims._scalars import MOST_WHOLE
from coopclaims._values import Keyed, frozen, whole
from coopclaims.errors import InvalidValue
from coopclaims.money.amounts import Money, decimal_places, finite_decimal
from coopclaims.money.currencies import Currency
from coopclaims.portfolio.expectations import Expectation, PaymentLine
from coopclaims.provenance import Basis, Explanation, Source, cite, inferred, message

# fmt: off
_ANSWER = message("reconciled", "{outcome}: {arrived:or nothing} arrived, {due:or nothing} was expected"
    "{difference:?; the difference is %}{rate:?; that is a rate of about %}",
    "outcome: ReconciliationOutcome, arrived: Money | None, due: Money | None, difference: Money | None, "
    "rate: Decimal | None")
_MATCHED = message("reconciled_by", "matched by {matched_by}", "matched_by: MatchedBy")
_UNMATCHED = message("reconciled_alone", "nothing else belongs to it for certain")
_ELSEWHERE = message("reconciled_elsewhere",
    "it concerns what was expected at position {expected}, which has an answer of its own",
    "expected: tuple[int, ...]")
_OTHER_ENTITY = message("line_of_another_entity", "the line names {found}, and {entity} was to pay",
    "found: EntityId, entity: EntityId")
_ALL = message("reconciliation",
    "{lines} lines against {expected} expected payments, a difference of {rounding} minor units taken for "
    "rounding and one of up to {rate_band} of a converted payment for another rate",
    "lines: int, expected: int, rounding: int, rate_band: Decimal")
_SUMS = message("reconciled_sums",
    "in {currency} {arrived} arrived and {expected} was expected: {difference}",
    "currency: Currency, arrived: Money, expected: Money, difference: Money")
_COUNTED = message("reconciled_count", "{outcome}: {answers}", "outcome: ReconciliationOutcome, answers: int")
_ORDER_READ = message("reading.order_of_reconciling",
    "by reference first, then where an amount is expected once of an entity, then by totals; never a guess")
_ROUNDING_READ = message("reading.rounding_in_payment_files", "a minor unit more or less is rounding")
_RATE_READ = message("reading.another_rate_in_payment_files",
    "a small difference of a converted payment comes from another rate")
_REPEATED_READ = message("reading.repeated_lines",
    "a line that repeats another of its reference, above what is expected, is a duplicate")
# fmt: on


# What comes out: one answer for each line and each expectation.


@final
class ReconciliationOutcome(Keyed):
    """What became of a line or of an expected payment."""

    PAID = "paid"
    OVERPAID = "overpaid", "more arrived than was expected"
    PARTLY = "partly", "paid in part"
    ROUNDING = "rounding", "paid, but for rounding"
    OTHER_RATE = "other_rate", "paid at another rate"
    OTHER_CURRENCY = "other_currency", "in another currency"
    CARRIED = "carried", "carried to a later month"
    HELD = "held"
    WITHHELD = "withheld", "less the tax withheld"
    DUPLICATE = "duplicate", "paid a second time"
    CLAWBACK = "clawback", "taken back"
    UNKNOWN = "unknown", "nothing like it was expected"
    MISSING = "missing", "nothing arrived"
    AMBIGUOUS = "ambiguous", "several may belong together"

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at it."""
        return self not in _CLOSED


@final
class MatchedBy(Keyed):
    """How lines and expected payments were found to belong together."""

    REFERENCE = "reference", "the reference"
    AMOUNT = "amount", "an amount that came as often as it was expected of this entity"
    TOTAL = "total", "the total of this entity in this currency"


_O: Final = ReconciliationOutcome
_CLOSED: Final = frozenset({_O.PAID, _O.ROUNDING, _O.CARRIED, _O.HELD, _O.WITHHELD})
_WITHOUT_EXPECTED: Final = frozenset({_O.DUPLICATE, _O.CLAWBACK, _O.UNKNOWN})
_WITHOUT_MONEY: Final = frozenset({_O.CARRIED, _O.HELD, _O.MISSING})
_RESTS_ON: Final[Mapping[ReconciliationOutcome, tuple[Source, Basis | None]]] = MappingProxyType(
    {
        _O.PAID: (cite("PS21", "P-32"), None),
        _O.OVERPAID: (cite("EA23", "Q-05"), None),
        _O.PARTLY: (cite("PS21", "P-32"), None),
        _O.ROUNDING: (cite("READING", "P-32"), inferred(_ROUNDING_READ)),
        _O.OTHER_RATE: (cite("READING", "P-08"), inferred(_RATE_READ)),
        _O.OTHER_CURRENCY: (cite("MG22", "P-01"), None),
        _O.CARRIED: (cite("TP23", "P-21"), None),
        _O.HELD: (cite("TP23", "P-23", "P-24"), None),
        _O.WITHHELD: (cite("PS21", "P-32"), None),
        _O.DUPLICATE: (cite("READING", "P-33"), inferred(_REPEATED_READ)),
        _O.CLAWBACK: (cite("EA23", "Q-05"), None),
        _O.UNKNOWN: (cite("READING", "P-33"), inferred(_ORDER_READ)),
        _O.MISSING: (cite("PS21", "P-31"), None),
        _O.AMBIGUOUS: (cite("READING", "P-33"), inferred(_ORDER_READ)),
    }
)
_SIX_FIGURES: Final = Context(prec=6)


def _is_signed(outcome: ReconciliationOutcome, apart: int) -> bool:
    """Return whether the difference of an answer has the sign that its outcome says."""
    if outcome in {_O.PAID, _O.WITHHELD}:
        return apart == 0
    if outcome in {_O.ROUNDING, _O.OTHER_RATE}:
        return apart != 0
    return (outcome is not _O.OVERPAID or apart > 0) and (outcome is not _O.PARTLY or apart < 0)


@final
@frozen(kw_only=True)
class ReconciliationAnswer:
    """What became of lines and expected payments that belong together.

    `outcome` says what, and `matched_by` how they were found, `None` where nothing was. `lines` are of one
    currency, and `line_positions` are their places in the file, counted from 0; `expected` and
    `expected_positions` are the expected payments likewise. Either may be empty. Those of an ambiguous answer
    are each other's candidates. `concerns` are the positions of expected payments that have an answer of
    their own, for a line that comes on top: a duplicate, a clawback.

    Raises `InvalidValue` where this does not fit together: a position for each, one currency on each side,
    and an outcome that the amounts have.
    """

    outcome: ReconciliationOutcome
    matched_by: MatchedBy | None = None
    lines: tuple[PaymentLine, ...] = ()
    line_positions: tuple[int, ...] = ()
    expected: tuple[Expectation, ...] = ()
    expected_positions: tuple[int, ...] = ()
    concerns: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name in ("line_positions", "expected_positions", "concerns"):
            places = getattr(self, name)
            if places and not 0 <= min(places) <= max(places) <= MOST_WHOLE:
                raise InvalidValue(name, places, "whole_between", least=0, most=MOST_WHOLE)
        counts = (len(self.lines), len(self.expected))
        found = {each.money.currency for each in self.lines}
        wanted = {each.money.currency for each in self.expected}
        fits = (len(self.line_positions), len(self.expected_positions)) == counts and any(counts)
        if not fits or max(len(found), len(wanted)) > 1 or not self._fits(found, wanted):
            raise InvalidValue("answer", self.outcome, "parts_that_fit")

    def _fits(self, found: set[Currency], wanted: set[Currency]) -> bool:
        """Return whether an answer of these currencies has its outcome."""
        outcome = self.outcome
        if outcome in _WITHOUT_EXPECTED:
            return bool(found) and not wanted
        if outcome is _O.OTHER_CURRENCY:
            return found.isdisjoint(wanted)
        if not wanted or not found <= wanted or (outcome is _O.AMBIGUOUS and not found):
            return False
        arrived = sum(each.money.minor_units for each in self.lines)
        apart = arrived - sum(each.payable.minor_units for each in self.expected)
        return _is_signed(outcome, apart) and not (arrived and outcome in _WITHOUT_MONEY)

    @property
    def arrived(self) -> Money | None:
        """The sum of the lines, `None` without any."""
        return _total([each.money for each in self.lines])

    @property
    def due(self) -> Money | None:
        """The sum of what is payable of the expected payments, `None` without any."""
        return _total([each.payable for each in self.expected])

    @property
    def difference(self) -> Money | None:
        """What arrived beyond what was expected, below zero for less; `None` across currencies."""
        arrived, due = self.arrived, self.due
        if arrived is None or due is None:
            return arrived if due is None else -due
        return arrived - due if arrived.currency is due.currency else None

    @property
    def rate(self) -> Decimal | None:
        """The rate that the lines imply, to six figures; `None` where no other rate was found.

        It is what one unit of the claim's currency was worth in the currency of payment.
        """
        share, arrived = self.expected[0].share if self.expected else None, self.arrived
        if self.outcome is not _O.OTHER_RATE or share is None or arrived is None:
            return None
        return _SIX_FIGURES.divide(arrived.amount, share.amount)

    def explain(self) -> Explanation:
        """Return why this is the answer: how it was found, the lines, and what was expected."""
        source, basis = _RESTS_ON[self.outcome]
        difference = self.difference
        return _ANSWER.say(
            outcome=self.outcome,
            arrived=self.arrived,
            due=self.due,
            difference=None if difference is not None and difference.is_zero else difference,
            rate=self.rate,
            source=source,
            basis=basis,
            because=(
                self._found(),
                *(each.explain() for each in self.lines),
                *(each.explain() for each in self.expected),
                *((_ELSEWHERE.say(expected=self.concerns),) if self.concerns else ()),
            ),
            caveats=tuple(self._caveats()),
        )

    def _found(self) -> Explanation:
        if self.matched_by is None:
            return _UNMATCHED.say(source=cite("READING", "P-33"), basis=inferred(_ORDER_READ))
        if self.matched_by is MatchedBy.REFERENCE:
            return _MATCHED.say(matched_by=self.matched_by, source=cite("PS21", "P-33"))
        return _MATCHED.say(
            matched_by=self.matched_by, source=cite("READING", "P-33"), basis=inferred(_ORDER_READ)
        )

    def _caveats(self) -> Iterable[Explanation]:
        """Yield that a line names another entity than the one that was to pay."""
        owed = dict.fromkeys(each.entity for each in self.expected)
        for line in self.lines:
            if len(owed) == 1 and line.entity not in owed:
                yield _OTHER_ENTITY.say(found=line.entity, entity=next(iter(owed)))


def _total(amounts: list[Money]) -> Money | None:
    return Money.total(amounts, amounts[0].currency) if amounts else None


@final
@frozen(kw_only=True)
class ReconciliationTotal:
    """The sums of one `currency`: `arrived` over all lines, `expected` over all expected payments."""

    currency: Currency
    arrived: Money
    expected: Money

    @property
    def difference(self) -> Money:
        """What arrived beyond what was expected, below zero for less."""
        return self.arrived - self.expected


def totals_of(
    arrived: Mapping[Currency, int], expected: Mapping[Currency, int]
) -> tuple[ReconciliationTotal, ...]:
    """Return the totals of sums in minor units, by currency."""
    return tuple(
        ReconciliationTotal(
            currency=currency,
            arrived=Money.of_minor_units(arrived.get(currency, 0), currency),
            expected=Money.of_minor_units(expected.get(currency, 0), currency),
        )
        for currency in sorted(arrived.keys() | expected.keys())
    )


_PLACES: Final = 30


def rate_band_of(value: Decimal | int | str) -> Decimal:
    """Return a share of a payment, from 0 to below 1. Raises `InvalidValue`."""
    band = finite_decimal("rate_band", value)
    if not 0 <= band < 1 or decimal_places(band) > _PLACES:
        raise InvalidValue("rate_band", value, "share_below_one")
    return abs(band)


@final
@frozen(kw_only=True)
class Reconciliation:
    """A payment file held against what was expected: every line and every expectation in one answer.

    `answers` are in the order of what was expected, then of the lines that nothing was expected for. `totals`
    are the sums of each currency, by its code, over all lines and all expectations. `rounding`, in minor
    units, and `rate_band`, a share of the payment, are the differences that were taken for rounding and for
    another rate.

    Raises `InvalidValue` unless each position stands in one answer and the sums of the answers are the
    totals, currency by currency: nothing is lost and nothing counted twice.
    """

    answers: tuple[ReconciliationAnswer, ...]
    totals: tuple[ReconciliationTotal, ...]
    rounding: int = attrs.field(default=1, validator=whole(0))
    rate_band: Decimal = attrs.field(default=Decimal("0.05"), converter=rate_band_of)

    def __attrs_post_init__(self) -> None:
        for name in ("line_positions", "expected_positions"):
            places = sorted(chain.from_iterable(getattr(each, name) for each in self.answers))
            if places != list(range(len(places))):
                raise InvalidValue(name, None, "each_once")
        arrived, expected = dict[Currency, int](), dict[Currency, int]()
        for answer in self.answers:
            for line in answer.lines:
                money = line.money
                arrived[money.currency] = arrived.get(money.currency, 0) + money.minor_units
            for each in answer.expected:
                money = each.payable
                expected[money.currency] = expected.get(money.currency, 0) + money.minor_units
        if totals_of(arrived, expected) != self.totals:
            raise InvalidValue("totals", self.totals, "parts_that_fit")

    @property
    def open_items(self) -> tuple[ReconciliationAnswer, ...]:
        """The answers that somebody has to look at, in order."""
        return tuple(each for each in self.answers if each.outcome.is_open)

    @property
    def by_outcome(self) -> Mapping[ReconciliationOutcome, tuple[ReconciliationAnswer, ...]]:
        """The answers of each outcome, in order; an outcome without an answer is left out."""
        found: dict[ReconciliationOutcome, list[ReconciliationAnswer]] = {each: [] for each in _O}
        for answer in self.answers:
            found[answer.outcome].append(answer)
        return MappingProxyType({outcome: tuple(each) for outcome, each in found.items() if each})

    def explain(self) -> Explanation:
        """Return the sums of each currency, and how many answers each outcome has.

        Each answer explains itself.
        """
        counted = Counter(each.outcome for each in self.answers)
        return _ALL.say(
            lines=sum(len(each.lines) for each in self.answers),
            expected=sum(len(each.expected) for each in self.answers),
            rounding=self.rounding,
            rate_band=self.rate_band,
            source=cite("READING", "P-32", "P-33"),
            basis=inferred(_ORDER_READ, _ROUNDING_READ, _RATE_READ),
            because=(
                *(
                    _SUMS.say(
                        currency=each.currency,
                        arrived=each.arrived,
                        expected=each.expected,
                        difference=each.difference,
                    )
                    for each in self.totals
                ),
                *(_COUNTED.say(outcome=each, answers=counted[each]) for each in _O if each in counted),
            ),
        )
