"""The readings: where the sources say nothing or disagree, a named choice with its default."""

from __future__ import annotations

from typing import final

from coopclaims._values import Keyed

# Readings about people and steps: who submits and disputes, and where a step leads.


@final
class Disputing(Keyed):
    """Who may dispute a rejection. Two pages name one role, a third names two (R-02, R-03, R-10)."""

    INCENTIVES_ADMIN = "incentives_admin", "only the Incentives admin disputes"
    WIDENED = "widened", "Incentives admin and Incentives user dispute"


@final
class Submitting(Keyed):
    """Who may submit. The claims page names three roles, the plan path's page one (R-01, R-05)."""

    THREE_ROLES = "three_roles", "the three roles of the claims page submit"
    ADMIN_ONLY = "admin_only", "only the Incentives admin submits, as on the plan path"


@final
class DisputeWindow(Keyed):
    """Whether a dispute has a window, and how many there are. No source says (X-07)."""

    NONE = "none", "a rejection can be disputed at any time, and again"
    STRICT = "strict", "a rejection can be disputed once, within the window of a sibling claim type"


@final
class DisputeRequests(Keyed):
    """Whether documents are asked for in a dispute without deciding it. The pages say only when (X-03)."""

    WITHOUT_DECIDING = (
        "without_deciding",
        "the claim stays Disputed, and what was asked for may be added",
    )
    BY_DECISION = "by_decision", "who asks for more decides: the claim moves to Partner Action Required"


@final
class ClaimSums(Keyed):
    """Who sees the sums of the claims page. That page names three roles, others two (R-01, R-04)."""

    CLAIMS_PAGE = "claims_page", "the three roles of the claims page see its sums"
    FUND_PAGE = "fund_page", "the roles that see the fund page alone see sums; the Global admin does not"


@final
class AfterPartnerAction(Keyed):
    """Where a claim goes once the partner has answered the validation team. No source says (T15)."""

    DISPUTED = "disputed", "back to the dispute, with a fresh clock"
    SUBMITTED = "submitted", "to a review of its own, as after any other request"


@final
class Reopening(Keyed):
    """Whether a claim that waits for the partner may show Editing again. No source says (T8)."""

    STAYS = "stays", "the claim stays in Action required while it is edited"
    EXPLICIT = "explicit", "the claim may be reopened to Editing"


@final
class Cancelling(Keyed):
    """Whether a draft may be dropped. Only a sibling claim type says so (S-07, S-08)."""

    BEFORE_SUBMISSION = "before_submission", "a draft that was never submitted may be cancelled"
    OFF = "off", "nothing is cancelled; a draft expires"


@final
class PartialApproval(Keyed):
    """Whether less than the claimed amount may be approved. No source says (A-31, S-07)."""

    ALLOWED = "allowed", "a lower amount may be approved, for a reason"
    WHOLE_ONLY = "whole_only", "a claim is approved as a whole or not at all"


@final
class SelfApproval(Keyed):
    """Whether a person who claimed may approve. No source says (R-15)."""

    ADVISED = "advised", "who claimed may approve, and is advised to let somebody else"
    REFUSED = "refused", "nobody approves or recommends a claim that they wrote, submitted or disputed"


@final
class OwnDisputes(Keyed):
    """Whether a person may decide the dispute of their own decision. No source says (R-15, X-03)."""

    ADVISED = "advised", "who decided before may decide the dispute, and is advised to let somebody else"
    REFUSED = "refused", "nobody decides the dispute of their own decision"


@final
class OwnApprovals(Keyed):
    """Whether a person may send the payment of a claim that they approved. No source says (R-15)."""

    PAID = "paid", "who approved a claim may send its payment"
    REFUSED = "refused", "nobody sends the payment of a claim that they approved"


@final
class Recommending(Keyed):
    """Whether an approval needs another person's recommendation. No source says (R-15, H-03)."""

    NOT_NEEDED = "not_needed", "one person approves"
    ABOVE_LIMIT = "above_limit", "above the limit of the rules another person recommends the same amount"
    ALWAYS = "always", "another person recommends the same amount before each approval"


@final
class Retracting(Keyed):
    """Whether an approval may be taken back. No source says (T18)."""

    OFF = "off", "an approval is final"
    WITHIN_WINDOW = (
        "within_window",
        "an approval may be taken back while there is no payment of it, within the span of a dispute",
    )


@final
class CutDisputing(Keyed):
    """Whether an approval for less than was claimed may be disputed. No source says (X-01, A-31)."""

    OFF = "off", "a cut is final"
    AS_REJECTION = "as_rejection", "a cut may be disputed as a rejection, while there is no payment of it"


@final
class Backdating(Keyed):
    """What becomes of a command that is stamped earlier than the server's present. Inferred: no page says."""

    ADVISED = "advised", "a command that is dated back is recorded, and the outcome says so"
    REFUSED = "refused", "a command that is dated back is refused"


# Readings about days: from when, until when, and in which unit.


