"""Problem documents: an error as the JSON that RFC 9457 describes, with one member for each problem.

Nothing is sent from here: whoever answers a request takes the mapping, and its status.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from coopclaims._checks import door
from coopclaims.errors import CoopClaimsError, InvalidValue, WireMismatch, what_fits
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, Refused
from coopclaims.labels.rendering import render, sentence
from coopclaims.labels.speaking import spoken
from coopclaims.provenance import Message, message
from coopclaims.wire.doors import WIRE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_URN: Final = "urn:coopclaims:problem:"

_CONTENT, _CONFLICT, _AUTHORITY, _UNKNOWN, _SERVER, _NOT_HERE = 422, 409, 403, 404, 500, 501

_C = ProblemCode
PROBLEM_STATUSES: Final[Mapping[ProblemCode, int]] = MappingProxyType(
    {
        _C.WRONG_SIDE: _AUTHORITY,
        _C.ACTION_NOT_GRANTED: _AUTHORITY,
        _C.OUTSIDE_SCOPE: _AUTHORITY,
        _C.NOT_ASKED: _AUTHORITY,
        _C.DELEGATION_UNFIT: _AUTHORITY,
        _C.DELEGATION_NOT_IN_FORCE: _AUTHORITY,
        _C.DELEGATION_BEYOND_OWN: _AUTHORITY,
        _C.SELF_APPROVAL: _AUTHORITY,
        _C.OWN_DISPUTE: _AUTHORITY,
        _C.OWN_APPROVAL: _AUTHORITY,
        _C.PERSON_UNKNOWN: _AUTHORITY,
        _C.CLAIM_MISSING: _UNKNOWN,
        _C.FUND_MISSING: _UNKNOWN,
        _C.CLAIM_EXISTS: _CONFLICT,
        _C.IDENTIFIER_TAKEN: _CONFLICT,
        _C.PAYMENT_EXISTS: _CONFLICT,
        _C.EARLIER_THAN_LAST_ENTRY: _CONFLICT,
        _C.STEP_NOT_POSSIBLE: _CONFLICT,
        _C.PAYMENT_STEP_NOT_POSSIBLE: _CONFLICT,
    }
)
"""The status of the HTTP answer to a problem; any other is 422, for what was sent cannot be done so."""

_ORDER: Final = (_AUTHORITY, _UNKNOWN, _CONFLICT, _CONTENT)
"""Which status an answer to several problems has: who may not do it learns that first."""


def _titles(*titled: tuple[str, int, str]) -> Mapping[str, tuple[int, Message]]:
    declared = {code: (status, message(f"title.{code}", english)) for code, status, english in titled}
    return MappingProxyType(declared)


ERRORS: Final = _titles(
    ("coop_claims_error", _SERVER, "Something went wrong"),
    ("refused", _CONTENT, "The rules refuse what was asked"),
    ("invalid_value", _CONTENT, "A value can never be right"),
    ("invalid_money", _CONTENT, "No money can have this amount or currency"),
    ("currency_mismatch", _CONTENT, "Amounts in different currencies met without a rate"),
    ("wire_mismatch", _CONTENT, "The data have another form than is read here"),
    ("command_reused", _CONFLICT, "The identifier of the command was used for another one"),
    ("stale_claim", _CONFLICT, "Somebody recorded first"),
    ("already_recorded", _CONFLICT, "It is recorded already"),
    ("batch_refused", _CONTENT, "Parts of a whole portfolio cannot be answered"),
    ("unresolved", _CONTENT, "Nothing answers the question"),
    ("no_rule_in_force", _CONTENT, "No rule is in force on this day"),
    ("calendar_out_of_range", _CONTENT, "The calendar does not reach so far"),
    ("no_rate", _CONTENT, "No exchange rate is known"),
    ("implausible_rate", _CONTENT, "The exchange rate is not believed"),
    ("unknown_claim", _UNKNOWN, "The claim is not known here"),
    ("unknown_fund", _UNKNOWN, "The fund is not known here"),
    ("unknown_payment", _UNKNOWN, "The payment is not known here"),
    ("unknown_label", _UNKNOWN, "The text is no published label"),
    ("broken_history", _SERVER, "What is stored cannot have happened"),
    ("broken_ledger", _SERVER, "What is stored of a fund cannot have happened"),
    ("broken_seal", _SERVER, "What is stored is not what was sealed"),
    ("wrong_answer", _SERVER, "What was asked for data answered something else"),
    ("not_performed", _CONFLICT, "Another command of the batch could not be performed"),
    ("unsupported", _NOT_HERE, "This cannot be done here"),
)
"""The status of the HTTP answer to each kind of error, and its title, by the code of its class."""


@door
def problem_details(error: CoopClaimsError, *, language: str = "en") -> dict[str, Any]:
    """Return an error as a problem document: plain data for a body of type `application/problem+json`.

    `error` is whatever this library raised. `language` is that of the texts, a tag such as "sv" or "sv-SE"
    of one of `coopclaims.labels.CATALOGUE_LANGUAGES`.

    The members `type`, `title`, `status` and `detail` are those of the standard. `type` is a URI that stays
    the same, `urn:coopclaims:problem:` and `code`, the code of the class of the error. `status` is 422 for
    what was sent and cannot be done so, 403 where the actor may not do it, 404 for what is not known here,
    409 where something else came first, and 500 where the fault is on the side of the service, which says
    nothing of itself. `errors` is a list with a member for each problem or wrong value: its `field`, `code`,
    `params` in the form of the wire by name, `message`, `remedy`, and `source`, `null` where there is none.
    Of a problem it says its `item`, its `severity` and `who` can fix it, too.

    Raises `InvalidValue` for a language that no text is in. Source: RFC 9457 for the members of the standard;
    the others, and which status answers what, are ours.

    >>> from coopclaims.errors import UnknownClaim
    >>> document = problem_details(UnknownClaim("C-7"))
    >>> document["type"], document["status"], document["detail"]
    ('urn:coopclaims:problem:unknown_claim', 404, "no claim 'C-7' is stored here")
    """
    tongue = spoken(language)
    codes = (str(getattr(each, "code", "")) for each in type(error).__mro__)
    status, title = next(ERRORS[code] for code in codes if code in ERRORS)
    said = tongue.template(title.code, title.english)
    detail, errors = render(error, language), list[dict[str, Any]]()
    if isinstance(error, Refused):
        status = _status(error.problems)
        errors = [_of_problem(each, language) for each in error.problems]
        detail = "; ".join(each["message"] for each in errors)
    elif status == _SERVER:
        detail = said
    elif isinstance(error, InvalidValue):
        errors = [_of_value(error, language)]
    return {
        "type": f"{_URN}{error.code}",
        "title": said,
        "status": status,
        "detail": detail,
        "code": error.code,
        "errors": errors,
    }


def _status(problems: Iterable[Problem]) -> int:
    """Return the status of the answer to problems; what is only advice decides nothing."""
    found = {
        PROBLEM_STATUSES.get(each.code, _CONTENT) for each in problems if each.severity is Severity.BLOCKS
    }
    return next((status for status in _ORDER if status in found), _CONTENT)


def _of_problem(problem: Problem, language: str) -> dict[str, Any]:
    data = WIRE.to_data(problem)
    said = {name: data[name] for name in ("field", "item", "code", "severity", "who", "source")}
    return {
        **said,
        "params": {each["name"]: each["value"] for each in data["params"]},
        "message": sentence(problem, language),
        "remedy": sentence(problem.explain().find("remedy").figure("fix"), language),
    }


def _of_value(error: InvalidValue, language: str) -> dict[str, Any]:
    return {
        "field": error.field,
        "code": error.expected,
        "params": {name: _figure(value) for name, value in error.figures},
        "message": render(error, language),
        "remedy": what_fits(error, spoken(language)),
        "source": None,
    }


def _figure(value: object) -> object:
    """Return a figure as data; what has no form of its own is its text."""
    try:
        return WIRE.figure_to_data(value)
    except WireMismatch:
        return str(value)
