"""Every value goes over the wire and comes back equal; whatever else is sent is refused in our words."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.wire import VALUES

from coopclaims import (
    BusinessCalendar,
    Claim,
    ClaimStatus,
    Explanation,
    FundPool,
    History,
    HistoryEntry,
    Money,
    replay,
)
from coopclaims._characters import is_blank
from coopclaims._expected import EXPECTED
from coopclaims.claims import Commented
from coopclaims.errors import BrokenSeal, WireMismatch
from coopclaims.money import ExchangeRate
from coopclaims.provenance import Message, statement_of
from coopclaims.testing import Scenario, actors, histories, money, scenarios, worlds
from coopclaims.testing.ingredients import PLAIN
from coopclaims.wire import (
    RulesReference,
    SealedHistory,
    WireLimits,
    erase,
    from_data,
    from_text,
    schema,
    seal,
    to_data,
    to_text,
    unseal,
    verify,
)

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, SearchStrategy

    from coopclaims import Actor

ROOMY = WireLimits(depth=200)


def there_and_back(value: object) -> None:
    """Send a value over the wire in every way, and through pickle and copy."""
    text, data = to_text(value), to_data(value)
    for again in (
        from_text(text, limits=ROOMY),
        from_text(text.encode(), limits=ROOMY),
        from_text(json.dumps(data, indent=1), limits=ROOMY),
        from_data(data, limits=ROOMY),
        from_data(data, limits=ROOMY, unknown="keep").value,
        pickle.loads(pickle.dumps(value)),
        copy.deepcopy(value),
    ):
        assert type(again) is type(value)
        assert again == value
        assert to_text(again) == text
    assert json.loads(text) == data


@given(scenarios(world=worlds()))
def test_a_history_goes_over_the_wire_with_all_that_follows_from_it(scenario: Scenario) -> None:
    there_and_back(scenario.history)
    there_and_back(scenario.claim)
    there_and_back(scenario.world.funds)
    for entry in scenario.history:
        there_and_back(entry)
        there_and_back(entry.event)
    assert replay(from_text(to_text(scenario.history), History)) == scenario.claim


@given(st.sampled_from(ClaimStatus).flatmap(histories))
def test_entries_come_back_one_by_one_as_they_do_together(history: History) -> None:
    texts = [to_text(entry) for entry in history]
    assert History(history.claim, [from_text(text, HistoryEntry) for text in texts]) == history


@given(st.text(PLAIN), st.datetimes(datetime(3, 1, 1), datetime(9998, 1, 1)), st.integers(-1439, 1439))  # noqa: DTZ001
def test_any_text_and_any_instant(text: str, at: datetime, minutes: int) -> None:
    instant = at.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    entry = VALUES["claim.entry"]
    assert isinstance(entry, HistoryEntry)
    there_and_back(attrs.evolve(entry, event=Commented(text), at=instant))


@given(st.one_of(money(), money().map(lambda amount: -amount), money().map(lambda amount: 0 * amount)))
def test_any_amount(amount: Money) -> None:
    there_and_back(amount)


@given(st.decimals("0.000000000001", 10**17, places=12), st.dates())
def test_any_rate(rate: Any, day: date) -> None:
    value = ExchangeRate(
        source="SEK",
        target="EUR",
        rate=rate,
        month=day.replace(day=1),
        origin="given",
    )
    there_and_back(value)


@given(actors())
def test_any_actor(actor: Actor) -> None:
    there_and_back(actor)


def explanations() -> SearchStrategy[Explanation]:
    figures = st.lists(
        st.tuples(st.text(PLAIN), st.text(PLAIN) | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans()),
        unique_by=itemgetter(0),
    )
    said = st.builds(Message, st.text(PLAIN), st.text(PLAIN))
    leaves = st.builds(Explanation, message=said, figures=figures.map(tuple))
    return st.recursive(
        leaves,
        lambda inner: st.builds(Explanation, message=said, because=st.lists(inner, max_size=3).map(tuple)),
        max_leaves=10,
    )


@given(explanations())
def test_any_explanation(why: Explanation) -> None:
    there_and_back(why)


@given(
    st.dictionaries(
        st.dates(date(2020, 1, 1), date(2022, 12, 31)),
        st.text(PLAIN).filter(lambda text: not is_blank(text)),
    ),
    st.frozensets(st.integers(0, 6), max_size=6),
)
def test_any_calendar(closed: dict[date, str], weekend: frozenset[int]) -> None:
    calendar = BusinessCalendar.of_days(
        name="Generated", closed=closed, years=range(2020, 2023), weekend=weekend
    )
    there_and_back(calendar)
    assert to_data(from_data(to_data(calendar), BusinessCalendar)) == to_data(calendar)


# Hostile data.

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(("claim.entry", "money", "\ud800", "2022-02-30", "0000-01-01", "1e9", "-0.00", "XXX"))
)
KEYS = st.text(max_size=3) | st.sampled_from(("type", "v", "event", "amount", "entries", "because"))
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every part of plain data."""
    found = [at]
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        found += places(part, (*at, key))
    return found


