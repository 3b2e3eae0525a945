"""A form that is filled in so far: what can be read of it, and what is wrong with it, all at once.

A page posts texts, and asks while somebody types. What is read is judged by the rules that judge a finished
form; what is missing or cannot be read takes part in the judgement under a name of no meaning, and
whatever rests on that is left out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims._checks import door
from coopclaims._values import instant_or_none
from coopclaims.claims.claim import ClaimForm
from coopclaims.completeness.checklist import EvidenceChecklist, evidence_checklist
from coopclaims.decisions.context import JudgementContext
from coopclaims.decisions.drafting import creation_advice_of, creation_of
from coopclaims.decisions.form_answers import FormReading
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.money.notations import shipped_notation
from coopclaims.payouts.setups import PayoutSetups
from coopclaims.periods import ClaimingPeriod
from coopclaims.portal.drafts import FIELDS, KEY_FIELDS, PLAN_FIELDS, Draft, period_text
from coopclaims.rules.book import Rules
from coopclaims.rules.readings import CatalogueBy

if TYPE_CHECKING:
    from collections.abc import Iterable


@door
def form_texts(form: ClaimForm, *, locale: str = "en") -> Mapping[str, str]:
    """Return a form as the texts of its fields, as `read_form` reads them: for a page that shows it again.

    `form` is the form of a claim, or of one to be. `locale` is that in which the amount is written: "en",
    "sv", "nl", "fr" or "de", or one of these with a country that has the same marks, such as "sv_SE".
    Days are written as "2022-08-25", the usage period as "2022-07-01/2022-12-31", and of several keys each
    on a line of its own. Every field has its text, which is empty where nothing is filled in. Raises
    `InvalidValue` for another locale. The format of the texts is ours.

    >>> from datetime import date
    >>> from coopclaims import Money, UsagePeriod
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="Hosting", location="se-1",
    ...     usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25), amount=Money("1234.50", "SEK"),
    ... )
    >>> texts = form_texts(form, locale="de")
    >>> texts["amount"], texts["currency"], texts["usage_period"]
    ('1.234,50', 'SEK', '2022-07-01/2022-12-31')
    """
    currency, path = form.amount.currency, form.plan
    amount = shipped_notation(locale, currency).number(form.amount)
    texts: dict[str, object] = {
        **{name: getattr(form, name) for name in FIELDS if name in attrs.fields_dict(ClaimForm)},
        "usage_period": period_text(form.usage_period),
        "amount": amount,
        "currency": currency,
        **{name: "" if path is None else getattr(path, part) for name, part in PLAN_FIELDS.items()},
        **{name: "\n".join(getattr(form, name)) for name in KEY_FIELDS},
    }
    return MappingProxyType({name: "" if texts[name] is None else str(texts[name]) for name in FIELDS})


@door
def form_problems(
    data: Mapping[str, object],
    *,
    rules: Rules,
    locale: str = "en",
    at: datetime | None = None,
    funds: FundPool | None = None,
    setups: PayoutSetups | None = None,
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a form as it is filled in so far, in the order of its fields.

    The parameters are those of `read_form`, whose `problems` these are: `data` is what is filled in,
    `rules` are bound rules, `locale` is that of the amount, `at` the aware instant of the judgement or
    `None`, `funds` the fund pool and `setups` the bank and tax data where they are known, else `None`.
    Empty where a claim can be created with it. Raises `InvalidValue` as `read_form` does. The texts are
    ours; the rules are those by which `coopclaims.decide` judges `CreateClaim`.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> rules = partner_center.bind(calendar=weekdays, zone=ZoneInfo("America/Los_Angeles"))
    >>> typed = {"name": "Autumn", "program": "Hosting", "location": "se-1", "activity": "digital-adv",
    ...          "executed_on": "2022-08-25", "amount": "1.234,50", "currency": "SEK"}
    >>> [each.field for each in form_problems(typed, rules=rules, locale="sv")]
    ['usage_period', 'activity', 'amount']
    """
    return read_form(data, rules=rules, locale=locale, at=at, funds=funds, setups=setups).problems


