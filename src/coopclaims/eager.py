"""Everything at once: importing this module loads every room, so that nothing is loaded later.

For hosts that watch imports while they run something, such as the workflow sandbox of Temporal:

    with workflow.unsafe.imports_passed_through():
        import coopclaims as cc
        import coopclaims.eager

Others leave it out: rooms are loaded when the first of their names is asked for.
"""

from __future__ import annotations

from coopclaims._faces import load_all

__all__: list[str] = []

load_all("coopclaims")
