"""The readings: where the sources are silent or disagree, a named choice with its default."""

from __future__ import annotations

from enum import StrEnum
from typing import cast, final

import attrs

from coopclaims._values import frozen
from coopclaims.errors import InvalidValue

# Readings about people and steps: who submits and disputes, and where a step leads.


@final
class Disputing(StrEnum):
    """Who may dispute a rejection. Two pages name one role, a third names two (R-02, R-03, R-10)."""

    INCENTIVES_ADMIN = "only the Incentives admin disputes"
    WIDENED = "Incentives admin and Incentives user dispute"


@final
class Submitting(StrEnum):
    """Who may submit. The claims page names three roles, the plan path's page one (R-01, R-05)."""

    THREE_ROLES = "the three roles of the claims page submit"
    ADMIN_ONLY = "only the Incentives admin submits, as on the plan path"


@final
class DisputeWindow(StrEnum):
    """Whether a dispute has a window, and how many there are. No source says (X-07)."""

    NONE = "a rejection can be disputed at any time, and again"
    STRICT = "a rejection can be disputed once, within the window of a sibling claim type"


@final
class AfterPartnerAction(StrEnum):
    """Where a claim goes once the partner has answered the validation team. No source says (T15)."""

    DISPUTED = "back to the dispute, with a fresh clock"
    SUBMITTED = "to a review of its own, as after any other request"


@final
class Reopening(StrEnum):
    """Whether a claim that waits for the partner may show Editing again. No source says (T8)."""

    STAYS = "the claim stays in Action required while it is edited"
    EXPLICIT = "the claim may be reopened to Editing"


@final
class Cancelling(StrEnum):
    """Whether a draft may be dropped. Only a sibling claim type says so (S-07, S-08)."""

    BEFORE_SUBMISSION = "a draft that was never submitted may be cancelled"
    OFF = "nothing is cancelled; a draft expires"


@final
class PartialApproval(StrEnum):
    """Whether less than the claimed amount may be approved. No source says (A-31, S-07)."""

    ALLOWED = "a lower amount may be approved, for a reason"
    WHOLE_ONLY = "a claim is approved as a whole or not at all"


# Readings about days: from when, until when, and in which unit.


@final
class ActivityLimiting(StrEnum):
    """Whether a claim is due a span after its activity too, as one notice said (D-06)."""

    OFF = "only the claiming period limits the submission"
    EARLIER_DATE = "the activity's own limit applies too, and the earlier date wins"


@final
class ClaimDeadline(StrEnum):
    """How the last day of a claiming period is found. Pages before 2020-11 count days (D-03, D-04)."""

    FIXED_DAYS = "claims close on the published day"
    DAY_COUNT = "claims close a span of days after the usage period, as before 2020-11"


@final
class ClaimOpening(StrEnum):
    """From when on claims are drafted and submitted. The vendor says one thing, a reseller another (D-05)."""

    WINDOW = "drafted from the usage period's first day, submitted in the claiming period"
    USAGE_PERIOD = "drafted and submitted from the usage period's first day"
    WINDOW_ONLY = "drafted and submitted in the claiming period"


@final
class FinalApproval(StrEnum):
    """Whether a claim has to be approved by a last day. Only third parties say so (D-15)."""

    NONE = "no claim lapses while it waits for an answer"
    MONTH_AFTER_WINDOW = "a claim is approved by the end of the month after its claiming period"


@final
class EscalationUnit(StrEnum):
    """In which unit the partner waits before contacting Support. The page gives none (R-16)."""

    BUSINESS_DAYS = "business days, as the review"
    CALENDAR_DAYS = "calendar days"


@final
class ReviewClock(StrEnum):
    """From which submission a review is counted. No source says what a resubmission does (D-07)."""

    RESTARTS = "the review clock starts anew at each submission"
    FIRST_SUBMISSION = "the review clock counts from the first submission"


@final
class PaymentCounting(StrEnum):
    """In which unit the span of payment is counted. A page of 2016 has the same figure in days (D-10)."""

    BUSINESS_DAYS = "business days, as published from 2020 on"
    CALENDAR_DAYS = "calendar days, as published in 2016"


@final
class TaxInvoiceClock(StrEnum):
    """Which clock counts where a tax invoice is needed. The page does not say (D-11)."""

    INSTEAD = "only the span after the tax invoice counts"
    LATER_OF_BOTH = "both spans count, and the later day is the due day"


