"""Earlier versions are upgraded one step at a time; what nobody here knows is kept where one asks for it.

No type has a second version yet. So a format is put together here in which some have.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.wire import HISTORY, SECOND, WHY

from coopclaims import HistoryEntry, InvalidValue, Money
from coopclaims.claims import Commented, ReviewStarted
from coopclaims.errors import WireMismatch
from coopclaims.wire import UnknownField, WithUnknown, from_data, from_text, to_data, to_text
from coopclaims.wire.codecs import TEXT, whole_number
from coopclaims.wire.doors import WIRE
from coopclaims.wire.formats import WireFormat
from coopclaims.wire.kinds import Earlier, Kind, kind, leaf, many, maybe, of_type, tagged

if TYPE_CHECKING:
    from collections.abc import Mapping

# A format with a past: a remark was two lines, and then a text that might be absent.


def _joined(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"text": f"{fields['first']}\n{fields['second']}"}


def _never_absent(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    if fields["text"] == "not to be upgraded":
        raise InvalidValue("text", fields["text"], "another text")
    return {**fields, "text": fields["text"] or ""}


LINES = Earlier(fields={"first": leaf(TEXT), "second": leaf(TEXT)}, upgrade=_joined)
OPTIONAL = Earlier(fields={"text": maybe(leaf(TEXT))}, upgrade=_never_absent)
COMMENTED = kind("claim.commented", Commented, earlier=(LINES, OPTIONAL))
LATER = WireFormat(COMMENTED if each.tag == COMMENTED.tag else each for each in WIRE.kinds)


def commented(version: int, **fields: object) -> dict[str, object]:
    return {"type": "claim.commented", "v": version, **fields}


def test_an_earlier_version_is_upgraded_step_by_step() -> None:
    assert LATER.from_data(commented(1, first="one", second="two")) == Commented("one\ntwo")
    assert LATER.from_data(commented(2, text=None)) == Commented("")
    assert LATER.from_data(commented(3, text="three")) == Commented("three")


def test_what_is_written_has_the_newest_version() -> None:
    assert LATER.to_data(Commented("three")) == commented(3, text="three")
    text = LATER.to_text(LATER.from_data(commented(1, first="one", second="two")))
    assert text == '{"text":"one\\ntwo","type":"claim.commented","v":3}'


def test_an_earlier_version_is_read_wherever_it_stands() -> None:
    """The envelope around it has a version of its own."""
    data = to_data(HISTORY)
    data["entries"][1]["event"] = commented(1, first="Is the logo", second="large enough?")
    read = LATER.from_data(data)
    event = Commented("Is the logo\nlarge enough?")
    assert read == attrs.evolve(HISTORY, entries=(HISTORY.entries[0], attrs.evolve(SECOND, event=event)))


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (commented(1, first="one"), "$.second"),
        (commented(1, first="one", second=2), "$.second"),
        (commented(1, first="one", second="two", text="three"), "$.text"),
        (commented(2, text=2), "$.text"),
        (commented(2, text="one", first="one"), "$.first"),
        (commented(3, first="one", second="two"), "$.text"),
        (commented(4, text="four"), "$.v"),
        (commented(0, text="none"), "$.v"),
    ],
)
def test_an_earlier_version_is_as_strict_as_the_newest(data: dict[str, object], path: str) -> None:
    with pytest.raises(WireMismatch) as caught:
        LATER.from_data(data)
    assert caught.value.field == path


def test_the_versions_that_are_known_are_named() -> None:
    with pytest.raises(WireMismatch, match=r"a version from 1 to 3 of claim\.commented"):
        LATER.from_data(commented(4, text="four"))
    with pytest.raises(WireMismatch, match=r"version 1 of claim\.submitted"):
        LATER.from_data({"type": "claim.submitted", "v": 2})


def test_data_that_cannot_be_upgraded_are_refused() -> None:
    with pytest.raises(WireMismatch, match=r"claim\.commented 2 that can be upgraded"):
        LATER.from_data(commented(2, text="not to be upgraded"))


def test_the_schema_describes_every_version() -> None:
    definitions: Any = LATER.schema()["$defs"]
    assert definitions["claim.commented.v1"]["required"] == ["type", "v", "first", "second"]
    assert definitions["claim.commented.v3"]["properties"]["v"] == {"const": 3}
    events = definitions["claim.entry.v1"]["properties"]["event"]["anyOf"]
    assert [each for each in events if "commented" in each["$ref"]] == [
        {"$ref": f"#/$defs/claim.commented.v{version}"} for version in (1, 2, 3)
    ]


# Kinds that do not fit together.


class Colour(Enum):
    """An enumeration of another catalogue that has the name of ours."""

    RED = "red"


class Tone(Enum):
    """An enumeration that has other keys, and is given the same name below."""

    LOUD = "loud"


Tone.__name__ = Colour.__name__


def thing(tag: str = "thing", cls: type = Commented, **fields: Any) -> Kind:
    return kind(tag, cls, **fields)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (lambda: (thing(), thing()), "every tag and every class once"),
        (lambda: (thing(), thing("another")), "every tag and every class once"),
        (lambda: (thing(text=of_type(Money)),), "the class of a kind"),
        (lambda: (thing(text=many(tagged(Money))),), "the class of a kind"),
        (
            lambda: (thing("holder", ReviewStarted, text=of_type(Commented)), COMMENTED),
            "without earlier versions",
        ),
        (lambda: (thing(text=of_type(Colour), and_so=of_type(Tone)),), "every tag and every class once"),
        (lambda: (thing(text=of_type(tuple[str, int])),), "a shape that names the parts"),
        (lambda: (thing(type=leaf(TEXT)),), "no field called type or v"),
        (
            lambda: (thing(earlier=(Earlier(fields={"v": leaf(TEXT)}, upgrade=dict),)),),
            "no field called type",
        ),
    ],
)
def test_kinds_that_do_not_fit_together_are_refused(kinds: Any, expected: str) -> None:
    with pytest.raises(InvalidValue, match=expected):
        WireFormat(kinds())


def test_a_number_has_its_bounds() -> None:
    weekday = whole_number(0, 6)
    assert weekday.read(6) == 6
    with pytest.raises(WireMismatch, match="a whole number from 0 to 6"):
        weekday.read(7)


# Unknown fields, kept.


def with_extras() -> dict[str, Any]:
    """Return a History in which somebody has noted something in many places."""
    data = to_data(HISTORY)
    data["ours"] = {"b": [1, None, "Zoë"], "a": True}
    data["entries"][0]["event"]["form"]["amount"]["net"] = "72000.00"
    data["entries"][0]["event"]["form"]["usage_period"]["half"] = "FY23 H1"
    data["entries"][1]["seen"] = []
    return data


def test_unknown_fields_are_refused_unless_they_are_to_be_kept() -> None:
    with pytest.raises(WireMismatch, match=r"\$.entries\[0\].event.form.usage_period.half: found an unknown"):
        WIRE.from_data(with_extras())


def test_unknown_fields_are_kept_and_written_back() -> None:
    data = with_extras()
    kept = from_data(data, unknown="keep")
    assert kept.value == HISTORY
    assert set(kept.unknown) == {
        UnknownField(("ours",), '{"a":true,"b":[1,null,"Zoë"]}'),
        UnknownField(("entries", 0, "event", "form", "amount", "net"), '"72000.00"'),
        UnknownField(("entries", 0, "event", "form", "usage_period", "half"), '"FY23 H1"'),
        UnknownField(("entries", 1, "seen"), "[]"),
    }
    assert to_data(kept) == data
    assert from_text(to_text(kept), unknown="keep") == kept
    assert data == with_extras()


def test_a_value_without_unknown_fields_keeps_nothing() -> None:
    for value in (HISTORY, WHY):
        assert from_text(to_text(value), unknown="keep") == WithUnknown(value)


def test_what_was_kept_goes_back_beside_a_changed_value() -> None:
    kept = from_data(with_extras(), unknown="keep")
    longer = HISTORY.extended((attrs.evolve(SECOND, number=3),))
    data = to_data(attrs.evolve(kept, value=longer))
    assert data["entries"][2] == to_data(longer.entries[2])
    assert data["entries"][1]["seen"] == []


def test_what_was_kept_needs_its_place() -> None:
    kept = from_data(with_extras(), unknown="keep")
    with pytest.raises(WireMismatch, match="no object there; expected a place for the kept field"):
        to_data(attrs.evolve(kept, value=SECOND))
    with pytest.raises(WireMismatch, match=r"\$.claim: found a field of this name"):
        to_data(WithUnknown(HISTORY, (UnknownField(("claim",), '"C-2"'),)))
    with pytest.raises(WireMismatch, match=r"\$.claim.x: found no object there"):
        to_data(WithUnknown(HISTORY, (UnknownField(("claim", "x"), "1"),)))


def test_keeping_is_strict_about_everything_else() -> None:
    wrong: tuple[Any, ...] = (
        [[]],
        {},
        {"type": "claim.paid", "v": 1},
        {"type": "claim.history", "v": 2, "ours": 1},
        {**to_data(HISTORY), "entries": None, "ours": 1},
        {**to_data(HISTORY), "entries": [7], "ours": 1},
        {**to_data(SECOND), "event": {"type": "claim.paid", "v": 1, "ours": 1}},
        {**to_data(HISTORY.entries[0].event), "form": {**to_data(SECOND)}},
        {**to_data(WHY), "source": 7, "ours": 1},
    )
    for data in wrong:
        with pytest.raises(WireMismatch):
            from_data(data, unknown="keep")
    amount = {"type": "money", "v": 1, "amount": "1.00", "currency": None, "ours": 1}
    with pytest.raises(WireMismatch, match=r"\$.currency"):
        from_data(amount, unknown="keep")


def test_an_unknown_field_beside_the_two_of_a_pair_is_kept() -> None:
    data = to_data(WHY)
    data["figures"][1]["ours"] = {"seen": True}
    kept = from_data(data, unknown="keep")
    assert kept == WithUnknown(WHY, (UnknownField(("figures", 1, "ours"), '{"seen":true}'),))
    assert to_data(kept) == data
    with pytest.raises(WireMismatch, match=r"\$\.figures\[1\]: found .*an object"):
        from_data({**data, "figures": [data["figures"][0], ["digits", 2]]}, unknown="keep")


def test_of_an_earlier_version_nothing_unknown_is_kept() -> None:
    with pytest.raises(WireMismatch, match="an unknown field"):
        LATER.from_data(commented(1, first="one", second="two", ours=1), unknown="keep")
    kept = LATER.from_data(commented(3, text="three", ours=1), unknown="keep")
    assert LATER.to_data(kept) == commented(3, text="three", ours=1)


def test_an_expected_class_is_checked() -> None:
    assert WIRE.from_text(to_text(SECOND), HistoryEntry) is not None
    assert len(WIRE.kinds) == len({each.tag for each in WIRE.kinds})
    assert set(WIRE.codecs_of("money")) == {"amount", "currency"}
