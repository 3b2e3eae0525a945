"""A small world for claims to live in: people, a fund, the published rules, and a desk to work at.

The claim of this world is filed for July to December 2022, whose claims are lodged from 16 August
2022 to 15 February 2023. Instants are written as they stand on a clock in the program's zone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, get_args
from zoneinfo import ZoneInfo

import attrs
import pytest

from coopclaims import (
    Actor,
    BusinessCalendar,
    Claim,
    ClaimForm,
    ClaimStatus,
    Currency,
    FundPool,
    History,
    HistoryEntry,
    InMemoryRepository,
    Money,
    Refused,
    Role,
    Rulebook,
    UsagePeriod,
    advice,
    decide,
    partner_center,
    perform,
    problems,
)
from coopclaims.activities import ACTIVITIES_2019
from coopclaims.claims import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    CertificationReport,
    Command,
    Comment,
    CorrectInstant,
    CreateClaim,
    DisputeRejection,
    ExpireDraft,
    GiveFeedback,
    Information,
    InformationRequest,
    Invoice,
    Metric,
    Proof,
    RecommendApproval,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestDocuments,
    RequestUpload,
    RetractApproval,
    StartReview,
    SubmitClaim,
    WithdrawUploadRequest,
)
from coopclaims.funds import FundEntry, PoolKey
from coopclaims.identifiers import ActorId, ClaimId, CommandId, ItemId, LocationId, ProgramId
from coopclaims.parties import EVERYWHERE
from coopclaims.provenance import PUBLISHED, cite
from coopclaims.repositories import FundWrite
from coopclaims.rules import Edition, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims import Decision, Policies, Problem, Rules
    from coopclaims.activities import Catalogue
    from coopclaims.money import ExchangeRates

PACIFIC = ZoneInfo("America/Los_Angeles")
LOCATION = LocationId("se-stockholm")
PROGRAM = ProgramId("CSP Direct Bill Partner")
ELSEWHERE = LocationId("no-oslo")
OTHER_PROGRAM = ProgramId("Hosting")
USAGE = UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
CLAIM = ClaimId("C-1001")

KINDS: tuple[type[Command], ...] = get_args(Command)

ACTORS: Mapping[Role, Actor] = MappingProxyType(
    {
        **{
            role: Actor.partner(str(role), role, location=LOCATION, program=PROGRAM)
            for role in (
                Role.GLOBAL_ADMIN,
                Role.ACCOUNT_ADMIN,
                Role.BILLING_ADMIN,
                Role.INCENTIVES_ADMIN,
                Role.INCENTIVES_USER,
            )
        },
        Role.COLLABORATOR: Actor.partner("carol"),  # holds no role; she was asked for something
        Role.REVIEWER: Actor.vendor("rita", Role.REVIEWER, location=EVERYWHERE, program=EVERYWHERE),
        Role.VALIDATION_TEAM: Actor.vendor(
            "vera", Role.VALIDATION_TEAM, location=EVERYWHERE, program=EVERYWHERE
        ),
        Role.PAYMENT_TEAM: Actor.vendor("paul", Role.PAYMENT_TEAM, location=EVERYWHERE, program=EVERYWHERE),
        Role.SYSTEM: Actor.system(),
    }
)
"""One actor for each of the ten roles."""

ADMIN = ACTORS[Role.INCENTIVES_ADMIN]
USER = ACTORS[Role.INCENTIVES_USER]
CAROL = ACTORS[Role.COLLABORATOR]
REVIEWER = ACTORS[Role.REVIEWER]
VALIDATION_TEAM = ACTORS[Role.VALIDATION_TEAM]
SYSTEM = ACTORS[Role.SYSTEM]

WEEKDAYS = BusinessCalendar.of_weekdays(years=range(2018, 2031))


def bound(
    policies: Policies | None = None,
    *,
    calendar: BusinessCalendar = WEEKDAYS,
    rulebook: Rulebook = partner_center,
    strict: bool = False,
) -> Rules:
    """Return the published rules, counted from Monday to Friday, days in the program's zone."""
    return rulebook.bind(calendar=calendar, zone=PACIFIC, policies=policies, strict=strict)


