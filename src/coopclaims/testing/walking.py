"""Walking the table: which rows are open, where a claim can go, and the shortest way there.

Nothing is drawn here. The strategies ask these functions which ways exist and choose among them, so
that no choice has to be taken back.
"""

from __future__ import annotations

from collections import deque
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, final

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimStatus, Clock, Trigger
from coopclaims.claims.table import TABLE, ClaimRow
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.each_clock import deadline
from coopclaims.decisions.context import JudgementContext
from coopclaims.decisions.people import not_recommended
from coopclaims.decisions.places import ClaimPlace
from coopclaims.decisions.rows import precondition_problems
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRate, NoRuleInForce
from coopclaims.findings.problem import Problem
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Role
from coopclaims.rules import readings as r
from coopclaims.rules.book import Rules
from coopclaims.rules.policies import Policies
from coopclaims.testing.ingredients import most_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coopclaims.testing.world import World


class _Reading(NamedTuple):
    """What of the policies decides where a walk can go."""

    reopens: bool
    cancels: bool
    disputes_once: bool
    goes_on_to_review: bool
    asks_in_dispute: bool
    retracts: bool
    disputes_cuts: bool


def _reading(policies: Policies) -> _Reading:
    return _Reading(
        reopens=policies.reopening is r.Reopening.EXPLICIT,
        cancels=policies.cancelling is r.Cancelling.BEFORE_SUBMISSION,
        disputes_once=policies.dispute_window is r.DisputeWindow.STRICT,
        goes_on_to_review=policies.after_partner_action is r.AfterPartnerAction.SUBMITTED,
        asks_in_dispute=policies.dispute_requests is r.DisputeRequests.WITHOUT_DECIDING,
        retracts=policies.retracting is not r.Retracting.OFF,
        disputes_cuts=policies.cut_disputing is not r.CutDisputing.OFF
        and policies.partial_approval is not r.PartialApproval.WHOLE_ONLY,
    )


def open_rows(rules: Rules) -> tuple[ClaimRow, ...]:
    """Return the rows of the table that the policies of these rules leave open, but those of repairs.

    A row that is not among them is kept only for Histories written under another policy.
    """
    return _rows(_reading(rules.policies))


@cache
def _rows(reading: _Reading) -> tuple[ClaimRow, ...]:
    closed = {
        Trigger.REOPEN: not reading.reopens,
        Trigger.CANCEL: not reading.cancels,
        Trigger.RETRACT: not reading.retracts,
        Trigger.DISPUTE_CUT: not reading.disputes_cuts,
        Trigger.CORRECT_INSTANT: True,  # a repair of what was recorded, and no way of a claim
        Trigger.REQUEST_DOCUMENTS: not reading.asks_in_dispute,
    }
    return tuple(
        row
        for row in TABLE.rows
        if not closed.get(row.trigger, False) and (reading.asks_in_dispute or not _on_request(row))
    )


def _on_request(row: ClaimRow) -> bool:
    """Say whether this row is open only while the validation team has asked for something."""
    return row.source is ClaimStatus.DISPUTED and row.trigger in _ADDING


_ADDING = (Trigger.ADD_DOCUMENT, Trigger.ADD_INFORMATION)


def _target(row: ClaimRow, reading: _Reading) -> ClaimStatus:
    return (
        row.target_by_policy if reading.goes_on_to_review and row.target_by_policy is not None else row.target
    )


_GO_BACK = (Trigger.RETRACT, Trigger.DISPUTE_CUT)
"""No way is planned through these: not every approval is a cut, and windows may be closed or unknown."""
_DISPUTES = (Trigger.DISPUTE, Trigger.DISPUTE_CUT)