@st.composite
def mutated(draw: st.DrawFn) -> object:
    """Draw the data of a value with one to three parts replaced, removed, added or put elsewhere."""
    data: Any = {"whole": to_data(VALUES[draw(st.sampled_from(sorted(VALUES)))])}
    for _ in range(draw(st.integers(1, 3))):
        ways = [way for way in places(data) if way]
        *way, key = draw(st.sampled_from(ways))
        place = data
        for step in way:
            place = place[step]
        deed = draw(st.sampled_from(("replace", "remove", "add", "move")))
        if deed == "replace":
            place[key] = draw(ANYTHING)
        elif deed == "move":
            other: Any = data
            for step in draw(st.sampled_from(ways)):
                other = other[step]
            place[key] = copy.deepcopy(other)
        elif deed == "add" and isinstance(place, dict):
            place[draw(KEYS)] = draw(ANYTHING)
        elif deed == "add":
            place.insert(key, draw(ANYTHING))
        elif way:
            del place[key]
    return data["whole"]


def refused_or_equal(data: object) -> bool:
    """Return whether data are read; if they are not, the error is ours, and both doors say the same."""
    try:
        value = from_data(data)
    except WireMismatch as error:
        refusal = error
    else:
        if not isinstance(value, RulesReference):  # which may leave readings out
            assert to_data(value) == data
        assert from_text(json.dumps(data)) == value
        return True
    assert refusal.field.startswith("$")
    assert len(str(refusal.got)) < 200
    fits = Message(refusal.expected, *EXPECTED[refusal.expected])
    assert dict(refusal.figures).keys() == fits.types.keys()
    assert str(refusal) == statement_of(refusal).text
    with pytest.raises(WireMismatch):
        from_text(json.dumps(data))
    return False


@given(ANYTHING)
def test_anything_is_refused_in_our_words(data: object) -> None:
    refused_or_equal(data)


@given(mutated())
def test_what_was_changed_in_any_way_is_refused_or_another_value(data: object) -> None:
    refused_or_equal(data)


@given(st.text() | st.binary())
def test_any_text_is_refused_in_our_words(text: str | bytes) -> None:
    with pytest.raises(WireMismatch):
        from_text(text)


@given(st.sampled_from(sorted(VALUES)), st.data())
def test_a_text_with_a_few_other_characters_is_refused_or_another_value(tag: str, data: DataObject) -> None:
    text = to_text(VALUES[tag])
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 5)))
    changed = text[:start] + data.draw(st.text(alphabet='{}[]":,0129-.eE\\ué \n', max_size=5)) + text[end:]
    try:
        value = from_text(changed)
    except WireMismatch:
        return
    assert from_text(to_text(value)) == value


# The published schema.


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: no second reader")
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("tag", sorted(VALUES))
def test_every_sample_is_what_the_schema_says(tag: str, validator: Any) -> None:
    validator.validate(to_data(VALUES[tag]))


@given(scenario=scenarios())
def test_every_history_is_what_the_schema_says(scenario: Scenario, validator: Any) -> None:
    for value in (scenario.history, scenario.claim, scenario.world.funds):
        validator.validate(to_data(value))


@given(data=mutated())
def test_what_the_schema_refuses_is_refused(data: object, validator: Any) -> None:
    """The other way round does not hold: no schema says which days there are, or what fits together."""
    if refused_or_equal(data):
        validator.validate(data)


# Sealed Histories.


@st.composite
def sealed_histories(draw: st.DrawFn) -> tuple[History, SealedHistory]:
    history = draw(histories())
    salts = draw(
        st.lists(
            st.binary(min_size=16, max_size=64), min_size=len(history), max_size=len(history), unique=True
        )
    )
    return history, seal(history, salts=salts)


@given(sealed_histories())
def test_a_sealed_history_goes_over_the_wire_and_verifies(both: tuple[History, SealedHistory]) -> None:
    history, sealed = both
    there_and_back(sealed)
    there_and_back(sealed.head)
    again = from_text(to_text(sealed), SealedHistory)
    assert unseal(again, anchors=(sealed.head,)) == history


@given(sealed_histories(), st.data())
def test_with_payloads_erased_the_rest_still_verifies(
    both: tuple[History, SealedHistory], data: DataObject
) -> None:
    history, sealed = both
    numbers = data.draw(st.sets(st.integers(1, len(history))))
    erased = sealed
    for number in sorted(numbers):
        erased = erase(erased, number)
    there_and_back(erased)
    assert verify(erased, anchors=(sealed.head,)) == sealed.head


@given(sealed_histories(), st.data())
def test_any_change_to_a_sealed_history_is_seen(
    both: tuple[History, SealedHistory], data: DataObject
) -> None:
    """Whatever is removed, repeated, reordered or altered: with the head at hand, nothing passes."""
    _, sealed = both
    entries = list(sealed.entries)
    index = data.draw(st.integers(0, len(entries) - 1))
    deed = data.draw(st.sampled_from(("remove", "repeat", "swap", "envelope", "digest", "seal", "payload")))
    other = data.draw(st.integers(0, len(entries) - 1))
    if deed == "remove":
        del entries[index]
    elif deed == "repeat":
        entries.insert(other, entries[index])
    elif deed == "swap":
        entries[index], entries[other] = entries[other], entries[index]
    else:
        entries[index] = attrs.evolve(entries[index], **{deed: getattr(entries[other], deed)})
    changed = SealedHistory(sealed.claim, tuple(entries))
    if changed == sealed:
        return
    with pytest.raises(BrokenSeal) as caught:
        verify(changed, anchors=(sealed.head,))
    assert 1 <= caught.value.number <= len(entries) + 1


@given(scenarios())
def test_a_snapshot_and_a_pool_are_of_their_classes(scenario: Scenario) -> None:
    assert from_data(to_data(scenario.claim), Claim) == scenario.claim
    assert from_data(to_data(scenario.world.funds), FundPool) == scenario.world.funds