RULES = bound()


def with_catalogues(*rules: Rule[Catalogue], policies: Policies | None = None) -> Rules:
    """Return the published rules with these catalogues instead of their own."""
    others = [attrs.evolve(edition, catalogue=None) for edition in partner_center.editions]
    stated = [Edition(name=f"catalogue from {rule.first}", catalogue=rule) for rule in rules]
    return bound(policies, rulebook=Rulebook("with catalogues of its own", (*others, *stated)))


CATALOGUE = Rule(
    value=ACTIVITIES_2019,
    first=date(2019, 4, 1),
    last=date(2023, 10, 1),
    source=cite("CO21", "C-02", "C-03"),
    basis=PUBLISHED,
)
"""The one catalogue of tests that are about its last sighting."""


def instant(text: str) -> datetime:
    """Return the instant at which a clock in the program's zone shows this: "2022-09-14 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


def sek(amount: str) -> Money:
    return Money(amount, "SEK")


FORM = ClaimForm(
    name="Autumn campaign",
    program=PROGRAM,
    location=LOCATION,
    usage_period=USAGE,
    activity="digital-advertising",
    executed_on=date(2022, 8, 25),
    amount=sek("90000.00"),
)
INVOICE = Invoice(
    id=ItemId("invoice-1"),
    document="scan-1",
    amount=sek("90000.00"),
    number="2022-117",
    supplier="Annonsbolaget",
    issued_on=date(2022, 8, 31),
)
REPORT = CertificationReport(
    id=ItemId("report-1"), document="csr-1", amount=sek("20000.00"), work="Design of the ad"
)
PROOF = Proof(
    id=ItemId("proof-1"),
    document="screenshot-1",
    note="The ad, and its landing page",
    shows=("ad-screenshot", "landing-page"),
)
METRIC = Metric(id=ItemId("metric-1"), name="results", value="4312 clicks")
INFORMATION = Information(id=ItemId("information-1"), text="The campaign ran for a week.")
WANTED = InformationRequest("a readable scan", item=INVOICE.id)


def pool_key(currency: str = "SEK", usage: UsagePeriod = USAGE) -> PoolKey:
    return PoolKey(location=LOCATION, program=PROGRAM, usage_period=usage, currency=Currency(currency))


def fund(earned: str = "120000.00", currency: str = "SEK", usage: UsagePeriod = USAGE) -> FundPool:
    """Return the fund of the claim's location, program and usage period, earned from one entity."""
    at = instant(f"{usage.first.isoformat()} 00:00")
    return FundPool.empty(pool_key(currency, usage)).earning("ireland", Money(earned, currency), at=at)


Payload: TypeAlias = dict[str, Any]


def payload(kind: type[Command], form: ClaimForm = FORM) -> Payload:
    """Return content that nothing is wrong with, whatever the status: only the step can be refused."""
    currency = form.amount.currency
    contents: dict[type[Command], Payload] = {
        CreateClaim: {"form": form},
        AmendClaim: {"form": attrs.evolve(form, name="Autumn campaign, second flight")},
        AddInvoice: {"invoice": attrs.evolve(INVOICE, id=ItemId("new"), amount=Money(5, currency))},
        AddCertification: {"report": attrs.evolve(REPORT, id=ItemId("new"), amount=Money(5, currency))},
        AddProof: {"proof": attrs.evolve(PROOF, id=ItemId("new"))},
        RecordMetric: {"metric": attrs.evolve(METRIC, id=ItemId("new"))},
        AddInformation: {"information": attrs.evolve(INFORMATION, id=ItemId("new"))},
        RemoveItem: {"item": INFORMATION.id},
        RequestUpload: {"colleague": ActorId("dave"), "what": "the invitation"},
        WithdrawUploadRequest: {"request": 6},
        Comment: {"text": "A remark."},
        GiveFeedback: {"text": "The supplier's name cannot be read.", "item": INVOICE.id},
        RequestAction: {"requests": (WANTED,)},
        RequestDocuments: {"requests": (WANTED,)},
        RecommendApproval: {"amount": form.amount},
        ApproveClaim: {"amount": form.amount},
        RetractApproval: {"reason": "Approved by mistake."},
        CorrectInstant: {"entry": 1, "instant": instant("2022-07-01 09:00"), "reason": "A clock was wrong."},
        RejectClaim: {"reasons": ("The landing page does not show the brand.",)},
    }
    return contents.get(kind, {})


