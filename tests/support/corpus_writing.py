"""Writing the corpus: `python -m tests.support.corpus_writing FOLDER`, the same every time.

It was run once, and its shards are never written anew: they hold what the first edition answered.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from tests.support.corpus import World
from tests.support.corpus_drawing_money import MoneyDrawer
from tests.support.corpus_worlds import draw_world

if TYPE_CHECKING:
    from tests.support.corpus_answers import Data

SEED: Final = "co-op claims, first edition"
SHARDS: Final = 20
COMMANDS_EACH: Final = 1_000
_QUESTION_EVERY: Final = 8


class _Full(Exception):
    """The shard has all its commands."""


class Shard:
    """One shard, line by line: worlds, and what was given and asked there with the answers."""

    def __init__(self, number: int, seen: Counter[tuple[str, str]]) -> None:
        self.rng = Random(f"{SEED}, {number}")  # noqa: S311 - the same draws every time, no secret
        self.number = number
        self.lines: list[str] = []
        self.commands = 0
        self.worlds = 0
        self.turns = 0
        self.seen = seen
        self.world: World | None = None
        self.drawer: MoneyDrawer | None = None

    def write(self, line: Data) -> None:
        self.lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))

    def emit(self, given: Data) -> Data:
        """Play a command or a question, and write it with its answer."""
        assert self.world is not None
        answer = self.world.play(given)
        self.write({"do": given, "answer": answer})
        if given["kind"] != "ask":
            self.commands += 1
            if self.commands >= COMMANDS_EACH:
                raise _Full
        return answer

    def drawn(self) -> list[str]:
        """Return all lines of the shard."""
        try:
            while True:
                self._begin()
                self._live()
        except _Full:
            self._asked_in_the_end()
        return self.lines

    def _begin(self) -> None:
        self.worlds += 1
        data = draw_world(self.rng, f"{self.number}/{self.worlds}")
        self.write({"world": data})
        self.world = World(data)
        self.drawer = MoneyDrawer(self.rng, self.world, self._emit_and_ask, self.seen)

    def _emit_and_ask(self, given: Data) -> Data:
        answer = self.emit(given)
        self.turns += 1
        if self.turns % _QUESTION_EVERY == 0 and self.drawer is not None:
            name = given.get("claim")
            turn = self.turns // _QUESTION_EVERY
            self.emit(self.drawer.questions(name if isinstance(name, str) else None, turn))
        return answer

    def _live(self) -> None:
        """Live through one world: earnings, some claims, what becomes of their money, and the end."""
        rng, drawer, world = self.rng, self.drawer, self.world
        assert drawer is not None
        assert world is not None
        for _ in range(rng.randint(1, 3)):
            drawer.earn()
        for number in range(1, rng.randint(3, 5)):
            name = f"C-{number}"
            days = timedelta(days=rng.choice((0, 1, 20, 60, 120)))
            drawer.now = max(drawer.begins, drawer.now) if rng.random() < 0.15 else drawer.begins + days
            drawer.live(name, rng.randint(22, 50))
            drawer.move_funds()
            claim = world.claims.get(name)
            if claim is not None and (claim.approved is not None or rng.random() < 0.08):
                for payment in range(rng.randint(1, 3)):
                    drawer.pay(name, payment, rng.randint(10, 26))
            if rng.random() < 0.3:
                drawer.move_funds()
        for _ in range(rng.randint(2, 6)):
            drawer.move_funds()
        self._asked_in_the_end()

    def _asked_in_the_end(self) -> None:
        drawer, world = self.drawer, self.world
        if drawer is None or world is None:
            return
        for name in world.claims:
            asked = drawer.questions(name, 0)
            asked["what"] = sorted({*asked["what"], "claim", "deadlines"} - {"days"})
            self.emit(asked)
        self.emit(drawer.plan_question())


def name_of(number: int) -> str:
    return f"part-{number:02}.jsonl.xz"


def write(folder: Path) -> None:
    """Write all shards into this folder."""
    seen: Counter[tuple[str, str]] = Counter()
    for number in range(1, SHARDS + 1):
        text = "\n".join(Shard(number, seen).drawn()) + "\n"
        packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
        (folder / name_of(number)).write_bytes(packed)
        sys.stdout.write(f"{name_of(number)}: {len(text)} characters, {len(packed)} bytes\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
