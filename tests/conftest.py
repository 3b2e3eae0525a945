"""How thoroughly Hypothesis looks, and what a run says at its start.

`dev` by default, `ci` where the environment says CI; who leaves out the slow tests wants a first look, and
gets fewer examples of each property. `--hypothesis-profile=nightly` looks for a long time: for 5,000 examples
of each, or for as many as COOPCLAIMS_EXAMPLES says.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

BUSY = [HealthCheck.too_slow]  # a busy machine is no fault of the code

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=BUSY)
settings.register_profile(
    "ci", max_examples=15, deadline=None, derandomize=True, print_blob=True, suppress_health_check=BUSY
)
settings.register_profile(
    "nightly",
    max_examples=int(os.environ.get("COOPCLAIMS_EXAMPLES", "5000")),
    deadline=None,
    print_blob=True,
    suppress_health_check=BUSY,
)
settings.load_profile("ci" if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else "dev")
settings.register_profile("first look", settings(), max_examples=15)


def pytest_configure(config: pytest.Config) -> None:
    """Take fewer examples where slow tests are left out; before a test says how many it wants."""
    if config.option.markexpr == "not slow" and not config.getoption("--hypothesis-profile"):
        settings.load_profile("first look")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what takes minutes, and the page that plays a whole portal: they are left out as well."""
    for item in items:
        if item.get_closest_marker("wide") or item.path.name == "test_your_portal.md":
            item.add_marker("slow")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say how long it takes, to whoever has asked for everything."""
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return None
    return (
        'some five minutes on two cores with -n auto --dist worksteal -m "not slow", more without; '
        "a check of seconds: python -m pytest tests/golden tests/stories"
    )
