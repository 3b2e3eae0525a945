"""The one format of this release, and its doors as functions."""

from __future__ import annotations

from typing import Final

from coopclaims.wire.formats import WireFormat
from coopclaims.wire.of_claims import CLAIMS, EVENTS, EVIDENCE, PARTIES, REQUESTS
from coopclaims.wire.of_money import FUNDS, MONEY, PAYMENTS, PAYOUTS, PROVENANCE, STANDINGS
from coopclaims.wire.of_rules import CALENDARS, PERIODS, RULES, SPANS
from coopclaims.wire.seals import SEALS

WIRE: Final = WireFormat(
    (
        *EVENTS,
        *CLAIMS,
        *REQUESTS,
        *EVIDENCE,
        *PARTIES,
        *MONEY,
        *PERIODS,
        *SPANS,
        *FUNDS,
        *PAYOUTS,
        *PAYMENTS,
        *STANDINGS,
        *PROVENANCE,
        *CALENDARS,
        *RULES,
        *SEALS,
    )
)
"""Every kind of value that this release reads and writes."""

to_data = WIRE.to_data
"""Return a value as plain data: see `WireFormat.to_data`."""

to_text = WIRE.to_text
"""Return a value as canonical text: see `WireFormat.to_text`."""

from_data = WIRE.from_data
"""Return the value that plain data are the wire form of: see `WireFormat.from_data`."""

from_text = WIRE.from_text
"""Return the value that a text is the wire form of: see `WireFormat.from_text`."""

schema = WIRE.schema
"""Return the JSON Schema of everything that is read: see `WireFormat.schema`."""
