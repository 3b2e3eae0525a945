"""Answers about a form that is filled in so far: what is known of it, and what a field of it may be."""

from __future__ import annotations

from typing import final

from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimForm
from coopclaims.completeness.checklist import EvidenceChecklist
from coopclaims.findings.problem import Problem
from coopclaims.periods import ClaimingPeriod


@final
@frozen(kw_only=True)
class FormReading:
    """What is known of a form that is filled in so far, as `coopclaims.portal.read_form` reads it.

    `form` is the finished form, `None` as long as a field is missing or cannot be read; what the rules say
    of it does not count here. `problems` are all that blocks a claim with this form, in the order of the
    form's fields and each with its field, and `advice` is what is worth knowing and blocks nothing.
    `claiming_period` are the days on which claims for the usage period may be submitted, and `checklist` is
    what the activity asks for on its day; each is `None` as long as nothing says so.
    """

    form: ClaimForm | None
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    claiming_period: ClaimingPeriod | None
    checklist: EvidenceChecklist | None


@final
@frozen(kw_only=True)
class Choice:
    """One thing that a field of a form may be.

    `value` is the text of the field, as `coopclaims.portal.read_form` reads it. `caption` is for people:
    the name that the catalogue gives an activity, the label of a usage period, else the identifier or code
    itself. `problems` are the reasons against it now, each at the field concerned; empty where it is open.
    """

    value: str
    caption: str
    problems: tuple[Problem, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.problems
