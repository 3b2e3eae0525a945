"""A value of every kind that has a wire form, with any of its fields as the schema allows it to be.

It starts from the sample of its kind. Fields are drawn anew by their own schema, and what does not
fit together is thrown away: only the class of a value knows that.
"""

from __future__ import annotations

import copy
import itertools
import json
import pickle
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, reject, settings, strategies as st
from tests.support.wire import VALUES

from coopclaims import ClaimStatus, Currency
from coopclaims._characters import is_blank
from coopclaims.errors import WireMismatch
from coopclaims.funds import Split
from coopclaims.portfolio import Reconciliation, ReconciliationAnswer
from coopclaims.testing import Scenario, commands, ledgers, money, scenarios
from coopclaims.testing.ingredients import PLAIN
from coopclaims.wire import WireLimits, from_data, from_text, to_data, to_text
from coopclaims.wire.codecs import IDENTIFIER, SEEN, TEXT
from coopclaims.wire.doors import WIRE

if TYPE_CHECKING:
    from coopclaims.claims import Command

ROOMY = WireLimits(depth=200)
SCHEMAS: dict[str, Any] = WIRE.schema()["$defs"]  # type: ignore[assignment]
WHOLE = frozenset(
    {
        "calendar",
        "rulebook",
        "fund.pool",
        "fund.ledger",
        "claim.history",
        "payment.history",
        "payout.resolution",
        "seal.anchor",
        "seal.head",
        "seal.history",
        "seal.ledger",
        "seal.payment",
    }
)
"""Kinds whose parts all depend on each other; they are drawn elsewhere, as wholes."""

FEW = settings(
    max_examples=settings().max_examples // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""For one kind of many, as it depends on the profile."""

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001
NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1, max_size=8
).filter(lambda text: not is_blank(text))
TEXTS = st.text(PLAIN, max_size=8)

BY_PATTERN: dict[str, st.SearchStrategy[str]] = {
    str(IDENTIFIER.schema["pattern"]): NAMES,
    str(SEEN.schema["pattern"]): NAMES,
    str(TEXT.schema["pattern"]): TEXTS,
    r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?$": st.times().map(time.isoformat),
    "^[A-Z]{3}$": st.sampled_from([currency.code for currency in Currency.active()]),
}


def _instant(at: datetime) -> str:
    return f"{at.replace(tzinfo=UTC).isoformat()[:-6]}Z"


@st.composite
def _period(draw: st.DrawFn) -> dict[str, str]:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return {"first": first.isoformat(), "last": last.isoformat()}


CODES = tuple(currency.code for currency in Currency.active())
NUMBERS = st.integers(1, 10**9)


@st.composite
def _rate(draw: st.DrawFn, pair: st.SearchStrategy[tuple[str, str]] | None = None) -> dict[str, object]:
    source, target = draw(st.sampled_from(tuple(itertools.pairwise(CODES))) if pair is None else pair)
    day, has_month = draw(DAYS), draw(st.booleans())
    return {
        "source": source,
        "target": target,
        "rate": f"0.{draw(NUMBERS):012}".rstrip("0"),
        "month": day.replace(day=1).isoformat() if has_month else None,
        "origin": draw(NAMES),
        "since": None if has_month else day.isoformat(),
        "per": str(draw(NUMBERS)),
        "quotation": draw(st.sampled_from(("target_per_source", "source_per_target"))),
    }


RATES = st.lists(
    _rate(),
    max_size=3,
    unique_by=lambda each: tuple(each[name] for name in ("source", "target", "month", "since")),
)


@st.composite
def _original(draw: st.DrawFn) -> dict[str, object]:
    """Draw what a receipt says in another currency than that of the samples of invoices."""
    amount = draw(money(draw(st.sampled_from([code for code in CODES if code != "SEK"]))))
    code = amount.currency.code
    return {
        "amount": {"amount": str(amount.amount), "currency": code},
        "rate": draw(_rate(st.just((code, "SEK")))),
        "on": draw(DAYS).isoformat(),
    }


@st.composite
def _assignment(draw: st.DrawFn) -> dict[str, object]:
    """Draw an assignment, to a company, one of its locations, a program there, or an entity of that."""
    place = draw(st.lists(NAMES, max_size=3))
    code = draw(st.sampled_from(CODES))
    step = draw(st.none() | money(code))
    return {
        "type": "bank.profile-assignment",
        "v": 1,
        "profile": draw(NAMES),
        "currency": code,
        **dict(zip(PLACES, (*place, None, None, None), strict=False)),
        "status": draw(st.sampled_from(("pending_validation", "approved", "action_required"))),
        "earning": draw(st.sampled_from((None, "coop", "rebate"))),
        "step": None if step is None else {"amount": str(step.amount), "currency": code},
    }


PLACES = ("location", "program", "entity")


@st.composite
def _assignments(draw: st.DrawFn) -> list[dict[str, object]]:
    """Draw assignments to different places, where one profile has one status."""
    by_place = {
        tuple(each[name] for name in (*PLACES, "earning")): each for each in draw(st.lists(_assignment()))
    }
    status = {each["profile"]: each["status"] for each in by_place.values()}
    return [each | {"status": status[each["profile"]]} for each in by_place.values()]