def _after(place: ClaimPlace, row: ClaimRow, reading: _Reading) -> ClaimPlace:
    """Return where this row leads to."""
    submitted = place.submitted or row.trigger is Trigger.SUBMIT
    disputed = place.disputed or row.trigger in _DISPUTES
    target = _target(row, reading)
    asked = row.trigger is Trigger.REQUEST_DOCUMENTS or (place.asked and not _on_request(row))
    return ClaimPlace(target, submitted, disputed, asked and target is ClaimStatus.DISPUTED)


def _closes(place: ClaimPlace, row: ClaimRow, reading: _Reading) -> bool:
    """Say whether the past closes this row: what only a first time allows."""
    if row.trigger in _DISPUTES:
        return place.disputed and reading.disputes_once
    if _on_request(row):
        return not place.asked
    return place.submitted and row.trigger in (Trigger.CANCEL, Trigger.EXPIRE)


def standing_of(claim: Claim | None) -> ClaimPlace:
    """Return where a claim stands; where there is none yet, at the beginning."""
    if claim is None:
        return ClaimPlace()
    is_asked = bool(claim.open_requests)
    return ClaimPlace(claim.status, claim.was_submitted, claim.milestones.disputed_at is not None, is_asked)


def _leaving(place: ClaimPlace, reading: _Reading) -> Iterator[tuple[ClaimRow, ClaimPlace]]:
    """Yield the rows that can be taken from a place one day, each with the place that it leads to."""
    for row in _rows(reading):
        if row.source is place.status and not _closes(place, row, reading):
            yield row, _after(place, row, reading)