class Desk:
    """Where one command after the other is given, decided and recorded."""

    def __init__(
        self,
        *,
        rules: Rules = RULES,
        funds: FundPool | None = None,
        rates: ExchangeRates | None = None,
        claim: ClaimId = CLAIM,
        form: ClaimForm = FORM,
    ) -> None:
        self.rules = rules
        self.form = form
        self.funds = fund(usage=form.usage_period) if funds is None else funds
        self.rates = rates
        self.id = claim
        self.history = History(claim)
        self.ledger: tuple[FundEntry, ...] = ()
        self.commands: tuple[Command, ...] = ()
        self.current: Claim | None = None

    @property
    def claim(self) -> Claim:
        assert self.current is not None, "no claim was created at this desk"
        return self.current

    def status(self) -> ClaimStatus:
        """Return where the claim stands: a question to be asked again after every command."""
        return self.claim.status

    @property
    def last(self) -> HistoryEntry:
        return self.history.entries[-1]

    @property
    def later(self) -> str:
        """An hour after the last entry."""
        moment = self.claim.changed_at.astimezone(PACIFIC) + timedelta(hours=1)
        return moment.replace(tzinfo=None).isoformat(sep=" ")

    def command(self, kind: type[Command], by: Actor, at: str, **content: Any) -> Command:
        """Return the command with this content; what is left out is as `payload` has it."""
        make: Any = kind
        if kind is WithdrawUploadRequest and self.current is not None:
            asked = [each.number for each in self.claim.details.uploads_asked if each.is_in_force]
            content = {"request": asked[-1] if asked else 1} | content
        command: Command = make(
            claim=self.id,
            id=CommandId(f"{self.id}/{len(self.history)}/{kind.__name__}/{by.id}/{at}"),
            by=by,
            at=instant(at),
            **(payload(kind, self.claim.form if self.current else self.form) | content),
        )
        return command

    def do(self, kind: type[Command], by: Actor, at: str, **content: Any) -> Decision:
        """Give a command that has to be accepted."""
        command = self.command(kind, by, at, **content)
        decision = self.decide(command)
        self.commands += (command,)
        self.current = decision.claim
        self.history = self.history.extended(decision.entries)
        self.ledger += decision.ledger
        self.funds = self.funds.record(decision.ledger)
        return decision

    def advised(self, kind: type[Command], by: Actor, at: str, **content: Any) -> tuple[Problem, ...]:
        """Give a command that has to be accepted, and return the advice that was asked for before."""
        command = self.command(kind, by, at, **content)
        found = advice(command, self.current, rules=self.rules, funds=self.funds, rates=self.rates)
        self.do(kind, by, at, **content)
        return found

    def refused(self, kind: type[Command], by: Actor, at: str, **content: Any) -> Refused:
        """Give a command that has to be refused, and return the refusal."""
        command = self.command(kind, by, at, **content)
        with pytest.raises(Refused) as caught:
            self.decide(command)
        seen = problems(command, self.current, rules=self.rules, funds=self.funds, rates=self.rates)
        assert seen == caught.value.problems
        return caught.value

    def decide(self, command: Command) -> Decision:
        return decide(command, self.current, rules=self.rules, funds=self.funds, rates=self.rates)

    def draft(self, at: str) -> Desk:
        """File the form and add all the evidence that it needs, at one instant."""
        for kind, by, _, content in PATHS[ClaimStatus.EDITING]:
            self.do(kind, by, at, **self._fitting(content))
        return self

    def _fitting(self, content: Payload) -> Payload:
        """Return the content with its invoice in the currency of the form."""
        currency = self.form.amount.currency
        if "invoice" not in content or currency is FORM.amount.currency:
            return content
        return {"invoice": attrs.evolve(content["invoice"], amount=Money(1, currency))}

    def walk(self, to: ClaimStatus) -> Desk:
        """Give the commands that lead a claim to this status, and return the desk."""
        for kind, by, at, content in PATHS[to]:
            self.do(kind, by, at, **self._fitting(content))
        return self


