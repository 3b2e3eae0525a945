"""Problems as values, and `Refused`, the one exception that carries them."""

from __future__ import annotations

from typing import final

from coopclaims._values import frozen
from coopclaims.errors import CoopClaimsError
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.messages import WORDINGS
from coopclaims.identifiers import ItemId
from coopclaims.parties import Role
from coopclaims.provenance import Basis, Explanation, Source


@final
@frozen(kw_only=True)
class Problem:
    """One thing that blocks a request, or that is worth knowing.

    `code` is stable. `params` are the parameters of the message, as text. `field` names the field of the
    command or form concerned, `item` the item of the claim; empty and `None` where the whole is concerned.
    `severity` says whether it blocks or advises. `who` are the roles that can fix it, empty where whoever
    gives the command can. `source` is the rule, and `basis` how the rule is known, where that is to be
    said: a reading chosen, or a rule carried forward; `None` for any other.

    >>> missing = problem(ProblemCode.REASON_MISSING, field="reasons", what="a rejection")
    >>> print(missing.message)
    a rejection needs a reason, and none is given
    """

    code: ProblemCode
    params: tuple[tuple[str, str], ...] = ()
    field: str = ""
    item: ItemId | None = None
    severity: Severity = Severity.BLOCKS
    who: tuple[Role, ...] = ()
    source: Source
    basis: Basis | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return WORDINGS[self.code].message.format_map(dict(self.params))

    @property
    def remedy(self) -> str:
        """What would fix it, in English."""
        return WORDINGS[self.code].remedy.format_map(dict(self.params))

    def explain(self) -> Explanation:
        """Return the problem as an explanation: what it is, how to fix it, and who can."""
        because = [Explanation(code="remedy", text=f"remedy: {self.remedy}")]
        if self.who and not WORDINGS[self.code].names_who:
            roles = ", ".join(role.caption for role in self.who)
            because.append(
                Explanation(code="who", text=f"who can: {roles}", figures=(("roles", ", ".join(self.who)),))
            )
        return Explanation(
            code=str(self.code),
            text=self.message,
            figures=self.params,
            source=self.source,
            basis=self.basis,
            because=tuple(because),
        )

    def __str__(self) -> str:
        return str(self.explain())


def problem(
    code: ProblemCode,
    *,
    field: str = "",
    item: ItemId | None = None,
    severity: Severity = Severity.BLOCKS,
    who: tuple[Role, ...] = (),
    source: Source | None = None,
    basis: Basis | None = None,
    **params: object,
) -> Problem:
    """Return the problem with this code; `params` fill its wording and are kept as text.

    The source is that of the code's wording unless another is given.
    """
    texts = {"field": field, **params} if field else params
    if item is not None:
        texts = {"item": item, **texts}
    return Problem(
        code=code,
        params=tuple((name, str(value)) for name, value in texts.items()),
        field=field,
        item=item,
        severity=severity,
        who=who,
        source=source or WORDINGS[code].source,
        basis=basis,
    )


class Refused(CoopClaimsError):
    """The rules refuse what was asked. Field: `problems`, every one of them and at least one."""

    code = "refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    @property
    def codes(self) -> frozenset[ProblemCode]:
        """The codes of all problems."""
        return frozenset(each.code for each in self.problems)

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.problems)
