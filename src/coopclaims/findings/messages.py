"""What every problem says: what is wrong, what would fix it, its parameters, and the rule that says so.

The English is not promised, and a portal renders code and parameters in any language. Each parameter has the
name of its type. The field and the item that a problem names may stand in a sentence too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.findings.answer_messages import OF_ANSWERS
from coopclaims.findings.codes import ProblemCode, Wording
from coopclaims.findings.money_messages import OF_MONEY
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.provenance import Source

_C: Final = ProblemCode
_WORDINGS: Final[dict[ProblemCode, Wording]] = {}


def _says(code: ProblemCode, source: Source, parameters: str, wrong: str, remedy: str) -> None:
    _WORDINGS[code] = Wording.of(code, source, parameters, wrong, remedy)


# fmt: off
_says(_C.CLAIM_EXISTS, cite("READING", "T1"), "claim: ClaimId, status: ClaimStatus",
    "claim {claim} exists already and is {status}",
    "work on that claim, or create one under another identifier")
_says(_C.IDENTIFIER_TAKEN, cite("READING", "R-12"), "identifier: str",
    "{identifier} is taken",
    "choose another identifier")
_says(_C.CLAIM_MISSING, cite("CC20", "T1"), "claim: ClaimId",
    "there is no claim {claim} yet, so nothing can be done to it",
    "create the claim first")
_says(_C.CLAIM_MISMATCH, cite("PIE", "A-26"), "claim: ClaimId, found: ClaimId",
    "the command is for claim {claim}, but claim {found} was given",
    "load the claim that the command names")
_says(_C.EARLIER_THAN_LAST_ENTRY, cite("READING", "H-06"), "at: datetime, last: datetime",
    "{at} is earlier than the last entry of the History, {last}",
    "give the present instant, not earlier than {last}; where a wrong clock stamped that, have it corrected")
_says(_C.LATER_THAN_PRESENT, cite("READING", "H-06"), "at: datetime, now: datetime",
    "{at} is later than the present instant of the server, {now}",
    "give the present instant; `at` is the server's")
_says(_C.BACKDATED, cite("READING", "H-06"), "at: datetime, now: datetime",
    "{at} is earlier than the present instant of the server, {now}",
    "give the present instant, unless this happened then and is entered later")
_says(_C.HISTORY_MISMATCH, cite("READING", "H-01"),
    "found: ClaimId | PaymentId, version: int, wanted: ClaimId | PaymentId, due: int",
    "the History given is that of {found}, with {version} entries; {wanted} has {due}",
    "give the History of {wanted} as it is now")
_says(_C.ENTRY_NOT_CORRECTABLE, cite("READING", "H-01"), "entry: int, reason: Message",
    "the instant of entry {entry} cannot be corrected: {reason}",
    "give the number of an entry that happened by itself")
_says(_C.INSTANT_OUT_OF_ORDER, cite("READING", "H-01", "H-06"),
    "entry: int, instant: datetime, first: datetime | None, last: datetime",
    "entry {entry} cannot have happened at {instant}, {first:?before % or }after {last}",
    "give an instant {first:?not before % and }not after {last}; correct its neighbours first where they are "
    "wrong too")
_says(_C.STEP_NOT_POSSIBLE, cite("MG22", "S-01"),
    "claim: ClaimId, status: ClaimStatus, step: Trigger, reason: Message, possible: tuple[Trigger, ...]",
    "claim {claim} is {status}; {step} is not possible: {reason}",
    "do one of these instead: {possible:or nothing, the claim is closed}")
_says(_C.SUBMITTED_BEFORE, cite("MC23", "T16", "T17"), "claim: ClaimId, step: Trigger",
    "claim {claim} was submitted before; {step} needs a claim that never was",
    "submit it again, or leave it as it is")
_says(_C.REOPENING_OFF, cite("READING", "T8"), "claim: ClaimId, status: ClaimStatus",
    "claim {claim} stays {status} while it is edited; reopening is not part of these rules",
    "edit the claim as it is and submit it, or bind the rules with reopening on")
_says(_C.DOCUMENT_REQUESTS_OFF, cite("READING", "X-03"), "claim: ClaimId",
    "claim {claim} is disputed; under these rules who asks for more decides the dispute by it",
    "request action, which moves the claim to Partner Action Required, or bind the rules without this policy")
_says(_C.CANCELLING_OFF, cite("MG22", "S-07"), "claim: ClaimId",
    "claim {claim} cannot be cancelled; under these rules a draft is left to expire",
    "leave the draft as it is, or bind the rules with cancelling on")
_says(_C.WRONG_SIDE, cite("CC20", "R-01", "R-15"),
    "actor: ActorId, side: Side, step: Action, roles: tuple[Role, ...]",
    "{actor} acts for the {side} side; {step} belongs to {roles:or nobody}",
    "ask somebody who holds one of these roles: {roles:or nobody does}")
_says(_C.ACTION_NOT_GRANTED, cite("PE23", "R-01", "R-10"),
    "actor: ActorId, held: tuple[Role, ...], step: Action, roles: tuple[Role, ...]",
    "{actor} holds {held:or no role}; {step} needs {roles:or a role that nobody holds}",
    "ask somebody who holds one of these roles: {roles:or nobody does}")
_says(_C.OUTSIDE_SCOPE, cite("PE23", "R-11", "R-12"),
    "actor: ActorId, held: tuple[Role, ...], location: LocationId | None, program: ProgramId | None, "
    "near: tuple[str, ...]",
    "{actor} holds {held}, but not {location:or here}{program:? for program %}"
    "{near:spelled?; the grant for % has another spelling of the name}",
    "have the role added for this location and program")
_says(_C.NOT_ASKED, cite("SD-EN", "R-14"),
    "actor: ActorId, claim: ClaimId | None, step: Action, roles: tuple[Role, ...]",
    "{actor} was not asked for anything{claim:? on claim %}; {step} needs {roles}, or "
    "an upload request that names {actor}",
    "have the claim's owner ask {actor} for the document")
_says(_C.ASKED_IN_VAIN, cite("SD-EN", "R-14"), "colleague: ActorId, reason: Message",
    "{colleague} would be asked in vain: {reason}",
    "ask a colleague in the company, or add the document yourself")
_says(_C.ASKED_ELSEWHERE, cite("SD-EN", "R-11", "R-14"),
    "colleague: ActorId, location: LocationId, program: ProgramId",
    "{colleague} holds roles, and none at location {location} for program {program}",
    "make sure that the document is theirs to give; by the request they see this claim")
_says(_C.UPLOAD_NOT_ASKED, cite("READING", "R-14"), "request: int, known: tuple[int, ...]",
    "entry {request} is no upload request that is in force",
    "name one that is: {known:or there is none}")
_says(_C.TEXT_MISSING, cite("PO22", "A-02"), "",
    "{field} is empty",
    "write what {field} should say")
_says(_C.FIELD_UNREADABLE, cite("READING", "A-02"), "why: Explanation",
    "{why}",
    "write it as it is expected, or choose it from what is offered")
_says(_C.REASON_MISSING, cite("MG22", "H-04"), "step: Trigger | PaymentTrigger, claimed: Money | None",
    "to {step}{claimed:? less than %} needs a reason, and none is given",
    "give at least one reason that is not blank; it will stand in the History")
_says(_C.NOTE_MISSING, cite("PO22", "A-19"), "",
    "proof {item} has no note",
    "write a note that explains what the document shows")
_says(_C.AMOUNT_NOT_POSITIVE, cite("PO22", "A-09"), "amount: Money",
    "{field} is {amount}; it has to be more than nothing",
    "give an amount above zero")
_says(_C.SECOND_CURRENCY, cite("PIE", "A-10", "A-27"), "found: Currency, currency: Currency",
    "{field} is in {found}, but the claim is in {currency}; a claim has one currency",
    "state the amount in {currency}, or file a claim of its own for it")
_says(_C.ITEM_EXISTS, cite("READING", "T2"), "",
    "the claim has an item {item} already",
    "remove that item first, or give the new one an identifier of its own")
_says(_C.ITEM_UNKNOWN, cite("CC20", "S-11"), "items: tuple[ItemId, ...], more: int, near: tuple[ItemId, ...]",
    "the claim has no item {item}; it has {items:or none}{more:? and % more}"
    "{near:spelled?; % is another spelling of the name}",
    "name one of the claim's items")
_says(_C.NOTHING_CHANGES, cite("READING", "H-06"), "",
    "the form says the same already",
    "change something, or leave the claim as it is")
_says(_C.SCOPE_CHANGES, cite("CC24", "A-03", "A-04", "U-19"),
    "found: str | UsagePeriod, wanted: str | UsagePeriod, near: tuple[str, ...]",
    "{field} cannot change from {found} to {wanted}: roles are held for it, and it decides the fund"
    "{near:spelled?; % is another spelling of the name}",
    "cancel this draft and create a claim for {wanted}")
_says(_C.USAGE_NOT_BEGUN, cite("READING", "D-05"), "period: UsagePeriod, first: date, day: date",
    "the usage period {period} has not begun on {day}",
    "wait until {first}, or choose the usage period that runs now")
_says(_C.WINDOW_NOT_OPEN, cite("OV23", "D-03", "D-05"),
    "period: UsagePeriod, opens: date, closes: date, day: date",
    "claims for the usage period {period} open on {opens}; {day} is too early",
    "submit between {opens} and {closes}")
_says(_C.WINDOW_CLOSED, cite("OV23", "D-03", "U-06"),
    "period: UsagePeriod, opens: date, closes: date, day: date",
    "claims for the usage period {period} closed after {closes}; {day} is too late",
    "nothing brings these funds back; choose a usage period whose window is open")
_says(_C.WINDOW_STILL_OPEN, cite("READING", "T16"), "closes: date, day: date",
    "the draft can be submitted until the end of {closes}, so it does not expire on {day}",
    "wait until the day after {closes}")
_says(_C.ACTIVITY_LIMIT_PASSED, cite("SH-CS", "D-06"), "executed: date, due: date, day: date",
    "an activity of {executed} had to be claimed by {due}; {day} is too late",
    "nothing extends this limit; a policy asks for it, since the page says *should*")
_says(_C.POE_SUBMISSION_PASSED, cite("SH-PO", "N1"), "campaign: str, first: date, due: date, day: date",
    "the proof of campaign {campaign}, begun {first}, had to be submitted first by {due}; {day} is too late",
    "nothing extends this limit; name another campaign that the activity belongs to, if there is one")
_says(_C.FINAL_APPROVAL_PASSED, cite("T-365", "D-15"), "due: date, day: date",
    "claims for this usage period had to be approved by {due}; {day} is too late",
    "nothing extends this limit; reject what is under review and say so, or bind the rules without it")
_says(_C.FINAL_APPROVAL_NEAR, cite("T-365", "D-15"), "due: date, day: date, answered: date",
    "what is handed in on {day} is answered by {answered}, after {due}, the last day for an approval",
    "act at once, and ask the reviewer for an answer by {due}")
_says(_C.DISPUTE_WINDOW_CLOSED, cite("MC23", "D-29"), "rejected: date, due: date, day: date",
    "the decision of {rejected} had to be disputed by {due}; {day} is too late",
    "the decision is final under this policy")
_says(_C.DISPUTED_BEFORE, cite("MC23", "D-29"), "claim: ClaimId",
    "a decision on claim {claim} was disputed before; under this policy once is all",
    "the second decision is final")
_says(_C.EXECUTED_OUTSIDE_USAGE, cite("OV23", "D-02"), "executed: date, period: UsagePeriod",
    "the activity was carried out on {executed}, outside the usage period {period}",
    "choose the usage period that {executed} falls in, or correct the execution date")
_says(_C.NOT_YET_EXECUTED, cite("T-RES", "A-30"), "executed: date, day: date",
    "the activity is dated {executed}, after {day}; a claim looks back",
    "submit once the activity has been carried out")
_says(_C.ACTIVITY_UNKNOWN, cite("CO21", "C-03"),
    "activity: str, executed: date, known: tuple[Term, ...], near: tuple[Term, ...]",
    "{activity:or an empty key} is not an activity of the catalogue in force on {executed}"
    "{near:spelled?; % is another spelling of the name}",
    "choose one of: {known:key}")
_says(_C.SECOND_ACTIVITY, cite("PIE", "A-25"), "activity: str, found: tuple[str, ...]",
    "the claim names {found} besides {activity}; a claim covers one activity",
    "file a claim of its own for each other activity, or bind the rules with several in one")
_says(_C.NOT_ELIGIBLE, cite("CO21", "C-02"), "activity: Term, program: ProgramId",
    "{activity} is not eligible for claims of {program}",
    "claim an activity that the program has")
_says(_C.SURFACE_PROGRAM, cite("CC24", "A-03"), "program: ProgramId, known: tuple[ProgramId, ...]",
    "{program} is a family of programs and no program that can be claimed in",
    "create the claim for one of its programs: {known}")
_says(_C.CIRCUMSTANCE_UNKNOWN, cite("CO21", "C-02"),
    "circumstance: str, activity: tuple[Term, ...], known: tuple[Term, ...], near: tuple[Term, ...]",
    "{circumstance} is no circumstance that {activity} knows"
    "{near:spelled?; % is another spelling of the name}",
    "take it out, or state what was meant; known are: {known:key or none}")
_says(_C.CIRCUMSTANCE_MISSING, cite("CO21", "C-02"), "activity: Term, keys: tuple[Term, ...]",
    "the form does not say which of these holds of {activity}: {keys}",
    "state at least one of these circumstances on the form: {keys:key}")
_says(_C.PRE_APPROVAL_MISSING, cite("COL", "C-15"), "activity: Term",
    "{activity} has to be approved beforehand, and no pre-approval is named",
    "name the identifier of the pre-approval on the form")
_says(_C.COST_EVIDENCE_MISSING, cite("PO22", "A-16"), "",
    "there is neither an invoice nor a certification report (CSR)",
    "add the supplier's invoice, or the CSR for work done in-house")
_says(_C.CORE_NOT_ATTESTED, cite("CO21", "C-02"),
    "activity: Term, ways: tuple[tuple[Term, ...], ...], keys: tuple[Term, ...]",
    "{activity} has a core requirement that nothing attests: {ways}",
    "attest it on the form, or add a proof that shows it ({keys:key})")
_says(_C.PROOF_MISSING, cite("CO21", "A-20", "C-02"),
    "activity: Term, ways: tuple[tuple[Term, ...], ...], keys: tuple[Term, ...]",
    "{activity} asks for proof that is not on the claim: {ways}",
    "add the proof, and say what it shows ({keys:key})")
_says(_C.METRIC_MISSING, cite("CO21", "A-22", "C-02"),
    "activity: Term, ways: tuple[tuple[Term, ...], ...], keys: tuple[Term, ...]",
    "{activity} asks for a metric that is not recorded: {ways}",
    "record the metric under its name ({keys:key})")
_says(_C.PARTS_DIFFER, cite("READING", "A-17"), "amount: Money, parts: Money",
    "{item} is {amount}, and its parts add up to {parts}",
    "state parts that add up to {amount}, or none")
_says(_C.PLAN_MISSING, cite("PO22", "A-13", "A-35"), "program: ProgramId",
    "{program} has plans, and the claim names none",
    "name the plan and the campaign that the activity belongs to")
_says(_C.PLAN_EXISTS, cite("PL22", "A-33", "A-34"), "plan: str, one: PlanUniqueness",
    "plan {plan} exists already; there is {one}",
    "work on plan {plan}")
_says(_C.PLAN_TOO_LATE, cite("PL22", "D-18", "D-20"), "plan: str, due: date, day: date",
    "plan {plan} had to be submitted by {due}; {day} is too late",
    "make a plan for the program year that runs now")
_says(_C.PLAN_READ_ONLY, cite("PL22", "A-36"), "plan: str, status: ClaimStatus",
    "plan {plan} is {status}; a submitted plan is read-only",
    "wait until a reviewer returns it")
_says(_C.OUTSIDE_CAMPAIGN, cite("PO22", "A-08"), "executed: date, campaign: str, first: date, last: date",
    "the activity was carried out on {executed}, outside the campaign {campaign}, {first} to {last}",
    "choose the campaign that {executed} falls in, or correct the execution date")
_says(_C.IMPRESSIONS_MISSING, cite("PO22", "A-11"), "campaign: str",
    "campaign {campaign} needs the reach that is expected, counted in people",
    "state the estimated impressions")
_says(_C.SETUP_MISSING, cite("CC24", "A-06", "N21"),
    "location: LocationId, program: ProgramId, parts: tuple[SetupPart, ...]",
    "the {parts} of {location} are not set up for {program}, and a claim is created after that",
    "set them up for this program first: payout and tax profile")
_says(_C.SETUP_UNKNOWN, cite("CC24", "A-06", "N21"),
    "location: LocationId, program: ProgramId, parts: tuple[SetupPart, ...]",
    "nobody said whether the {parts} of {location} are set up for {program}, which comes before a claim",
    "look at the payout and the tax profile, and say what is there")
_says(_C.REQUEST_UNANSWERED, cite("KB-STAT", "T9", "S-13"), "what: str",
    "a reviewer asked for something, and nothing has changed since: {what}",
    "answer it before submitting, or say in a comment why it stays as it is")
_says(_C.DOCUMENTS_AWAITED, cite("READING", "X-03"), "what: str",
    "the validation team asked for something in this dispute, and nothing was added for it: {what}",
    "wait for it as long as the days of the dispute allow, or decide without it")
_says(_C.REQUIREMENTS_UNPUBLISHED, cite("BL25", "N9"), "activity: Term",
    "of {activity} the name alone is published: not what it asks for, what it pays for and up to how much",
    "ask the vendor before the activity, and add what shows it and its cost")
_says(_C.EVIDENCE_UNUSED, cite("CO21", "C-02"), "found: str, known: tuple[Term, ...]",
    "{found} is nothing that the activity asks for in the circumstances stated",
    "leave it, or name it as the activity does: {known:key or nothing of this kind}")
_says(_C.COST_BELOW_CLAIM, cite("CO21", "C-05"), "claimed: Money, shown: Money",
    "{claimed} is claimed, and invoices and certification reports show {shown}",
    "claim {shown} or less, or add what shows the rest of the cost")
_says(_C.INVOICE_DETAILS_MISSING, cite("PO22", "A-17"), "missing: tuple[str, ...]",
    "invoice {item} says nothing of: {missing}",
    "add what the invoice says; a reviewer needs its details, and which is not published")
_says(_C.INVOICE_DAY_AHEAD, cite("READING", "A-17"), "issued: date, day: date",
    "{item} is dated {issued}, and today is {day}",
    "correct the day, or add the invoice once it is issued")
_says(_C.INVOICE_BEFORE_USAGE, cite("READING", "A-17"), "issued: date, period: UsagePeriod",
    "{item} is dated {issued}, before the usage period {period}",
    "correct the day, or say in a note why it is for this usage period")
_says(_C.INVOICE_BEFORE_ACTIVITY, cite("READING", "A-17"), "issued: date, executed: date",
    "{item} is dated {issued}, before the activity of {executed}",
    "correct the day where it is wrong; a reviewer may ask whether it is for this activity")
_says(_C.ORIGINAL_DIFFERS, cite("READING", "A-27"), "amount: Money, original: Money, converted: Money",
    "{item} is {amount}, and the {original} of its receipt are {converted} at the rate given",
    "state {converted}, or correct the receipt's amount or the rate")
_says(_C.ORIGINAL_RATE_DAY, cite("READING", "A-27"), "on: date, rate: Explanation",
    "the rate of {item} is that of {on}, when it does not hold: {rate}",
    "state the rate that holds on {on}, or the day on which this one was taken")
_says(_C.EVIDENCE_REPEATED, cite("READING", "A-17"), "kind: Keyed, twin: ItemId",
    "{item} is like {twin}: {kind}",
    "remove one of the two; what stands twice counts once")
_says(_C.EVIDENCE_SHARED, cite("READING", "A-17"), "kind: Keyed, other: ClaimId, twin: ItemId",
    "{item} is like {twin} of claim {other}: {kind}",
    "ask for evidence of this claim's own, or remove it from one of the two")
_says(_C.APPROVED_ABOVE_COST, cite("CO21", "C-05"), "approved: Money, shown: Money",
    "{approved} is above the {shown} that invoices and certification reports support",
    "approve {shown} or less, or ask for what shows the rest of the cost")
_says(_C.APPROVED_ABOVE_CLAIMED, cite("READING", "A-31"), "approved: Money, claimed: Money",
    "{approved} is above the {claimed} claimed",
    "approve {claimed} or less")
_says(_C.APPROVED_IN_PART, cite("READING", "A-31", "S-07"), "approved: Money, claimed: Money",
    "{approved} is less than the {claimed} claimed; these rules approve a claim whole",
    "approve {claimed}, ask for another amount, or reject the claim")
_says(_C.APPROVED_ABOVE_EARNED, cite("READING", "U-20"), "approved: Money | None, remaining: Money | None",
    "approving {approved:or any amount} would lift what is approved above what was earned"
    "{remaining:?; % remain}",
    "approve {remaining:?% or }less")
_says(_C.ABOVE_AVAILABLE, cite("READING", "U-20"), "claimed: Money, available: Money | None",
    "{claimed} is claimed, and {available:or less} of the fund are available",
    "claim less, or expect a lower approval")
_says(_C.FUNDS_MISMATCH, cite("CC24", "U-19"),
    "found: PoolKey, location: LocationId, program: ProgramId, usage_period: UsagePeriod, "
    "near: tuple[str, ...]",
    "the fund given is {found}; the claim draws on {program} at {location}, usage {usage_period}"
    "{near:spelled?; the fund's % is another spelling of the name}",
    "give the fund pool of the claim's location, program and usage period")
_says(_C.FUND_MISSING, cite("CC24", "U-19"),
    "location: LocationId, program: ProgramId, usage_period: UsagePeriod",
    "there is no fund of {program} at {location}, usage {usage_period}, that the claim could draw on",
    "choose a program and a usage period for which the location has co-op")
_says(_C.ABOVE_CAP, cite("CO21", "C-05"),
    "activity: Term, asked: Money, reimbursable: Money, why: Explanation",
    "of {asked} for {activity} {reimbursable} is reimbursable: {why}",
    "ask for {reimbursable}, or expect that more is not approved")
_says(_C.CURRENCY_WITHDRAWN, cite("READING", "A-10", "P-09"),
    "currency: Currency, last_day: date, successor: Currency | None, rate: ExchangeRate | None, law: str, "
    "day: date",
    "{field} is in {currency}, which was in use until {last_day} ({law}){successor:?; its successor is %}",
    "state the amount in {successor:or a currency in use}{rate:?, at %}")
_says(_C.RULE_MISSING, cite("READING", "D-14"),
    "why: Explanation, policies: tuple[str, ...], editions: tuple[str, ...]",
    "{why}",
    "{policies:?bind the rules with %, or }bind a rulebook that has such a rule{editions:? (the edition %)}, "
    "or a program edition of your own")
_says(_C.RATE_MISSING, cite("PR22", "P-08"), "why: Explanation",
    "{why}",
    "give the monthly exchange rate")
_says(_C.RATE_IMPLAUSIBLE, cite("READING", "P-08"), "why: Explanation",
    "{why}",
    "check the exchange rate and give it again, or bind the rules with a wider guard on rates")
# fmt: on

WORDINGS: Final[Mapping[ProblemCode, Wording]] = MappingProxyType({**_WORDINGS, **OF_MONEY, **OF_ANSWERS})
"""What each problem says."""
