"""The wire: values as plain, JSON-able data, versioned by tags of our own; and sealed Histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims._values import WIRE_HOOKS

# fmt: off
if TYPE_CHECKING:
    from types import ModuleType

    from coopclaims.wire.cloud_events import cloud_event as cloud_event
    from coopclaims.wire.columns import (
        DamagedStream as DamagedStream, StreamsRead as StreamsRead, entry_columns as entry_columns,
        read_columns as read_columns,
    )
    from coopclaims.wire.doors import (
        from_data as from_data, from_text as from_text, schema as schema, to_data as to_data,
        to_text as to_text,
    )
    from coopclaims.wire.formats import UnknownField as UnknownField, WithUnknown as WithUnknown
    from coopclaims.wire.of_rules import (
        EditionReference as EditionReference, RulesReference as RulesReference,
    )
    from coopclaims.wire.plain import WireLimits as WireLimits
    from coopclaims.wire.sealing import (
        erase as erase, seal as seal, seal_next as seal_next, unseal as unseal, verify as verify,
        verify_all as verify_all,
    )
    from coopclaims.wire.seals import (
        SealAnchor as SealAnchor, SealHead as SealHead, SealedEntry as SealedEntry,
        SealedHistory as SealedHistory, SealedLedger as SealedLedger, SealedPayment as SealedPayment,
        SealedStream as SealedStream,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "cloud_events": "cloud_event",
        "columns": "DamagedStream StreamsRead entry_columns read_columns",
        "doors": "from_data from_text schema to_data to_text",
        "formats": "UnknownField WithUnknown",
        "of_rules": "EditionReference RulesReference",
        "plain": "WireLimits",
        "sealing": "erase seal seal_next unseal verify verify_all",
        "seals": "SealAnchor SealHead SealedEntry SealedHistory SealedLedger SealedPayment SealedStream",
    })
# fmt: on


def _neighbours() -> ModuleType:
    """Return what reads and writes values for libraries that ask their classes; loaded when one asks."""
    from coopclaims.wire import neighbours  # noqa: PLC0415 - the face stays light until then

    return neighbours


WIRE_HOOKS["neighbours"] = _neighbours
