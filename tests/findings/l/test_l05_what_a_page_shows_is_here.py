"""Nothing that a page shows depends on the network of others, and what it names it links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")


def dead(page: Path) -> list[str]:
    """Return the links of a page to files that are not there."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    local = [
        link.split("#")[0] for link in links if "://" not in link and not link.startswith(("#", "mailto:"))
    ]
    return [link for link in local if not (page.parent / link).exists()]


def test_what_a_page_links_to_is_there() -> None:
    assert [(page.name, link) for page in PAGES for link in dead(page)] == []


def test_the_pictures_of_a_page_come_with_it() -> None:
    found = [PICTURE.findall(page.read_text(encoding="utf-8")) for page in PAGES]
    assert ["".join(picture) for pictures in found for picture in pictures if "://" in "".join(picture)] == []


@pytest.mark.parametrize("example", ["first_claim.py", "sql_repository.py"])
def test_the_first_page_links_the_examples(example: str) -> None:
    assert f"examples/{example}" in LINK.findall((DOCS / "index.md").read_text(encoding="utf-8"))
