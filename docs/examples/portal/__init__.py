"""A portal for co-op claims that runs, to be read and copied: README.md says how it is started."""

from __future__ import annotations