@final
class PlanReview(StrEnum):
    """Which month's end ends a review on the plan path. The sentence has two readings (D-08)."""

    NEXT_MONTH = "the last day of the month after the submission"
    SAME_MONTH = "the last day of the month of the submission"


@final
class PlanUniqueness(StrEnum):
    """Of what there is one plan. The page gives two keys (A-33, A-34)."""

    PERIOD = "one plan for a location, fund, program and period"
    PROGRAM_YEAR = "one plan for a fund type and program year"


@final
class RetentionFrom(StrEnum):
    """From which day of a longer activity the originals are kept. No source says (Q-04)."""

    LAST_DAY = "from the activity's last day"
    FIRST_DAY = "from the activity's first day"


@final
class HoldAnchor(StrEnum):
    """From when on a hold is counted. Two pages of one month differ (D-22)."""

    FIRST_FAILED_PAYMENT = "a hold is counted from the first payment that failed"
    STATUS_CHANGE = "a hold is counted from the last change of the payment's status"


# Readings about evidence: what is asked for, and by which catalogue.


@final
class ActivitiesPerClaim(StrEnum):
    """How many activities one claim may cover. Only a deck of about 2015 says: one (A-25)."""

    ONE = "a claim covers one activity"
    SEVERAL = "a claim may cover several activities, and shows what each of them asks for"


@final
class CatalogueBy(StrEnum):
    """Which day decides what an activity asks for. The pages name the year of execution (C-03)."""

    EXECUTION = "the catalogue in force on the day of execution decides"
    SUBMISSION = "the catalogue in force on the day of the first submission decides"


@final
class PreApproval(StrEnum):
    """Which activities are approved beforehand. Pages and third parties differ (A-12, C-12 to C-16)."""

    CATALOGUE = "a pre-approval is needed for the activities that the catalogue marks"
    ALWAYS = "a pre-approval is needed for every activity"


@final
class ProofNeed(StrEnum):
    """Whether proof documents are needed. One page makes them optional, others do not (A-19, A-20)."""

    CATALOGUE = "the proof that the catalogue lists is needed, whatever else shows the cost"
    OPTIONAL = "proof documents are optional, as on the plan path"


# Readings about money: balances, caps, currencies and small sums.


@final
class OverClaiming(StrEnum):
    """What happens when a claim is submitted above the available balance. No source says (U-20)."""

    WARNS = "a claim above the available balance is warned about"
    BLOCKS = "a claim above the available balance is refused"


@final
class FundsExpiry(StrEnum):
    """When money that no claim holds is lost. Two pages name two days (U-06, U-08)."""

    CLAIMING_END = "funds that no claim holds expire after the claiming period"
    USAGE_END = "funds that no claim holds expire after the usage period"


@final
class EligibilityLoss(StrEnum):
    """What becomes of unclaimed funds when a partner loses eligibility. No source says (U-17)."""

    CLAIMABLE = "funds that are there stay claimable until they expire"
    FORFEITED = "funds that no claim holds are forfeited at once"


@final
class CapCounting(StrEnum):
    """What counts against the cap of an activity. The catalogue gives the caps and no more (C-05)."""

    APPROVED_AND_RESERVED = "claims of the activity that are approved or pending count together"
    APPROVED_ONLY = "only what is approved for the activity counts"
    EACH_CLAIM = "each claim has the whole cap for itself"


@final
class DemoUnitCap(StrEnum):
    """Which of the two limits for demo units holds; the published sentence is garbled."""

    GREATER = "the greater of the percentage and the amount"
    LESSER = "the lesser of the percentage and the amount"


@final
class OffersAndSpiffs(StrEnum):
    """Whether customer offers and SPIFFs share one cap. The catalogue lists it at both."""

    EACH = "customer offers and SPIFFs have a cap each"
    TOGETHER = "customer offers and SPIFFs count together against one cap"


@final
class EntityCurrency(StrEnum):
    """In which currency each of several paying entities pays.

    Two statements of one page give two answers: the program's profile (P-01), and the entity's own
    local currency (P-02). Where a single entity pays, the first stands alone.
    """

    ASSIGNED_ELSE_LOCAL = "a profile assigned to the entity decides, else the entity's local currency"
    PROGRAM_PROFILE = "the program's profile decides for every entity"
    LOCAL = "each of several entities pays in its local currency, whatever is assigned"


