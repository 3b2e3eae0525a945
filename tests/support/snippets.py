"""The Python of a page, as one module: it is code of users, and is checked and run as theirs."""

from __future__ import annotations

import doctest
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE: Final = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the Python of a page with the number of the line before each part; outputs are left out."""
    for block in _FENCE.finditer(text):
        before = text[: block.start(1)].count("\n")
        examples = doctest.DocTestParser().get_examples(block[1])
        for example in examples:
            yield before + example.lineno, example.source
        if not examples:
            yield before, block[1]


def program_of(text: str) -> str:
    """Return the Python of a page as one module, each line where the page has it."""
    lines: list[str] = []
    for before, source in _parts(text):
        lines += [""] * (before - len(lines))
        lines += source.splitlines()
    return "".join(f"{line}\n" for line in lines)


def blocks_of(text: str, heading: str) -> tuple[str, ...]:
    """Return what stands in blocks of `py` under a heading: Python that needs a program of its own."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return tuple(re.findall(r"^```py\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL))
