"""The rules in force on a day, and what differs between two days."""

from __future__ import annotations

from datetime import date
from typing import Any, final

import attrs

from coopclaims.rulebook.rules import Rule

__all__ = ["RuleDifference", "RulesInForce", "compare"]


@final
@attrs.frozen(kw_only=True)
class RulesInForce:
    """Every rule in force on one day, by name; `silent` are the names that nothing states then."""

    day: date
    stated: tuple[tuple[str, Rule[Any]], ...]
    silent: tuple[str, ...]

    def rule(self, name: str) -> Rule[Any]:
        """Return the rule of this name. Raises `KeyError` where none is in force."""
        return dict(self.stated)[name]


@final
@attrs.frozen(kw_only=True)
class RuleDifference:
    """A rule that two days do not share: `None` where nothing is in force on that day."""

    name: str
    before: Rule[Any] | None
    after: Rule[Any] | None

    def __str__(self) -> str:
        return f"{self.name}: {_told(self.before)} -> {_told(self.after)}"


def compare(before: RulesInForce, after: RulesInForce) -> tuple[RuleDifference, ...]:
    """Return what differs between the rules of two days, rule by rule; equal values do not differ.

    That a rule is carried forward, or has another source, is no difference as long as it says the same.
    """
    old, new = dict(before.stated), dict(after.stated)
    names = dict.fromkeys((*old, *new))
    differences = (RuleDifference(name=name, before=old.get(name), after=new.get(name)) for name in names)
    return tuple(
        each
        for each in differences
        if each.before is None or each.after is None or each.before.value != each.after.value
    )


def _told(rule: Rule[Any] | None) -> str:
    return "nothing" if rule is None else f"{rule.words} ({rule.source})"
