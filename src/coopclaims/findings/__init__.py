"""Problems: what was asked, why not, how to fix it, who can, and which rule says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.findings.codes import ProblemCode as ProblemCode, Severity as Severity
    from coopclaims.findings.problem import Problem as Problem, Refused as Refused
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "codes": "ProblemCode Severity",
        "problem": "Problem Refused",
    })
# fmt: on
