"""Nothing but data: the published rules, edition by edition, each with its days and its source."""

from __future__ import annotations
