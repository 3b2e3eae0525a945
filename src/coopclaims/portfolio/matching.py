"""Reconciling: which lines of a payment file belong to which expected payments.

By reference first: it decides, whatever the line says besides. Then where an amount came as often as it was
expected, of one entity in one currency; then by the totals of an entity in a currency. What is left is
ambiguous. A line without a reference fits every expectation and the other way round; two references that
differ never fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from coopclaims._checks import door
from coopclaims._values import as_index, unchecked
from coopclaims.errors import InvalidValue
from coopclaims.money.currencies import Currency
from coopclaims.payments.deciding import ExpectedPayment
from coopclaims.payments.payment import Payment
from coopclaims.portfolio.expectations import Expectation, ExpectationState, PaymentLine
from coopclaims.portfolio.reconciliation import (
    MatchedBy,
    Reconciliation,
    ReconciliationAnswer,
    ReconciliationOutcome,
    rate_band_of,
    totals_of,
)

_O: Final = ReconciliationOutcome
_answer: Final = unchecked(ReconciliationAnswer)
_WAITING: Final = {ExpectationState.CARRIED: _O.CARRIED, ExpectationState.HELD: _O.HELD}


@door
def reconcile(
    lines: Iterable[PaymentLine],
    expected: Iterable[Expectation | ExpectedPayment | Payment],
    *,
    rounding: int = 1,
    rate_band: Decimal | int | str = "0.05",
) -> Reconciliation:
    """Return what became of every line of a payment file and of every payment that was expected.

    `lines` are those of the file, read once, in any order. `expected` are the payments of the portfolio: a
    `Payment` is known by its identifier, an `ExpectedPayment` (`expected_payments`) by entity, currency and
    amount, and an `Expectation` by what it says. `rounding` is how many minor units more or less are taken
    for rounding, and `rate_band` the share of a converted payment, from 0 to below 1, by which another rate
    may change it.

    Lines and expectations meet by reference first; then where an amount came as often as it was expected of
    an entity in a currency; then where the totals of an entity in a currency agree. What is left is
    ambiguous, and its lines and expectations are each other's candidates: nothing is guessed, and two
    references that differ never meet. The order of the lines changes no answer; of lines that repeat each
    other the earliest is the payment, by its day and, on one day, by its place in the file.

    Raises `InvalidValue` for a line or an expectation of another kind, naming its position, and for a
    payment of which nothing arrives any more.
    Source: PS21 P-31 to P-33; PR22 P-08; TP23 P-21, P-23; EA23 Q-05; the order is inferred.

    >>> from datetime import date
    >>> from coopclaims import Money
    >>> due = Expectation(entity="ie", money=Money(100, "EUR"), reference="PAY-1")
    >>> line = PaymentLine(entity="ie", money=Money(100, "EUR"), on=date(2022, 11, 15), reference="PAY-1")
    >>> [answer.outcome.value for answer in reconcile([line, line], [due]).answers]
    ['paid', 'duplicate']
    """
    least = as_index(rounding)
    if least is None or least < 0:
        raise InvalidValue("rounding", rounding, "whole_at_least", least=0)
    band = rate_band_of(rate_band)
    matching = _Matching(expected, least, band)
    matching.read(lines)
    matching.by_reference()
    matching.by_entity()
    return Reconciliation(
        answers=matching.in_order(),
        totals=totals_of(matching.arrived, matching.wanted),
        rounding=least,
        rate_band=band,
    )


class _Meeting(NamedTuple):
    """Expectations and lines that belong together, and lines that repeat these."""

    wanted: Sequence[int]
    came: Sequence[int]
    repeated: Sequence[int]


class _Matching:
    """One reconciliation under way. Lines and expectations are known by their positions."""

    def __init__(self, expected: Iterable[object], rounding: int, band: Decimal) -> None:
        self.answers: list[ReconciliationAnswer] = []
        self.arrived: dict[Currency, int] = {}
        self.wanted: dict[Currency, int] = {}
        self.expected: list[Expectation] = []
        self.due: list[int] = []
        self.lines: list[PaymentLine] = []
        self._rounding, (self._numerator, self._denominator) = rounding, band.as_integer_ratio()
        self._referred: dict[str, list[int]] = {}
        self._came: dict[str, list[int]] = {}
        self._left: list[int] = []
        self._others: list[int] = []
        for position, given in enumerate(expected):
            if not isinstance(given, (Expectation, ExpectedPayment, Payment)):
                kind = "Expectation, ExpectedPayment or Payment"
                raise InvalidValue(f"expected[{position}]", given, "kind", kind=kind)
            each = Expectation.of(given)
            payable = each.payable
            self.expected.append(each)
            self.due.append(payable.minor_units)
            self.wanted[payable.currency] = self.wanted.get(payable.currency, 0) + payable.minor_units
            if each.reference:
                self._referred.setdefault(each.reference, []).append(position)
            else:
                self._left.append(position)

    def read(self, lines: Iterable[object]) -> None:
        """Take in the lines, each to those of its reference if that is known."""
        arrived, referred, came = self.arrived, self._referred, self._came
        for position, line in enumerate(lines):
            if not isinstance(line, PaymentLine):
                raise InvalidValue(f"lines[{position}]", line, "kind", kind="PaymentLine")
            self.lines.append(line)
            money, reference = line.money, line.reference
            arrived[money.currency] = arrived.get(money.currency, 0) + money.minor_units
            if reference not in referred:
                self._others.append(position)
            elif reference in came:
                came[reference].append(position)
            else:
                came[reference] = [position]

    def in_order(self) -> tuple[ReconciliationAnswer, ...]:
        """Return the answers in the order of the expectations, then of the lines that have none."""
        behind = len(self.expected)

        def place(answer: ReconciliationAnswer) -> int:
            if answer.expected_positions:
                return answer.expected_positions[0]
            return behind + answer.line_positions[0]

        return tuple(sorted(self.answers, key=place))

    # By reference.

    def by_reference(self) -> None:
        """Answer what has a reference that both sides know; the rest of the expectations is left."""
        for reference, wanted in self._referred.items():
            came = self._came.get(reference)
            if came is None:
                self._left += wanted
            elif not (len(wanted) == len(came) == 1 and self._is_exact(wanted[0], came[0])):
                self._of_one_reference(wanted, came)

    def _is_exact(self, wanted: int, came: int) -> bool:
        """Answer the usual case, one line that pays what one expectation says, and return whether it is."""
        expectation, line = self.expected[wanted], self.lines[came]
        money = line.money
        if money.currency is not expectation.money.currency or money.minor_units != self.due[wanted]:
            return False
        self.answers.append(
            _answer(
                outcome=_O.PAID if expectation.withheld is None else self._outcome((wanted,), (came,)),
                matched_by=MatchedBy.REFERENCE,
                lines=(line,),
                line_positions=(came,),
                expected=(expectation,),
                expected_positions=(wanted,),
            )
        )
        return True

    def _of_one_reference(self, wanted: list[int], came: list[int]) -> None:
        """Answer the lines and expectations of one reference, currency by currency."""
        came = self._without_clawbacks(came, wanted)
        ours, theirs = self._by_currency(wanted), dict[Currency, list[int]]()
        for line in came:
            theirs.setdefault(self.lines[line].money.currency, []).append(line)
        open_ones = [currency for currency in ours if currency not in theirs]
        foreign = [currency for currency in theirs if currency not in ours]
        for currency, lines in theirs.items():
            if currency in ours:
                self._settle(ours[currency], lines)
        if len(open_ones) == len(foreign) == 1:
            self._add(_O.OTHER_CURRENCY, theirs[foreign[0]], ours[open_ones[0]], MatchedBy.REFERENCE)
            return
        for currency in foreign:
            self._add(_O.OTHER_CURRENCY, theirs[currency], (), MatchedBy.REFERENCE, concerns=wanted)
        for currency in open_ones:
            if foreign:
                self._add(_O.OTHER_CURRENCY, (), ours[currency], MatchedBy.REFERENCE)
            else:
                self._left += ours[currency]

    def _without_clawbacks(self, came: Sequence[int], wanted: Sequence[int] = ()) -> list[int]:
        """Return the lines that pay; each that takes back is answered by itself."""
        kept: list[int] = []
        for line in came:
            if not self.lines[line].money.is_negative:
                kept.append(line)
                continue
            matched_by = MatchedBy.REFERENCE if wanted else None
            self._add(_O.CLAWBACK, (line,), (), matched_by, concerns=wanted)
        return kept

    def _by_currency(self, wanted: Sequence[int]) -> dict[Currency, list[int]]:
        found: dict[Currency, list[int]] = {}
        for each in wanted:
            found.setdefault(self.expected[each].money.currency, []).append(each)
        return found

    def _settle(self, wanted: Sequence[int], came: Sequence[int]) -> None:
        """Answer lines and expectations of one reference in one currency."""
        kept = self._without_duplicates(wanted, came)
        if len(wanted) > 1:
            meetings, still, extra = self._amounts(wanted, kept)
            if still or not extra:
                self._meet(meetings, MatchedBy.REFERENCE)
                wanted, kept = still, extra
        if kept:
            self._compare(wanted, kept, MatchedBy.REFERENCE)
        else:
            self._wait(wanted)

    def _without_duplicates(self, wanted: Sequence[int], came: Sequence[int]) -> Sequence[int]:
        """Return the lines without those that repeat another, as long as enough is left of what is due."""
        due, sums = self._due(wanted), self._sum(came)
        enough = due - max(self._rounding, self._room(wanted))
        if len(came) == 1 or sums <= due + self._rounding:
            return came
        seen, repeats = set[int](), list[int]()
        for line in sorted(came, key=self._age):
            units = self.lines[line].money.minor_units
            if units in seen:
                repeats.append(line)
            seen.add(units)
        dropped = set[int]()
        for line in sorted(
            repeats, key=lambda each: (-self.lines[each].money.minor_units, *self._newness(each))
        ):
            units = self.lines[line].money.minor_units
            if units and sums - units >= enough:
                sums -= units
                dropped.add(line)
                self._add(_O.DUPLICATE, (line,), (), MatchedBy.REFERENCE, concerns=wanted)
        return [line for line in came if line not in dropped]

    def _age(self, line: int) -> tuple[int, int]:
        """Return what lines that repeat each other are ordered by: the day, then the place in the file."""
        return self.lines[line].on.toordinal(), line

    def _newness(self, line: int) -> tuple[int, int]:
        day, place = self._age(line)
        return -day, -place

    # By entity and currency.

    def by_entity(self) -> None:
        """Answer what no reference has joined: by amounts, then by totals of an entity in a currency."""
        groups: dict[tuple[str, Currency], tuple[list[int], list[int]]] = {}
        for each in self._left:
            if self.due[each]:
                expectation = self.expected[each]
                key = (expectation.entity, expectation.money.currency)
                groups.setdefault(key, ([], []))[0].append(each)
            else:
                self._wait((each,))
        for line in self._without_clawbacks(self._others):
            found = self.lines[line]
            if found.money.is_zero:
                self._add(_O.UNKNOWN, (line,), ())
            else:
                groups.setdefault((found.entity, found.money.currency), ([], []))[1].append(line)
        for wanted, came in groups.values():
            still, extra = sorted(wanted), came
            if still and extra:
                meetings, still, extra = self._amounts(still, extra)
                self._meet(meetings, MatchedBy.AMOUNT)
            for expectations, lines in self._that_may_meet(still, extra):
                self._by_totals(expectations, lines)

    def _by_totals(self, wanted: Sequence[int], came: Sequence[int]) -> None:
        """Answer what is left of an entity in a currency, and what may meet by its references."""
        due = [each for each in wanted if self.expected[each].state is ExpectationState.DUE]
        answered: Sequence[int] = due
        for some in (due, wanted):
            if some and came and self._is_total(some, came):
                answered = some
                self._compare(some, came, MatchedBy.TOTAL)
                break
        else:
            if due and came:
                self._add(_O.AMBIGUOUS, came, due)
            else:
                self._wait(due)
                for line in came:
                    self._add(_O.UNKNOWN, (line,), ())
        others = set(answered)
        self._wait([each for each in wanted if each not in others])

    def _is_total(self, wanted: Sequence[int], came: Sequence[int]) -> bool:
        apart = abs(self._sum(came) - self._due(wanted))
        return apart <= self._rounding and self._all_meet(wanted, came)

    # What both have in common.

    def _amounts(
        self, wanted: Sequence[int], came: Sequence[int]
    ) -> tuple[list[_Meeting], list[int], list[int]]:
        """Return where an amount came as often as it was expected, and what is left on either side.

        It may have come more often where one reference is repeated: the later lines are duplicates.
        """
        by_amount: dict[int, tuple[list[int], list[int]]] = {}
        for each in wanted:
            by_amount.setdefault(self.due[each], ([], []))[0].append(each)
        for line in came:
            units = self.lines[line].money.minor_units
            by_amount.setdefault(units, ([], []))[1].append(line)
        meetings, still, extra = list[_Meeting](), list[int](), list[int]()
        for ours, theirs in by_amount.values():
            for expectations, lines in self._that_may_meet(ours, theirs):
                count = len(expectations)
                is_repeated = len(lines) > count and self._is_repeated(lines)
                if count and (is_repeated or (len(lines) == count and self._all_meet(expectations, lines))):
                    by_age = sorted(lines, key=self._age)
                    meetings.append(_Meeting(expectations, sorted(by_age[:count]), by_age[count:]))
                else:
                    still += expectations
                    extra += lines
        return meetings, sorted(still), sorted(extra)

    def _is_repeated(self, lines: Sequence[int]) -> bool:
        """Return whether all lines have one reference, so that they say one thing several times."""
        references = {self.lines[line].reference for line in lines}
        return len(references) == 1 and "" not in references

    def _meet(self, meetings: Iterable[_Meeting], matched_by: MatchedBy) -> None:
        for meeting in meetings:
            self._compare(meeting.wanted, meeting.came, matched_by)
            for line in meeting.repeated:
                self._add(_O.DUPLICATE, (line,), (), matched_by, concerns=meeting.wanted)

    def _that_may_meet(
        self, wanted: Sequence[int], came: Sequence[int]
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Yield lines and expectations in parts that cannot belong together by their references."""
        if not wanted or not came:
            yield wanted, came
            return
        ours, theirs = self._named(wanted), self._unknown(came)
        if len(ours) == len(wanted):  # each has a reference, so that a line with another is of none of them
            unnamed = [line for line in came if line not in theirs]
            yield wanted, unnamed
            yield (), sorted(theirs)
        elif len(theirs) == len(came):
            yield [each for each in wanted if each not in ours], came
            yield sorted(ours), ()
        else:
            yield wanted, came

    def _all_meet(self, wanted: Sequence[int], came: Sequence[int]) -> bool:
        """Return whether each line with a reference can have an expectation without one."""
        return len(self._unknown(came)) <= len(wanted) - len(self._named(wanted))

    def _named(self, wanted: Sequence[int]) -> set[int]:
        return {each for each in wanted if self.expected[each].reference}

    def _unknown(self, came: Sequence[int]) -> set[int]:
        """Return the lines with a reference that no expectation has."""
        return {line for line in came if (said := self.lines[line].reference) and said not in self._referred}

    def _compare(self, wanted: Sequence[int], came: Sequence[int], matched_by: MatchedBy) -> None:
        self._add(self._outcome(wanted, came), came, wanted, matched_by)

    def _wait(self, wanted: Sequence[int]) -> None:
        """Answer expectations for which nothing came, each by itself."""
        for each in wanted:
            self._add(self._outcome((each,), ()), (), (each,))

    def _outcome(self, wanted: Sequence[int], came: Sequence[int]) -> ReconciliationOutcome:
        """Return what became of expectations for which these lines came."""
        due, arrived = self._due(wanted), self._sum(came)
        apart = abs(arrived - due)
        if not apart:
            taxed = any(self.expected[each].withheld is not None for each in wanted)
            return _O.WITHHELD if taxed else _O.PAID
        if not arrived:
            states = {self.expected[each].state for each in wanted}
            return _WAITING.get(states.pop(), _O.MISSING) if len(states) == 1 else _O.MISSING
        if apart <= self._rounding:
            return _O.ROUNDING
        if apart <= self._room(wanted):
            return _O.OTHER_RATE
        return _O.OVERPAID if arrived > due else _O.PARTLY

    def _room(self, wanted: Sequence[int]) -> int:
        """Return by how many minor units another rate may change what is due."""
        if len(wanted) > 1:
            return 0
        each = self.expected[wanted[0]]
        if each.share is None or each.withheld is not None or each.sales_tax is not None:
            return 0
        return self.due[wanted[0]] * self._numerator // self._denominator

    def _due(self, wanted: Sequence[int]) -> int:
        return sum(self.due[each] for each in wanted)

    def _sum(self, came: Sequence[int]) -> int:
        return sum(self.lines[line].money.minor_units for line in came)

    def _add(
        self,
        outcome: ReconciliationOutcome,
        came: Sequence[int],
        wanted: Sequence[int],
        matched_by: MatchedBy | None = None,
        *,
        concerns: Sequence[int] = (),
    ) -> None:
        self.answers.append(
            _answer(
                outcome=outcome,
                matched_by=matched_by,
                lines=tuple([self.lines[line] for line in came]),
                line_positions=tuple(came),
                expected=tuple([self.expected[each] for each in wanted]),
                expected_positions=tuple(wanted),
                concerns=tuple(concerns),
            )
        )
