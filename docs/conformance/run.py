"""Ask an implementation in any language every question of the suite, and print what it answers wrongly.

python docs/conformance/run.py --level deadlines -- node docs/conformance/javascript_adapter.mjs

The implementation is a command. It reads a request a line and writes an answer a line; README.md has the
protocol. Nothing but Python is needed. The exit code is 1 where an answer is wrong or missing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Timer
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(__file__).parent
Data: TypeAlias = dict[str, Any]


class Wrong(NamedTuple):
    """A case with another answer than the suite's: `got` is that answer, or what was said instead of one."""

    file: str
    case: Data
    got: object


@dataclass
class Report:
    """How many cases of each file were asked, which were passed over, and which are wrong."""

    asked: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether something was asked, everything was answered, and rightly."""
        return bool(self.asked) and not self.wrong and not self.skipped

    def facts(self) -> Counter[str]:
        """Return the facts that the wrong answers should rest on, with how many rest on each."""
        return Counter(fact for each in self.wrong for fact in each.case["rests_on"])

    def lines(self, most: int) -> Iterator[str]:
        """Yield the report: a line a file, the facts concerned, and at `most` so many wrong answers."""
        failed = Counter(each.file for each in self.wrong)
        for file, number in self.asked.items():
            right = number - failed[file] - self.skipped[file]
            passed_over = f", {self.skipped[file]} passed over" if self.skipped[file] else ""
            yield f"{self.levels[file]:<10} {file:<26} {right} of {number} right{passed_over}"
        if self.wrong:
            counted = (f"{fact} ({number})" for fact, number in self.facts().most_common())
            yield f"facts behind what is wrong: {', '.join(counted) or 'none'}"
        for each in self.wrong[:most]:
            yield f"wrong: {each.file}: {each.case['id']}"
            yield f"  rests on {', '.join(each.case['rests_on']) or 'nothing'} ({each.case['basis']})"
            yield f"  expected {_text(each.case['answer'])}"
            yield f"  got      {_text(each.got)}"
        if len(self.wrong) > most:
            yield f"and {len(self.wrong) - most} more"
        right = sum(self.asked.values()) - len(self.wrong) - sum(self.skipped.values())
        yield f"{right} of {sum(self.asked.values())} right: {'passed' if self.passed else 'not passed'}"


def _text(data: object) -> str:
    """Return data as a text that is equal exactly where they are: `1`, `1.0` and `true` differ."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def chosen(levels: Sequence[str], *, optional: bool, folder: Path) -> Iterator[tuple[Data, Data]]:
    """Yield each file of these levels as the suite lists it, with what it holds.

    Of all levels where none is named. Raises `ValueError` for a level that the suite has not, and for a file
    that is not the one it lists.
    """
    suite = json.loads((folder / "suite.json").read_text("utf-8"))
    unknown = set(levels) - set(suite["levels"])
    if unknown:
        raise ValueError(
            f"no level is called {', '.join(sorted(unknown))}: there are {', '.join(suite['levels'])}"
        )
    for listed in (*suite["pinned"], *suite["files"]):
        text = (folder / listed["path"]).read_bytes()
        if sha256(text).hexdigest() != listed["digest"]:
            raise ValueError(f"{listed['path']} is not the file that suite.json lists")
        if listed.get("level") in (levels or suite["levels"]) and (optional or not listed["optional"]):
            yield listed, json.loads(text)


def request(listed: Data, held: Data, case: Data) -> Data:
    """Return what is asked in one case: its question, with the parts of the file that belong to it."""
    question: Data = {}
    for name in case["given"]:
        question |= held["given"][name]
    asked = {"suite": held["version"], "file": listed["path"], "case": case["id"]}
    return {**asked, "question": question | case["question"]}


class Implementation:
    """A command that answers line by line."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        """Start the command; each answer may take so many seconds."""
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 - the command is the user's own
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
        )

    def ask(self, asked: Data) -> Data | str:
        """Return the line that answers a request, as data; a text where there is none, or none that fits."""
        timer = Timer(self._seconds, self._process.kill)
        timer.start()
        try:
            stdin, stdout = cast("list[IO[str]]", [self._process.stdin, self._process.stdout])
            stdin.write(f"{json.dumps(asked)}\n")
            stdin.flush()
            line = stdout.readline()
        except OSError:
            line = ""
        finally:
            timer.cancel()
        if not line:
            return "no answer: it ended, or took too long"
        try:
            said: Any = json.loads(line)
        except ValueError:
            return f"no JSON: {line[:200]!r}"
        answers = isinstance(said, dict) and cast("Data", said).get("case") == asked["case"]
        return cast("Data", said) if answers else f"no answer to this case: {line[:200]!r}"

    def close(self) -> None:
        """End the command: it sees the end of its input, and is killed where that is not enough."""
        try:
            self._process.communicate(timeout=self._seconds)
        except (subprocess.TimeoutExpired, OSError):
            self._process.kill()
            self._process.wait()


def play(
    command: Sequence[str],
    levels: Sequence[str] = (),
    *,
    optional: bool = False,
    seconds: float = 30,
    folder: Path = FOLDER,
) -> Report:
    """Return how a command answers the cases of these levels, of all where none is named."""
    report, implementation = Report(), Implementation(command, seconds)
    try:
        for listed, held in chosen(levels, optional=optional, folder=folder):
            file = listed["path"]
            report.levels[file] = listed["level"]
            for case in held["cases"]:
                said = implementation.ask(request(listed, held, case))
                report.asked[file] += 1
                if isinstance(said, dict) and "skip" in said:
                    report.skipped[file] += 1
                    continue
                got = said.get("answer") if isinstance(said, dict) else said
                if _text(got) != _text(case["answer"]):
                    report.wrong.append(Wrong(file, case, got))
    finally:
        implementation.close()
    return report


def main() -> int:
    """Read the command line, play, and print the report."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--level", action="append", default=[], help="one level; again for several; all where none"
    )
    asked.add_argument("--optional", action="store_true", help="other readings too")
    asked.add_argument("--seconds", type=float, default=30, help="how long one answer may take")
    asked.add_argument("--most", type=int, default=10, help="how many wrong answers are printed")
    asked.add_argument("command", nargs="+", help="the implementation, after --")
    given = asked.parse_args()
    try:
        report = play(given.command, given.level, optional=given.optional, seconds=given.seconds)
    except (OSError, ValueError) as error:
        asked.error(str(error))
    print("\n".join(report.lines(given.most)))
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
