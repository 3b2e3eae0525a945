"""A process of its own that leaves remarks on a claim: `remarks.py URL CLAIM NAME COUNT`.

It prints the identifier of each command as soon as the command is acknowledged, so that whoever reads
it knows what must never be lost.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

databases = importlib.import_module("tests.support.databases")
world = importlib.import_module("tests.support.world")


def main(url: str, claim: str, name: str, count: int) -> None:
    sql = databases.example()
    store = sql.SqlRepository(databases.engine(url))
    repositories = importlib.import_module("coopclaims.repositories")
    for number in range(count):
        command = databases.remark(claim, f"{name}/{number}")
        repositories.perform(command, store, rules=world.RULES, attempts=1_000)
        sys.stdout.write(f"{command.id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
