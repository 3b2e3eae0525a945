"""The checklist: everything that a claim is asked for, and how each of it stands.

It can be shown before anything is uploaded, and what is missing from a claim is read off it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.claims import Claim, ClaimForm
from coopclaims.completeness.asking import catalogue_for, named_activities
from coopclaims.completeness.judging import activity_lines, cost_line
from coopclaims.completeness.lines import ChecklistLine, RequirementState
from coopclaims.errors import InvalidValue
from coopclaims.provenance import Basis, Explanation, Source

if TYPE_CHECKING:
    from datetime import date

    from coopclaims.rulebook import Rules

__all__ = ["EvidenceChecklist", "evidence_checklist"]


@final
@attrs.frozen(kw_only=True)
class EvidenceChecklist:
    """Everything that a claim is asked for, line by line, with how each of it stands.

    `source` and `basis` are those of the catalogue that decides.
    """

    lines: tuple[ChecklistLine, ...]
    source: Source
    basis: Basis

    @property
    def missing(self) -> tuple[ChecklistLine, ...]:
        """The lines that are asked for and not met."""
        return tuple(line for line in self.lines if line.state is RequirementState.MISSING)

    @property
    def is_complete(self) -> bool:
        """Whether everything that is asked for is met."""
        return not self.missing

    def explain(self) -> Explanation:
        """Return how many requirements are met, missing and not asked for, and each of them."""
        counted = tuple(
            (state, sum(line.state is state for line in self.lines)) for state in RequirementState
        )
        return Explanation(
            code="checklist",
            text=", ".join(f"{count} {state}" for state, count in counted),
            figures=tuple((state.name.lower(), count) for state, count in counted),
            source=self.source,
            basis=self.basis,
            because=tuple(line.explain() for line in self.lines),
        )


def evidence_checklist(
    claim: Claim | ClaimForm, *, rules: Rules, on: date | None = None
) -> EvidenceChecklist:
    """Return everything that a claim is asked for and how it stands, or for a form what it would be.

    A line for the cost, then for each activity the circumstances of which one is stated, a
    pre-approval where one is needed, the core requirements, the proof and the metrics; also what is
    not asked for in the circumstances stated, with the reason. `on` is the day of the first submission
    for a claim that was not submitted yet, needed only under `CatalogueBy.SUBMISSION`.
    Raises `NoRuleInForce` where no catalogue is in force, and `InvalidValue` for an activity that it
    does not have.
    Source: OV18, PO22, CO21 A-15, A-16, A-20, A-22, C-02, C-03.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims.calendars import BusinessCalendar
    >>> from coopclaims.money import Money
    >>> from coopclaims.periods import UsagePeriod
    >>> from coopclaims.rulebook import partner_center
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> rules = partner_center.bind(calendar=weekdays, zone=ZoneInfo("America/Los_Angeles"))
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="Hosting", location="se-1",
    ...     usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25), amount=Money("900.00", "SEK"),
    ... )
    >>> for line in evidence_checklist(form, rules=rules).missing:
    ...     print(f"{line.kind}: {line.what} ({', '.join(line.keys)})")
    cost: an invoice, or a certification report (CSR) for work done in-house ()
    proof: screenshot of the ad (ad-screenshot)
    proof: landing-page URL (landing-page)
    metric: result summary, such as click-through (results)
    """
    rule = catalogue_for(claim, rules=rules, on=on)
    form, items = (claim.form, claim.items) if isinstance(claim, Claim) else (claim, ())
    for key in named_activities(form, rules):
        if rule.value.get(key) is None:
            raise InvalidValue("activity", key, f"one of: {', '.join(each.key for each in rule.value)}")
    lines = (cost_line(items), *activity_lines(form, items, rule, rules))
    return EvidenceChecklist(lines=lines, source=rule.source, basis=rule.basis)
