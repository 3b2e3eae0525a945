"""What a portal's answers are made of: a claim's page, a step that is foreseen, a way to what is refused.

They stand below the wire, which writes and reads them. They are computed above it, in `coopclaims.portal`,
which is their public home.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import final

import attrs

from coopclaims._values import Term, at_instant, frozen, whole
from coopclaims.claims.claim import Claim, ClaimForm, ClaimStatus, Round
from coopclaims.claims.commands import Command
from coopclaims.claims.events import HistoryEntry
from coopclaims.claims.evidence import Item
from coopclaims.claims.requests import DocumentRequest, UploadRequest
from coopclaims.completeness.checklist import ChecklistLine, EvidenceChecklist
from coopclaims.deadlines.counting import Clock, Deadline, NotRunning
from coopclaims.deadlines.hindsight import Promise
from coopclaims.decisions.deciding import Option, Relevance
from coopclaims.findings.problem import Problem
from coopclaims.funds.commands import FundCommand
from coopclaims.identifiers import ActorId, ClaimId
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payments.payment import Payment, PaymentTerms
from coopclaims.payments.unpaid import WhyNotPaid
from coopclaims.payouts.forecast import PayoutForecast
from coopclaims.payouts.payout import Payout
from coopclaims.payouts.statuses import PaymentTrigger


@final
@frozen(kw_only=True)
class PageOption:
    """A kind of command on a claim's page: whether the actor may give it, and what to know before they do.

    `option` says whether, and why not. `advice` is what does not block it; it is empty where the step is not
    possible now, and for commands about which nothing can be said before their content is there.
    """

    option: Option
    advice: tuple[Problem, ...] = ()


@final
@frozen(kw_only=True)
class ClaimPage:
    """Everything that a claim's page shows to one actor at one instant.

    `at` is the instant, in UTC, and `actor` who looks. `claim` is the claim's identifier, `version` counts
    the entries of its History, `status` is where it stands; `form` and `items` are its content, and `rounds`
    its reviews and disputes. `options` are all kinds of command, those that are possible now first, then
    those that are not possible yet, then those that never are the actor's. `checklist` is what the activity
    asks for. `clocks` has each clock with its due day or why it does not run, and `promises` what was
    promised in each round. `forecast` is how the claim would be paid, and `why_not_paid` what its payment
    waits for. `history` are the entries of the History, oldest first, without the persons behind them.
    `upload_requests` and `document_requests` are what colleagues, and in a dispute the partner, are asked
    for.

    `options`, `checklist`, `forecast` and `why_not_paid` are `None` where what they need was not given, where
    they are not defined, or where the actor may not see them. Source: ours; each part says its own.
    """

    at: datetime = attrs.field(converter=at_instant)
    actor: ActorId
    claim: ClaimId
    version: int = attrs.field(validator=whole(1))
    status: ClaimStatus
    form: ClaimForm
    items: tuple[Item, ...]
    rounds: tuple[Round, ...]
    options: tuple[PageOption, ...] | None
    checklist: EvidenceChecklist | None
    clocks: tuple[tuple[Clock, Deadline | NotRunning], ...]
    promises: tuple[Promise, ...]
    forecast: PayoutForecast | None
    why_not_paid: WhyNotPaid | None
    history: tuple[HistoryEntry, ...]
    upload_requests: tuple[UploadRequest, ...]
    document_requests: tuple[DocumentRequest, ...]

    @property
    def by_relevance(self) -> Mapping[Relevance, tuple[PageOption, ...]]:
        """The options of each relevance; without options none has any."""
        given = self.options or ()
        found = {each: tuple(one for one in given if one.option.relevance is each) for each in Relevance}
        return MappingProxyType(found)

    @property
    def by_clock(self) -> Mapping[Clock, Deadline | NotRunning]:
        """The answer of each clock that the page has."""
        return MappingProxyType(dict(self.clocks))


@final
@frozen(kw_only=True)
class ForeseenStep:
    """What one command of a sequence would lead to, after those before it.

    `command` is the command, and `problems` is everything that would block it: empty where it would be
    accepted. `claim` is the claim after it, `None` while there is none; a command that is refused leaves all
    as it was. `payments` are the claim's payments after it, by identifier. `deadlines` are the clocks of the
    claim that run then, not answered yet, in the order of `Clock`, and `available` is what the fund has
    available. `is_repeat` says that the command was performed before, and leads to nothing again.
    """

    command: Command | PaymentCommand | FundCommand
    problems: tuple[Problem, ...]
    claim: Claim | None
    payments: tuple[Payment, ...]
    deadlines: tuple[Deadline, ...]
    available: Money
    is_repeat: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether nothing would block the command."""
        return not self.problems


@final
@frozen(kw_only=True)
class NeededCommand:
    """A command that would help to permit another one.

    `command` is the kind of command, and `keys` is what it has to state, show or report, as the catalogue
    names it; empty for the cost and a pre-approval. `lines` are the lines of the checklist that it helps to
    meet, as they are now. `who` are the roles that may give it.
    """

    command: type[Command]
    keys: tuple[Term, ...]
    lines: tuple[ChecklistLine, ...]
    who: tuple[Role, ...]


@final
@frozen(kw_only=True)
class WayTo:
    """What would permit a command that is refused now.

    `command` is the command, and `problems` is everything that blocks it; empty where nothing does.
    `opens_on` is the first day, in the program's zone, on which it does not come too early any more; `None`
    where it does not now. `needed` are the fewest commands that give the evidence that is missing then, and
    `is_minimal` says whether no fewer would do: with more than 12 open requirements, or more than two
    circumstances to choose, not all alternatives are tried.
    `remaining` is what blocks the command even then: somebody else has to give it, its content has to change,
    the amount is not there, or it is too late.
    """

    command: Command
    problems: tuple[Problem, ...]
    opens_on: date | None
    needed: tuple[NeededCommand, ...]
    is_minimal: bool
    remaining: tuple[Problem, ...]

    @property
    def is_open(self) -> bool:
        """Whether the day and the evidence are all that the command waits for."""
        return not self.remaining


@final
@frozen(kw_only=True)
class PaymentOption:
    """A step of a payment, and why the actor cannot take it now.

    `trigger` is the step, and `terms` are those that such a command has: of a payment that is made, else
    `None`. `needs_note` says whether the command has to say why, in its note. `problems` are the reasons
    against it, empty where there is none.
    """

    trigger: PaymentTrigger
    terms: PaymentTerms | None
    needs_note: bool
    problems: tuple[Problem, ...]

    @property
    def is_allowed(self) -> bool:
        """Whether only the content of such a command could still be refused."""
        return not self.problems


@final
@frozen(kw_only=True)
class ShareOptions:
    """What one entity pays of a claim, the payment that was made of it, and the steps from there.

    `payout` is the share as it is paid, and `payment` its last payment as it stands, `None` where none was
    made. `options` are the steps that the table of payments knows from there, in its order.
    """

    payout: Payout
    payment: Payment | None
    options: tuple[PaymentOption, ...]
