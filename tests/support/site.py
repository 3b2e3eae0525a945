"""The site: pages, examples and pictures put together in a folder outside the tree, and built by Zensical.

`python -m tests.support.site OUT` builds it in the folder `OUT`, which must not exist yet. Any broken link or
anchor, any page that nobody finds, and any picture that nobody draws, ends the build.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tests.support.pictures import REPOSITORY, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOCS: Final = REPOSITORY / "docs"
EXAMPLES: Final = DOCS / "examples"
API: Final = DOCS / "reference" / "api"
STYLE: Final = Path(__file__).with_name("site.css")
ENTRANCE: Final = DOCS / "index.md"

# Nothing is fetched from elsewhere, whatever a script of the theme would like to have.
_POLICY: Final = "default-src 'self' 'unsafe-inline' data: blob:"
_HEAD: Final = f"""\
{{% extends "base.html" %}}
{{% block extrahead %}}<meta http-equiv="Content-Security-Policy" content="{_POLICY}">{{% endblock %}}
"""
_CONFIGURATION: Final = """\
[project]
site_name = "coopclaims"
site_description = {description}
docs_dir = "docs"
site_dir = "site"
extra_css = ["site.css"]
nav = {nav}

[project.theme]
language = "en"
font = false
custom_dir = "overrides"
features = [
  "content.code.copy", "navigation.footer", "navigation.indexes", "navigation.path", "navigation.sections",
  "navigation.tabs", "navigation.top", "search.highlight",
]

