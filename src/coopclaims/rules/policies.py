"""The policies: all readings together, the chosen one of every question."""

from __future__ import annotations

from typing import final

from coopclaims._values import frozen
from coopclaims.rules import readings


@final
@frozen(kw_only=True)
class Policies:
    """The chosen reading of every question that the sources leave open.

    A field that is not given has its default, the reading that the library chose. Raises `InvalidValue` for
    what is no reading of the question, such as the name of one as text.

    >>> from coopclaims.rules import Disputing
    >>> Policies(disputing=Disputing.WIDENED).reopening
    <Reopening.STAYS: 'stays'>
    """

    disputing: readings.Disputing = readings.Disputing.INCENTIVES_ADMIN
    """Who may dispute a rejection."""
    over_claiming: readings.OverClaiming = readings.OverClaiming.WARNS
    """What happens when a claim is submitted above the available balance."""
    reopening: readings.Reopening = readings.Reopening.STAYS
    """Whether a claim that waits for the partner may show Editing again."""
    activity_limiting: readings.ActivityLimiting = readings.ActivityLimiting.OFF
    """Whether a claim is due a span after its activity too."""
    poe_deadline: readings.PoeDeadline = readings.PoeDeadline.CAMPAIGN_START
    """Whether the plan path's proof has a last day of its own."""
    final_approval: readings.FinalApproval = readings.FinalApproval.NONE
    """Whether a claim has to be approved by a last day."""
    dispute_window: readings.DisputeWindow = readings.DisputeWindow.NONE
    """Whether a dispute has a window, and how many there are."""
    submitting: readings.Submitting = readings.Submitting.THREE_ROLES
    """Who may submit."""
    claim_deadline: readings.ClaimDeadline = readings.ClaimDeadline.FIXED_DAYS
    """How the last day of a claiming period is found."""
    claim_opening: readings.ClaimOpening = readings.ClaimOpening.WINDOW
    """From when on claims are drafted and submitted."""
    payment_counting: readings.PaymentCounting = readings.PaymentCounting.BUSINESS_DAYS
    """In which unit the span of payment is counted."""
    tax_invoice_clock: readings.TaxInvoiceClock = readings.TaxInvoiceClock.INSTEAD
    """Which clock counts where a tax invoice is needed."""
    review_clock: readings.ReviewClock = readings.ReviewClock.RESTARTS
    """From which submission a review is counted."""
    payment_hold: readings.PaymentHold = readings.PaymentHold.RUNS
    """Whether the clock of payment stops while the payment is on hold."""
    escalation_unit: readings.EscalationUnit = readings.EscalationUnit.BUSINESS_DAYS
    """In which unit the partner waits before contacting Support."""
    plan_review: readings.PlanReview = readings.PlanReview.NEXT_MONTH
    """Which month's end ends a review on the plan path."""
    partial_approval: readings.PartialApproval = readings.PartialApproval.ALLOWED
    """Whether less than the claimed amount may be approved."""
    self_approval: readings.SelfApproval = readings.SelfApproval.ADVISED
    """Whether a person who claimed may approve."""
    own_disputes: readings.OwnDisputes = readings.OwnDisputes.ADVISED
    """Whether a person may decide the dispute of their own decision."""
    own_approvals: readings.OwnApprovals = readings.OwnApprovals.PAID
    """Whether a person may send the payment of a claim that they approved."""
    recommending: readings.Recommending = readings.Recommending.NOT_NEEDED
    """Whether an approval needs another person's recommendation."""
    retracting: readings.Retracting = readings.Retracting.OFF
    """Whether an approval may be taken back."""
    cut_disputing: readings.CutDisputing = readings.CutDisputing.OFF
    """Whether an approval for less than was claimed may be disputed."""
    backdating: readings.Backdating = readings.Backdating.ADVISED
    """What becomes of a command that is stamped earlier than the server's present."""
    cancelling: readings.Cancelling = readings.Cancelling.BEFORE_SUBMISSION
    """Whether a draft may be dropped."""
    retention_from: readings.RetentionFrom = readings.RetentionFrom.LAST_DAY
    """From which day of a longer activity the originals are kept."""
    plan_uniqueness: readings.PlanUniqueness = readings.PlanUniqueness.PERIOD
    """Of what there is one plan."""
    after_partner_action: readings.AfterPartnerAction = readings.AfterPartnerAction.DISPUTED
    """Where a claim goes once the partner has answered the validation team."""
    dispute_requests: readings.DisputeRequests = readings.DisputeRequests.WITHOUT_DECIDING
    """Whether documents are asked for in a dispute without deciding it."""
    claim_sums: readings.ClaimSums = readings.ClaimSums.CLAIMS_PAGE
    """Who sees the sums of the claims page."""
    catalogue_by: readings.CatalogueBy = readings.CatalogueBy.EXECUTION
    """Which day decides what an activity asks for."""
    proof_need: readings.ProofNeed = readings.ProofNeed.CATALOGUE
    """Whether proof documents are needed."""
    pre_approval: readings.PreApproval = readings.PreApproval.CATALOGUE
    """Which activities are approved beforehand."""
    activities_per_claim: readings.ActivitiesPerClaim = readings.ActivitiesPerClaim.ONE
    """How many activities one claim may cover."""
    repeated_evidence: readings.RepeatedEvidence = readings.RepeatedEvidence.ADVISED
    """What becomes of a claim on which evidence stands twice."""
    invoice_tax: readings.InvoiceTax = readings.InvoiceTax.COUNTS
    """Whether the tax on an invoice is reimbursed."""
    entity_currency: readings.EntityCurrency = readings.EntityCurrency.ASSIGNED_ELSE_LOCAL
    """In which currency each of several paying entities pays."""
    rate_month: readings.RateMonth = readings.RateMonth.PAYMENT_ORDER
    """Which month's exchange rate converts a payment."""
    rate_guard: readings.RateGuard = readings.RateGuard.OFF
    """How far an exchange rate may be from the last known one of its pair."""
    funds_expiry: readings.FundsExpiry = readings.FundsExpiry.CLAIMING_END
    """When money that no claim holds is lost."""
    eligibility_loss: readings.EligibilityLoss = readings.EligibilityLoss.CLAIMABLE
    """What becomes of unclaimed funds when a partner loses eligibility."""
    cap_counting: readings.CapCounting = readings.CapCounting.APPROVED_AND_RESERVED
    """What counts against the cap of an activity."""
    demo_unit_cap: readings.DemoUnitCap = readings.DemoUnitCap.GREATER
    """Which of the two limits for demo units holds."""
    offers_and_spiffs: readings.OffersAndSpiffs = readings.OffersAndSpiffs.EACH
    """Whether customer offers and SPIFFs share one cap."""
    minimum_reached: readings.MinimumReached = readings.MinimumReached.MEETS
    """Whether a balance equal to the minimum is paid."""
    small_balances: readings.SmallBalances = readings.SmallBalances.CARRY_FORWARD
    """What becomes of a small balance at the end of a program year."""
    hold_anchor: readings.HoldAnchor = readings.HoldAnchor.FIRST_FAILED_PAYMENT
    """From when on a hold is counted."""
