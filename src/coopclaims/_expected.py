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
        "finite_number": ("a finite number of at most {digits} digits before the point", "digits: int"),
        "digits_before_the_point": (
            "at most {digits} digits before the point of {currency}",
            "digits: int, currency: Currency",
        ),
        "each_key_once": ("every key once", ""),
        "some_above_zero": ("none negative and at least one above zero", ""),
        "places_at_most": ("at most {places} digits after the point", "places: int"),
        "places_of_the_currency": (
            "at most {digits} digits after the point in {currency} (Money.rounded rounds)",
            "digits: int, currency: Currency",
        ),
        "exact_number": (
            "a Decimal, an int or plain decimal text such as '99.50' (no float: none is exact)",
            "",
        ),
        "rate": (
            "a rate of at least 1E{least} with at most {places} digits after the point",
            "least: int, places: int",
        ),
        "origin_of_the_rate": ("where the rate comes from: text that is not blank", ""),
        "first_of_a_month": ("the first day of a month (datetime.date, not datetime)", ""),
        "another_currency": ("another currency than the source", ""),
        "one_rate_a_pair_and_month": ("one rate a pair and month", ""),
        "locale": ("a locale that `babel` knows, such as 'sv_SE'", ""),
        "digest_of_contents": ("{digest}, the digest of these contents", "digest: str"),
        "overlapping_calendar": ("a calendar that overlaps {other!r}", "other: BusinessCalendar"),
        "open_day": ("a day that is not closed as well", ""),
        "one_of_the_holidays": ("one of the holidays", ""),
        "day_in_zone": ("a date; turn an instant into a day in the program's zone first", ""),
        "consecutive_years": ("consecutive years, like range(2020, 2031)", ""),
        "years_between": ("years from {first} to {last}", "first: int, last: int"),
        "weekends_from": ("one set of weekend days a day, from {first} on", "first: date"),
        "weekdays": ("a set of weekdays from 0 (Monday) to 6 (Sunday)", ""),
        "reason_of_closure": ("the reason why a day is closed: text that is not blank", ""),
        "list": ("a list", ""),
        "pair": ("a pair", ""),
        "day_as_text": ("a day as ISO text, like '2022-09-16'", ""),
        "mapping_of_version": ("a mapping of version {version}", "version: int"),
        "known_keys": ("no key missing or unknown", ""),
        "fields_of": ("the fields of a {kind}", "kind: str"),
        "country_code": ("the code of a country that `holidays` knows, like 'US'", ""),
        "day_with_room": ("a day that has {span} after it, before the year 10000", "span: Span"),
        "fiscal_half": ('a half of a fiscal year, such as "FY21 H1"', ""),
        "day_before": ("a day with a {day} after it", "day: MonthDay"),
        "day_of_every_year": ("a day that every year has", ""),
        "grantable_role": ("a role that can be granted; a collaborator is named by an upload request", ""),
        "scope": ("an identifier, or coopclaims.parties.EVERYWHERE for every one", ""),
        "grant": ("a Grant: a role with its scope", ""),
        "roles_of_the_side": ("roles of the {side} side, on which this actor stands", "side: Side"),
        "whole_booking": ("who booked it, in which role and by which command: all three, or none", ""),
        "next_fund": ("another usage period of the same location, program and currency", ""),
        "no_amount": ("none, since only a recovery names its amount", ""),
        "one_currency_an_entity": ("one currency for each paying entity", ""),
        "above_zero": ("an amount above zero", ""),
        "each_language_once": ("every language once", ""),
        "text_with_a_letter": ("a text with a letter or digit in it", ""),
        "unmasked_array": ("an array without a mask; fill it with NaT", ""),
        "whole_numbers": ("an array of whole numbers, unmasked", ""),
        "shape_of_the_starts": ("{shape}, the shape of the starts", "shape: tuple[int, ...]"),
        "instant_with_a_day": ("an instant that has a day in the program's zone", ""),
        "span": ("BusinessDays, CalendarDays, Months or MonthEnd", ""),
        "one_for_each_start": ("{count}, one for each start", "count: int"),
        "due_tables": ("one DueTable or more", ""),
        "place_of_a_table": ("the place of a table, 0 to {last}", "last: int"),
        "zone": ("a tzinfo, such as ZoneInfo({key!r})", "key: str"),
        "policies": ("Policies, such as Policies(reopening=...)", ""),
        "member_of": ("a member of {kind}: {members}", "kind: str, members: str"),
        "rules_in_order": ("rules in the order of their first days, no two starting on one day", ""),
        "claim_for_the_command": ("a claim to give it on", ""),
        "one_thing_missing": ("exactly one thing that is missing", ""),
        "reachable_status": ("a status that a claim can reach from here", ""),
        "rates_between": ("rates from {source} to {target}", "source: Currency, target: Currency"),
        "document": ("a key of coopclaims.provenance.DOCUMENTS", ""),
        "new_code": ("a code that no other message has", ""),
        "day_not_after": ("a day not after {last}", "last: date"),
        "deadline_of_a_hold": ("the deadline of a hold", ""),
        "instant_if_approved": ("an instant where the tax invoice is approved, else none", ""),
        "new_fund": ("one that is not there yet: {other} is", "other: PoolKey"),
        "one_of": ("one of: {known}", "known: tuple[str, ...]"),
        "calendar_days": ("calendar days, such as CalendarDays(7)", ""),
        "one_or_more": ("one or more", ""),
        "not_below_zero": ("an amount that is not below zero", ""),
        "fund_of": (
            "the fund of {program} at {location}, usage {usage_period}",
            "program: ProgramId, location: LocationId, usage_period: UsagePeriod",
        ),
        "costs_together": ("the cost of each person, {amount} together", "amount: Money"),
    }
)
"""The English of what is expected and the types of its parameters, by code."""
