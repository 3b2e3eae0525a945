"""A key for each rule: `rules.look_up(REVIEW_SPAN, day)` is typed, and so is `rules.on(day)[REVIEW_SPAN]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims.rules.rule import RuleKey

if TYPE_CHECKING:
    from coopclaims.activities.catalogue import Catalogue
    from coopclaims.calendars.spans import Intake, Span
    from coopclaims.identifiers import ProgramId
    from coopclaims.money.amounts import Money
    from coopclaims.periods import CalendarDays, MonthDay, Months
    from coopclaims.rules.editions import (
        ActivityLatest,
        ClaimingWindow,
        PlanDeadline,
        ProgramCalendar,
        ProgramEnd,
        ReasonCode,
        Rollover,
    )

REVIEW_SPAN: Final[RuleKey[Span]] = RuleKey("review_span")
"""The span in which a claim submitted on `day` is reviewed. Source: MG20, MG22 D-07."""

DISPUTE_SPAN: Final[RuleKey[Span]] = RuleKey("dispute_span")
"""The span in which a dispute of `day` is decided. Source: MG20, RJ21 D-09."""

PAYMENT_SPAN: Final[RuleKey[Span]] = RuleKey("payment_span")
"""The span in which a claim approved on `day` is paid. Source: MG20, MG22 D-10."""

TAX_INVOICE_SPAN: Final[RuleKey[Span]] = RuleKey("tax_invoice_span")
"""The span of payment after a tax invoice approved on `day`. Source: MG20 D-11."""

PLAN_REVIEW_SPAN: Final[RuleKey[Span]] = RuleKey("plan_review_span")
"""The span in which evidence on the plan path, submitted on `day`, is reviewed. Source: PO22 D-08."""

RETENTION_SPAN: Final[RuleKey[Span]] = RuleKey("retention_span")
"""How long the originals of an activity of `day` are kept. Source: OV18, OV23 Q-02."""

HOLD_SPAN: Final[RuleKey[Span]] = RuleKey("hold_span")
"""How long a payment that could not be made on `day` is held. Source: TP23 D-22."""

INTAKE: Final[RuleKey[Intake]] = RuleKey("intake")
"""From when on what a partner hands in on `day` counts. No source states one; an edition of one's own may."""

ESCHEAT_IDLE_SPAN: Final[RuleKey[Months]] = RuleKey("escheat_idle_span")
"""For how long a US partner is idle before money is escheated, as known on `day`. Source: EA23 D-23."""

ESCHEAT_UNPROCESSED_SPAN: Final[RuleKey[CalendarDays]] = RuleKey("escheat_unprocessed_span")
"""For how long after its earning period money for a US partner waits. As known on `day`. Source: EA23
D-23."""

ESCALATION_SPAN: Final[RuleKey[Span]] = RuleKey("escalation_span")
"""The span after which a claim submitted on `day` is one for Support. Source: MG20 R-16."""

PLAN_RESUBMISSION_SPAN: Final[RuleKey[Span]] = RuleKey("plan_resubmission_span")
"""For how long after its program year a returned plan is taken. `day` is the last day of the program year.
Source: PL20, PL22 D-20."""

FINAL_APPROVAL_SPAN: Final[RuleKey[Span]] = RuleKey("final_approval_span")
"""The span after `day`, a claiming period's last, for an approval. Source: T-365 D-15."""

DISPUTE_WINDOW: Final[RuleKey[Span]] = RuleKey("dispute_window")
"""The span in which a rejection of `day` is disputed. Source: MC23 D-29, an analogue."""

ACTIVITY_SPAN: Final[RuleKey[CalendarDays]] = RuleKey("activity_span")
"""The span after an activity carried out on `day` in which it is claimed. Source: SH-CS D-06."""

ACTIVITY_LATEST: Final[RuleKey[ActivityLatest]] = RuleKey("activity_latest")
"""The last day for some programs to claim an activity carried out on `day`. Source: AN20 D-06."""

POE_SUBMISSION_SPAN: Final[RuleKey[Span]] = RuleKey("poe_submission_span")
"""The span from `day`, the campaign's first, in which its proof is first submitted. Source: SH-PO N1."""

TAX_INVOICE_SUBMISSION_SPAN: Final[RuleKey[Span]] = RuleKey("tax_invoice_submission_span")
"""The span after a submission of `day` in which the tax invoice is submitted. Source: TI N15."""

TAX_INVOICE_COUNTRIES: Final[RuleKey[frozenset[str]]] = RuleKey("tax_invoice_countries")
"""The countries whose partners submit a tax invoice for a claim of `day`. Source: TI N15."""

