"""Rows of the golden table of rules that are held against the library itself, not against a dated rule."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from tests.support.world import LOCATION, PROGRAM, RULES, WEEKDAYS

from coopclaims import Action, Money, Policies, Role, Side, UsagePeriod, partner_center
from coopclaims.activities import ACTIVITIES_2018, ACTIVITIES_2019, SURFACE, AmountCap, AttendeeCap, ShareCap
from coopclaims.activities.requirements import requirements_of
from coopclaims.deadlines import retention_due
from coopclaims.funds import coop_outcome
from coopclaims.identifiers import ProgramId
from coopclaims.payouts import Accrual, BalanceKey, EarningType
from coopclaims.periods import ClaimingPeriod, EarningPeriod, FiscalHalf, Half, Months
from coopclaims.rules import CATALOGUE, ActivityLimiting, DisputeWindow, FinalApproval
from coopclaims.rules.published.payments import MONTHS_ESTIMATED_FROM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coopclaims.activities import Cap

__all__ = ["CHECKS"]

Row: TypeAlias = "dict[str, str]"

HALVES = tuple(FiscalHalf(year, half) for year in range(2021, 2031) for half in Half)
USAGES = {half: UsagePeriod.of(half) for half in HALVES}
IN_FORCE = date(2022, 9, 14)


def _month_days(first: date, last: date) -> str:
    return f"{first:%m-%d}..{last:%m-%d}"


def _days(period: EarningPeriod | UsagePeriod | ClaimingPeriod) -> str:
    return f"{period.first.isoformat()}..{period.last.isoformat()}"


def _window(half: Half, year: int = 2023) -> tuple[UsagePeriod, ClaimingPeriod]:
    """Return the usage period that is this fiscal half, and its claiming period; 2023 is no leap year."""
    usage = UsagePeriod.of(FiscalHalf(year, half))
    return usage, RULES.claiming_period(usage).value


def _half_of(row: Row) -> Half:
    return Half.H2 if "first_half_usage" in row["rule"] else Half.H1


def _earning_half(half: Half) -> Callable[[Row], str]:
    def told(_row: Row) -> str:
        (days,) = {_month_days(each.first, each.last) for each in HALVES if each.half is half}
        return days

    return told


def _months(periods: Mapping[FiscalHalf, UsagePeriod | EarningPeriod]) -> str:
    """Return how many months long each of these periods is."""
    (months,) = {
        n
        for period in periods.values()
        for n in range(1, 13)
        if Months(n).after(period.first) == period.last + timedelta(days=1)
    }
    return str(months)


def _period_row(row: Row) -> str:
    first, last = row["value"].removeprefix("earning=").split(";")[0].split("..")
    earning = EarningPeriod(date.fromisoformat(first), date.fromisoformat(last))
    usage = earning.usage_period()
    claiming = RULES.claiming_period(usage).value
    return f"earning={_days(earning)};usage={_days(usage)};claiming={_days(claiming)}"


def _window_length(row: Row) -> str:
    _, claiming = _window(_half_of(row))
    return str((claiming.last - claiming.first).days + 1)


def _window_offset(_row: Row) -> str:
    (days,) = {(claiming.first - usage.first).days for usage, claiming in (_window(half) for half in Half)}
    return str(days)


def _visible_from(row: Row) -> str:
    return f"{_window(_half_of(row))[1].first:%m-%d}"


def _open_at_once(_row: Row) -> str:
    windows = [RULES.claiming_period(usage).value for usage in USAGES.values() if usage.first.year >= 2021]
    day, counts = date(2021, 2, 16), set[int]()
    while day < date(2025, 2, 16):
        counts.add(sum(day in window for window in windows))
        day += timedelta(days=1)
    return "/".join(map(str, sorted(counts)))


def _no_threshold(row: Row) -> str:
    stated = [rule.value for rule in partner_center.timelines["thresholds"].rules]
    return "".join(str(money) for pairs in stated for program, money in pairs if program == row["program"])


def _comparison(_row: Row) -> str:
    def qualifies(coop: str) -> bool:
        return coop_outcome(
            Money(coop, "USD"),
            program=ProgramId("Hosting"),
            earning_period=EarningPeriod.of(FiscalHalf(2022, Half.H2)),
            rules=RULES,
        ).qualifies

    told = {(False, True, True): ">=", (False, False, True): ">"}
    return told[qualifies("1499.99"), qualifies("1500.00"), qualifies("1500.01")]


def _below_threshold(_row: Row) -> str:
    told = coop_outcome(
        Money("1499.99", "USD"),
        program=ProgramId("Hosting"),
        earning_period=EarningPeriod.of(FiscalHalf(2022, Half.H2)),
        rules=RULES,
    ).explain()
    return "rebate at end of semester" if "a rebate at the end of the half-year" in told.text else told.text


def _retention_anchor(_row: Row) -> str:
    executed = date(2022, 8, 25)
    due = retention_due(executed, rules=RULES)
    return "activity_date" if due.started_on == executed else due.started_on.isoformat()


def _weekdays(_row: Row) -> str:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    week = [date(2022, 9, 12) + timedelta(days=n) for n in range(7)]
    open_days = [day for day in week if WEEKDAYS.is_business_day(day)]
    assert open_days == week[: len(open_days)]
    return f"{names[0]}-{names[len(open_days) - 1]}"


def _built_in_holidays(_row: Row) -> str:
    days = (date(2022, 1, 1) + timedelta(days=n) for n in range(365))
    return str(sum(day.weekday() < 5 and not WEEKDAYS.is_business_day(day) for day in days))


def _counting(_row: Row) -> str:
    wednesday, saturday = date(2022, 9, 14), date(2022, 9, 17)
    assert WEEKDAYS.after(saturday, 1) == date(2022, 9, 19)
    starts_after = WEEKDAYS.after(wednesday, 1) == date(2022, 9, 15)
    return "weekdays strictly after the event date" if starts_after else "the event date counts"


def _collaborator(_row: Row) -> str:
    words = {Action.ADD_DOCUMENT: "upload", Action.COMMENT: "comment", Action.COMMENT_ON_DRAFT: "comment"}
    granted = dict.fromkeys(
        words[action] for action in Action if Role.COLLABORATOR in RULES.permission(action, IN_FORCE).value
    )
    return "|".join(granted)


def _partners_who_view_funds(_row: Row) -> str:
    viewers = RULES.permission(Action.VIEW_FUNDS, IN_FORCE).value
    return "|".join(sorted(role for role in viewers if role.side is Side.PARTNER))


def _policy(default: object, words: Mapping[object, str]) -> Callable[[Row], str]:
    return lambda _row: words[default]


def _cap(activity: str) -> Cap:
    (cap,) = next(each.caps for each in ACTIVITIES_2019 if each.key == activity)
    return cap


def _amount(activity: str) -> Callable[[Row], str]:
    def told(_row: Row) -> str:
        cap = _cap(activity)
        assert isinstance(cap, AmountCap)
        return _plain(cap.limit)

    return told


def _share(activity: str) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        cap = _cap(activity)
        assert isinstance(cap, ShareCap)
        programs = SURFACE if row["program"] == "Surface" else {ProgramId("Hosting")}
        (percent,) = {cap.percent_for(program) for program in programs}
        return str(percent)

    return told


def _conference(field: str) -> Callable[[Row], str]:
    def told(_row: Row) -> str:
        cap = _cap("vendor-conference")
        assert isinstance(cap, AttendeeCap)
        value = {"person": cap.per_person, "travel": cap.per_period}.get(field, cap.persons)
        return _plain(value) if isinstance(value, Money) else str(value)

    return told


def _demo_units(_row: Row) -> ShareCap:
    cap = _cap("product-seeding")
    assert isinstance(cap, ShareCap)
    return cap


def _demo_floor(row: Row) -> str:
    least = _demo_units(row).at_least
    assert least is not None
    return _plain(least)


def _demo_unlimited(row: Row) -> str:
    """The caps column names Surface PC and Hub; the programs of a claim are ADD-PC, ADD-HUB, ADR-HUB."""
    kind = row["program"].removeprefix("Surface ").upper()
    programs = [program for program in SURFACE if program.endswith(kind)]
    limits = {_demo_units(row).percent_for(program) for program in programs}
    assert programs
    return "no_limit" if limits == {None} else str(limits)


def _demo_cap(row: Row) -> str:
    """Return the cap on demo units for a row with a program, or the formula for all the others."""
    if row["program"]:
        return _demo_unlimited(row)
    cap = _demo_units(row)
    assert cap.at_least is not None
    return f"max({cap.percent} %, {_plain(cap.at_least)} {cap.at_least.currency})"


def _web_setup(_row: Row) -> str:
    (activity,) = (each for each in ACTIVITIES_2019 if each.not_for)
    adds = frozenset(program for program in SURFACE if program.startswith("ADD-"))
    return (
        "not_eligible"
        if activity.key == "employee-purchase-web" and activity.not_for == adds
        else activity.key
    )


def _alcohol(_row: Row) -> str:
    asked = {
        activity.key
        for activity in ACTIVITIES_2019
        if activity.core is not None
        for each in requirements_of(activity.core)
        if each.key == "no-alcohol"
    }
    paid = {each.key for each in ACTIVITIES_2019 if any("catering" in cost for cost in each.expenses)}
    return "excluded" if asked == paid != set() else "allowed"


def _plain(money: Money) -> str:
    return str(money.amount).removesuffix(".00")


def _execution_decides(_row: Row) -> str:
    """A day apart in execution, and another catalogue, whatever is asked afterwards."""
    before, after = (RULES.look_up(CATALOGUE, day).value for day in (date(2019, 4, 2), date(2019, 4, 3)))
    decides = (before, after) == (ACTIVITIES_2018, ACTIVITIES_2019)
    return "execution date" if decides else "another day"


def _month_of_coop(_row: Row) -> str:
    """No month, and the label for it, which no other answer of the library has."""
    key = BalanceKey(location=LOCATION, program=PROGRAM, earning=EarningType.COOP)
    found = Accrual(key=key, month=IN_FORCE, amount=Money(5, "USD")).estimated_payment()
    assert found.month is None
    return {"no_month_for_coop": "Not applicable"}[found.explain().code]


def _months_from(row: Row) -> str:
    rule = MONTHS_ESTIMATED_FROM
    assert rule.last is not None
    assert (rule.first.isoformat(), rule.last.isoformat()) == (row["first_seen"], row["last_seen"])
    assert rule.source.document in row["sources"].split(";")
    assert rule.source.facts == (row["fact_ids"],)
    return rule.value.isoformat()


def _checks() -> Iterator[tuple[str, Callable[[Row], str]]]:
    yield from (
        ("earning_period_length", lambda _row: _months({h: EarningPeriod.of(h) for h in HALVES})),
        ("earning_period_h1", _earning_half(Half.H1)),
        ("earning_period_h2", _earning_half(Half.H2)),
        (
            "usage_period_length",
            lambda _row: _months({h: EarningPeriod.of(h).usage_period() for h in HALVES}),
        ),
        ("period_row", _period_row),
        ("claiming_window_length_first_half_usage", _window_length),
        ("claiming_window_length_second_half_usage", _window_length),
        ("claiming_window_open_offset", _window_offset),
        ("funds_visible_from_first_half_usage", _visible_from),
        ("funds_visible_from_second_half_usage", _visible_from),
        ("claimable_usage_periods_at_once", _open_at_once),
        ("threshold", _no_threshold),
        ("threshold_comparison", _comparison),
        ("below_threshold_conversion", _below_threshold),
        ("retention_anchor", _retention_anchor),
        ("time_zone", lambda _row: partner_center.zone_key),
        # Pacific time, which the article calls by its name in winter
        ("payout_time_zone", lambda _row: {"America/Los_Angeles": "PST"}[partner_center.zone_key]),
        ("business_week", _weekdays),
        ("built_in_holidays", _built_in_holidays),
        ("business_day_count_start", _counting),
        ("reviewer_side", lambda _row: str(Role.REVIEWER.side)),
        ("collaborator_rights", _collaborator),
        ("view_funds_roles", _partners_who_view_funds),
        ("activity_claim_span", _policy(Policies().activity_limiting, {ActivityLimiting.OFF: "off"})),
        ("action_required_lapse", _policy(Policies().final_approval, {FinalApproval.NONE: "none"})),
        ("dispute_window", _policy(Policies().dispute_window, {DisputeWindow.NONE: "none"})),
        ("strict_dispute_limit", _policy("once" in DisputeWindow.STRICT.caption, {True: "1"})),
        ("category_count", lambda _row: str(len({each.category for each in ACTIVITIES_2019}))),
        ("alcohol_in_catering", _alcohol),
        ("catalogue_version_by", _execution_decides),
        ("cap_vendor_syndicated_content", _amount("syndicated-content")),
        ("cap_customer_offers", _share("customer-offer")),
        ("cap_internal_incentives_spiffs", _share("spiff")),
        ("cap_on_site_champ", _share("on-site-champ")),
        ("cap_employee_purchase_web_setup", _web_setup),
        ("cap_conference_per_person", _conference("person")),
        ("cap_conference_attendees", _conference("persons")),
        ("cap_conference_travel", _conference("travel")),
        ("cap_demo_units_share", lambda row: str(_demo_units(row).percent)),
        ("cap_demo_units_floor", _demo_floor),
        ("cap_demo_units", _demo_cap),
        ("estimated_payment_month", _month_of_coop),
        ("estimated_payment_month_available_from", _months_from),
    )


CHECKS: Mapping[str, Callable[[Row], str]] = MappingProxyType(dict(_checks()))
"""What the library says for a row of this name of the table."""