@final
class ActivityLimiting(Keyed):
    """Whether a claim is due a span after its activity too, as one notice said (D-06)."""

    OFF = "off", "only the claiming period limits the submission"
    EARLIER_DATE = "earlier_date", "the activity's own limit applies too, and the earlier date wins"


@final
class PoeDeadline(Keyed):
    """Whether the plan path's proof has a last day of its own. The page of 2020 that says so is gone (N1)."""

    CAMPAIGN_START = (
        "campaign_start",
        "the plan path's proof is first submitted within a span of the campaign's start",
    )
    OFF = "off", "only the claiming period limits the submission of the plan path's proof"


@final
class ClaimDeadline(Keyed):
    """How the last day of a claiming period is found. Pages before 2020-11 count days (D-03, D-04)."""

    FIXED_DAYS = "fixed_days", "claims close on the published day"
    DAY_COUNT = "day_count", "claims close a span of days after the usage period, as before 2020-11"


@final
class ClaimOpening(Keyed):
    """From when on claims are drafted and submitted. The vendor says one thing, a reseller another (D-05)."""

    WINDOW = "window", "drafted from the usage period's first day, submitted in the claiming period"
    USAGE_PERIOD = "usage_period", "drafted and submitted from the usage period's first day"
    WINDOW_ONLY = "window_only", "drafted and submitted in the claiming period"


@final
class FinalApproval(Keyed):
    """Whether a claim has to be approved by a last day. Only third parties say so (D-15)."""

    NONE = "none", "no claim lapses while it waits for an answer"
    MONTH_AFTER_WINDOW = (
        "month_after_window",
        "a claim is approved by the end of the month after its claiming period",
    )


@final
class EscalationUnit(Keyed):
    """In which unit the partner waits before contacting Support. The page gives none (R-16)."""

    BUSINESS_DAYS = "business_days", "business days, as the review"
    CALENDAR_DAYS = "calendar_days"


@final
class PaymentHold(Keyed):
    """Whether the clock of payment stops while the partner holds the payment. No source says (D-10)."""

    RUNS = "runs", "the payment clock runs on while the payment is on hold"
    PAUSES = "pauses", "the payment clock stops while the payment is on hold, and runs on with the rest"


@final
class ReviewClock(Keyed):
    """From which submission a review is counted. No source says what a resubmission does (D-07)."""

    RESTARTS = "restarts", "the review clock starts anew at each submission"
    FIRST_SUBMISSION = "first_submission", "the review clock counts from the first submission"
    PAUSES = (
        "pauses",
        "the clock of a review or dispute stops while the partner has the claim, and runs on with the rest",
    )


@final
class PaymentCounting(Keyed):
    """In which unit the span of payment is counted. A page of 2016 has the same figure in days (D-10)."""

    BUSINESS_DAYS = "business_days", "business days, as published from 2020 on"
    CALENDAR_DAYS = "calendar_days", "calendar days, as published in 2016"


@final
class TaxInvoiceClock(Keyed):
    """Which clock counts where a tax invoice is needed. The page does not say (D-11)."""

    INSTEAD = "instead", "only the span after the tax invoice counts"
    LATER_OF_BOTH = "later_of_both", "both spans count, and the later day is the due day"


@final
class PlanReview(Keyed):
    """Which month's end ends a review on the plan path. The sentence has two readings (D-08)."""

    NEXT_MONTH = "next_month", "the last day of the month after the submission"
    SAME_MONTH = "same_month", "the last day of the month of the submission"


@final
class PlanUniqueness(Keyed):
    """Of what there is one plan. The page gives two keys (A-33, A-34)."""

    PERIOD = "period", "one plan for a location, fund, program and period"
    PROGRAM_YEAR = "program_year", "one plan for a fund type and program year"


@final
class RetentionFrom(Keyed):
    """From which day of a longer activity the originals are kept. No source says (Q-04)."""

    LAST_DAY = "last_day", "from the activity's last day"
    FIRST_DAY = "first_day", "from the activity's first day"


@final
class HoldAnchor(Keyed):
    """From when on a hold is counted. Two pages of one month differ (D-22)."""

    FIRST_FAILED_PAYMENT = "first_failed_payment", "a hold is counted from the first payment that failed"
    STATUS_CHANGE = "status_change", "a hold is counted from the last change of the payment's status"


# Readings about evidence: what is asked for, and by which catalogue.


@final
class ActivitiesPerClaim(Keyed):
    """How many activities one claim may cover. Only a deck of about 2015 says: one (A-25)."""

    ONE = "one", "a claim covers one activity"
    SEVERAL = "several", "a claim may cover several activities, and shows what each of them asks for"


@final
class CatalogueBy(Keyed):
    """Which day decides what an activity asks for. The pages name the year of execution (C-03)."""

    EXECUTION = "execution", "the catalogue in force on the day of execution decides"
    SUBMISSION = "submission", "the catalogue in force on the day of the first submission decides"


@final
class PreApproval(Keyed):
    """Which activities are approved beforehand. Pages and third parties differ (A-12, C-12 to C-16)."""

    CATALOGUE = "catalogue", "a pre-approval is needed for the activities that the catalogue marks"
    ALWAYS = "always", "a pre-approval is needed for every activity"