TAX_INVOICE_NUMBER_LENGTH: Final[RuleKey[int]] = RuleKey("tax_invoice_number_length")
"""How many digits the number of a tax invoice of `day` has at most. Source: TI N15."""

CLAIM_DEADLINE_DAYS: Final[RuleKey[CalendarDays]] = RuleKey("claim_deadline_days")
"""The span after a usage period in which its claims are submitted, where no window with fixed days is known
of it. It is looked up for `usage_first`, the first day of the usage period, as the claiming period is.
Source: KB-DL, OV18, SH-CS D-04."""

PROGRAM_CALENDARS: Final[RuleKey[tuple[ProgramCalendar, ...]]] = RuleKey("program_calendars")
"""The periods that programs had of their own, as known on `day`: the last day of the usage period that is
asked about. Source: KB-EXEC D-14."""

PAYMENT_RUN_DAY: Final[RuleKey[int]] = RuleKey("payment_run_day")
"""The day of the month up to which approvals like one of `day` join its run. Source: KB-CYC D-12."""

REBATE_DAYS: Final[RuleKey[tuple[MonthDay, ...]]] = RuleKey("rebate_days")
"""The days of a year on whose next business day rebates were paid. `day` is the last day of the earning
period. Source: KB-TL D-32."""

PLAN_NEEDED_FOR: Final[RuleKey[frozenset[ProgramId]]] = RuleKey("plan_needed_for")
"""The programs whose claims for an activity of `day` need a reviewed plan. Source: KB-DIST, OV18 A-13."""

PLAN_SUBMISSION_DEADLINE: Final[RuleKey[PlanDeadline]] = RuleKey("plan_submission_deadline")
"""By when a plan that is submitted on `day` has to be. Source: KB-DL, PL20, PL22 D-18."""

PLAN_PAYMENT_DAY: Final[RuleKey[int]] = RuleKey("plan_payment_day")
"""The day of the month on which a plan pays the month before. `day` is the first day of the month that is
paid for. Source: PL20, PL22 D-19."""

PROFILE_VALIDATION_HOURS: Final[RuleKey[int]] = RuleKey("profile_validation_hours")
"""Within how many hours a profile changed on `day` is validated. Source: PI21, UI20, PR21 D-21."""

MINIMUM_PAYMENT: Final[RuleKey[Money]] = RuleKey("minimum_payment")
"""The least balance of one enrollment, program and earning type that is paid. `day` is the last day of the
month of the balance. A balance equal to the amount is paid. Source: TP23 P-18, P-20."""

SMALL_BALANCE_LIMIT: Final[RuleKey[Money]] = RuleKey("small_balance_limit")
"""Up to what sum a program year's earnings lapse, where a policy asks. `day` is the last day of the
program year's last month. Source: EA23 D-24."""

PLAN_PROGRAMS: Final[RuleKey[frozenset[ProgramId]]] = RuleKey("plan_programs")
"""The programs that have plans on `day`; no published edition names them. Source: PO22."""

ROLLOVERS: Final[RuleKey[tuple[Rollover, ...]]] = RuleKey("rollovers")
"""The rollovers announced by `day`, each naming its periods. Source: AN20 U-14."""

CONVERSIONS: Final[RuleKey[tuple[ProgramEnd, ...]]] = RuleKey("conversions")
"""The ends of programs known on `day`; a notice may come after what it tells of. Source: BL23 U-16."""

THRESHOLDS: Final[RuleKey[tuple[tuple[ProgramId, Money], ...]]] = RuleKey("thresholds")
"""The co-op thresholds of the programs on `day`. Source: TH21 U-04."""

CLAIMING_WINDOWS: Final[RuleKey[tuple[ClaimingWindow, ...]]] = RuleKey("claiming_windows")
"""The fixed days between which claims are submitted, half-year by half-year."""

CATALOGUE: Final[RuleKey[Catalogue]] = RuleKey("catalogue")
"""The activity catalogue in force on `executed_on`, the day of the activity. Source: CO20 C-03."""

REASON_CODES: Final[RuleKey[tuple[ReasonCode, ...]]] = RuleKey("reason_codes")
"""The codes of reasons for which a claim is rejected, cut or returned on `day`. Source: inferred, H-04."""

RECOMMENDATION_LIMITS: Final[RuleKey[tuple[Money, ...]]] = RuleKey("recommendation_limits")
"""Up to which amount one person approves a claim on `day`, one amount for each currency, where a policy asks.
No source states any; an edition of one's own may."""

SETUP_AT_CREATION: Final[RuleKey[bool]] = RuleKey("setup_at_creation")
"""Whether bank and tax data are asked for when a claim is created on `day`. Source: CC24 A-06."""
