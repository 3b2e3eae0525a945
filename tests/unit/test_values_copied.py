"""Every public value goes through pickle and copy, those that have no wire form too."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

import attrs
import pytest
from tests.support.payments import circumstances, resolution
from tests.support.public import HOMES, public
from tests.support.world import REVIEWER, RULES, USAGE, USER, desk_at, instant

import coopclaims as cc

DESK = desk_at(cc.ClaimStatus.APPROVED)
RESOLUTION = resolution(DESK.claim)
NOT_NEEDED = cc.deadlines.TaxInvoice.not_needed()
LATE = instant("2023-06-01 09:00")
SUBMITTED = desk_at(cc.ClaimStatus.SUBMITTED)
WRITE = cc.repositories.ClaimWrite(claim=DESK.id, expected=0, entries=DESK.history.entries)


def answers() -> Iterator[object]:
    """Yield rules, tables, and answers of every family."""
    yield from (RULES, RULES.rulebook.editions, RULES.on(date(2022, 9, 14)))
    yield from (
        cc.payments.PAYMENT_TABLE.rows,
        cc.payments.PAYMENT_TABLE.refusals,
        tuple(cc.payments.GUIDANCE.values()),
        cc.labels.LABELS,
    )
    yield tuple(cell for row in cc.claims.TABLE.values() for cell in row.values())
    yield cc.allowed(SUBMITTED.claim, REVIEWER, at=LATE, rules=RULES, funds=SUBMITTED.funds)
    yield SUBMITTED.decide(SUBMITTED.command(cc.claims.StartReview, REVIEWER, SUBMITTED.later))
    yield SUBMITTED.refused(cc.claims.ApproveClaim, USER, SUBMITTED.later).problems
    yield cc.claims.since_request(desk_at(cc.ClaimStatus.ACTION_REQUIRED).history)
    yield cc.review_deadline(SUBMITTED.claim, rules=RULES)
    yield cc.review_deadline(DESK.claim, rules=RULES)
    yield cc.dispute_deadline(DESK.claim, rules=RULES)
    yield cc.payment_deadline(DESK.claim, tax_invoice=NOT_NEEDED, rules=RULES)
    yield cc.deadlines.claiming_deadline(DESK.claim, rules=RULES)
    yield cc.deadlines.claiming_opening(USAGE, rules=RULES)
    yield cc.deadlines.open_usage_periods(date(2022, 9, 14), rules=RULES)
    yield cc.completeness.evidence_checklist(DESK.claim, rules=RULES)
    yield cc.payouts.payment_waterfall(DESK.claim, RESOLUTION)
    yield cc.payments.expected_payments(DESK.claim, RESOLUTION, tax_invoice=NOT_NEEDED, rules=RULES)
    yield circumstances()
    yield cc.payments.why_not_paid(circumstances(tax_profile=None), at=LATE, rules=RULES)
    yield cc.portfolio.claims_overview((DESK.claim,), (DESK.funds,))
    yield (
        cc.repositories.Append((WRITE,)),
        cc.repositories.LoadClaim(DESK.id, cc.identifiers.CommandId("c-1")),
        cc.wire.WireLimits(),
    )
    table = cc.portfolio.DueTable(calendar=RULES.calendar, span=cc.BusinessDays(2))
    yield (table, cc.portfolio.MixedDueTable((table,)), cc.portfolio.DueEngine({"here": RULES}))
    yield cc.repositories.Loaded(snapshot=DESK.claim, since=(), performed=())
    yield cc.wire.from_data({**cc.wire.to_data(cc.Money(1, "SEK")), "ours": "A-7"}, unknown="keep")
    yield RULES.calendar.diff(cc.BusinessCalendar.of_weekdays(years=range(2018, 2030)))
    yield cc.deadlines.latest_submission(USAGE, rules=RULES, paid_by=date(2022, 12, 30))


def parts(value: Any) -> Iterator[Any]:
    """Yield every attrs value in a value, itself included."""
    if isinstance(value, (tuple, frozenset)):
        for each in value:
            yield from parts(each)
    elif isinstance(value, Mapping):
        yield from parts((*value.keys(), *value.values()))
    elif attrs.has(type(value)):
        yield value
        if not isinstance(value, cc.BusinessCalendar):  # thousands of days, and tests of its own
            for field in attrs.fields(type(value)):
                yield from parts(getattr(value, field.name))


def samples() -> dict[type, object]:
    """Return one value of every class that occurs in the answers."""
    found: dict[type, object] = {}
    for each in parts(tuple(answers())):
        found.setdefault(type(each), each)
    return found


SAMPLES = samples()


@pytest.mark.parametrize("cls", SAMPLES, ids=lambda cls: cls.__name__)
def test_an_answer_survives_pickling_and_copying(cls: type) -> None:
    value = SAMPLES[cls]
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert type(again) is cls
        assert again == value
        assert hash(again) == hash(value)


ENUMS = {
    name: kind
    for name, kind in ((name, public(name)) for name in HOMES)
    if isinstance(kind, type) and issubclass(kind, Enum)
}


@pytest.mark.parametrize("name", ENUMS)
def test_a_member_stays_the_one_that_it_is(name: str) -> None:
    for member in ENUMS[name]:
        assert pickle.loads(pickle.dumps(member)) is member
        assert copy.deepcopy(member) is copy.copy(member) is member


CLASSES = {
    name: kind
    for name, kind in ((name, public(name)) for name in HOMES)
    if isinstance(kind, type) and attrs.has(kind) and not issubclass(kind, BaseException)
}


@pytest.mark.parametrize("name", sorted(set(CLASSES) - {cls.__name__ for cls in SAMPLES}))
def test_a_class_loses_no_field_on_the_way(name: str) -> None:
    """For classes that no answer above holds: a stand-in in every field, and each has to come along."""
    cls = CLASSES[name]
    names = [field.name for field in attrs.fields(cls)]
    value = object.__new__(cls)
    for field in names:
        object.__setattr__(value, field, (name, field))
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert type(again) is cls
        assert {field: getattr(again, field) for field in names} == {field: (name, field) for field in names}
