"""What would permit a command that is refused: the fewest others, by whom, and a day to wait for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from coopclaims._checks import door
from coopclaims._pages import NeededCommand, WayTo
from coopclaims._values import Term
from coopclaims.activities.requirements import EvidenceKind
from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import (
    AddCertification,
    AddInvoice,
    AddProof,
    AmendClaim,
    Command,
    RecordMetric,
)
from coopclaims.claims.events import History
from coopclaims.completeness.catalogues import catalogue_day
from coopclaims.completeness.checklist import (
    ChecklistLine,
    ChecklistRule,
    Given,
    RequirementKind,
    RequirementState,
    asked_for,
)
from coopclaims.decisions.deciding import problems
from coopclaims.decisions.outsiders import ACTIONS
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import PaymentId
from coopclaims.money.exchange import ExchangeRates
from coopclaims.payouts.setups import PayoutSetups
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 12
"""Up to so many open requirements, the fewest commands are looked for among all; above, step by step."""

_MOST_CHOICES: Final = 2
"""So many times each circumstance that may be stated is tried; further ones are the first that is named."""

_EVIDENCE: Final = frozenset(
    {
        ProblemCode.CIRCUMSTANCE_MISSING,
        ProblemCode.PRE_APPROVAL_MISSING,
        ProblemCode.COST_EVIDENCE_MISSING,
        ProblemCode.CORE_NOT_ATTESTED,
        ProblemCode.PROOF_MISSING,
        ProblemCode.METRIC_MISSING,
    }
)
"""What a command is refused for that others can give."""

_GIVEN_BY: Final[Mapping[EvidenceKind, type[Command]]] = MappingProxyType(
    {
        EvidenceKind.FORM: AmendClaim,
        EvidenceKind.PROOF: AddProof,
        EvidenceKind.INVOICE: AddInvoice,
        EvidenceKind.PART: AddInvoice,
        EvidenceKind.REPORT: AddCertification,
        EvidenceKind.METRIC: RecordMetric,
    }
)
"""Which command gives a kind of evidence."""

_KINDS: Final = tuple(dict.fromkeys(_GIVEN_BY.values()))
"""The kinds of command, in the order in which they come where as few of either would do."""


@door
def way_to(
    command: Command,
    claim: Claim | None,
    *,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
    history: History | None = None,
    setups: PayoutSetups | None = None,
    payments: Mapping[PaymentId, PaymentStatus] | None = None,
    others: Iterable[Claim] = (),
) -> WayTo:
    """Return what would permit a command: the fewest others that give what is missing, and a day to wait for.

    The parameters are those of `decide`. `command` is what the actor asks for, at its own instant `at`.
    `claim` is the claim as it is now, `None` for `CreateClaim`. `rules` are bound rules. `funds` is the pool
    of the claim's location, program and usage period, as it is now. `rates`, `history`, `setups` and
    `payments` are needed where `decide` needs them, and otherwise `None`; `others` are claims that may share
    evidence.

    Of the alternatives that the requirements of the activity name, those are chosen that take the fewest
    commands, counted so: one document may show several things, one change of the form state several, and a
    metric reports one. Where as few of either would do, the form is changed rather than a proof uploaded.
    What a command is refused for by its day comes with the first day on which it is not, and all else is
    judged on that day. That this is counted so is ours; the requirements are those of
    `completeness.evidence_checklist`.

    >>> from coopclaims import ClaimStatus, Role
    >>> from coopclaims.claims import SubmitClaim
    >>> from coopclaims.testing import scenarios, simplest
    >>> story = simplest(scenarios(ClaimStatus.EDITING))
    >>> world, claim = story.world, story.claim
    >>> submit = SubmitClaim(
    ...     claim=claim.id, id="k-1", by=world.actor(Role.INCENTIVES_ADMIN), at=claim.changed_at
    ... )
    >>> way = way_to(submit, claim, rules=world.rules, funds=world.funds)
    >>> [(each.command.key, each.keys) for each in way.needed], way.is_open
    ([('add_invoice', ())], True)
    """
    beside = tuple(others)

    def judged(asked: Command) -> tuple[Problem, ...]:
        return problems(
            asked,
            claim,
            rules=rules,
            funds=funds,
            rates=rates,
            history=history,
            setups=setups,
            payments=payments,
            others=beside,
        )

    found = later = judged(command)
    opens_on = max((day for each in found for day in _waits(each, rules)), default=None)
    at = command.at
    if opens_on is not None:
        begins = datetime.combine(opens_on, time.min, rules.zone)
        at = max(at, begins, at if claim is None else claim.changed_at)
        later = judged(attrs.evolve(command, at=at))
    needed: tuple[NeededCommand, ...] = ()
    is_minimal = True
    if claim is not None and any(each.code in _EVIDENCE for each in later):
        needed, is_minimal = _fewest(claim, rules, rules.day(at))
    return WayTo(
        command=command,
        problems=found,
        opens_on=opens_on,
        needed=needed,
        is_minimal=is_minimal,
        remaining=tuple(each for each in later if each.code not in _EVIDENCE),
    )


_DAYS: Final[Mapping[ProblemCode, tuple[str, int]]] = MappingProxyType(
    {
        ProblemCode.USAGE_NOT_BEGUN: ("first", 0),
        ProblemCode.WINDOW_NOT_OPEN: ("opens", 0),
        ProblemCode.WINDOW_STILL_OPEN: ("closes", 1),
        ProblemCode.NOT_YET_EXECUTED: ("executed", 0),
        ProblemCode.EARLIER_THAN_LAST_ENTRY: ("last", 0),
    }
)
"""What comes too early: the parameter with the day, and so many days after it the command is possible."""


def _waits(found: Problem, rules: Rules) -> Iterator[date]:
    """Yield the first day on which a problem is none any more, if there is one."""
    if found.code in _DAYS:
        name, after = _DAYS[found.code]
        day = found.param(name)
        yield (rules.day(day) if isinstance(day, datetime) else day) + timedelta(days=after)


# The fewest commands that give what is missing.

_Piece: TypeAlias = "tuple[type[Command], str]"
"""One command: its kind, and what it reports, where each reports one thing only."""

_Option: TypeAlias = "tuple[tuple[_Piece, Term | None], ...]"
"""One way to meet a line: commands, each with the key that it gives; none for the cost and a pre-approval."""

_Stated: TypeAlias = "tuple[tuple[ChecklistLine, tuple[Term, ...]], ...]"
"""Lines that ask for a circumstance, each with what is stated for it."""

_FORM: Final[_Piece] = (AmendClaim, "")


def _fewest(claim: Claim, rules: Rules, on: date) -> tuple[tuple[NeededCommand, ...], bool]:
    """Return the fewest commands that give what is missing on a day, and whether no fewer would do."""
    plans = [_plan(each, stated, rules, on) for each, stated in _variants(claim, (), rules, on)]
    return min((needed for needed, _ in plans), key=len), all(is_exact for _, is_exact in plans)


def _variants(claim: Claim, stated: _Stated, rules: Rules, on: date) -> Iterator[tuple[Claim, _Stated]]:
    """Yield the claim with each circumstance that it may state, and what was stated; most state none more."""
    asks = next(
        (each.line for each in _missing(claim, rules, on) if each.line.kind is RequirementKind.CIRCUMSTANCE),
        None,
    )
    if asks is None:
        yield claim, stated
        return
    for way in asks.ways if len(stated) < _MOST_CHOICES else asks.ways[:1]:
        form = attrs.evolve(claim.form, circumstances=(*claim.form.circumstances, *way))
        changed = attrs.evolve(claim, details=attrs.evolve(claim.details, form=form))
        yield from _variants(changed, (*stated, (asks, way)), rules, on)


def _missing(claim: Claim, rules: Rules, on: date) -> tuple[ChecklistRule, ...]:
    """Return what the claim is asked for and does not show, as `missing_evidence` reports it."""
    given = Given(claim.form, claim.items)
    asked = asked_for(claim.form, rules, catalogue_day(claim, rules, on))
    return tuple(each for each in asked if given.state(each) is RequirementState.MISSING)


def _plan(claim: Claim, stated: _Stated, rules: Rules, on: date) -> tuple[tuple[NeededCommand, ...], bool]:
    """Return the fewest commands for a claim that states its circumstances, and whether no fewer would do."""
    missing, given = _missing(claim, rules, on), Given(claim.form, claim.items)
    is_exact = len(missing) <= _MOST and len(stated) <= _MOST_CHOICES
    options = [_options(each, given) for each in missing]
    reached = {frozenset({_FORM} if stated else ())}
    for choice in options:
        reached = {one | _pieces(each) for one in reached for each in choice}
        if not is_exact:
            reached = {min(reached, key=_order)}
    chosen = min(reached, key=_order)
    given_by: dict[_Piece, list[tuple[ChecklistLine, Term | None]]] = {}
    for line, way in stated:
        given_by.setdefault(_FORM, []).extend((line, key) for key in way)
    for each, choice in zip(missing, options, strict=True):
        for piece, key in next(option for option in choice if _pieces(option) <= chosen):
            given_by.setdefault(piece, []).append((each.line, key))
    needed = (
        NeededCommand(
            command=piece[0],
            keys=tuple(dict.fromkeys(key for _, key in given_by[piece] if key is not None)),
            lines=tuple(dict.fromkeys(line for line, _ in given_by[piece])),
            who=tuple(
                dict.fromkeys(who for action in ACTIONS[piece[0].trigger] for who in rules.roles(action, on))
            ),
        )
        for piece in sorted(given_by, key=_place)
    )
    return tuple(needed), is_exact


def _options(asked: ChecklistRule, given: Given) -> tuple[_Option, ...]:
    """Return the ways to satisfy a line that is missing, by what the evidence given does not show yet."""
    if not asked.shown_by:
        return tuple(((_piece(kind, ""), None),) for kind in asked.line.by)
    kinds, found = dict(asked.shown_by), dict[_Option, None]()
    for way in asked.line.ways:
        keys = tuple(key for key in way if not _is_shown(key, asked, given))
        for pieces in product(*({_piece(kind, key): None for kind in kinds[key]} for key in keys)):
            found[tuple(zip(pieces, keys, strict=True))] = None
    return tuple(found)


def _is_shown(key: Term, asked: ChecklistRule, given: Given) -> bool:
    alone = attrs.evolve(asked, line=attrs.evolve(asked.line, ways=((key,),)))
    return given.state(alone) is RequirementState.MET


def _piece(kind: EvidenceKind, key: str) -> _Piece:
    command = _GIVEN_BY[kind]
    return command, str(key) if command is RecordMetric else ""


def _pieces(option: _Option) -> frozenset[_Piece]:
    return frozenset(piece for piece, _ in option)


def _place(piece: _Piece) -> tuple[int, str]:
    return _KINDS.index(piece[0]), piece[1]


def _order(pieces: frozenset[_Piece]) -> tuple[int, list[tuple[int, str]]]:
    """Return by what the fewest commands are chosen, and among as few the same ones every time."""
    return len(pieces), sorted(map(_place, pieces))