Stop: TypeAlias = tuple[type[Command], Actor, str, Payload]

_DRAFT: tuple[Stop, ...] = (
    (CreateClaim, USER, "2022-09-01 09:00", {}),
    (AddInvoice, USER, "2022-09-02 09:00", {"invoice": INVOICE}),
    (AddProof, USER, "2022-09-02 09:10", {"proof": PROOF}),
    (RecordMetric, USER, "2022-09-02 09:20", {"metric": METRIC}),
    (AddInformation, USER, "2022-09-02 09:30", {"information": INFORMATION}),
    (RequestUpload, USER, "2022-09-02 09:40", {"colleague": CAROL.id, "what": "the report"}),
)
_SUBMITTED = (*_DRAFT, (SubmitClaim, USER, "2022-09-14 10:00", {}))
_UNDER_REVIEW = (*_SUBMITTED, (StartReview, REVIEWER, "2022-09-15 09:00", {}))
_REJECTED = (*_UNDER_REVIEW, (RejectClaim, REVIEWER, "2022-09-16 15:00", {}))
_DISPUTED = (*_REJECTED, (DisputeRejection, ADMIN, "2022-09-21 10:00", {}))

PATHS: Mapping[ClaimStatus, tuple[Stop, ...]] = MappingProxyType(
    {
        ClaimStatus.EDITING: _DRAFT,
        ClaimStatus.SUBMITTED: _SUBMITTED,
        ClaimStatus.UNDER_REVIEW: _UNDER_REVIEW,
        ClaimStatus.ACTION_REQUIRED: (
            *_UNDER_REVIEW,
            (RequestAction, REVIEWER, "2022-09-15 10:00", {}),
        ),
        ClaimStatus.APPROVED: (*_UNDER_REVIEW, (ApproveClaim, REVIEWER, "2022-09-16 15:00", {})),
        ClaimStatus.REJECTED: _REJECTED,
        ClaimStatus.DISPUTED: _DISPUTED,
        ClaimStatus.PARTNER_ACTION_REQUIRED: (
            *_DISPUTED,
            (RequestAction, VALIDATION_TEAM, "2022-09-23 10:00", {}),
        ),
        ClaimStatus.CANCELLED: (*_DRAFT, (CancelDraft, USER, "2022-09-12 10:00", {})),
        ClaimStatus.EXPIRED: (*_DRAFT, (ExpireDraft, SYSTEM, "2023-02-16 00:00", {})),
    }
)
"""How a claim comes to each status: commands, actors, instants, and content."""


def desk_at(status: ClaimStatus | None, **options: Any) -> Desk:
    """Return a desk with a claim in this status; with none where there is none."""
    desk = Desk(**options)
    return desk if status is None else desk.walk(status)


def asked_desk_at(status: ClaimStatus | None, **options: Any) -> Desk:
    """Return a desk with a claim in this status, on which Carol is asked for something in this round."""
    desk = desk_at(status, **options)
    if status in (ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED):
        desk.do(RequestUpload, USER, desk.later, colleague=CAROL.id, what="the report")
    return desk_asked_for_documents(desk)


def desk_asked_for_documents(desk: Desk) -> Desk:
    """Return the desk with documents asked for, where its claim is Disputed."""
    if desk.current is not None and desk.status() is ClaimStatus.DISPUTED:
        desk.do(RequestDocuments, VALIDATION_TEAM, desk.later)
    return desk


def stored(*desks: Desk, funds: FundPool | None = None) -> InMemoryRepository:
    """Return a repository with this fund, to which everything was done that was done at these desks."""
    earned = fund() if funds is None else funds
    repository = InMemoryRepository()
    pool = repository.open_pool(earned.key)
    entries = tuple(
        pool.earned_entry(entity, amount, at=instant("2022-07-01 00:00")) for entity, amount in earned.earned
    )
    repository.append(FundWrite(pool=pool.key, expected=0, entries=entries))
    for desk in desks:
        for command in desk.commands:
            perform(command, repository, rules=desk.rules, rates=desk.rates)
    return repository