[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
toggle.icon = "lucide/sun"
toggle.name = "Switch to dark mode"

[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
toggle.icon = "lucide/moon"
toggle.name = "Switch to light mode"
"""


# Which files become pages, and where they stand.


def sources() -> Mapping[Path, PurePosixPath]:
    """Return the files that become pages, each with its place in the site."""
    pages = {REPOSITORY / "README.md": PurePosixPath("about.md")}
    for path in sorted(DOCS.rglob("*.md")):
        if "playground" not in path.parts:
            pages[path] = PurePosixPath(path.relative_to(DOCS).as_posix())
    for path in sorted(EXAMPLES.rglob("*.py")):
        pages[path] = PurePosixPath(f"{path.relative_to(DOCS).as_posix()}.md")
    return pages


def _files() -> Iterator[Path]:
    """Yield what is copied as it is: data, and the playground. What examples are made of is not."""
    for path in sorted(DOCS.rglob("*")):
        is_ours = EXAMPLES not in path.parents and "__pycache__" not in path.parts
        if path.is_file() and is_ours and (path.suffix not in {".md", ".py"} or "playground" in path.parts):
            yield path


def text_of(path: Path) -> str:
    """Return the text of a page: of a page in the tree its own, of an example its code."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return text
    said = ast.get_docstring(ast.parse(text)) or ""
    return f"# {path.name}\n\n{said}\n\n````python\n{text.rstrip()}\n````\n"


# Links: from the places of the tree to those of the site.

_FENCE: Final = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\((?P<path>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")


def linked(text: str, path: Path) -> str:
    """Return the text of a page with its links as the site has them; code is left as it is.

    Raises `LookupError` for a link to what the site does not have.
    """
    parts, end = list[str](), 0
    for fence in _FENCE.finditer(text):
        parts += [_moved(text[end : fence.start()], path), fence[0]]
        end = fence.end()
    return "".join((*parts, _moved(text[end:], path)))


def _moved(text: str, path: Path) -> str:
    places = sources()

    def place(link: re.Match[str]) -> str:
        given, anchor = link["path"], link["anchor"] or ""
        if ":" in given:
            return link[0]
        target = (path.parent / given).resolve() if given else path
        if API in target.parents:  # the second heading of a name: forges count with a hyphen
            anchor = re.sub(r"-(\d+)$", r"_\1", anchor)
        if not given:
            return f"]({anchor})"
        if target in places:
            there = places[target]
        elif target.is_file() and DOCS in target.parents and EXAMPLES not in target.parents:
            there = PurePosixPath(target.relative_to(DOCS).as_posix())
        else:
            raise LookupError(f"{path.relative_to(REPOSITORY)}: the site has no {given}")
        return f"]({os.path.relpath(there, places[path].parent)}{anchor})"

    return _LINK.sub(place, text)


# Where pages stand in the navigation: in the order of the entrance.


def navigation() -> list[object]:
    """Return the tree of pages: the sections of the entrance, with what each links, in its order.

    Raises `LookupError` for pages that nobody finds, since the entrance does not name them.
    """
    text = re.sub(r"\n {2,}", " ", ENTRANCE.read_text("utf-8"))
    places, tree = sources(), list[object]([{"Home": "index.md"}])
    examples = [str(place) for path, place in places.items() if EXAMPLES in path.parents]
    entered = {"index.md", "about.md", *examples}
    for title, listed in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        section: list[object] = []
        for item in re.findall(r"^- (.+)$", listed, re.MULTILINE):
            found = [str(places[(DOCS / link).resolve()]) for link in re.findall(r"\]\(([^)#]+)\)", item)]
            found = [each for each in dict.fromkeys(found) if each not in entered]
            entered |= set(found)
            if found == ["reference/api/index.md"]:
                names = [str(places[path]) for path in sorted(API.glob("*.md")) if path.name != "index.md"]
                entered |= set(names)
                section.append({"Every public name": [*found, *names]})
            elif len(found) > 1 and "[" not in item.partition(":")[0]:
                section.append({item.partition(":")[0]: found})
            else:
                section += found
        if title == "Start":
            section.append({"What it is, and how it is installed": "about.md"})
        if title == "Learn":
            section.append({"Examples": examples})
        if section:
            tree.append({title: section})
    lost = [str(place) for place in places.values() if str(place) not in entered]
    if lost:
        raise LookupError(f"docs/index.md does not name {', '.join(lost)}")
    return tree


# A list of pages for those who read text.


def _first_line(text: str) -> str:
    """Return the first line of a page under its title."""
    lines = (line.strip() for line in text.split("\n")[1:])
    return next((line.strip("*") for line in lines if line and not line.startswith(("<", "#"))), "")


def overview(texts: Mapping[PurePosixPath, str], description: str) -> str:
    """Return `llms.txt`: a line for each page, in the order of the navigation."""
    lines = ["# coopclaims", "", f"> {description}"]

    def enter(branch: object, title: str, depth: str) -> None:
        if isinstance(branch, dict):
            for name, below in branch.items():
                enter(below, str(name), depth)
        elif isinstance(branch, list):
            lines.extend(("", f"{depth} {title}", ""))
            for below in branch:
                enter(below, "", f"{depth}#")
        else:
            text = texts[PurePosixPath(str(branch))]
            named = title or text.partition("\n")[0].removeprefix("# ").replace("`", "")
            said = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", _first_line(text))
            lines.append(f"- [{named}]({branch}): {said}")

    for each in navigation():
        enter(each, "", "##")
    return "\n".join(lines) + "\n"


# The build.


def _toml(value: object) -> str:
    """Return lists, texts and tables of one line as TOML has them."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(key)} = {_toml(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


def build(out: Path) -> int:
    """Build the site in a folder that is not there yet, and return how many pages it has."""
    if out.exists() or REPOSITORY in (out.resolve(), *out.resolve().parents):
        raise SystemExit(f"{out}: give a folder that does not exist yet, outside the tree")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    texts = {place: linked(text_of(path), path) for path, place in sources().items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place, text in texts.items():
            page = folder / "docs" / place
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(drawn(text), "utf-8")
        for path in _files():
            copy = folder / "docs" / path.relative_to(DOCS)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        shutil.copyfile(STYLE, folder / "docs" / STYLE.name)
        (folder / "docs" / "llms.txt").write_text(overview(texts, project["description"]), "utf-8")
        (folder / "overrides").mkdir()
        (folder / "overrides" / "main.html").write_text(_HEAD, "utf-8")
        nav, description = _toml(navigation()), json.dumps(project["description"])
        configuration = folder / "zensical.toml"
        configuration.write_text(_CONFIGURATION.format(nav=nav, description=description), "utf-8")
        subprocess.run(
            (sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(configuration)),
            check=True,
            cwd=folder,
        )
        shutil.copytree(folder / "site", out)
    for place, text in texts.items():  # beside each page its text, which `llms.txt` names
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        (out / place).write_text(text, "utf-8")
    return len(texts)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.stdout.write(f"{build(Path(sys.argv[1]))} pages in {sys.argv[1]}\n")
