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
        "text_to_see": ("text of which something can be seen", ""),
        "text_without_controls": ("text without control characters, but line feed and tab", ""),
        "identifier": ("an identifier: text that is not blank", ""),
        "identifier_on_one_line": ("an identifier on one line, without line ends and bidi controls", ""),
        "kind": ("{kind}", "kind: str"),
        "tuple_or_list": ("a tuple or list of {kind}", "kind: str"),
        "keys": ("a tuple, list or set of texts that are not blank", ""),
        "whole_at_least": ("a whole number of at least {least}", "least: int"),
        "people_or_none": ("a whole number of people, {least} or more, or none", "least: int"),
        "business_days": ("a whole number of business days, {least} or more", "least: int"),
        "profile_status": ("a {kind}: how far the profile is validated", "kind: str"),
        "finite_number": ("a finite number of at most {digits} digits before the point", "digits: int"),
        "digits_before_the_point": (
            "at most {digits} digits before the point of {currency}",
            "digits: int, currency: Currency",
        ),
        "each_key_once": ("every key once", ""),
        "some_above_zero": ("none negative and at least one above zero", ""),
        "places_at_most": ("at most {places} digits after the point", "places: int"),
        "places_of_the_currency": (
            (
                "at most {digits} digits after the point in {currency} "
                "(Money.rounded rounds, Money.exact drops zeros of a Decimal alone)"
            ),
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
        "country_code": (
            "the code of a country or financial market that `holidays` knows, like 'US' or 'ECB'",
            "",
        ),
        "country_code_near": ("the code as `holidays` writes it: {near!r}", "near: str"),
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
        "each_language_once": ("every language once", ""),
        "text_with_a_letter": ("a text with a letter or digit in it", ""),
        "unmasked_array": ("an array without a mask; fill it with NaT", ""),
        "whole_numbers": ("an array of whole numbers, unmasked", ""),
        "shape_of_the_starts": ("{shape!r}, the shape of the starts", "shape: tuple[int, ...]"),
        "instant_with_a_day": ("an instant that has a day in the program's zone", ""),
        "span": (
            "BusinessDays, CalendarDays, Months, MonthEnd, DayOfMonth, a SpanSum, or a value with after(day)",
            "",
        ),
        "parts_of_a_span": (
            "one part or more, in order: BusinessDays, CalendarDays, Months, MonthEnd, DayOfMonth or Roll",
            "",
        ),
        "wall_time_in_data": ('a time of day without a zone, written as "17:00:00"', ""),
        "wall_time": ("a time of day without a zone, such as time(17), or None", ""),
        "one_for_each_start": ("{count}, one for each start", "count: int"),
        "due_tables": ("one DueTable or more", ""),
        "place_of_a_table": ("the place of a table, 0 to {last}", "last: int"),
        "zone": ("a tzinfo, such as ZoneInfo({key!r})", "key: str"),
        "zone_that_agrees": (
            (
                "a tzinfo that gives a wall time and an instant one offset, such as ZoneInfo({key!r}); "
                "pytz and its like do not"
            ),
            "key: str",
        ),
        "policies": ("Policies, such as Policies(reopening=...)", ""),
        "member_of": ("a member of {kind}: {members}", "kind: str, members: str"),
        "rules_in_order": ("rules in the order of their first days, no two starting on one day", ""),
        "claim_for_the_command": ("a claim to give it on", ""),
        "one_thing_missing": ("exactly one thing that is missing", ""),
        "reachable_status": (
            "a status that can be reached from {claim:?claim %, }{status:or nothing}",
            "claim: ClaimId | None, status: ClaimStatus | None",
        ),
        "reason_to_refuse": (
            "a reason for which some command{status:? on a claim that is %} is refused",
            "status: ClaimStatus | None",
        ),
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
        "context_of_the_payment": ("the PaymentContext of a payment command", ""),
        "span_of_time": ("a span of time (datetime.timedelta) that is not below zero", ""),
        "not_below_zero": ("an amount that is not below zero", ""),
        "fund_of": (
            "the fund of {program} at {location}, usage {usage_period}",
            "program: ProgramId, location: LocationId, usage_period: UsagePeriod",
        ),
        "same_currency": (
            "{currency}, the currency with which {entity} is named before",
            "currency: Currency, entity: EntityId",
        ),
        "two_percentages": ("two percentages from 0 to 100 that make a hundred", ""),
        "each_once": ("each once", ""),
        "each_key_in_order": ("every key once, and all in their order", ""),
        "as_it_is_kept": ("what is kept as it is: each value once, in its order", ""),
        "costs_together": ("the cost of each person, {amount} together", "amount: Money"),
        # The wire: plain data and JSON text.
        "among": ("one of {known}", "known: tuple[str, ...]"),
        "a_value_of": ("a {kind}", "kind: str"),
        "at_most": ("at most {most}", "most: int"),
        "object": ("an object", ""),
        "tuple": ("a tuple", ""),
        "text_for_utf8": ("text that UTF-8 can write: no half of a surrogate pair", ""),
        "text_or_bytes": ("text, or bytes in UTF-8", ""),
        "text_no_longer": ("a text of at most {most} characters", "most: int"),
        "bytes_of_utf8": ("bytes in UTF-8", ""),
        "json": ("JSON", ""),
        "plain_data": ("plain data: an object, a list, text, a whole number, true, false or null", ""),
        "canonical_object": ("an object as canonical text", ""),
        "fewer_values": ("at most {most} values", "most: int"),
        "nested_no_deeper": ("data that nest at most {most} deep", "most: int"),
        "whole_between": ("a whole number from {least} to {most}", "least: int, most: int"),
        "truth": ("true or false", ""),
        "instant_as_text": (
            "an instant in UTC such as '2022-09-14T17:00:00Z' or '2022-09-14T17:00:00.000250Z'",
            "",
        ),
        "day_in_data": ("a day such as '2022-09-14'", ""),
        "currency_code": ("an ISO 4217 code such as 'SEK'", ""),
        "rate_as_text": ("a rate as decimal text such as '0.0912', without a zero at its end", ""),
        "amount_as_text": (
            "an amount as decimal text, in {currency} with {digits} digits after the point",
            "currency: Currency, digits: int",
        ),
        "whole_amount_as_text": (
            "an amount as decimal text, in {currency} with no point",
            "currency: Currency",
        ),
        "hexadecimal": ("{least} to {most} bytes as hexadecimal digits", "least: int, most: int"),
        "key_among": ("one of {known:quoted}", "known: tuple[str, ...]"),
        "ascending_list": ("a list in ascending order, each value once", ""),
        # The wire: objects with a type, a version and fields.
        "typed_object": ("an object that says its type and version", ""),
        "only_version": ("version 1 of {tag}; a newer release may know more", "tag: str"),
        "known_version": (
            "a version from 1 to {newest} of {tag}; a newer release may know more",
            "tag: str, newest: int",
        ),
        "mark_or_nothing": ("{mark!r}, or nothing at all here", "mark: str | int"),
        "this_field": ("this field", ""),
        "only_the_fields": ("only the fields {known:or type and v}", "known: tuple[str, ...]"),
        "parts_that_fit": ("parts that fit together", ""),
        "upgradable": ("{tag} {version} that can be upgraded", "tag: str, version: int"),
        "wire_form_of": ("what a {kind} is on the wire", "kind: str"),
        "place_for_a_field": ("a place for the kept field {content}", "content: str"),
        "figure": (
            "text, a whole number, true, false, null, a list of figures, or an object with a type",
            "",
        ),
        "key_of": ("a key of {kind}", "kind: str"),
        "enumeration": ("an enumeration of this library", ""),
        "calendar_no_longer": ("a calendar of at most {years} years", "years: int"),
        "policies_object": ("an object of policies", ""),
        "what_was_referred_to": ("{referred!r}, which was referred to", "referred: object"),
        # The wire: kinds that fit together.
        "unmarked_fields": ("no field called type or v", ""),
        "each_kind_once": ("every tag and every class once", ""),
        "kind_without_versions": (
            "a kind without earlier versions, where no version is written",
            "",
        ),
        "class_of_a_kind": ("the class of a kind", ""),
        # Sealed Histories.
        "next_entry": ("the next entry", ""),
        "entry_number": ("the number of an entry, from 1 to {last}", "last: int"),
        "payload_in_every_entry": ("a payload in every entry", ""),
        "salt_for_each": ("one salt for each of {count} entries", "count: int"),
        "bytes": ("bytes", ""),
        "so_many_bytes": ("{least} to {most} bytes", "least: int, most: int"),
        "another_salt": ("another salt for every entry", ""),
        "heads_of": ("heads of {thing} {of}", "thing: str, of: str"),
        "one_stream": ("one claim, payment or fund", ""),
        "one_head_a_stream": ("one head for each claim, payment and fund", ""),
        "one_history_a_stream": ("one sealed History for each claim, payment and fund", ""),
        "history_of_the_head": ("the sealed History of this head", ""),
        "seal_of_so_many": (
            "64 small hexadecimal digits, or nothing before the first entry; here are {number}",
            "number: int",
        ),
        "digest_of_the_anchor": ("the digest {digest}", "digest: str"),
        "sealed_by": ("the one of which entry {entry} has the seal {seal}", "entry: int, seal: str"),
        "so_many_entries": ("{count} entries", "count: int"),
        "entry_of_the_stream": ("entry {entry} of {thing} {of}", "entry: int, thing: str, of: str"),
        "payload_with_salt": ("both, or neither where it was erased", ""),
        "sealed_payload": ("the payload that was sealed", ""),
        "seal_of_the_entry": ("the seal of this entry after the one before", ""),
        "envelope_that_says": ("an envelope that does", ""),
        "envelope_and_words": ("a payload of {name} alone, and an envelope without it", "name: str"),
        "marks_of_an_event": ("the type and version of an event that is known here", ""),
        "day_of_submission": ("the day of submission, by which the catalogue is chosen", ""),
        "claim_of_the_entry": ("the claim whose entry number or activity is given", ""),
        "that_of_the_pool": ("that of the pool, {own}", "own: LocationId | ProgramId | Currency"),
        "entry_of_the_fund": ("an entry of {fund}", "fund: PoolKey"),
        "an_adjustment": ("an adjustment", ""),
        "payouts_of_the_approved": (
            "the payouts of the {approved:or amount} approved",
            "approved: Money | None",
        ),
        "one_standing_a_profile": ("one standing for each bank profile", ""),
        "enrollment_resolved": (
            "{status}, as the payouts were resolved",
            "status: EnrollmentStatus",
        ),
        "status_resolved": (
            "{profile} at {status}, as the payouts were resolved",
            "profile: ProfileId, status: ProfileStatus",
        ),
        "assigned_profile": (
            "a bank profile that is assigned, or that a payment goes to; assigned: {known:or none}",
            "known: tuple[ProfileId, ...]",
        ),
        "payments_of": ("payments of {claim}", "claim: ClaimId"),
        "balance_of": ("a balance of {location}, {program}", "location: LocationId, program: ProgramId"),
        "terms_to_make": ("what is paid, since a payment is made", ""),
        "no_terms": ("none, since the step is to {step}", "step: PaymentTrigger"),
        "amount_above_zero": ("an amount above zero", ""),
        "first_of_a_program_year": ("the first day of a program year, at whose end balances lapse", ""),
        "parts_together": ("what is paid, carried and forfeited together", ""),
        "approved_claim": ("an Approved claim: only that is paid", ""),
        "instant_of_approval": ("the instant of its approval, whose month has the rate", ""),
        "program_of_the_entity": ("a program, since an entity is named", ""),
        "location_of_the_program": ("a location, since a program is named", ""),
        "one_profile_a_scope": ("one bank profile for each scope", ""),
        "one_status_a_profile": ("one status for each bank profile", ""),
        "amount_at_most": ("at most {most}", "most: Money"),
        "first_amount": ("an amount that nothing precedes", ""),
        "money_or_none": ("a Money that is not below zero, or None for nothing", ""),
        "that_of_the_approved": ("that of the {approved} approved", "approved: Money"),
        "all_of_the_share": ("all of the share, or none of it", ""),
        "entity_that_pays": ("an entity, since somebody pays", ""),
        "one_branch_an_entity": ("one branch for each entity", ""),
        "between_nothing_and": ("an amount between nothing and the {claimed} claimed", "claimed: Money"),
        "what_is_left": ("what is left of {claimed} or of {eligible}", "claimed: Money, eligible: Money"),
        "each_entity_once": ("an entity that pays, and each one once", ""),
        "reason_of_less": ("a reason, since less is eligible than claimed", ""),
        "business_days_from_one": (
            (
                "a whole number of business days, 1 or more; for n = 0 ask `following` or `preceding`, "
                "to count back ask `before`"
            ),
            "",
        ),
        "one_of_the_country": (
            "one of: {known:or nothing else than the default}, for {country}",
            "known: tuple[str, ...], country: str",
        ),
        "answer_together": ("instant, actor and outcome of the answer, or none", ""),
        "history_with_a_request": ("a History with a request for information", ""),
        "history_with_a_rejection": ("a History with a rejection", ""),
        "clock_of_a_span": ("a clock that counts a span", ""),
        "clock_of_a_claim": ("a clock of a claim", ""),
        "span_a_round": ("one BusinessDays or CalendarDays for each round", ""),
        "counted_with": ("one counted with {calendar}, {digest:short}", "calendar: str, digest: str"),
        "named_on_the_entry": ("one on an entry {kind}", "kind: FundEntryKind"),
        "not_named_on_the_entry": ("none on an entry {kind}", "kind: FundEntryKind"),
        "equal_to": ("{value}", "value: Money | FundsBalance"),
        "number_of_entries": ("that of its entries, {number}", "number: int"),
        "each_entry_once": ("each entry once", ""),
        "at_most_available": ("at most what is available, {most}", "most: Money"),
        "at_most_earned": ("at most what entity {entity} earned, {most}", "most: Money, entity: EntityId"),
        "at_most_expired": ("at most what expired with claim {claim}, {most}", "most: Money, claim: ClaimId"),
        "at_most_reserved": (
            "at most what is reserved for claim {claim}, {most}",
            "most: Money, claim: ClaimId",
        ),
        "at_most_remaining": ("at most what remains, {most}", "most: Money"),
        "at_most_unpaid": (
            "at most what is approved and not paid for claim {claim}, {most}",
            "most: Money, claim: ClaimId",
        ),
        "at_most_paid": ("at most what was paid for claim {claim}, {most}", "most: Money, claim: ClaimId"),
        "activity_with_money": (
            "{activity:or no activity}, for which claim {claim} holds money",
            "activity: str | None, claim: ClaimId",
        ),
        "entry_of": ("an entry of {thing} {of}", "thing: str, of: str"),
        "number": ("number {due}", "due: int"),
        "first_entry": (
            "an entry that follows no {thing}, by one of: {edges:or nothing}",
            "thing: str, edges: tuple[str, ...]",
        ),
        "following_entry": (
            "an entry that follows {thing} {of}, {status}, version {version}, by one of: {edges:or nothing}",
            "thing: str, of: str, status: Keyed, version: int, edges: tuple[str, ...]",
        ),
        "some_entry": ("at least the entry that it begins with", ""),
        "new_entry": ("an entry that it does not hold yet", ""),
        "event_recorded": (
            "{event} by {by}, recorded as entry {number}",
            "event: str, by: ActorId, number: int",
        ),
        "step_recorded": (
            "{step} by {by}, recorded as entry {number} of {payment}",
            "step: PaymentTrigger, by: ActorId, number: int, payment: PaymentId",
        ),
        "booking_recorded": ("{kind} by {by}, recorded", "kind: FundEntryKind, by: ActorId"),
        "whole_number": ("a whole number", ""),
        "factor": (
            (
                "a whole number (for parts of an amount use Money.allocate, for a product to be rounded "
                "Money.rounded(money.amount * factor, money.currency))"
            ),
            "",
        ),
        "another_money": ("another Money (a sum of many is Money.total(monies, currency))", ""),
        "currency": (
            "an ISO 4217 code that has a minor unit, in capitals, such as 'SEK'{near:?; near it is %}",
            "near: tuple[str, ...]",
        ),
        "amount_in_digits": (
            "digits 0 to 9; in {locale} an amount is written like {example!r}",
            "locale: str, example: str",
        ),
        "amount_with_a_symbol": (
            (
                "one of {symbols}, or no symbol, and a minus sign at most; in {locale} an amount is "
                "written like {example!r}"
            ),
            "symbols: tuple[str, ...], locale: str, example: str",
        ),
        "amount_in_groups": (
            (
                "groups by {group!r} and decimals after {decimal!r}; in {locale} an amount is written "
                "like {example!r}"
            ),
            "group: str, decimal: str, locale: str, example: str",
        ),
        "amount_of_places": (
            "at most {places} digits after the point; in {locale} an amount is written like {example!r}",
            "places: int, locale: str, example: str",
        ),
        "opaque_reference": (
            (
                "an opaque reference to a bank profile such as 'P-1', never the account; a key of digits "
                "alone needs a letter before it"
            ),
            "",
        ),
        "shares_that_add_up": ("shares that add up to {whole}", "whole: Money"),
        "amount_below_zero": ("an amount below zero", ""),
        "these_levels": ("{shapes}", "shapes: tuple[tuple[WaterfallLevel, ...], ...]"),
        "no_rate_here": ("no rate but at the conversion", ""),
        "reason_of_the_level": ("a reason of this level", ""),
        "amount_that_follows": ("{due}, which follows from {before}", "due: Money, before: Money"),
        "at_most_of_the_payment": (
            "no more than the {most} that {entity} pays",
            "most: Money, entity: EntityId",
        ),
        "array_as_the_starts": ("an array, as the starts are", ""),
        "sequence_as_the_starts": ("a sequence, as the starts are", ""),
        "array_of_days": (
            (
                "an array of datetime64[D]; where these are civil days of the program's zone already, "
                'say so with .astype("datetime64[D]")'
            ),
            "",
        ),
        "sequence_of_dates": (
            "a sequence of dates or a NumPy array; of pandas and polars take `.to_numpy()`",
            "",
        ),
        "one_answer_a_pair": ("one answer to each status and trigger", ""),
        "role_of_the_side": ("a role of the {side} side", "side: Side"),
        "side_of_the_step": (
            "somebody of the {sides} side, who alone can ever {step}",
            "sides: tuple[Side, ...], step: Keyed",
        ),
        "not_before_the_last": ("an instant not before {last}, that of the entry before", "last: datetime"),
        "command_of_one_entry": ("a command that no other entry has: entry {other} has it", "other: int"),
        "new_item": ("an identifier that no item of the claim has", ""),
        "item_of_the_claim": ("the identifier of an item of the claim", ""),
        "currency_of_the_claim": ("an amount in {currency}, the currency of the claim", "currency: Currency"),
        "at_most_claimed": ("at most {claimed}, the amount claimed", "claimed: Money"),
        "kept_by_amendments": ("{kept}, which no amendment changes", "kept: ProgramId"),
        "booked_once": (
            "one {kind} entry in the ledger of entry {number} of the claim",
            "kind: FundEntryKind, number: int",
        ),
        "booked_once_by_command": (
            "one {kind} entry in the ledger of what command {command} booked",
            "kind: FundEntryKind, command: CommandId",
        ),
        "entry_of_the_history": ("the number of an entry of the claim that books it", ""),
        "instant_of_the_entry": ("{at}, the instant of the entry that booked it", "at: datetime"),
        "day_of_the_entry": ("the day of {at}, in whatever zone", "at: datetime"),
        "booked_by_its_claim": ("none, since the History of the claim says who booked it", ""),
        "after_the_entry_before": (
            "the number of an entry not before {last}, by which one before it was booked",
            "last: int",
        ),
        "activity_of_the_claim": ("{activity}, the activity of the claim", "activity: str"),
        "entry_of_a_known_claim": ("an entry of a claim that there is", ""),
        "entry_of_the_claims_fund": ("an entry of the fund that the claim draws on", ""),
        "reserved_for_the_claim": ("{amount} reserved for the claim", "amount: Money"),
        "committed_as_approved": ("{amount} committed, as approved", "amount: Money"),
        "something_reserved": ("something reserved for the claim", ""),
        "something_committed": ("something committed for the claim", ""),
        "payment_of_the_claim": ("{claim}, the claim that is paid", "claim: ClaimId"),
        "payment_of_an_approved_claim": ("a payment that is made once the claim is approved", ""),
        "entity_of_the_fund": ("one that earned into the fund: {entities}", "entities: tuple[EntityId, ...]"),
        "one_payment_an_entity": ("one payment of each entity: {other} is there", "other: PaymentId"),
        "payments_within_the_approval": ("payments of at most {approved} together", "approved: Money"),
        "fund_of_the_claim": ("the fund that the claim draws on", ""),
        "each_payment_once": ("each payment once", ""),
        "step_of_a_payment": ("a step of a payment before it, by which it is {kind}", "kind: FundEntryKind"),
        "booked_in_the_fund": ("a {kind} entry in the ledger of the fund", "kind: FundEntryKind"),
        "as_the_step": (
            "{wanted}, as the step of the payment has it",
            "wanted: datetime | ActorId | Role | ClaimId | EntityId | PoolKey | Money",
        ),
        "at_most_paid_with": (
            "at most what was paid with payment {payment}, {most}",
            "most: Money, payment: PaymentId",
        ),
        "recouped_at_most": (
            "an amount above zero and at most {settles}, which was settled",
            "settles: Money",
        ),
        "command_of_one_stream": ("a command of one History: {other} has it", "other: str"),
        "terms_when_made": ("terms in the entry that makes the payment", ""),
        "terms_when_ordered": ("terms in an order alone, once the payment is made", ""),
        "terms_of_the_payment": (
            "{kept}, which no order changes",
            "kept: ClaimId | EntityId | Money | PoolKey",
        ),
    }
)
"""The English of what is expected and the types of its parameters, by code."""
