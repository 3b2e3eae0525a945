"""Problems: what stands in the way, why, how to mend it, who can, and which rule says so."""

from __future__ import annotations

from coopclaims.problems.codes import ProblemCode, Severity
from coopclaims.problems.problem import Problem, Refused, problem
from coopclaims.problems.wording import Wording
from coopclaims.problems.wordings import WORDINGS

__all__ = ["WORDINGS", "Problem", "ProblemCode", "Refused", "Severity", "Wording", "problem"]