@door
def read_form(
    data: Mapping[str, object],
    *,
    rules: Rules,
    locale: str = "en",
    at: datetime | None = None,
    funds: FundPool | None = None,
    setups: PayoutSetups | None = None,
) -> FormReading:
    """Return what is known of a form as it is filled in so far, with all problems and without raising them.

    `data` has the fields by name, each as text, as an HTML form posts it, as the value itself, or `None`;
    one that is left out, or blank, is missing. The names are those of `ClaimForm`, and `currency` for
    the amount's; the place in a plan is a `PlanPath` under `plan`, or the texts `plan`, `campaign`,
    `campaign_first`, `campaign_last` and `impressions`. A name that is none of them is a problem
    without a field. Days are written as "2022-08-25", the usage period as "2022-07-01/2022-12-31", and of
    several keys each on a line of its own, or they are a list. The amount is a number as `locale` writes it,
    which is "en", "sv", "nl", "fr" or "de", or one of these with a country that has the same marks; blanks
    and signs that look alike are read alike. For another locale give a `Money`.

    `rules` are bound rules. `at` is the aware instant at which the claim would be created; without one,
    `None`, what depends on it is not judged, such as whether the claiming period is over. `funds` is
    the fund pool that the claim would draw on, and `setups` say which bank and tax data are set up;
    `None` is unknown. Raises `InvalidValue` for a locale of which the marks are not known here, a naive
    instant, and a field whose name is no text. The texts are ours; the rules are those by which
    `coopclaims.decide` judges `CreateClaim`.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> rules = partner_center.bind(calendar=weekdays, zone=ZoneInfo("America/Los_Angeles"))
    >>> reading = read_form({"usage_period": "2022-07-01/2022-12-31"}, rules=rules)
    >>> print(reading.claiming_period)
    2022-08-16 to 2023-02-15
    >>> [each.field for each in reading.problems]
    ['name', 'program', 'location', 'activity', 'executed_on', 'amount', 'currency']
    """
    instant = instant_or_none("at", at)
    draft = Draft(data, locale)
    unknown = frozenset(draft.unknown if instant is not None else {*draft.unknown, "at"})
    form = draft.form
    context = _context(form, rules, instant, funds, setups)
    blocking = _of_what_is_known(creation_of(form, context), unknown, rules)
    return FormReading(
        form=None if draft.unknown else form,
        problems=_in_order((*draft.problems, *blocking)),
        advice=_of_what_is_known(creation_advice_of(form, context), unknown, rules),
        claiming_period=_period_of(form, unknown, rules),
        checklist=_checklist_of(form, unknown, context),
    )


# What the rules say.


def _context(
    form: ClaimForm, rules: Rules, at: datetime | None, funds: FundPool | None, setups: PayoutSetups | None
) -> JudgementContext:
    """Return what a form is judged with; an instant and a fund that are not known are those of the form."""
    if funds is None:
        key = PoolKey(
            location=form.location,
            program=form.program,
            usage_period=form.usage_period,
            currency=form.amount.currency,
        )
        funds = FundPool.empty(key)
    instant = rules.end_of(form.executed_on) if at is None else at
    return JudgementContext(instant, rules, funds, None, setups=setups)


def _of_what_is_known(found: Iterable[Problem], unknown: frozenset[str], rules: Rules) -> tuple[Problem, ...]:
    """Return the problems that rest on nothing unknown, in the order of the form."""
    is_of_a_day = not unknown.issuperset(("at", "executed_on"))
    known = (
        attrs.evolve(each, field=_place(each, rules), who=each.who if is_of_a_day else ())
        for each in found
        if unknown.isdisjoint((each.field, *_rests_on(each, rules)))
    )
    return _in_order(known)


