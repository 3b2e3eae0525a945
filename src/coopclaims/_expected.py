"""What fits where a value does not: each expectation by its code, with its English and its parameters.

`InvalidValue("n", 0, "whole_at_least", least=1)` says that a whole number of at least 1 was expected.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims._expected_wire import OF_THE_WIRE

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
        "units_of_a_quotation": ("the units for which a rate is quoted: a number above zero", ""),
        "month_or_first_day": ("a month for which the rate holds, or a day from which on it does", ""),
        "successor_as_a_whole": ("a successor with its factor and the first day of both, or none", ""),
        "another_currency": ("another currency than the source", ""),
        "one_rate_a_pair_and_month": ("one rate a pair and month, or a pair and first day", ""),
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
        "country_code": ("the code of a country or market that `holidays` knows, like 'US' or 'ECB'", ""),
        "country_code_near": ("the code as `holidays` writes it: {near!r}", "near: str"),
        "day_with_room": ("a day that has {span} after it, before the year 10000", "span: Span"),
        "period_in_form": ("two days such as '2022-07-01/2022-12-31'", ""),
        "fiscal_half": ('a half of a fiscal year, such as "FY21 H1"', ""),
        "day_before": ("a day with a {day} after it", "day: MonthDay"),
        "day_of_every_year": ("a day that every year has", ""),
        "grantable_role": ("a role that can be granted; a collaborator is named by an upload request", ""),
        "scope": ("an identifier, or coopclaims.parties.EVERYWHERE for every one", ""),
        "roles_of_the_side": ("roles of the {side} side, on which this actor stands", "side: Side"),
        "whole_booking": ("who booked it, in which role and by which command: all three, or none", ""),
        "next_fund": ("another usage period of the same location, program and currency", ""),
        "no_amount": ("none, since only a recovery names its amount", ""),
        "each_language_once": ("every language once", ""),
        "text_with_a_letter": ("a text with a letter or digit in it", ""),
        "unmasked_array": ("an array without a mask; fill it with NaT", ""),
        "whole_numbers": ("an array of whole numbers, unmasked", ""),
        "whole_numbers_ascending": ("whole numbers of 0 or more, each above the one before", ""),
        "shape_of_the_starts": ("{shape!r}, the shape of the starts", "shape: tuple[int, ...]"),
        "span": (
            "BusinessDays, CalendarDays, Months, MonthEnd, DayOfMonth, a SpanSum, or a value with after(day)",
            "",
        ),
        "parts_of_a_span": (
            "one part or more, in order: BusinessDays, CalendarDays, Months, MonthEnd, DayOfMonth or Roll",
            "",
        ),
        "value_of_a_rule": ("{kind}", "kind: str"),
        "wall_time_in_data": ('a time of day without a zone, written as "17:00:00"', ""),
        "wall_time": ("a time of day without a zone, such as time(17), or None", ""),
        "one_for_each_start": ("{count}, one for each start", "count: int"),
        "share_below_one": ("a share from 0 to below 1, such as '0.05'", ""),
        "due_tables": ("one DueTable or more", ""),
        "fiscal_year": ("a fiscal year that has days, such as 2021", ""),
        "translations_of_holidays": (
            "the translation files of holidays, {language} among them (pyinstaller --collect-all holidays)",
            "language: str",
        ),
        "rule_key": ("a key of coopclaims.rules, such as REVIEW_SPAN, or the name of one", ""),
        "place_of_a_row": ("the place of a row, 0 to {last}", "last: int"),
        "place_of_a_table": ("the place of a table, 0 to {last}", "last: int"),
        "zone": ("a tzinfo, such as ZoneInfo({key!r}), from coopclaims[zones] if need be", "key: str"),
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
        "one_setup_a_scope": ("one statement for each location, program and earning type", ""),
        "country_of_two_letters": ("an ISO 3166 code of two capital letters, like 'IN'", ""),
        "instant_if_approved": ("an instant where the tax invoice is approved, else none", ""),
        "new_fund": ("one that is not there yet: {other} is", "other: PoolKey"),
        "absent_actor": ("a partner or somebody of the vendor, acting for nobody else", ""),
        "actor_named": ("the actor with the identifier {actor}", "actor: ActorId"),
        "upload_request_in_force": ("the number of an upload request that is in force", ""),
        "claim_or_place": ("a claim, or a location and a program", ""),
        "reference_without_account": ("a reference, such as that of a file, never an account's", ""),
        "one_of": ("one of: {known}", "known: tuple[str, ...]"),
        "calendar_days": ("calendar days, such as CalendarDays(7)", ""),
        "one_or_more": ("one or more", ""),
        "what_is_of_the_claim": ("what belongs to the claim that is given, as it is now", ""),
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
        "used_at_most": ("at most {used}, which is used", "used: Money"),
        "costs_together": ("the cost of each person, {amount} together", "amount: Money"),
        **OF_THE_WIRE,
        "day_of_submission": ("the day of submission, by which the catalogue is chosen", ""),
        "claim_of_the_entry": ("the claim whose entry number or activity is given", ""),
        "that_of_the_pool": ("that of the pool, {own}", "own: LocationId | ProgramId | Currency"),
        "entry_of_the_fund": ("an entry of {fund}", "fund: PoolKey"),
        "an_adjustment": ("an adjustment", ""),
        "payouts_of_the_approved": (
            "the payouts of the {approved:or amount} approved",
            "approved: Money | None",
        ),
        "whole_correction": (
            "number and instant of a correction, where that is the step, and neither to {step}",
            "step: PaymentTrigger",
        ),
        "amount_of_nothing": ("an amount of nothing, since no money moves", ""),
        "entry_before": ("the number of an entry before it", ""),
        "not_after_the_correction": ("an instant not after that of the correction, {at}", "at: datetime"),
        "between_the_entries": (
            "an instant not before {first:or the beginning} and not after {last:or the correction}",
            "first: datetime | None, last: datetime | None",
        ),
        "one_standing_a_profile": ("one standing for each bank profile", ""),
        "enrollment_resolved": ("{status}, as the payouts were resolved", "status: EnrollmentStatus"),
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
        "step_of_payment": ("a Money above zero in {currency}, the least that is paid", "currency: Currency"),
        "amount_above_zero": ("an amount above zero", ""),
        "first_of_a_program_year": ("the first day of a program year, at whose end balances lapse", ""),
        "parts_together": ("what is paid, carried and forfeited together", ""),
        "approved_claim": ("an Approved claim: only that is paid", ""),
        "instant_of_approval": ("the instant of its approval, whose month has the rate", ""),
        "program_of_the_entity": ("a program, since an entity is named", ""),
        "location_of_the_program": ("a location, since a program is named", ""),
        "one_profile_a_scope": ("one bank profile for each scope and type of earning", ""),
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
        "clocks_that_start_anew": (
            "a reading by which the clocks of later rounds do not go on with a rest",
            "",
        ),
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
        "twin_recorded": ("an earlier {what} by {by} with other content", "what: str, by: ActorId"),
        "booking_of_one_fund": ("what the command booked in {fund}", "fund: PoolKey"),
        "contact_of_an_action": ("whom to contact, or nobody else: who has to act does not wait", ""),
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
                "an array of datetime64[D] or of dates, civil days of the program's zone; an instant has a "
                "day in a zone only, and due_days_by_rule takes an array or a column of aware ones"
            ),
            "",
        ),
        "sequence_of_dates": ("a sequence of dates, a NumPy array, or a column of pandas or Polars", ""),
        "one_answer_a_pair": ("one answer to each status and trigger", ""),
        "role_of_the_side": ("a role of the {side} side", "side: Side"),
        "side_of_the_step": (
            "somebody of the {sides} side, who alone can ever {step}",
            "sides: tuple[Side, ...], step: Keyed",
        ),
        "not_before_the_last": ("an instant not before {last}, that of the entry before", "last: datetime"),
        "command_of_one_entry": ("a command that no other entry has: entry {other} has it", "other: int"),
        "item_asked_for": ("an item that the validation team asked for", ""),
        "new_item": ("an identifier that no item of the claim has", ""),
        "item_of_the_claim": ("the identifier of an item of the claim", ""),
        "something_reversed": ("the reversal of what was committed, in the same append", ""),
        "cost_of_the_claim_once": ("an invoice or certification report of the claim, and each one once", ""),
        "sum_of_the_amount": ("verdicts that add up to {amount}", "amount: Money"),
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
        "entry_written_with_it": ("an entry of claim {claim} that books it, with it", "claim: ClaimId"),
        "step_written_with_it": ("a step of payment {payment} that books it, with it", "payment: PaymentId"),
        "booked_with_the_step": ("a {kind} entry of the fund, written with the step", "kind: FundEntryKind"),
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
            "{wanted:or nothing}, as the step of the payment has it",
            "wanted: datetime | ActorId | Role | ClaimId | EntityId | PoolKey | Money | None",
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
