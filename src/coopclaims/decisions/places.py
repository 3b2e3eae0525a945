"""Places of a claim's life, and what may be done there: the answers of an exploration, as values."""

from __future__ import annotations

from typing import Any, final, get_args

import attrs

from coopclaims._characters import escaped
from coopclaims._values import frozen, kind_of, text
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.commands import Command
from coopclaims.errors import InvalidValue
from coopclaims.findings.codes import ProblemCode
from coopclaims.parties import Role


@final
@frozen
class ClaimPlace:
    """Where a claim stands: its status, and what of its past closes steps for good.

    `status` is `None` before there is a claim. `submitted` says that it was submitted before, and `disputed`
    that its rejection was. `asked` says that documents are asked for while it is disputed.

    >>> print(ClaimPlace(ClaimStatus.REJECTED, submitted=True))
    Rejected (submitted before)
    """

    status: ClaimStatus | None = attrs.field(
        default=None, validator=attrs.validators.optional(kind_of(ClaimStatus))
    )
    submitted: bool = attrs.field(default=False, validator=kind_of(bool))
    disputed: bool = attrs.field(default=False, validator=kind_of(bool))
    asked: bool = attrs.field(default=False, validator=kind_of(bool))

    def __str__(self) -> str:
        past = [word for word in ("submitted", "disputed") if getattr(self, word)]
        named = "no claim" if self.status is None else self.status.caption
        named += ", asked for documents" if self.asked else ""
        return f"{named} ({', '.join(past)} before)" if past else named


def _kind_of_command(_answer: object, attribute: attrs.Attribute[Any], value: object) -> None:
    kinds = get_args(Command)
    if not any(value is each for each in kinds):
        raise InvalidValue(attribute.name, value, "one_of", known=tuple(each.key for each in kinds))


@final
@frozen(kw_only=True)
class StepAnswer:
    """Whether a role may give a kind of command in a place and a condition: it may where no code is given.

    `place` is where the claim stands, `command` the kind of command, and `role` who gives it. `condition`
    says in words on which day, or with which relation to the claim. `codes` are those of the problems that
    block it, empty where nothing does. Raises `InvalidValue`.
    """

    place: ClaimPlace = attrs.field(validator=kind_of(ClaimPlace))
    command: type[Command] = attrs.field(validator=_kind_of_command)
    role: Role = attrs.field(validator=kind_of(Role))
    condition: str = attrs.field(validator=text)
    codes: frozenset[ProblemCode]

    @property
    def question(self) -> tuple[ClaimPlace, type[Command], Role, str]:
        """What is answered: the place, the kind of command, the role and the condition."""
        return self.place, self.command, self.role, self.condition

    def __str__(self) -> str:
        what = f"{self.place} / {self.command.__name__} by {self.role.caption} {self.condition}"
        return escaped(f"{what}: {', '.join(sorted(self.codes)) or 'allowed'}")
