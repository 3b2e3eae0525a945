"""What fits where a value does not: each expectation by its code, with its English and its parameters.

`InvalidValue("n", 0, "whole_at_least", least=1)` says that a whole number of at least 1 was expected.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPECTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "day": ("a day (datetime.date, not datetime)", ""),
        "aware_instant": ("an aware instant: a datetime with a time zone", ""),
        "aware_instant_in_years": (
            "an aware instant of the years {first} to {last}",
            "first: int, last: int",
        ),
        "day_not_before": ("a day not before {first}", "first: date"),
        "text": ("text", ""),
        "identifier": ("an identifier: text that is not blank", ""),
        "kind": ("{kind}", "kind: str"),
        "tuple_or_list": ("a tuple or list of {kind}", "kind: str"),
        "keys": ("a tuple, list or set of texts that are not blank", ""),
        "whole_at_least": ("a whole number of at least {least}", "least: int"),
        "people_or_none": ("a whole number of people, or none", ""),
        "business_days": ("a whole number of business days, 1 or more", ""),
        "profile_status": ("a ProfileStatus: how far the profile is validated", ""),
    }
)
"""The English of what is expected and the types of its parameters, by code."""
