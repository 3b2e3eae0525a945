"""Auditing: every fault of a claim's three streams, its History, the fund's ledger and its payments.

`replay` stops at the first entry that could not follow. An audit goes on, and holds the streams against one
another too: an approval without its entry in the ledger, a payment of more than was approved. It applies no
rule of an edition, so what it finds is wrong under every one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.findings.fault import Fault as Fault
    from coopclaims.auditing.streams import audit as audit
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "coopclaims.findings.fault": "Fault",
        "streams": "audit",
    })
# fmt: on
