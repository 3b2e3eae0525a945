"""What `import coopclaims` costs: nothing that most callers do not need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "babel",
    "holidays",
    "hypothesis",
    "pytest",
    "coopclaims.money.people",
    "coopclaims.testing",
    "dateutil.parser",
    "dateutil.tz",
    "asyncio",
)


def test_the_front_door_loads_only_what_it_needs() -> None:
    program = f"import sys, coopclaims; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        (sys.executable, "-I", "-W", "error", "-c", program),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