def _period_of(form: ClaimForm, unknown: frozenset[str], rules: Rules) -> ClaimingPeriod | None:
    if "usage_period" in unknown:
        return None
    with suppress(NoRuleInForce, CalendarOutOfRange):  # a problem of its own
        return rules.claiming_period(form.usage_period, form.program).value
    return None


def _checklist_of(
    form: ClaimForm, unknown: frozenset[str], context: JudgementContext
) -> EvidenceChecklist | None:
    if not unknown.isdisjoint(("activity", _catalogue_by(context.rules))):
        return None
    with suppress(NoRuleInForce, InvalidValue):  # problems of their own
        return evidence_checklist(form, rules=context.rules, on=context.day)
    return None


# What a problem rests on besides its own field.

_CATALOGUE: Final = "catalogue"
"""The field that says which catalogue decides, which is a matter of policy."""

_RESTS_ON: Final[Mapping[ProblemCode, tuple[str, ...]]] = MappingProxyType(
    {
        ProblemCode.FUNDS_MISMATCH: ("location", "program", "usage_period"),
        ProblemCode.ACTIVITY_UNKNOWN: ("executed_on", _CATALOGUE),
        ProblemCode.NOT_ELIGIBLE: ("program", _CATALOGUE),
        ProblemCode.CIRCUMSTANCE_UNKNOWN: ("activity", "further_activities", _CATALOGUE),
        ProblemCode.SECOND_ACTIVITY: ("activity",),
        ProblemCode.PLAN_MISSING: ("program", "executed_on"),
        ProblemCode.OUTSIDE_CAMPAIGN: ("plan",),
        ProblemCode.CURRENCY_WITHDRAWN: ("at",),
        ProblemCode.USAGE_NOT_BEGUN: ("at",),
        ProblemCode.WINDOW_NOT_OPEN: ("at",),
        ProblemCode.WINDOW_CLOSED: ("at",),
        ProblemCode.SETUP_MISSING: ("location", "at"),
        ProblemCode.SETUP_UNKNOWN: ("location", "at"),
        ProblemCode.EXECUTED_OUTSIDE_USAGE: ("usage_period",),
        ProblemCode.ACTIVITY_LIMIT_PASSED: ("usage_period", "at"),
        ProblemCode.REQUIREMENTS_UNPUBLISHED: (_CATALOGUE,),
        ProblemCode.POE_SUBMISSION_PASSED: ("at",),
    }
)
"""The fields by the code of the problem."""

_RULE_RESTS_ON: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "activity": (_CATALOGUE,),
        "further_activities": (_CATALOGUE,),
        "plan": ("program", "executed_on"),
        "program": ("location", "at"),
    }
)
"""The same of a rule that is missing, by the field that asks for it."""


def _rests_on(found: Problem, rules: Rules) -> tuple[str, ...]:
    """Return the fields that a problem rests on besides its own."""
    if found.code is ProblemCode.RULE_MISSING:
        names = _RULE_RESTS_ON.get(found.field, ())
    else:
        names = _RESTS_ON.get(found.code, ())
    return tuple(_catalogue_by(rules) if name == _CATALOGUE else name for name in names)


def _catalogue_by(rules: Rules) -> str:
    return "executed_on" if rules.policies.catalogue_by is CatalogueBy.EXECUTION else "at"


def _place(found: Problem, rules: Rules) -> str:
    """Return the field in which a problem is fixed: a day without a catalogue is no fault of the activity."""
    if found.code is ProblemCode.IMPRESSIONS_MISSING:
        return "impressions"
    is_of_day = found.code is ProblemCode.RULE_MISSING and found.field == "activity"
    return "executed_on" if is_of_day and _catalogue_by(rules) == "executed_on" else found.field


def _in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of the form, those of no field last."""
    rank = {name: place for place, name in enumerate(FIELDS)}
    return tuple(sorted(found, key=lambda each: rank.get(each.field, len(rank))))
