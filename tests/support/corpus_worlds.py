"""Drawing the worlds that the corpus plays in: rules of all years, readings, calendars, funds, profiles."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from tests.support.corpus_editions import EDITIONS
from tests.support.corpus_making import POLICIES, policy_choices

if TYPE_CHECKING:
    from random import Random

    from tests.support.corpus_answers import Data

SIDES: Final = {"reviewer": "vendor", "validation_team": "vendor", "system": "system"}
ROLES: Final = (
    *("global_admin", "account_admin", "billing_admin", "incentives_admin", "incentives_user"),
    *("reviewer", "validation_team", "system"),
)
NAMES: Final = dict(
    zip(ROLES, ("gail", "abel", "bill", "alice", "bob", "rita", "vera", "system"), strict=True)
)
LOCATION: Final = "se-stockholm"
DIGITS: Final = {"SEK": 2, "EUR": 2, "USD": 2, "NOK": 2, "JPY": 0, "KWD": 3}
_PARTNER: Final = ("global_admin", "incentives_admin", "incentives_user")
_REVIEW: Final = ("reviewer", "validation_team")
_GRANTS: Final[dict[str, tuple[str, ...]]] = {
    "create_claim": _PARTNER,
    "edit": _PARTNER,
    "add_document": (*_PARTNER, "collaborator"),
    "request_upload": _PARTNER,
    "comment_on_draft": (*_PARTNER, "collaborator"),
    "comment": (*_PARTNER, *_REVIEW, "collaborator"),
    "submit": _PARTNER,
    "submit_plan_path": ("incentives_admin",),
    "dispute": ("incentives_admin",),
    "cancel_draft": _PARTNER,
    "start_review": (*_REVIEW, "system"),
    "review": _REVIEW,
    "decide_dispute": ("validation_team",),
    "expire_draft": ("system",),
    "edit_bank_profile": ("incentives_admin",),
}
ACTIONS: Final = (*_GRANTS, "view_claim", "enroll", "view_funds", "create_plan", "roll_over")
_SPANS: Final = (
    *("review", "dispute", "payment", "tax_invoice", "hold", "escalation", "plan_review"),
    *("plan_resubmission", "final_approval", "retention"),
)
_UNITS: Final = ("business_days", "business_days", "calendar_days", "months", "month_ends")
_WINDOWS: Final = (
    ([[1, 1], [6, 30], [2, 16], [8, 15]], [[7, 1], [12, 31], [8, 16], [2, 15]]),
    ([[1, 1], [6, 30], [1, 1], [9, 30]], [[7, 1], [12, 31], [7, 1], [3, 31]]),
)
_PROGRAMS: Final = (
    "CSP Direct Bill Partner",
    "CSP Indirect Provider",
    "CSP Indirect Reseller",
    "Hosting",
    "Mixed Reality ADD",
    "Managed Reseller",
    "Commercial Distributor",
    "ADD-HUB",
    "Surface",
)
_ZONES: Final = ("America/Los_Angeles", "America/Los_Angeles", "Europe/Stockholm", "Asia/Kolkata", "UTC")
_ENTITIES: Final = (("ireland", "EUR"), ("sweden", "SEK"), ("us", "USD"))


def side_of(role: str) -> str:
    return SIDES.get(role, "partner")


def half(first_year: int, *, second: bool) -> list[str]:
    """Return the days of a half-year."""
    return (
        [f"{first_year}-07-01", f"{first_year}-12-31"]
        if second
        else [f"{first_year}-01-01", f"{first_year}-06-30"]
    )


def amount(units: int, code: str) -> str:
    """Return an amount of so many minor units."""
    digits = DIGITS[code]
    sign, units = ("-" if units < 0 else ""), abs(units)
    if not digits:
        return f"{sign}{units} {code}"
    whole, rest = divmod(units, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d} {code}"


def draw_world(rng: Random, name: str) -> Data:
    """Draw a world: most of the years whose rules are known best, some of before."""
    year = rng.choice((2014, 2015, 2016, 2017, 2018, 2019, *(5 * (2020, 2021, 2022, 2023)), 2024, 2024))
    second = rng.random() < 0.6
    program = rng.choice((*_PROGRAMS[:1] * 6, *_PROGRAMS[:3] * 3, *_PROGRAMS))
    if rng.random() < 0.07:  # the one announced rollover
        year, second, program = 2020, True, _PROGRAMS[rng.randrange(3)]
    if rng.random() < 0.05:  # the one notice that limited activities
        year, second, program = 2021, False, _PROGRAMS[rng.randrange(3)]
    if rng.random() < 0.05:  # the program that ended
        year, second, program = 2023, True, "Mixed Reality ADD"
    usage = half(year, second=second)
    code = rng.choice(("SEK", "SEK", "EUR", "USD", "USD", "JPY", "KWD", "NOK"))
    currency = code if rng.random() < 0.65 else rng.choice(sorted(DIGITS))
    entities = rng.sample(_ENTITIES, rng.choice((1, 1, 2, 3)))
    return {
        "name": name,
        "rules": _rules(rng, year, program, usage),
        "pool": {
            "location": LOCATION,
            "program": program,
            "usage": usage,
            "next_usage": half(year + second, second=not second),
            "currency": code,
        },
        "currency": currency,
        "rates": _rates(rng, currency, code, usage, entities),
        "entities": [list(each) for each in entities],
        "profiles": _profiles(rng, program, entities),
    }


def _rules(rng: Random, year: int, program: str, usage: list[str]) -> Data:
    old = year < 2021
    data: Data = {
        "book": "published",
        "strict": rng.random() < 0.07,
        "zone": rng.choice(_ZONES),
        "calendar": _calendar(rng, year),
        "policies": _policies(rng),
    }
    if rng.random() < 0.08:
        names = list(EDITIONS)
        data["book"] = names[: rng.randint(3, len(names))]
    if rng.random() < 0.2:
        data["policies"]["activity_limiting"] = "earlier_date"
    if rng.random() < 0.25:
        data["policies"]["reopening"] = "explicit"
    if rng.random() < 0.2:
        data["policies"]["final_approval"] = "month_after_window"
    if (old and rng.random() < 0.9) or rng.random() < 0.3:
        data["own"] = _own(rng, program, usage, whole=old or data["book"] != "published")
    return data


def _own(rng: Random, program: str, usage: list[str], *, whole: bool) -> Data:
    """Draw an edition of an adopter's own; where little else is known, it states who may do what."""
    own: Data = {"first": "2013-01-01", "spans": {}}
    for name in _SPANS:
        if rng.random() < (0.7 if whole else 0.3):
            own["spans"][name] = [rng.choice(_UNITS), rng.choice((1, 2, 3, 5, 10, 30, 45))]
    if whole or rng.random() < 0.2:
        own["grants"] = {action: list(roles) for action, roles in _GRANTS.items()}
        if rng.random() < 0.3:
            own["grants"]["dispute"] = ["incentives_user", "global_admin"]
    if whole:
        own["windows"] = rng.choice(_WINDOWS)
    if whole or rng.random() < 0.4:
        own["catalogue"] = rng.choice(("2018", "2019", "2024", "2024"))
    own |= _further(rng, program, usage)
    return own


