"""Start the portal: `python -m portal`, in docs/examples."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import sqlalchemy as sa
import uvicorn

from portal.app import make_app
from portal.setting import for_show

if __name__ == "__main__":
    engine = sa.create_engine(os.environ.get("COOPCLAIMS_PORTAL_DATABASE", "sqlite:///portal.db"))
    today = datetime.now(UTC).date()  # noqa: TID251 - a service has a clock, which the library does not
    port = int(os.environ.get("COOPCLAIMS_PORTAL_PORT", "8000"))
    uvicorn.run(make_app(engine, for_show(today)), host="127.0.0.1", port=port)
