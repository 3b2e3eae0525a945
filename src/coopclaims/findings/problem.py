"""Problems as values, and `Refused`, the one exception that carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from coopclaims._checks import door
from coopclaims._templates import Tongue
from coopclaims._values import frozen
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.messages import WORDINGS
from coopclaims.identifiers import ItemId
from coopclaims.parties import Role
from coopclaims.provenance import PUBLISHED, Basis, Explanation, Source, message, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coopclaims.money.amounts import Money
    from coopclaims.money.withdrawals import CurrencyWithdrawal

_REMEDY = message("remedy", "remedy: {fix}", "fix: Explanation")
_WHO = message("who", "who can: {roles}", "roles: tuple[Role, ...]")


@final
@frozen(kw_only=True)
class Problem:
    """One thing that blocks a request, or that is worth knowing.

    `code` is stable. `params` are the parameters of the message, pairs of a name and a value: a day is a
    day, a status a status, several roles a tuple. `field` names the field of the
    command or form concerned, `item` the item of the claim; empty and `None` where the whole is concerned.
    `severity` says whether it blocks or advises. `who` are the roles that can fix it, empty where whoever
    gives the command can. `source` is the rule, and `basis` how the rule is known, where that is to be
    said: a reading chosen, or a rule carried forward; `None` for any other.

    >>> missing = problem(ProblemCode.TEXT_MISSING, field="name")
    >>> print(missing.message)
    name is empty
    """

    code: ProblemCode
    params: tuple[tuple[str, object], ...] = ()
    field: str = ""
    item: ItemId | None = None
    severity: Severity = Severity.BLOCKS
    who: tuple[Role, ...] = ()
    source: Source
    basis: Basis | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return WORDINGS[self.code].message.text(self._figures)

    @property
    def remedy(self) -> str:
        """What would fix it, in English."""
        return WORDINGS[self.code].remedy.text(self._figures)

    @property
    def _figures(self) -> tuple[tuple[str, object], ...]:
        """What its sentences may name: the parameters, and the field and the item concerned."""
        item = () if self.item is None else (("item", self.item),)
        return (*((("field", self.field),) if self.field else ()), *item, *self.params)

    @door
    def param(self, name: str) -> Any:  # noqa: ANN401 - a value of any kind
        """Return the parameter called `name`. Raises `InvalidValue` where this problem has none."""
        params = dict(self.params)
        if name not in params:
            raise InvalidValue("name", name, "one_of", known=tuple(params))
        return params[name]

    def explain(self) -> Explanation:
        """Return the problem as an explanation: what it is, how to fix it, and who can."""
        wording = WORDINGS[self.code]
        figures = self._figures
        fix = Explanation(message=wording.remedy, figures=figures)
        because = [_REMEDY.say(fix=fix)]
        if self.who and not wording.names_who:
            because.append(_WHO.say(roles=self.who))
        return Explanation(
            message=wording.message,
            figures=figures,
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
    """Return the problem with this code; `params` are the values that its wording has places for.

    The source is that of the code's wording unless another is given.
    """
    return Problem(
        code=code,
        params=tuple(params.items()),
        field=field,
        item=item,
        severity=severity,
        who=who,
        source=source or WORDINGS[code].source,
        basis=basis,
    )


def said_besides(basis: Basis) -> Basis | None:
    """Return the basis of a rule where a problem says it: `None` of one that is published as it is."""
    return None if basis == PUBLISHED else basis


def not_positive(field: str, amount: Money, item: ItemId | None = None) -> Iterator[Problem]:
    """Yield that an amount is not above zero."""
    if not amount.is_positive:
        yield problem(ProblemCode.AMOUNT_NOT_POSITIVE, field=field, item=item, amount=amount)


def in_ended_currency(
    ended: CurrencyWithdrawal | None,
    day: date,
    *,
    severity: Severity = Severity.BLOCKS,
    who: tuple[Role, ...] = (),
) -> Iterator[Problem]:
    """Yield that an amount of this day is in a currency that had `ended`, unless there was no end."""
    if ended is not None:
        yield problem(
            ProblemCode.CURRENCY_WITHDRAWN,
            field="amount",
            severity=severity,
            who=who,
            currency=ended.currency,
            last_day=ended.last_day,
            successor=ended.successor,
            rate=ended.rate,
            law=ended.law,
            day=day,
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

    def _in_words(self, tongue: Tongue) -> str:
        return "\n".join(tree_of(each.explain(), tongue) for each in self.problems)