@final
class ProofNeed(Keyed):
    """Whether proof documents are needed. One page makes them optional, others do not (A-19, A-20)."""

    CATALOGUE = "catalogue", "the proof that the catalogue lists is needed, whatever else shows the cost"
    OPTIONAL = "optional", "proof documents are optional, as on the plan path"


@final
class RepeatedEvidence(Keyed):
    """What becomes of a claim on which evidence stands twice. Inferred: no page forbids it (A-17)."""

    ADVISED = "advised", "evidence that stands twice is advised of, and counts once"
    BLOCKS = "blocks", "a claim on which evidence of its cost stands twice is not approved"


# Readings about money: balances, caps, currencies and small sums.


@final
class InvoiceTax(Keyed):
    """Whether the tax on an invoice is reimbursed. The page has it of fares and hotels alone (C-05)."""

    COUNTS = "counts", "tax counts with the cost that it is raised on"
    LEFT_OUT = "left_out", "tax that an invoice states apart is left out"


@final
class OverClaiming(Keyed):
    """What happens when a claim is submitted above the available balance. No source says (U-20)."""

    WARNS = "warns", "a claim above the available balance is warned about"
    BLOCKS = "blocks", "a claim above the available balance is refused"


@final
class FundsExpiry(Keyed):
    """When money that no claim holds is lost. Two pages name two days (U-06, U-08)."""

    CLAIMING_END = "claiming_end", "funds that no claim holds expire after the claiming period"
    USAGE_END = "usage_end", "funds that no claim holds expire after the usage period"


@final
class EligibilityLoss(Keyed):
    """What becomes of unclaimed funds when a partner loses eligibility. No source says (U-17)."""

    CLAIMABLE = "claimable", "funds that are there stay claimable until they expire"
    FORFEITED = "forfeited", "funds that no claim holds are forfeited at once"


@final
class CapCounting(Keyed):
    """What counts against the cap of an activity. The catalogue gives the caps and no more (C-05)."""

    APPROVED_AND_RESERVED = (
        "approved_and_reserved",
        "claims of the activity that are approved or pending count together",
    )
    APPROVED_ONLY = "approved_only", "only what is approved for the activity counts"
    EACH_CLAIM = "each_claim", "each claim has the whole cap for itself"


@final
class DemoUnitCap(Keyed):
    """Which of the two limits for demo units holds; the published sentence is garbled."""

    GREATER = "greater", "the greater of the percentage and the amount"
    LESSER = "lesser", "the lesser of the percentage and the amount"


@final
class OffersAndSpiffs(Keyed):
    """Whether customer offers and SPIFFs share one cap. The catalogue lists it at both."""

    EACH = "each", "customer offers and SPIFFs have a cap each"
    TOGETHER = "together", "customer offers and SPIFFs count together against one cap"


@final
class EntityCurrency(Keyed):
    """In which currency each of several paying entities pays.

    Two statements of one page give two answers: the program's profile (P-01), and the entity's own
    local currency (P-02). Where a single entity pays, the first stands alone.
    """

    ASSIGNED_ELSE_LOCAL = (
        "assigned_else_local",
        "a profile assigned to the entity decides, else the entity's local currency",
    )
    PROGRAM_PROFILE = "program_profile", "the program's profile decides for every entity"
    LOCAL = "local", "each of several entities pays in its local currency, whatever is assigned"


@final
class RateMonth(Keyed):
    """Which month's exchange rate converts a payment. The page says monthly and no more (P-08)."""

    PAYMENT_ORDER = "payment_order", "the rate of the month in which the payment order is made"
    APPROVAL = "approval", "the rate of the month in which the claim was approved"


@final
class RateGuard(Keyed):
    """How far an exchange rate may be from the last known one of its pair. No page says; a program may."""

    OFF = "off", "a rate is taken as it is given"
    WITHIN_TENTH = "within_tenth", "a rate more than 10 % away from the last known one is not used"
    WITHIN_QUARTER = "within_quarter", "a rate more than 25 % away from the last known one is not used"
    WITHIN_HALF = "within_half", "a rate more than 50 % away from the last known one is not used"

    @property
    def percent(self) -> int | None:
        """How far a rate may be from the last known one, in percent of that; `None` for anywhere."""
        return _GUARD_PERCENT[self]


_GUARD_PERCENT = {
    RateGuard.OFF: None,
    RateGuard.WITHIN_TENTH: 10,
    RateGuard.WITHIN_QUARTER: 25,
    RateGuard.WITHIN_HALF: 50,
}


@final
class MinimumReached(Keyed):
    """Whether a balance equal to the minimum is paid. The page says reach, others over (P-18)."""

    MEETS = "meets", "a balance that equals the minimum is paid"
    EXCEEDS = "exceeds", "only a balance above the minimum is paid"


@final
class SmallBalances(Keyed):
    """What becomes of a small balance at the end of a program year. Two pages differ (P-21, D-24)."""

    CARRY_FORWARD = "carry_forward", "a balance below the minimum waits for later months"
    FORFEIT = "forfeit", "a small balance lapses at the end of the program year"
