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
from coopclaims.wire.limits import Limits
from coopclaims.wire.references import RulesReference
from coopclaims.wire.sealing import erase, extend, seal, unseal, verify
from coopclaims.wire.seals import Head, SealedEntry, SealedHistory

__all__ = [
    "WIRE",
    "Extra",
    "Head",
    "Kept",
    "Limits",
    "RulesReference",
    "SealedEntry",
    "SealedHistory",
    "WireFormat",
    "erase",
    "extend",
    "from_data",
    "from_text",
    "kept_from_data",
    "kept_from_text",
    "schema",
    "seal",
    "to_data",
    "to_text",
    "unseal",
    "verify",
]
