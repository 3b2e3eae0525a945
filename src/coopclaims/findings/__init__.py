"""Problems: what stands in the way, why, how to mend it, who can, and which rule says so."""

from __future__ import annotations

from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.findings.wording import Wording
from coopclaims.findings.wordings import WORDINGS

__all__ = ["WORDINGS", "Problem", "ProblemCode", "Refused", "Severity", "Wording", "problem"]
