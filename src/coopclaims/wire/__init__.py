"""The wire: values as plain, JSON-able data, versioned by tags of our own; and sealed Histories."""

from __future__ import annotations

from coopclaims.wire.doors import (
    WIRE,
    from_data,
    from_text,
    kept_from_data,
    kept_from_text,
    schema,
    to_data,
    to_text,
)
from coopclaims.wire.formats import Extra, Kept, WireFormat
from coopclaims.wire.limits import WireLimits
from coopclaims.wire.references import RulesReference
from coopclaims.wire.sealing import erase, seal, seal_next, unseal, verify
from coopclaims.wire.seals import SealedEntry, SealedHistory, SealHead

__all__ = [
    "WIRE",
    "Extra",
    "Kept",
    "RulesReference",
    "SealHead",
    "SealedEntry",
    "SealedHistory",
    "WireFormat",
    "WireLimits",
    "erase",
    "from_data",
    "from_text",
    "kept_from_data",
    "kept_from_text",
    "schema",
    "seal",
    "seal_next",
    "to_data",
    "to_text",
    "unseal",
    "verify",
]
