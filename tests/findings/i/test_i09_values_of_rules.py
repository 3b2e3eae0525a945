"""A value of the wrong type is refused where the edition is built, and a span of one's own is welcome."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import CALENDAR, ZONE, cc

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = cc.rules.ClaimingWindow(
    usage_first=cc.periods.MonthDay(1, 1),
    usage_last=cc.periods.MonthDay(6, 30),
    opens=cc.periods.MonthDay(2, 16),
    closes=cc.periods.MonthDay(8, 15),
)


@attrs.frozen
class FromMonthEnd:
    """So many days after the end of the month."""

    n: int = 45

    def after(self, day: date) -> date:
        end: date = cc.periods.MonthEnd(0).after(day)
        return end + timedelta(days=self.n)


def ours(value: Any) -> Any:
    return cc.rules.Rule(
        value=value,
        first=date(2022, 9, 1),
        source=cc.provenance.cite("MG22", "D-10"),
        basis=cc.provenance.inferred(),
    )


def paid_by(span: Any, approved: date) -> Any:
    """Return the day by which an edition with this span pays."""
    edition = cc.rules.Edition(name="with a span of a test", payment_span=ours(span))
    book = cc.Rulebook("with an edition of a test", (*cc.partner_center.editions, edition))
    rules = book.bind(calendar=CALENDAR, zone=ZONE)
    return cc.deadlines.payment_due(
        approved=approved, tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=rules
    ).on


def refusal(make: Callable[[], object]) -> Exception | None:
    """Return what was raised, or nothing."""
    try:
        make()
    except Exception as raised:  # noqa: BLE001  # which one it is, the test says
        return raised
    return None


def test_a_span_of_ones_own_counts() -> None:
    assert paid_by(FromMonthEnd(), date(2022, 9, 13)) == date(2022, 11, 14)


@pytest.mark.parametrize("value", [timedelta(hours=48), "2 days", 45], ids=repr)
def test_what_is_no_span_is_refused_with_the_name_of_its_field(value: Any) -> None:
    raised = refusal(lambda: cc.rules.Edition(name="with no span", payment_span=ours(value)))
    assert isinstance(raised, cc.InvalidValue)
    assert "payment_span" in str(raised)


def test_windows_are_no_catalogue() -> None:
    raised = refusal(lambda: cc.rules.Edition(name="with windows", catalogue=ours((WINDOW,))))
    assert isinstance(raised, cc.InvalidValue)
    assert "catalogue" in str(raised)


def test_no_business_day_after_a_business_day_is_the_day_itself() -> None:
    assert paid_by(cc.BusinessDays(0), date(2022, 9, 13)) == date(2022, 9, 13)


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (cc.BusinessDays(45), date(2022, 11, 15)),
        (cc.CalendarDays(45), date(2022, 10, 28)),
        (cc.periods.Months(2), date(2022, 11, 13)),
        (cc.periods.MonthEnd(1), date(2022, 10, 31)),
    ],
    ids=repr,
)
def test_the_spans_of_the_package_count(span: Any, due: date) -> None:
    assert paid_by(span, date(2022, 9, 13)) == due