AS_A_WHOLE: dict[str, st.SearchStrategy[Any]] = {
    "money": money().map(lambda amount: {"amount": str(amount.amount), "currency": str(amount.currency)}),
    "period.usage": _period(),
    "exchange-rate": _rate(),
    "exchange-rate.table": st.fixed_dictionaries({"rates": RATES}),
    "evidence.original-amount": _original(),
    "bank.profile-assignment": _assignment(),
    "bank.profile-assignment.v1": _assignment(),
    "bank.profiles": st.fixed_dictionaries({"assignments": _assignments()}),
    "reconciliation": st.from_type(Reconciliation).map(to_data),
    "reconciliation.answer": st.from_type(ReconciliationAnswer).map(to_data),
    "earning.split": st.from_type(Split).map(to_data),
    "member": st.sampled_from(ClaimStatus).map(lambda each: {"of": "ClaimStatus", "key": each.value}),
    **{
        f"{tag}.v1": st.just(to_data(VALUES[tag]))  # they hold each other, to any depth
        for tag in ("catalogue.all-of", "catalogue.any-of", "catalogue.only-if")
    },
    "figure": st.recursive(
        st.none()
        | st.booleans()
        | TEXTS
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.sampled_from([to_data(VALUES[tag]) for tag in ("day", "instant", "number", "member", "term")])
        | st.sampled_from([to_data(VALUES[tag]) for tag in ("money", "message", "explanation.basis")]),
        lambda part: st.lists(part, max_size=2),
        max_leaves=4,
    ),
}
"""Kinds that stand in many others, drawn so that their parts fit together."""


def drawn_from(schema: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for data that this part of the published schema lets pass."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return AS_A_WHOLE[name] if name in AS_A_WHOLE else st.deferred(lambda: drawn_from(SCHEMAS[name]))
    if "anyOf" in schema:
        return st.one_of([drawn_from(each) for each in reversed(schema["anyOf"])])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    found: st.SearchStrategy[Any] = OF_TYPE[schema["type"]](schema)
    return found


def _object(schema: Any) -> st.SearchStrategy[Any]:
    required = set(schema.get("required", ()))
    parts = {name: drawn_from(part) for name, part in schema.get("properties", {}).items()}
    marks = schema.get("properties", {}).keys() & {"type", "v"} - required  # a tag may stand there, or not
    parts = {name: part for name, part in parts.items() if name not in marks}
    optional = {name: part for name, part in parts.items() if name not in required}
    fixed = {name: part for name, part in parts.items() if name in required}
    return st.fixed_dictionaries(fixed, optional=optional)


def _array(schema: Any) -> st.SearchStrategy[Any]:
    found = st.lists(drawn_from(schema["items"]), max_size=2, unique=bool(schema.get("uniqueItems")))
    return found.map(sorted) if schema.get("uniqueItems") else found


def _string(schema: Any) -> st.SearchStrategy[str]:
    by_format = {"date": DAYS.map(date.isoformat), "date-time": INSTANTS.map(_instant)}
    if "format" in schema:
        return by_format[schema["format"]]
    if schema.get("pattern") in BY_PATTERN:
        return BY_PATTERN[schema["pattern"]]
    return st.from_regex(schema["pattern"]) if "pattern" in schema else st.text(max_size=8)


def _integer(schema: Any) -> st.SearchStrategy[int]:
    return st.integers(schema["minimum"], schema["maximum"])


OF_TYPE: dict[str, Any] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "boolean": lambda _schema: st.booleans(),
    "null": lambda _schema: st.none(),
}


@st.composite
def redrawn(draw: st.DrawFn, tag: str) -> object:
    """Draw a value of this kind: the sample, with up to three of its fields drawn anew."""
    data = to_data(VALUES[tag])
    fields = WIRE.codecs_of(tag)
    if tag in AS_A_WHOLE:
        data |= draw(AS_A_WHOLE[tag])
    elif fields:
        for name in draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True)):
            data[name] = draw(drawn_from(fields[name].schema))
    try:
        return from_data(data, limits=ROOMY)
    except WireMismatch:
        reject()


def there_and_back(value: object) -> None:
    """Send a value over the wire through every door, and through pickle and copy."""
    text, data = to_text(value), to_data(value)
    for again in (
        from_text(text, limits=ROOMY),
        from_text(json.dumps(data, indent=1).encode(), limits=ROOMY),
        from_data(data, limits=ROOMY),
        from_data(data, limits=ROOMY, unknown="keep").value,
        pickle.loads(pickle.dumps(value)),
        copy.copy(value),
        copy.deepcopy(value),
    ):
        assert type(again) is type(value)
        assert again == value
        assert hash(again) == hash(value)
        assert to_text(again) == text


@pytest.mark.parametrize("tag", sorted(set(VALUES) - WHOLE))
@FEW
@given(data=st.data())
def test_any_value_of_a_kind_comes_back_equal(tag: str, data: st.DataObject) -> None:
    there_and_back(data.draw(redrawn(tag)))


@given(scenario=scenarios(), data=st.data())
def test_any_command_comes_back_equal(scenario: Scenario, data: st.DataObject) -> None:
    command: Command = data.draw(commands(scenario.claim, world=scenario.world))
    there_and_back(command)


@given(ledgers())
def test_any_fund_entry_comes_back_equal(ledger: tuple[object, ...]) -> None:
    for entry in ledger:
        there_and_back(entry)