def _further(rng: Random, program: str, usage: list[str]) -> Data:
    """Draw what an edition says besides: plans, limits, and what becomes of money that is not paid."""
    own: Data = {}
    if rng.random() < 0.35:
        own["plan_programs"] = [rng.choice((program, program, "Somewhere else"))]
    if rng.random() < 0.35:
        latest = date.fromisoformat(usage[1]) + timedelta(days=rng.choice((5, 30, 90)))
        own["activity_limit"] = [rng.choice((10, 60, 200)), latest.isoformat(), [program]]
    if rng.random() < 0.5:
        own["escheat"] = [rng.choice((6, 18)), rng.choice((90, 225))]
    if rng.random() < 0.4:
        own["minimum"] = rng.choice(("200.00 USD", "50.00 EUR"))
    if rng.random() < 0.3:
        own["dispute_window"] = [rng.choice(_UNITS[:3]), rng.choice((3, 10, 30))]
    return own


def _policies(rng: Random) -> dict[str, str]:
    chance = rng.random()
    if chance < 0.3:
        return {}
    chosen = list(POLICIES) if chance > 0.7 else rng.sample(POLICIES, rng.randint(1, 6))
    return {name: rng.choice(policy_choices(name)) for name in chosen}


def _calendar(rng: Random, year: int) -> Data:
    first, last = 2012, 2033
    if rng.random() < 0.06:
        first, last = year - 1, year + 1
    closed: set[date] = set()
    for each in range(max(first, year - 1), min(last, year + 2) + 1):
        closed |= {date(each, 1, 1), date(each, 7, 4), date(each, 12, 25)}
        closed |= {date(each, 1, 1) + timedelta(days=rng.randrange(365)) for _ in range(4)}
    weekend = rng.choice(([5, 6], [5, 6], [5, 6], [4, 5]))
    return {"years": [first, last], "weekend": weekend, "closed": sorted(map(str, closed))}


def _rates(rng: Random, currency: str, code: str, usage: list[str], entities: list[Any]) -> list[Data]:
    """Draw rates for the months of the story, of the claims into the fund and into what entities pay."""
    targets = {code, "EUR", "USD", *(each for _, each in entities)} - {currency}
    wanted = sorted(targets) if rng.random() < 0.8 else sorted(targets)[:1]
    months = rng.choice((60, 60, 60, 9))
    return [
        {
            "from": currency,
            "to": target,
            "rate": rng.choice(("0.0917", "1", "10.9", "0.5", "2.00413", "0.000123")),
            "first": usage[0],
            "months": months,
        }
        for target in wanted
    ]


def _profiles(rng: Random, program: str, entities: list[Any]) -> list[list[Any]]:
    codes = ("EUR", "SEK", "USD")
    found: list[list[Any]] = []
    if rng.random() < 0.75:
        found.append(["P-program", rng.choice(codes), LOCATION, program, None])
    for name, local in entities:
        if rng.random() < 0.6:
            code = local if rng.random() < 0.75 else rng.choice(codes)
            found.append([f"P-{name}", code, LOCATION, program, name])
    if rng.random() < 0.4:
        found.append(["P-location", rng.choice(codes), LOCATION, None, None])
    if rng.random() < 0.3:
        found.append(["P-company", rng.choice(codes), None, None, None])
    return found
