"""All readings together: the chosen one of every question."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.rulebook.policies.claiming import (
    AfterPartnerAction,
    Cancelling,
    DisputeWindow,
    Disputing,
    PartialApproval,
    Reopening,
    Submitting,
)
from coopclaims.rulebook.policies.dates import (
    ActivityLimiting,
    ClaimDeadline,
    ClaimOpening,
    EscalationUnit,
    FinalApproval,
    HoldAnchor,
    PaymentCounting,
    PlanReview,
    PlanUniqueness,
    RetentionFrom,
    ReviewClock,
    TaxInvoiceClock,
)
from coopclaims.rulebook.policies.evidence import (
    ActivitiesPerClaim,
    CatalogueBy,
    PreApproval,
    ProofNeed,
)
from coopclaims.rulebook.policies.money import (
    CapCounting,
    DemoUnitCap,
    EligibilityLoss,
    EntityCurrency,
    FundsExpiry,
    MinimumReached,
    OffersAndSpiffs,
    OverClaiming,
    RateMonth,
    SmallBalances,
)

if TYPE_CHECKING:
    from enum import StrEnum

__all__ = ["Policies"]


@final
@attrs.frozen(kw_only=True)
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
