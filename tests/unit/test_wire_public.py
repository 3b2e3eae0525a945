"""Every public value has a wire form, or stands here with the reason why it has none."""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.public import HOMES, public
from tests.support.wire import VALUES

import coopclaims
from coopclaims._values import Keyed
from coopclaims.errors import WireMismatch
from coopclaims.wire import from_text, to_text
from coopclaims.wire.doors import WIRE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANSWER = "an answer: it is asked for again, from what is stored"
CHOSEN_BY_ANSWER = "a word of an answer, which is asked for again"
TABLE = "a cell of a published table: data of a release"
IN_PROCESS = "passed between a caller and a store; what it holds has a wire form of its own"
WORDS = "words for people: chosen where they are shown"
BATCH = "arrays and indexes over a portfolio: built from what is stored"
WIRE_ITSELF = "a setting, or a part, of the reader itself"

WITHOUT: Mapping[str, str] = {
    # Decisions and what the lifecycle says
    "Row": TABLE,
    "Refusal": TABLE,
    "Table": TABLE,
    "Envelope": "what commands of one sequence have in common: it stands in each of them",
    "Entry": "what the entries of claims and payments have in common",
    "Trigger": "which command it is says it; on the wire that is the type",
    "UploadState": "it follows from what the request says",
    # Dates
    "Closure": CHOSEN_BY_ANSWER,
    "SpanUnit": CHOSEN_BY_ANSWER,
    "DeadlineState": CHOSEN_BY_ANSWER,
    # Rules, and what they are made of
    "Sighting": "evidence for the days of a published rule: data of a release",
    "Rules": "bound rules: the rulebook, the calendar and a reference, each with a form; a zone has its key",
    "RulesInForce": ANSWER,
    # Funds
    # Payment
    "Everywhere": "the scope of a grant, and written as one",
    "PaymentContext": "gathered for one question, from values that have a wire form",
    "SummaryLabel": WORDS,
    # What is missing, and lists
    "LikenessStrength": CHOSEN_BY_ANSWER,
    "SetupPart": CHOSEN_BY_ANSWER,
    "BatchCounts": BATCH,
    "BatchDue": BATCH,
    "CodedColumn": BATCH,
    "DueEngine": BATCH,
    "BatchRefusal": BATCH,
    "ClaimColumns": BATCH,
    "ClockColumns": BATCH,
    "DueColumns": BATCH,
    "EntryColumns": "a form of its own, in columns, with its own version",
    "DamagedStream": ANSWER,
    "StreamsRead": ANSWER,
    "DueTable": BATCH,
    "MixedDueTable": BATCH,
    "CommandField": "what a form asks for: chosen where it is shown",
    # Stores
    "ClaimWrite": IN_PROCESS,
    "FundWrite": IN_PROCESS,
    "PaymentWrite": IN_PROCESS,
    "ClaimGuard": IN_PROCESS,
    "FundGuard": IN_PROCESS,
    "PaymentsGuard": IN_PROCESS,
    "Outcome": IN_PROCESS,
    "PaymentOutcome": IN_PROCESS,
    "FundOutcome": IN_PROCESS,
    "Append": IN_PROCESS,
    "LoadClaim": IN_PROCESS,
    "LoadPool": IN_PROCESS,
    "LoadPayment": IN_PROCESS,
    "LoadPayments": IN_PROCESS,
    "LoadBooked": IN_PROCESS,
    "Loaded": IN_PROCESS,
    # Labels
    "LabelForm": WORDS,
    "LabelledObject": WORDS,
    "Language": WORDS,
    "Label": WORDS,
    "PageWord": WORDS,
    "Vocabulary": WORDS,
    # The wire
    "WireLimits": WIRE_ITSELF,
    "WithUnknown": WIRE_ITSELF,
    "UnknownField": WIRE_ITSELF,
}
"""The public values that have no wire form, by name, each with its reason."""


def public_values() -> dict[str, type]:
    """Return every attrs class and every enumeration of the front door, except for what is raised."""
    found = {name: public(name) for name in HOMES}
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, type)
        and not issubclass(value, BaseException)
        and (attrs.has(value) or issubclass(value, Enum))
    }


def parts(value: Any) -> Iterator[object]:
    """Yield a value and all that it is made of."""
    yield value
    if isinstance(value, (tuple, frozenset)):
        for each in value:
            yield from parts(each)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from parts(getattr(value, field.name, None))


CARRIED = {kind.cls for kind in WIRE.kinds} | {
    type(part) for value in VALUES.values() for part in parts(from_text(to_text(value)))
}
"""Every class that comes back from the wire, by itself or inside a value."""


@pytest.mark.parametrize("name", public_values())
def test_every_public_value_has_a_wire_form_or_a_reason(name: str) -> None:
    has_form = public_values()[name] in CARRIED
    assert has_form is not (name in WITHOUT), (
        f"{name} has a wire form, so no reason is needed"
        if has_form
        else f"{name} has no wire form: add a kind to coopclaims.wire, or here the reason why not"
    )


def every_enumeration() -> list[type[Keyed]]:
    """Return the enumerations of the whole package, private ones included, but for those of its tests."""
    for module in walk_packages(coopclaims.__path__, "coopclaims."):
        if not module.name.startswith("coopclaims.testing"):
            import_module(module.name)
    ours = (kind for kind in Keyed.__subclasses__() if kind.__module__.startswith("coopclaims."))
    return [kind for kind in ours if not kind.__module__.startswith("coopclaims.testing")]


@pytest.mark.parametrize("kind", every_enumeration(), ids=lambda kind: kind.__name__)
def test_every_member_of_an_enumeration_can_be_a_figure(kind: type[Keyed]) -> None:
    assert [from_text(to_text(member)) for member in kind] == [*kind]
    assert {type(from_text(to_text(member))) for member in kind} == {kind}


class Ours(Keyed):
    """An enumeration of somebody who uses the library."""

    HERE = "here"


def test_what_no_reader_knows_is_not_written() -> None:
    with pytest.raises(WireMismatch, match="an enumeration of this library"):
        to_text(Ours.HERE)


def test_no_reason_is_left_over() -> None:
    assert set(WITHOUT) <= set(public_values())
