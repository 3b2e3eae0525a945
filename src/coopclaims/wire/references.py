"""By what an answer was given: the rulebook, its editions, the calendar, the zone and the readings.

A reference is small and names everything; the calendar it names by its digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.rulebook import Policies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from coopclaims.calendars import BusinessCalendar
    from coopclaims.rulebook import Rulebook, Rules

__all__ = ["RulesReference"]


@final
@attrs.frozen(kw_only=True)
class RulesReference:
    """What rules were bound to when they gave an answer, to be kept beside it and bound again.

    `calendar` is the digest of the business calendar, `zone` the name of the zone; `editions` are the
    names of the rulebook's editions, in order.
    """

    rulebook: str
    editions: tuple[str, ...]
    calendar: str
    zone: str
    policies: Policies
    strict: bool

    @classmethod
    def to(cls, rules: Rules) -> RulesReference:
        """Return the reference to these rules.

        >>> from datetime import UTC
        >>> from coopclaims.calendars import BusinessCalendar
        >>> from coopclaims.rulebook import partner_center
        >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
        >>> reference = RulesReference.to(partner_center.bind(calendar=plain, zone=UTC))
        >>> reference.calendar == plain.digest, reference.zone
        (True, 'UTC')
        """
        return cls(
            rulebook=rules.rulebook.name,
            editions=tuple(edition.name for edition in rules.rulebook.editions),
            calendar=rules.calendar.digest,
            zone=str(rules.zone),
            policies=rules.policies,
            strict=rules.strict,
        )

    def bind(self, rulebook: Rulebook, *, calendar: BusinessCalendar, zone: tzinfo) -> Rules:
        """Return the rules that this refers to, bound again.

        Raises `InvalidValue` where rulebook, editions, calendar or zone are not those referred to.
        """
        rules = rulebook.bind(calendar=calendar, zone=zone, policies=self.policies, strict=self.strict)
        for name, got, expected in self._differences(RulesReference.to(rules)):
            raise InvalidValue(name, got, f"{expected!r}, which was referred to")
        return rules

    def _differences(self, other: RulesReference) -> Iterator[tuple[str, object, object]]:
        for field in attrs.fields(RulesReference):
            got, expected = getattr(other, field.name), getattr(self, field.name)
            if got != expected:
                yield field.name, got, expected