@final
class RateMonth(StrEnum):
    """Which month's exchange rate converts a payment. The page says monthly and no more (P-08)."""

    PAYMENT_ORDER = "the rate of the month in which the payment order is made"
    APPROVAL = "the rate of the month in which the claim was approved"


@final
class MinimumReached(StrEnum):
    """Whether a balance equal to the minimum is paid. The page says reach, others over (P-18)."""

    MEETS = "a balance that equals the minimum is paid"
    EXCEEDS = "only a balance above the minimum is paid"


@final
class SmallBalances(StrEnum):
    """What becomes of a small balance at the end of a program year. Two pages differ (P-21, D-24)."""

    CARRY_FORWARD = "a balance below the minimum waits for later months"
    FORFEIT = "a small balance lapses at the end of the program year"


# All readings together: the chosen one of every question.


@final
@frozen(kw_only=True)
class Policies:
    """The chosen reading of every question that the sources leave open.

    Raises `InvalidValue` for what is no reading of the question, such as the name of one as text.

    >>> Policies(disputing=Disputing.WIDENED).reopening
    <Reopening.STAYS: 'the claim stays in Action required while it is edited'>
    """

    disputing: Disputing = Disputing.INCENTIVES_ADMIN
    over_claiming: OverClaiming = OverClaiming.WARNS
    reopening: Reopening = Reopening.STAYS
    activity_limiting: ActivityLimiting = ActivityLimiting.OFF
    final_approval: FinalApproval = FinalApproval.NONE
    dispute_window: DisputeWindow = DisputeWindow.NONE
    submitting: Submitting = Submitting.THREE_ROLES
    claim_deadline: ClaimDeadline = ClaimDeadline.FIXED_DAYS
    claim_opening: ClaimOpening = ClaimOpening.WINDOW
    payment_counting: PaymentCounting = PaymentCounting.BUSINESS_DAYS
    tax_invoice_clock: TaxInvoiceClock = TaxInvoiceClock.INSTEAD
    review_clock: ReviewClock = ReviewClock.RESTARTS
    escalation_unit: EscalationUnit = EscalationUnit.BUSINESS_DAYS
    plan_review: PlanReview = PlanReview.NEXT_MONTH
    partial_approval: PartialApproval = PartialApproval.ALLOWED
    cancelling: Cancelling = Cancelling.BEFORE_SUBMISSION
    retention_from: RetentionFrom = RetentionFrom.LAST_DAY
    plan_uniqueness: PlanUniqueness = PlanUniqueness.PERIOD
    after_partner_action: AfterPartnerAction = AfterPartnerAction.DISPUTED
    catalogue_by: CatalogueBy = CatalogueBy.EXECUTION
    proof_need: ProofNeed = ProofNeed.CATALOGUE
    pre_approval: PreApproval = PreApproval.CATALOGUE
    activities_per_claim: ActivitiesPerClaim = ActivitiesPerClaim.ONE
    entity_currency: EntityCurrency = EntityCurrency.ASSIGNED_ELSE_LOCAL
    rate_month: RateMonth = RateMonth.PAYMENT_ORDER
    funds_expiry: FundsExpiry = FundsExpiry.CLAIMING_END
    eligibility_loss: EligibilityLoss = EligibilityLoss.CLAIMABLE
    cap_counting: CapCounting = CapCounting.APPROVED_AND_RESERVED
    demo_unit_cap: DemoUnitCap = DemoUnitCap.GREATER
    offers_and_spiffs: OffersAndSpiffs = OffersAndSpiffs.EACH
    minimum_reached: MinimumReached = MinimumReached.MEETS
    small_balances: SmallBalances = SmallBalances.CARRY_FORWARD
    hold_anchor: HoldAnchor = HoldAnchor.FIRST_FAILED_PAYMENT

    def __attrs_post_init__(self) -> None:
        for question in attrs.fields(Policies):
            chosen = getattr(self, question.name)
            kind: type[StrEnum] = type(cast("StrEnum", question.default))
            if not isinstance(chosen, kind):
                members = ", ".join(member.name for member in kind)
                raise InvalidValue(question.name, chosen, f"a member of {kind.__name__}: {members}")
