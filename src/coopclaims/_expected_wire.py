"""What is expected of data on the wire and of sealed Histories: the part of `EXPECTED` that is about them.

The codes are given as any other code is, by `coopclaims._expected`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_THE_WIRE: Final[Mapping[str, tuple[str, str]]] = {
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
    "instant_with_offset": ("an instant with its offset such as '2022-09-16T23:59:59.999999-07:00'", ""),
    "marks_of_days": ("a mark for each day, each one of {marks}", "marks: str"),
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
    "figure": ("text, a whole number, true, false, null, a list of figures, or a typed object", ""),
    "key_of": ("a key of {kind}", "kind: str"),
    "enumeration": ("an enumeration of this library", ""),
    "calendar_no_longer": ("a calendar of at most {years} years", "years: int"),
    "what_was_referred_to": ("{referred!r}, which was referred to", "referred: object"),
    "wire_imported": ("`import coopclaims.wire` first, by which pydantic reads and writes values", ""),
    # The wire: kinds that fit together.
    "unmarked_fields": ("no field called type or v", ""),
    "each_kind_once": ("every tag and every class once", ""),
    "kind_without_versions": ("a kind without earlier versions, where no version is written", ""),
    "parts_with_names": ("the type of a list, or a shape that names the parts", ""),
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
    # Histories in columns.
    "column_of_arrow": ("a column of this name, of a type that holds the same", ""),
    "columns_of_version": ("version {due} of the columns; a newer release may know more", "due: int"),
    "what_the_payload_says": ("{says!r}, which the payload says", "says: str"),
}
"""The English of what is expected and the types of its parameters, by code."""
