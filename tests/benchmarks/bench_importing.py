"""What importing one name costs, beside `import attrs`, each in a fresh interpreter.

    python -m tests.benchmarks.bench_importing

Processor time of the interpreters, one of each after another, less what an empty one takes; given as the
median of the rounds. Read the ratios. The modules are compiled before, as those of an installed package are.
"""

from __future__ import annotations

import argparse
import compileall
import subprocess
import sys
from importlib import import_module
from time import perf_counter_ns
from typing import TYPE_CHECKING

from tests.benchmarks.bench_calendars import Report, interleaved, verdict
from tests.benchmarks.bench_lines import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOTHING, ATTRS = "pass", "import attrs"
AT_MOST: dict[str, float | None] = {
    "import coopclaims": 0.3,
    "from coopclaims import Claim": 1.8,
    "from coopclaims import review_deadline": 2.4,
    "from coopclaims import decide": 3.6,
    "from coopclaims import replay": None,
    "from coopclaims.wire import to_text": None,
    "from coopclaims.payouts import resolve_payouts": None,
}
"""What is imported, and how many times `import attrs` it is to cost at most."""


def importing(statement: str) -> Callable[[], tuple[int, int]]:
    """Return a loop of one fresh interpreter that runs a statement."""

    def loop() -> tuple[int, int]:
        before = spent_by_children()
        subprocess.run([sys.executable, "-c", statement], check=True)
        return spent_by_children() - before, 1

    return loop


def spent_by_children() -> int:
    """Return the processor time of the processes started here that have ended, in nanoseconds."""
    try:
        resource = import_module("resource")
    except ImportError:  # not on every system
        return perf_counter_ns()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int((usage.ru_utime + usage.ru_stime) * 1e9)


def modules(statement: str) -> int:
    """Return how many modules of ours a statement loads."""
    program = f"import sys\n{statement}\nprint(sum(name.startswith('coopclaims') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8")
    return int(done.stdout)


def main(arguments: Sequence[str] | None = None) -> str:
    """Time and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args(arguments)
    compileall.compile_dir(PACKAGE, quiet=1)
    statements = (NOTHING, ATTRS, *AT_MOST)
    timings = interleaved(asked.rounds, {statement: importing(statement) for statement in statements})
    empty = timings[NOTHING].middle
    attrs = timings[ATTRS].middle - empty
    report = Report()
    columns = ("ms more than an empty one", "spread", "x attrs", "modules of ours", "target")
    report.head("importing, in a fresh interpreter", "", *columns)
    for statement in statements[1:]:
        middle, spread = timings[statement]
        ratio = (middle - empty) / attrs
        report.row(
            f"`{statement}`",
            f"{(middle - empty) / 1e6:,.1f}",
            f"{spread / 1e6:,.1f}",
            f"{ratio:,.2f}",
            modules(statement),
            verdict(ratio, at_most=AT_MOST.get(statement)),
        )
    return f"Python {sys.version.split()[0]}.\n{report}"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