@cache
def _ways(start: ClaimPlace, reading: _Reading) -> Mapping[ClaimPlace, tuple[ClaimRow, ...]]:
    """Return every place that can be reached, with a shortest way to it."""
    ways: dict[ClaimPlace, tuple[ClaimRow, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        for row, there in _leaving(place, reading):
            if there not in ways and row.trigger not in _GO_BACK:
                ways[there] = (*ways[place], row)
                waiting.append(there)
    return MappingProxyType(ways)


def shortest_path(ending: ClaimStatus, *, rules: Rules, start: Claim | None = None) -> tuple[ClaimRow, ...]:
    """Return the rows of a shortest way to a status, from nothing or from a claim as it stands.

    Raises `InvalidValue` where no way leads there. Adding evidence is no part of it.

    >>> from coopclaims.testing import World
    >>> path = shortest_path(ClaimStatus.DISPUTED, rules=World.typical().rules)
    >>> [str(row.trigger) for row in path]
    ['create', 'submit', 'start_review', 'reject', 'dispute']
    """
    ways = _ways(standing_of(start), _reading(rules.policies))
    shortest = min((way for there, way in ways.items() if there.status is ending), key=len, default=None)
    if shortest is None:
        raise out_of_reach(ending, start)
    return shortest


def out_of_reach(ending: ClaimStatus, start: Claim | None) -> InvalidValue:
    """Return the error that no way leads to a status, from nothing or from a claim as it stands."""
    claim, status = (None, None) if start is None else (start.id, start.status)
    return InvalidValue("ending", ending.caption, "reachable_status", claim=claim, status=status)


def ways_through(claim: Claim | None, rules: Rules) -> Mapping[ClaimRow, tuple[ClaimRow, ...]]:
    """Return, for every row that the claim may take one day, a shortest way that ends with it."""
    return _ways_through(standing_of(claim), _reading(rules.policies))


@cache
def _ways_through(start: ClaimPlace, reading: _Reading) -> Mapping[ClaimRow, tuple[ClaimRow, ...]]:
    found: dict[ClaimRow, tuple[ClaimRow, ...]] = {}
    for place, way in _ways(start, reading).items():
        for row, _ in _leaving(place, reading):
            found.setdefault(row, (*way, row))
    return MappingProxyType(found)


def ways_round(claim: Claim | None, ending: ClaimStatus, rules: Rules) -> tuple[tuple[ClaimRow, ...], ...]:
    """Return a shortest way through every row after which `ending` can still be reached, nearest first."""
    return _ways_round(standing_of(claim), ending, _reading(rules.policies))


@cache
def _ways_round(
    start: ClaimPlace, ending: ClaimStatus, reading: _Reading
) -> tuple[tuple[ClaimRow, ...], ...]:
    found: dict[ClaimRow, tuple[ClaimRow, ...]] = {}
    for place, way in _ways(start, reading).items():
        for row, there in _leaving(place, reading):
            if any(last.status is ending for last in _ways(there, reading)):
                found.setdefault(row, (*way, row))
    return tuple(sorted(found.values(), key=len))


def keeps_open(row: ClaimRow, claim: Claim, ending: ClaimStatus | None, rules: Rules) -> bool:
    """Say whether `ending` can still be reached after the claim has taken this row."""
    ways = _ways(_after(standing_of(claim), row, _reading(rules.policies)), _reading(rules.policies))
    return any(there.status is ending for there in ways)


GAPS = (
    timedelta(hours=1),
    timedelta(0),
    timedelta(minutes=7, microseconds=1),
    timedelta(days=1),
    timedelta(days=3),
)
"""How much time passes before somebody acts; none at all is allowed."""


_MUCH_LATER = (timedelta(days=240), timedelta(days=2_200))


@final
@frozen
class OpenEdge:
    """A row that can be taken now: from which instant on, and by actors of which roles."""

    row: ClaimRow
    since: datetime
    roles: tuple[Role, ...]


def openings(claim: Claim | None, world: World) -> tuple[OpenEdge, ...]:
    """Return every row that the claim can take in this world, and from when on it can.

    Time may have to pass for one (a window opens, or closes), but nothing else has to happen first.
    """
    found = (opening_for(row, claim, world) for row in open_rows(world.rules))
    return tuple(opening for opening in found if opening is not None)


def opening_for(
    row: ClaimRow, claim: Claim | None, world: World, since: datetime | None = None
) -> OpenEdge | None:
    """Return from when on and by whom the claim can take this row, or `None` where it cannot.

    Not before `since`, where it is given.
    """
    if row.source is not (None if claim is None else claim.status):
        return None
    instants = moments(claim, world)
    if since is not None:
        instants = tuple(sorted({max(since, each) for each in instants}))
    for at in instants:
        roles = roles_for(row, claim, world, at)
        if roles and not standing_on(row, claim, world, at):
            bearable = row.trigger is not Trigger.APPROVE or claim is None or approvals(claim, world, at)
            return OpenEdge(row, at, roles) if bearable else None
    return None


@final
@frozen
class ClosedRow:
    """A row that something blocks at an instant, and what that is."""

    row: ClaimRow
    at: datetime
    problems: tuple[Problem, ...]


def closed_rows(claim: Claim, world: World) -> tuple[ClosedRow, ...]:
    """Return rows of the claim's status with an instant at which something stands in their way.

    Also much later, when windows have closed and no rate is known any more.
    """
    later = (claim.changed_at + gap for gap in _MUCH_LATER)
    instants = (*moments(claim, world), *later)
    rows = [row for row in TABLE.rows if row.source is claim.status]
    found = (ClosedRow(row, at, standing_on(row, claim, world, at)) for row in rows for at in instants)
    return tuple(each for each in found if each.problems)


def standing_on(row: ClaimRow, claim: Claim | None, world: World, at: datetime) -> tuple[Problem, ...]:
    """Return what blocks every command on this row at this instant, apart from who gives it."""
    if claim is None:
        return ()
    context = JudgementContext(at, world.rules, world.funds, world.rates, payments=world.payments_of(claim))
    return tuple(precondition_problems(row.trigger, claim, context))


def roles_for(row: ClaimRow, claim: Claim | None, world: World, at: datetime) -> tuple[Role, ...]:
    """Return the roles that may take this row; collaborators only where somebody was asked."""
    try:
        granted = world.rules.permission(needed(row, claim), world.rules.day(at)).value
    except NoRuleInForce:
        return ()
    asked = claim is not None and any(each.is_in_force for each in claim.details.uploads_asked)
    return tuple(role for role in Role if role in granted and (asked or role is not Role.COLLABORATOR))


def needed(row: ClaimRow, claim: Claim | None) -> Action:
    """Return the action that the row needs; a claim on the plan path is submitted by fewer (R-05)."""
    planned = row.trigger is Trigger.SUBMIT and claim is not None and claim.form.plan is not None
    return Action.SUBMIT_PLAN_PATH if planned else row.requires


def moments(claim: Claim | None, world: World) -> tuple[datetime, ...]:
    """Return the instants at which what is possible may change, from now on, the nearest first."""
    window = world.claiming_period
    if claim is None:
        waits = world.rules.policies.claim_opening is r.ClaimOpening.WINDOW_ONLY
        return (world.start_of(window.first if waits else world.usage_period.first),)
    ready = world.start_of(max(window.first, claim.form.executed_on))
    over = (world.start_of(last + timedelta(days=1)) for last in last_days(claim, world).values())
    return tuple(sorted({max(claim.changed_at, each) for each in (claim.changed_at, ready, *over)}))


def last_days(claim: Claim, world: World) -> dict[Clock, date]:
    """Return the days after which something is closed to the claim for good, by the clock that sets them."""
    found = {Clock.CLAIMING: world.claiming_period.last}
    for name, off, clock in _LAST_DAYS:
        if getattr(world.rules.policies, name) is not off:
            try:
                last = deadline(claim, clock, rules=world.rules)
            except (NoRuleInForce, CalendarOutOfRange):
                continue
            if isinstance(last, Deadline):
                found[clock] = last.on
    return found


_LAST_DAYS = (
    ("activity_limiting", r.ActivityLimiting.OFF, Clock.ACTIVITY_CLAIM),
    ("final_approval", r.FinalApproval.NONE, Clock.FINAL_APPROVAL),
    ("dispute_window", r.DisputeWindow.NONE, Clock.DISPUTING),
)
"""Readings that set a last day besides that of the claiming period, with the member that sets none."""


def instants(opening: OpenEdge, claim: Claim | None, world: World) -> tuple[datetime, ...]:
    """Return instants at which the opening can be taken, and a draft still be submitted afterwards."""
    row = opening.row
    latest = world.rules.end_of(world.claiming_period.last)
    is_draft = row.trigger is not Trigger.EXPIRE and not (claim is not None and claim.was_submitted)
    found = [
        at
        for at in (opening.since + gap for gap in GAPS)
        if not (is_draft and at > latest)
        and roles_for(row, claim, world, at)
        and not standing_on(row, claim, world, at)
    ]
    return tuple(found) or (opening.since,)


def approvals(claim: Claim, world: World, at: datetime) -> Sequence[int]:
    """Return amounts, in minor units, that can be approved by somebody who has recommended none of them.

    All that the fund can bear, or where another person has to recommend them those that are open.
    """
    most = approvable(claim, world, at)
    whole = world.rules.policies.partial_approval is r.PartialApproval.WHOLE_ONLY
    least = claim.form.amount.minor_units if whole else 1
    borne = range(least, most + 1)
    if world.rules.policies.recommending is r.Recommending.NOT_NEEDED:
        return borne
    context = JudgementContext(at, world.rules, world.funds, world.rates)
    named = {each.amount.minor_units for each in claim.milestones.recommended}
    return [
        units
        for units in sorted(named | {least, most})
        if units in borne
        and not any(not_recommended(Money.of_minor_units(units, claim.currency), claim, context))
    ]


def approvable(claim: Claim, world: World, at: datetime) -> int:
    """Return how many minor units of what is claimed the fund can still bear; none without a rate."""
    remaining = world.funds.approvable_for(claim.id)
    try:
        bearable = most_within(remaining, world, at=at)
    except NoRate:
        return 0
    return min(claim.form.amount.minor_units, bearable)
