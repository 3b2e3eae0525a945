"""What every language has to say: each message, each member and each term of the package.

`python -m tests.support.catalogues` draws `coopclaims/labels/catalogues/en.py` again, which the other
languages are held against, leaves out of each what the package says no more, and prints what each lacks.
`python -m tests.support.catalogues sv FILE` takes what a translator sends back into a language first: JSON as
`catalogue_as_json` gives it, the whole or a part.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any, Final

import attrs

import coopclaims as cc
from coopclaims._values import Keyed, Term
from coopclaims.labels.speaking import key_of
from coopclaims.provenance import Message, declared_messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REFRESH: Final = "python -m tests.support.catalogues"
FOLDER: Final = Path(str(cc.__file__)).parent / "labels" / "catalogues"
LANGUAGES: Final = ("sv", "nl", "fr", "de")
OF_PAGES: Final = (cc.ClaimStatus, cc.Role, cc.labels.PageWord)
"""What the pages name: the names are in `LABELS`, and nowhere else."""


def _load_everything() -> None:
    for found in walk_packages(cc.__path__, "coopclaims."):
        if not found.name.startswith(("coopclaims.testing", "coopclaims.eager")):
            import_module(found.name)


_load_everything()


def registered() -> Mapping[str, Message]:
    """Return every message that a module of the package declares, by its code in alphabetical order."""
    own = {code: each for code, each in declared_messages().items() if code in _DECLARED}
    return dict(sorted(own.items()))


_DECLARED: Final = frozenset(declared_messages())
"""The codes that are there once every module is loaded, before any test declares one of its own."""


def enumerations(kind: type[Keyed] = Keyed) -> Iterator[type[Keyed]]:
    """Yield the enumerations of the package."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("coopclaims.") and ".testing" not in each.__module__:
            yield each
            yield from enumerations(each)


def captions() -> Mapping[str, str]:
    """Return the English of every member that no page names, by its key, in alphabetical order."""
    kinds = [each for each in enumerations() if each not in OF_PAGES]
    return dict(sorted((key_of(member), member.caption) for kind in kinds for member in kind))


def terms() -> tuple[str, ...]:
    """Return the English of every term of the published rules, in alphabetical order."""
    rules = (rule for timeline in cc.partner_center.timelines.values() for rule in timeline.rules)
    return tuple(sorted({term.caption for rule in rules for term in _terms(rule.value)}))


def _terms(value: Any) -> Iterator[Term]:
    if isinstance(getattr(value, "term", None), Term):
        yield value.term
    if isinstance(value, (tuple, frozenset)):
        for each in value:
            yield from _terms(each)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _terms(getattr(value, field.name))


def module_of(doc: str, kinds: Mapping[str, str], parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the source of a module of data: for each part the name, the type and a line for each entry."""
    lines = [
        f'"""{doc}"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
    ]
    lines += ["from types import MappingProxyType", "from typing import Final", "", "# fmt: off"]
    for name, entries in parts.items():
        lines += [f"{name}: Final[Mapping[str, {kinds[name]}]] = MappingProxyType({{"]
        lines += [f"    {_written(key)}: {_written(entry)}," for key, entry in entries.items()]
        lines += ["})"]
    return "\n".join([*lines, "# fmt: on", ""])


def _written(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    text = value.replace("\\", "\\\\")
    return f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace('"', '\\"') + '"'


def english() -> str:
    """Return the source of the English module, as the package declares everything."""
    return module_of(
        "English, with the parameters of each message: drawn from the package, and not written by hand.",
        {"MESSAGES": "tuple[str, str]", "CAPTIONS": "str", "TERMS": "str"},
        {
            "MESSAGES": {code: (each.english, each.parameters) for code, each in registered().items()},
            "CAPTIONS": captions(),
            "TERMS": {term: term for term in terms()},
        },
    )


def stored(language: str) -> Any:
    """Return the module of a language."""
    return import_module(f"coopclaims.labels.catalogues.{language}")


def main(language: str = "", sent: str = "") -> None:
    """Write every module in order, with what a translator sent for one, and print what each lacks."""
    (FOLDER / "en.py").write_text(english(), "utf-8")
    due = {"MESSAGES": registered(), "CAPTIONS": captions(), "TERMS": terms()}
    for each in LANGUAGES:
        module, news = stored(each), json.loads(Path(sent).read_text("utf-8")) if each == language else {}
        parts: dict[str, dict[str, str]] = {}
        for part, keys in due.items():
            texts = {
                **getattr(module, part),
                **{key: got["text"] for key, got in news.get(part.lower(), {}).items()},
            }
            parts[part] = {key: texts[key] for key in keys if key in texts}
            sys.stdout.writelines(f"{each} lacks {part} {key}\n" for key in keys if key not in texts)
        kinds = dict.fromkeys(parts, "str")
        (FOLDER / f"{each}.py").write_text(module_of(str(module.__doc__), kinds, parts), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
