"""The lifecycle, by property: one class per clause."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from coopclaims import Actor, ClaimStatus, History, Money, Refused, Role, Side, record, replay
from coopclaims.claims import (
    TABLE,
    ActionRequested,
    ApprovalRetracted,
    ApproveClaim,
    ClaimApproved,
    ClaimRejected,
    ClaimSubmitted,
    Command,
    Comment,
    CorrectInstant,
    CutDisputed,
    InstantCorrected,
    RejectClaim,
    RejectionDisputed,
    RequestAction,
    Round,
    Trigger,
    UploadRequest,
)
from coopclaims.deadlines import Clock
from coopclaims.decisions.outsiders import outside_of
from coopclaims.errors import BrokenHistory
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.rules import CutDisputing, DisputeRequests, OwnDisputes, PartialApproval, Retracting
from coopclaims.testing import Scenario, actors, commands, scenarios
from coopclaims.transitions import Refusal, Row

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, SearchStrategy

    from coopclaims import Claim, HistoryEntry
    from coopclaims.claims import Details

READ_ONLY = (
    ClaimStatus.SUBMITTED,
    ClaimStatus.UNDER_REVIEW,
    ClaimStatus.APPROVED,
    ClaimStatus.REJECTED,
    ClaimStatus.CANCELLED,
    ClaimStatus.EXPIRED,
)
CONTENT = (Trigger.EDIT, Trigger.ADD_DOCUMENT, Trigger.ADD_INFORMATION, Trigger.REQUEST_UPLOAD)
ADDING = (Trigger.ADD_DOCUMENT, Trigger.ADD_INFORMATION)
JUDGING = (
    Trigger.START_REVIEW,
    Trigger.GIVE_FEEDBACK,
    Trigger.REQUEST_ACTION,
    Trigger.APPROVE,
    Trigger.REJECT,
)
ROLES = tuple(role for role in Role if role is not Role.COLLABORATOR)
PARTNERS = (*CONTENT, Trigger.SUBMIT, Trigger.DISPUTE, Trigger.CANCEL, Trigger.REOPEN)


a_quarter = settings(max_examples=settings().max_examples // 4)
"""Whole stories are dear: a quarter as many of them as of other examples."""


def any_command(scenario: Scenario) -> SearchStrategy[Command]:
    return commands(scenario.claim, world=scenario.world)


def codes(scenario: Scenario, command: Command) -> set[ProblemCode]:
    return {each.code for each in scenario.world.problems(command, scenario.claim)}


def all_in_force(details: Details) -> Details:
    """Return the content as if no return had ended what colleagues were asked."""
    asked = tuple(attrs.evolve(each, has_ended=False) for each in details.uploads_asked)
    return attrs.evolve(details, uploads_asked=asked)


def is_outsiders(scenario: Scenario, command: Command) -> bool:
    """Say whether somebody gives it who may not see the claim: they hear one thing, and nothing of it."""
    outsider = outside_of(command, scenario.claim, rules=scenario.world.rules)
    if outsider is None:
        return False
    assert scenario.world.problems(command, scenario.claim) == (outsider,)
    return True


def is_unasked(scenario: Scenario, step: Trigger) -> bool:
    """Say whether the claim is in a dispute, and nobody has asked for what this step would add."""
    asked = scenario.claim.details.documents_asked
    waits = any(each.answered_by is None for each in asked)
    return scenario.claim.status is ClaimStatus.DISPUTED and step in ADDING and not waits


def long_scenarios() -> SearchStrategy[Scenario]:
    return scenarios(detours=5)


def beyond_the_first_entry() -> SearchStrategy[Scenario]:
    return st.sampled_from([each for each in ClaimStatus if each is not ClaimStatus.EDITING]).flatmap(
        scenarios
    )


class Envelope(TypedDict):
    """What every command carries."""

    claim: ClaimId
    id: CommandId
    by: Actor
    at: datetime


def envelope(scenario: Scenario, role: Role) -> Envelope:
    """Return what a command carries that somebody of this role gives at once."""
    claim, by = scenario.claim, scenario.world.actor(role)
    return Envelope(claim=claim.id, id=CommandId("next"), by=by, at=claim.changed_at)


class TestReplay:
    """Replaying a History gives the claim back, at once or in parts, and changes nothing. H-01."""

    @a_quarter
    @given(long_scenarios(), st.data())
    def test_in_two_parts(self, scenario: Scenario, data: DataObject) -> None:
        entries = scenario.history.entries
        cut = data.draw(st.integers(1, len(entries)))
        assert replay(entries[cut:], start=replay(entries[:cut])) == replay(entries) == scenario.claim

    @a_quarter
    @given(long_scenarios())
    def test_every_beginning_is_a_claim(self, scenario: Scenario) -> None:
        claim: Claim | None = None
        for entry in scenario.history:
            before = claim
            claim = record(claim, entry)
            so_far = History(entry.claim, scenario.history.entries[: entry.number]).instants()
            changed_at = so_far[max(so_far)]
            assert (claim.status, claim.version, claim.changed_at) == (entry.after, entry.number, changed_at)
            assert record(before, entry) == claim

    @a_quarter
    @given(scenarios(), st.data())
    def test_what_is_decided_is_what_is_recorded(self, scenario: Scenario, data: DataObject) -> None:
        command = data.draw(st.none() | commands(scenario.claim, world=scenario.world, legal=True))
        if command is not None:
            decision = scenario.world.decide(command, scenario.claim)
            claim = scenario.claim
            for entry in decision.entries:
                claim = record(claim, entry)
            assert decision.claim == claim == replay(scenario.history.extended(decision.entries))


class TestRounds:
    """What is submitted, disputed or taken back opens a round; an answer closes it, nothing else. D-07."""

    @a_quarter
    @given(long_scenarios())
    def test_they_follow_from_the_history(self, scenario: Scenario) -> None:
        expected: list[Round] = []
        claim: Claim | None = None
        for entry in scenario.history:
            is_open = bool(expected) and expected[-1].outcome is None
            if isinstance(entry.event, ClaimSubmitted | RejectionDisputed | ApprovalRetracted | CutDisputed):
                assert not is_open
                clock = Clock.DISPUTE if entry.after is ClaimStatus.DISPUTED else Clock.REVIEW
                expected.append(
                    Round(clock=clock, started_at=entry.at, started_by=entry.by, started_in=entry.number)
                )
            elif isinstance(entry.event, ActionRequested | ClaimApproved | ClaimRejected):
                assert is_open
                expected[-1] = attrs.evolve(
                    expected[-1],
                    answered_at=entry.at,
                    answered_by=entry.by,
                    answered_in=entry.number,
                    outcome=entry.after,
                )
            elif isinstance(entry.event, InstantCorrected):
                number, instant = entry.event.entry, entry.event.instant
                for place, each in enumerate(expected):
                    if each.started_in == number:
                        expected[place] = attrs.evolve(each, started_at=instant)
                    elif each.answered_in == number:
                        expected[place] = attrs.evolve(each, answered_at=instant)
            claim = record(claim, entry)
            assert claim.rounds == tuple(expected)
        assert replay(scenario.history).rounds == tuple(expected)


class TestSequence:
    """Entries are numbered from 1 without a gap, and an altered History is detected. H-06."""

    @a_quarter
    @given(long_scenarios())
    def test_numbers(self, scenario: Scenario) -> None:
        numbers = [entry.number for entry in scenario.history]
        assert numbers == list(range(1, scenario.claim.version + 1))

    @a_quarter
    @given(beyond_the_first_entry(), st.data())
    def test_a_missing_entry(self, scenario: Scenario, data: DataObject) -> None:
        entries = scenario.history.entries
        gone = data.draw(st.integers(0, len(entries) - 2))
        self.assert_broken((*entries[:gone], *entries[gone + 1 :]))

    @a_quarter
    @given(long_scenarios(), st.data())
    def test_an_entry_twice(self, scenario: Scenario, data: DataObject) -> None:
        entries = scenario.history.entries
        twice = data.draw(st.integers(0, len(entries) - 1))
        self.assert_broken((*entries[: twice + 1], *entries[twice:]))

    @a_quarter
    @given(beyond_the_first_entry(), st.data())
    def test_two_entries_swapped(self, scenario: Scenario, data: DataObject) -> None:
        entries = list(scenario.history.entries)
        one = data.draw(st.integers(0, len(entries) - 2))
        entries[one], entries[one + 1] = entries[one + 1], entries[one]
        self.assert_broken(tuple(entries))

    @a_quarter
    @given(scenarios())
    def test_an_entry_of_another_claim(self, scenario: Scenario) -> None:
        entries = scenario.history.entries
        strange = attrs.evolve(entries[-1], claim=ClaimId("C-2"), number=len(entries) + 1)
        self.assert_broken((*entries, strange))

    @a_quarter
    @given(long_scenarios(), st.sampled_from(ClaimStatus), st.data())
    def test_another_status(self, scenario: Scenario, status: ClaimStatus, data: DataObject) -> None:
        entries = list(scenario.history.entries)
        which = data.draw(st.integers(0, len(entries) - 1))
        altered = attrs.evolve(entries[which], after=status)
        if altered != entries[which]:
            entries[which] = altered
            with pytest.raises(BrokenHistory):
                replay(entries)

    def test_no_entry_at_all(self) -> None:
        with pytest.raises(BrokenHistory):
            replay(())

    def assert_broken(self, entries: tuple[HistoryEntry, ...]) -> None:
        """Check that neither a claim nor a History is made of these entries."""
        with pytest.raises(BrokenHistory):
            replay(entries)
        with pytest.raises(BrokenHistory):
            History(entries[0].claim, entries)


class TestInstants:
    """Time only goes forward within a History; an equal instant is allowed, an earlier one is not. H-06."""

    @a_quarter
    @given(long_scenarios())
    def test_entries_are_in_order(self, scenario: Scenario) -> None:
        """As they really happened: a clock may have been wrong, and was corrected then."""
        instants = [*scenario.history.instants().values()]
        assert instants == sorted(instants)

    @a_quarter
    @given(scenarios(), st.data(), st.timedeltas(timedelta(microseconds=1), timedelta(days=400)))
    def test_an_earlier_command_is_refused(
        self, scenario: Scenario, data: DataObject, gap: timedelta
    ) -> None:
        command = attrs.evolve(data.draw(any_command(scenario)), at=scenario.claim.changed_at - gap)
        may_be_earlier = isinstance(command, CorrectInstant) or is_outsiders(scenario, command)
        assert (ProblemCode.EARLIER_THAN_LAST_ENTRY in codes(scenario, command)) is not may_be_earlier

    @a_quarter
    @given(scenarios(), st.data())
    def test_a_command_at_the_same_instant_is_not(self, scenario: Scenario, data: DataObject) -> None:
        command = attrs.evolve(data.draw(any_command(scenario)), at=scenario.claim.changed_at)
        assert ProblemCode.EARLIER_THAN_LAST_ENTRY not in codes(scenario, command)


class TestTheTableOwnsTheStatus:
    """A status changes by a row of the table and by nothing else; what has no row is refused. S-11."""

    @a_quarter
    @given(long_scenarios())
    def test_every_entry_is_a_row(self, scenario: Scenario) -> None:
        rows = {(row.source, row.trigger, to) for row in TABLE.rows for to in row.leads_to}
        assert {(entry.before, entry.event.trigger, entry.after) for entry in scenario.history} <= rows

    @a_quarter
    @given(scenarios(), st.data())
    def test_what_has_no_row_is_refused_with_what_is_possible(
        self, scenario: Scenario, data: DataObject
    ) -> None:
        claim, command = scenario.claim, data.draw(any_command(scenario))
        answer = TABLE[claim.status][command.trigger]
        no_row = isinstance(answer, Refusal) or is_unasked(scenario, command.trigger)
        found = {each.code: each for each in scenario.world.problems(command, claim)}
        refused = {ProblemCode.CLAIM_EXISTS, ProblemCode.STEP_NOT_POSSIBLE} & set(found)
        is_told = no_row and not is_outsiders(scenario, command)
        assert bool(refused) is is_told
        assert found or not no_row
        if isinstance(answer, Refusal) and ProblemCode.STEP_NOT_POSSIBLE in found:
            problem = found[ProblemCode.STEP_NOT_POSSIBLE]
            assert answer.reason.english in problem.message
            assert problem.source == answer.citation
            closed = {Trigger.REOPEN, Trigger.CORRECT_INSTANT}
            closed |= {Trigger.CANCEL, Trigger.EXPIRE} if claim.was_submitted else set()
            closed |= {step for step in ADDING if is_unasked(scenario, step)}
            policies = scenario.world.rules.policies
            asks = policies.dispute_requests is DisputeRequests.WITHOUT_DECIDING
            closed |= set() if asks else {Trigger.REQUEST_DOCUMENTS}
            closed |= {Trigger.RETRACT} if policies.retracting is Retracting.OFF else set()
            is_cut = claim.approved is not None and claim.approved < claim.form.amount
            cuts = policies.cut_disputing is CutDisputing.AS_REJECTION and is_cut
            closed |= set() if cuts else {Trigger.DISPUTE_CUT}
            possible = set(TABLE.possible(claim.status)) - closed
            assert possible <= set(problem.param("possible"))
            assert all(step.caption in problem.remedy for step in possible)


class TestReadOnly:
    """After submission a claim is read-only, unless somebody asks for more. S-09, X-03."""

    @a_quarter
    @given(st.sampled_from(READ_ONLY), st.data())
    def test_nothing_changes_the_content(self, status: ClaimStatus, data: DataObject) -> None:
        scenario = data.draw(scenarios(status))
        command = data.draw(any_command(scenario))
        if command.trigger in CONTENT:
            is_told = not is_outsiders(scenario, command)
            assert (ProblemCode.STEP_NOT_POSSIBLE in codes(scenario, command)) is is_told
        elif not codes(scenario, command):
            after = scenario.after(command).claim.details
            if command.trigger is Trigger.REQUEST_ACTION:  # the return ends what colleagues were asked
                assert not any(each.is_in_force for each in after.uploads_asked)
                assert all_in_force(after) == all_in_force(scenario.claim.details)
            else:
                assert after == scenario.claim.details

    @a_quarter
    @given(scenarios(ClaimStatus.DISPUTED), st.data())
    def test_in_a_dispute_nothing_comes_but_what_was_asked_for(
        self, scenario: Scenario, data: DataObject
    ) -> None:
        command, before = data.draw(any_command(scenario)), scenario.claim.details
        if command.trigger in CONTENT and (
            command.trigger not in ADDING or is_unasked(scenario, command.trigger)
        ):
            is_told = not is_outsiders(scenario, command)
            assert (ProblemCode.STEP_NOT_POSSIBLE in codes(scenario, command)) is is_told
        elif not codes(scenario, command):
            after = scenario.after(command).claim.details
            assert after.form == before.form
            assert after.items[: len(before.items)] == before.items
            answered = [each for each in after.documents_asked if each.answered_by is not None]
            gained = len(answered) - sum(each.answered_by is not None for each in before.documents_asked)
            assert len(after.items) - len(before.items) == gained == (command.trigger in ADDING)

    @a_quarter
    @given(st.sampled_from((ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED)), st.data())
    def test_who_asks_for_more_opens_it_again(self, status: ClaimStatus, data: DataObject) -> None:
        scenario = data.draw(scenarios(status))
        editor = data.draw(actors(Role.INCENTIVES_USER, world=scenario.world))
        options = scenario.world.allowed(scenario.claim, editor, at=scenario.claim.changed_at)
        assert all(option.is_allowed for kind, option in options.items() if kind.trigger in CONTENT)


class TestRejection:
    """A rejection needs at least one reason, which stands in the History. H-04, S-10."""

    @a_quarter
    @given(scenarios(ClaimStatus.REJECTED))
    def test_its_reasons_stand_in_the_history(self, scenario: Scenario) -> None:
        last = [entry.event for entry in scenario.history if isinstance(entry.event, ClaimRejected)][-1]
        assert last.reasons
        assert not any(reason.says_nothing for reason in last.reasons)
        assert scenario.claim.milestones.reasons == last.reasons

    @a_quarter
    @given(
        st.sampled_from((ClaimStatus.UNDER_REVIEW, ClaimStatus.DISPUTED)),
        st.lists(st.sampled_from(("", " ", "\n")), max_size=2),
        st.data(),
    )
    def test_without_one_it_is_refused(
        self, status: ClaimStatus, reasons: list[str], data: DataObject
    ) -> None:
        scenario = data.draw(scenarios(status))
        command = RejectClaim(**envelope(scenario, Role.VALIDATION_TEAM), reasons=reasons)
        decided = [
            each.by for each in scenario.history if isinstance(each.event, ClaimApproved | ClaimRejected)
        ]
        policy = scenario.world.rules.policies.own_disputes
        is_own = status is ClaimStatus.DISPUTED and decided[-1] == command.by.id
        expected = (
            {ProblemCode.OWN_DISPUTE} if is_own and policy is OwnDisputes.REFUSED else set[ProblemCode]()
        )
        assert codes(scenario, command) == {ProblemCode.REASON_MISSING} | expected


class TestApproval:
    """What is approved is above zero and not above the claim; less than the claim has its reason. A-31."""

    @a_quarter
    @given(scenarios(ClaimStatus.APPROVED))
    def test_the_amount(self, scenario: Scenario) -> None:
        claimed, approved = scenario.claim.form.amount, scenario.claim.approved
        assert approved is not None
        assert Money(0, claimed.currency) < approved <= claimed
        event = [entry.event for entry in scenario.history if isinstance(entry.event, ClaimApproved)][-1]
        assert (event.amount == claimed) or event.reason

    @a_quarter
    @given(scenarios(ClaimStatus.UNDER_REVIEW), st.integers(-5, 5))
    def test_another_is_refused(self, scenario: Scenario, units: int) -> None:
        claimed = scenario.claim.form.amount
        amount = claimed + Money.of_minor_units(units, claimed.currency)
        command = ApproveClaim(**envelope(scenario, Role.REVIEWER), amount=amount)
        found = codes(scenario, command)
        assert (ProblemCode.APPROVED_ABOVE_CLAIMED in found) is (amount > claimed)
        assert (ProblemCode.AMOUNT_NOT_POSITIVE in found) is not amount.is_positive
        whole = scenario.world.rules.policies.partial_approval is PartialApproval.WHOLE_ONLY
        less = {ProblemCode.REASON_MISSING, ProblemCode.APPROVED_IN_PART} & found
        wanted = ProblemCode.APPROVED_IN_PART if whole else ProblemCode.REASON_MISSING
        assert less == ({wanted} if amount < claimed else set())


class TestDispute:
    """A dispute ends in exactly one of three ways, and comes back after the partner has acted. S-14, T15."""

    @a_quarter
    @given(scenarios(ClaimStatus.DISPUTED), st.data())
    def test_how_it_ends(self, scenario: Scenario, data: DataObject) -> None:
        command = data.draw(commands(scenario.claim, world=scenario.world, legal=True))
        assert scenario.after(command).claim.status in {
            ClaimStatus.APPROVED,
            ClaimStatus.REJECTED,
            ClaimStatus.PARTNER_ACTION_REQUIRED,
            ClaimStatus.DISPUTED,
        }
        is_partners = isinstance(command, Comment) or command.trigger in ADDING
        assert is_partners or command.by.roles == {Role.VALIDATION_TEAM}

    @a_quarter
    @given(scenarios(ClaimStatus.PARTNER_ACTION_REQUIRED))
    def test_it_comes_back(self, scenario: Scenario) -> None:
        assert isinstance(TABLE[scenario.claim.status][Trigger.SUBMIT], Row)
        assert {
            row.target
            for row in TABLE.rows
            if row.source is scenario.claim.status and row.target is not row.source
        } == {ClaimStatus.DISPUTED}


class TestRequestedAction:
    """A reviewer says what he wants, and it stands on the claim until it is submitted again. S-09, S-13."""

    @a_quarter
    @given(st.sampled_from((ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED)), st.data())
    def test_it_stands_on_the_claim(self, status: ClaimStatus, data: DataObject) -> None:
        scenario = data.draw(scenarios(status))
        asked = [entry.event for entry in scenario.history if isinstance(entry.event, ActionRequested)][-1]
        assert scenario.claim.milestones.requests == asked.requests

    @a_quarter
    @given(scenarios(ClaimStatus.UNDER_REVIEW))
    def test_nothing_is_not_asked_for(self, scenario: Scenario) -> None:
        command = RequestAction(**envelope(scenario, Role.REVIEWER), requests=())
        assert codes(scenario, command) == {ProblemCode.TEXT_MISSING}


class TestSides:
    """No vendor-side actor edits, and no partner-side actor reviews. R-01, R-15."""

    @a_quarter
    @given(scenarios(), st.sampled_from(Role), st.data())
    def test_neither_does_the_others_work(self, scenario: Scenario, role: Role, data: DataObject) -> None:
        actor = data.draw(actors(role, world=scenario.world))
        options = scenario.world.allowed(scenario.claim, actor, at=scenario.claim.changed_at)
        may = {kind.trigger for kind, option in options.items() if option.is_allowed}
        assert not may.intersection(JUDGING if actor.side is Side.PARTNER else PARTNERS)


class TestScope:
    """Nobody acts outside the location and program that his role is held for. R-11, R-12."""

    @a_quarter
    @given(scenarios(), st.data())
    def test_a_stranger_may_do_nothing(self, scenario: Scenario, data: DataObject) -> None:
        stranger = data.draw(actors(*ROLES, world=scenario.world, in_scope=False))
        options = scenario.world.allowed(scenario.claim, stranger, at=scenario.claim.changed_at)
        assert not any(option.is_allowed for option in options.values())


class TestColleague:
    """A colleague who was asked may upload and comment, and nothing else; others may not. R-14."""

    @a_quarter
    @given(scenarios(), st.booleans())
    def test_what_a_colleague_may_do(self, scenario: Scenario, asked: bool) -> None:
        colleague = Actor.partner("dora")
        claim = scenario.claim
        if asked:
            request = UploadRequest(colleague.id, "the photo", 1)
            claim = attrs.evolve(claim, details=attrs.evolve(claim.details, uploads_asked=(request,)))
        options = scenario.world.allowed(claim, colleague, at=claim.changed_at)
        may = {kind.trigger for kind, option in options.items() if option.is_allowed}
        possible = {Trigger.ADD_DOCUMENT, Trigger.COMMENT}.intersection(TABLE.possible(claim.status))
        possible -= {step for step in ADDING if is_unasked(scenario, step)}
        assert may == (possible if asked else set())


class TestCompleteness:
    """Every command that is accepted leaves one entry that says who did what, when, as whom. H-01, H-02."""

    @a_quarter
    @given(scenarios(), st.data())
    def test_one_entry_for_each(self, scenario: Scenario, data: DataObject) -> None:
        command = data.draw(any_command(scenario))
        if not codes(scenario, command):
            after = scenario.after(command).history
            (entry,) = after.entries[scenario.history.version :]
            assert after.entries[: scenario.history.version] == scenario.history.entries
            assert (entry.claim, entry.command, entry.at) == (command.claim, command.id, command.at)
            assert (entry.by, entry.side) == (command.by.id, command.by.side)
            assert entry.role in {*command.by.roles, Role.COLLABORATOR}

    @a_quarter
    @given(scenarios(), st.data())
    def test_a_refusal_leaves_nothing(self, scenario: Scenario, data: DataObject) -> None:
        command = data.draw(commands(scenario.claim, world=scenario.world, legal=False))
        before = (scenario.history, scenario.world.funds)
        with pytest.raises(Refused):
            scenario.after(command)
        assert (scenario.history, scenario.world.funds) == before
