"""The least balance that is paid, and what waits for later months.

The balance is tested for one enrollment, program and type of earning (P-20). What is below the
minimum is carried to the next month, and nothing is lost on the way: what was earned is paid, carried
or, where a policy says so, forfeited at the end of a program year.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, frozen, identifier
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.payouts.statuses import EarningType
from coopclaims.periods import MonthDay, MonthEnd, Months
from coopclaims.provenance import Basis, Explanation, Source, cite, inferred, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import MINIMUM_PAYMENT, SMALL_BALANCE_LIMIT
from coopclaims.rules.published.payments import MONTHS_ESTIMATED_FROM
from coopclaims.rules.readings import MinimumReached, SmallBalances
from coopclaims.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator


# fmt: off
_NOT_FOR_COOP = message("no_month_for_coop", "no payment month is estimated: not applicable to co-op")
_NO_MONTH_BEFORE = message("no_month_before",
    "no payment month is estimated: not available before {since:month}", "since: date")
_ESTIMATED_MONTH = message("estimated_month", "earned in {earned:month}, paid in {month:month}",
    "earned: date, month: date")
_BALANCE = "month: date, key: BalanceKey, amount: Money"
_PAID = message("balance_paid", "{month:month} pays {amount}", _BALANCE)
_CARRIED = message("balance_carried", "{month:month} carries {amount}", _BALANCE)
_FORFEITED = message("balance_forfeited", "{month:month} forfeits {amount}", _BALANCE)
_BROUGHT = message("balance_brought", "{amount} brought from the month before", "amount: Money")
_PROCESSED = message("balance_processed", "{amount} processed in {month:month}", "amount: Money, month: date")
_MINIMUM = message("minimum", "{balance} reaches the minimum of {minimum}: {reached}",
    "balance: Money, minimum: Money, reached: bool")
_SMALL = message("small_balance", "{carried} at the end of the program year is at most {limit}: {lapses}",
    "carried: Money, limit: Money, lapses: bool")
_MONTHLY_CYCLE = inferred(message("reading.example_of_the_monthly_cycle",
    "a published example of the monthly cycle, read as the rule"))
# fmt: on


@final
@frozen(kw_only=True, order=True)
class BalanceKey:
    """What a balance is kept for: an enrollment (a location in a program) and a type of earning.

    `location` and `program` are identifiers, and `earning` is the type, co-op by default.

    Source: TP23 P-20.
    """

    location: LocationId = attrs.field(validator=identifier)
    program: ProgramId = attrs.field(validator=identifier)
    earning: EarningType = EarningType.COOP


@final
@frozen
class PaymentMonth:
    """The month in which an earning is expected to be paid, if one is given.

    `month` is its first day, `None` where no month is given. `earned` is the month with which the earning is
    paid, its first day, and `earning` the type of the earning.
    """

    month: date | None
    earned: date
    earning: EarningType

    def explain(self) -> Explanation:
        """Return why it is this month, or why there is none."""
        if self.month is not None:
            return _ESTIMATED_MONTH.say(
                earned=self.earned, month=self.month, source=cite("TP23", "P-27"), basis=_MONTHLY_CYCLE
            )
        since = MONTHS_ESTIMATED_FROM
        if self.earning is EarningType.COOP:
            return _NOT_FOR_COOP.say(source=since.source)
        return _NO_MONTH_BEFORE.say(since=since.value, source=since.source)


def _month(value: object) -> date:
    return as_day("month", value).replace(day=1)


@final
@frozen(kw_only=True)
class Accrual:
    """An amount that became payable: earned in one month, and processed in that or a later one.

    `key` says which balance it is for. `month` is any day of the month in which it was earned, and
    `processed` any day of that in which it was processed, `None` for the same month; both are kept as the
    first day. `amount` is in any currency, and may be below zero.

    An adjustment to an old month is in the report of that month and is paid with the month in which it was
    processed. Raises `InvalidValue` where it was
    processed before it was earned. Source: PI21, PI22 P-28.

    >>> key = BalanceKey(location="se-1", program="CSP")
    >>> late = Accrual(key=key, month=date(2019, 1, 1), processed=date(2019, 9, 1), amount=Money(5, "USD"))
    >>> late.paid_with.isoformat()
    '2019-09-01'
    """

    key: BalanceKey
    month: date = attrs.field(converter=_month)
    processed: date | None = attrs.field(default=None, converter=attrs.converters.optional(_month))
    amount: Money

    def __attrs_post_init__(self) -> None:
        if self.processed is not None and self.processed < self.month:
            raise InvalidValue("processed", self.processed, "day_not_before", first=self.month)

    @property
    def paid_with(self) -> date:
        """The month with whose balance it is paid, its first day."""
        return self.processed or self.month

    def estimated_payment(self) -> PaymentMonth:
        """Return the month in which it is expected to be paid, before any minimum is asked about.

        The month after the earning; none is given for co-op, nor for what was earned
        before the statement estimated months.
        Source: TP23 P-27; PS21 U-13.
        """
        earning = self.key.earning
        is_estimated = earning is not EarningType.COOP and self.month >= MONTHS_ESTIMATED_FROM.value
        month = Months(1).after(self.paid_with) if is_estimated else None
        return PaymentMonth(month, self.paid_with, earning)


@final
@frozen
class StatedAmount:
    """An amount that a rule states.

    `amount` is what is stated; `source` and `basis` are those of the rule.
    """

    amount: Money
    source: Source
    basis: Basis

    @classmethod
    @door
    def of(cls, rule: Rule[Money]) -> StatedAmount:
        """Return the amount of `rule`."""
        return cls(rule.value, rule.source, rule.basis)


@final
@frozen(kw_only=True)
class MonthlyBalance:
    """What one month pays and carries: brought in, earned, and then paid, carried or forfeited.

    `key` says which balance, and `month` is the first day of the month. `brought` is what the month before
    carried, and `earned` what was processed in this one; `paid`, `carried` to the next month and
    `forfeited` are what becomes of it. `minimum` is the least balance that is paid, and `minimum_reached` the
    reading by which an equal balance reaches it. `limit` is up to how much a small balance lapses, `None`
    where that was not to be asked.

    `brought + earned == paid + carried + forfeited`, in one currency; of the last three at most one is
    not zero.
    """

    key: BalanceKey
    month: date
    brought: Money
    earned: Money
    paid: Money
    carried: Money
    forfeited: Money
    minimum: StatedAmount = attrs.field(repr=False)
    minimum_reached: MinimumReached
    limit: StatedAmount | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.brought + self.earned != self.paid + self.carried + self.forfeited:
            raise InvalidValue("balance", self.balance, "parts_together")

    @property
    def balance(self) -> Money:
        """What there is to pay in this month: brought in and earned."""
        return self.brought + self.earned

    def explain(self) -> Explanation:
        """Return why this is paid, carried or forfeited."""
        minimum, balance = self.minimum, self.balance
        is_reached = _reaches(balance, minimum.amount, self.minimum_reached)
        is_read = balance == minimum.amount
        because = [
            _BROUGHT.say(amount=self.brought),
            _PROCESSED.say(amount=self.earned, month=self.month),
            _MINIMUM.say(
                balance=balance,
                minimum=minimum.amount,
                reached=is_reached,
                source=minimum.source,
                basis=minimum.basis.read_as(self.minimum_reached) if is_read else minimum.basis,
            ),
        ]
        if self.limit is not None:
            limit = self.limit
            because.append(
                _SMALL.say(
                    carried=balance,
                    limit=limit.amount,
                    lapses=self.forfeited.is_positive,
                    source=limit.source,
                    basis=limit.basis.read_as(SmallBalances.FORFEIT),
                )
            )
        outcome, amount = _CARRIED, self.carried
        if is_reached:
            outcome, amount = _PAID, self.paid
        elif self.forfeited.is_positive:
            outcome, amount = _FORFEITED, self.forfeited
        return outcome.say(
            month=self.month,
            key=self.key,
            amount=amount,
            source=cite("TP23", "P-20", "P-21"),
            because=tuple(because),
        )


@door
def carry_balances(
    accruals: Iterable[Accrual],
    *,
    rules: Rules,
    until: date | None = None,
    program_year: MonthDay | None = None,
) -> tuple[MonthlyBalance, ...]:
    """Return for each balance, month by month, what is paid and what is carried to the next.

    `accruals` are in any order. `rules` are bound rules. `until` is any civil day of the last month wanted,
    and `None` ends with the last accrual. `program_year` is the month and day on which the program's year
    begins, `None` where no balance lapses.

    One row for every month from the first accrual of a balance to its last, or to the month of `until`
    where that is later, ordered by balance and month. The amounts are in the currency of the minimum:
    the caller converts, and another currency raises `CurrencyMismatch`. The minimum is that in force on
    the last day of the month; `MinimumReached` says whether an equal balance is paid. With
    `SmallBalances.FORFEIT`, what is left at the end of the program year and is not above the published
    limit lapses.
    Raises `NoRuleInForce` where no minimum is published for a month, `InvalidValue`, `CurrencyMismatch`.
    Source: TP23 P-18, P-20, P-21; EA23 D-24.
    """
    forfeits = rules.policies.small_balances is SmallBalances.FORFEIT
    if forfeits and program_year is None:
        raise InvalidValue("program_year", None, "first_of_a_program_year")
    by_key: dict[BalanceKey, dict[date, list[Money]]] = {}
    for each in accruals:
        by_key.setdefault(each.key, {}).setdefault(each.paid_with, []).append(each.amount)
    end = None if until is None else _month(until)
    return tuple(
        row
        for key in sorted(by_key)
        for row in _carried(key, by_key[key], end, rules, program_year if forfeits else None)
    )


def _carried(
    key: BalanceKey,
    by_month: dict[date, list[Money]],
    end: date | None,
    rules: Rules,
    lapses_at: MonthDay | None,
) -> Iterator[MonthlyBalance]:
    month, last = min(by_month), max(by_month)
    last = last if end is None else max(last, end)
    brought: Money | None = None
    while month <= last:
        closes = MonthEnd(0).after(month)
        currency = rules.look_up(MINIMUM_PAYMENT, closes).value.currency
        earned = Money.total(by_month.get(month, ()), currency)
        before = Money(0, currency) if brought is None else brought
        row = _tested(key, month, before, earned, closes, rules, lapses_at)
        yield row
        brought, month = row.carried, Months(1).after(month)


def _tested(
    key: BalanceKey,
    month: date,
    brought: Money,
    earned: Money,
    closes: date,
    rules: Rules,
    lapses_at: MonthDay | None,
) -> MonthlyBalance:
    minimum, reading = rules.look_up(MINIMUM_PAYMENT, closes), rules.policies.minimum_reached
    balance, nothing = brought + earned, Money(0, earned.currency)
    is_reached = _reaches(balance, minimum.value, reading)
    paid, carried, forfeited = (balance, nothing, nothing) if is_reached else (nothing, balance, nothing)
    limit = None
    if lapses_at is not None and carried.is_positive and _ends_year(closes, lapses_at):
        limit = rules.look_up(SMALL_BALANCE_LIMIT, closes)
        if carried <= limit.value:
            carried, forfeited = nothing, carried
    return MonthlyBalance(
        key=key,
        month=month,
        brought=brought,
        earned=earned,
        paid=paid,
        carried=carried,
        forfeited=forfeited,
        minimum=StatedAmount.of(minimum),
        minimum_reached=reading,
        limit=None if limit is None else StatedAmount.of(limit),
    )


def _reaches(balance: Money, minimum: Money, reading: MinimumReached) -> bool:
    return balance > minimum or (reading is MinimumReached.MEETS and balance == minimum)


def _ends_year(closes: date, program_year: MonthDay) -> bool:
    """Say whether the program's year ends with this month: the next one begins on the day after."""
    return program_year.on_or_after(closes) == closes + timedelta(days=1)
