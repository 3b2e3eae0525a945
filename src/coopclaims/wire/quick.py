"""Quick readers: of each kind one function, written out for its fields, as attrs writes `__init__`.

A quick reader takes what is right and raises whatever for anything else, without saying what was wrong or
where: whoever asked it asks the other reader then, which is slower and says so. It takes nothing that the
other would refuse: a value is built without its constructor, but what the constructor checks is checked
here too, unless the codec of a field proves it.
"""

from __future__ import annotations

from inspect import unwrap
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final, get_origin

import attrs

from coopclaims._fields import Say, names_for_source
from coopclaims.errors import CoopClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coopclaims.wire.codecs import Codec, Found, Seen
    from coopclaims.wire.kinds import Kind

QuickReader: TypeAlias = "Callable[[Found, Seen, int], Any]"
"""Reads an object that stands at a depth, and counts what it has seen."""

GIVES_UP: Final = (CoopClaimsError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What a quick reader raises where it does not take what it was given."""


@final
class QuickReaders(dict[str, QuickReader]):
    """The quick readers of some kinds by tag, each written when it is first asked for."""

    def __init__(self, of: Callable[[str], QuickReader]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, tag: str) -> QuickReader:
        self[tag] = reader = self._of(tag)
        return reader


def quick_reader(kind: Kind, fields: Mapping[str, Codec]) -> QuickReader:
    """Return what reads the newest version of a kind, with its tag and version or without.

    It gives up what has a field that is `seldom` there.
    """
    names, say = names_for_source()
    fields = {name: codec for name, codec in fields.items() if name not in kind.seldom}
    width = len(fields)
    marked = (
        f"width == {width + 2} and found['type'] == {kind.tag!r}"
        f" and (v := found['v']) == {kind.version} and v.__class__ is int"
    )
    lines = [
        "def read(found, seen, depth):",
        "width = len(found)",
        "seen[0] += width",
        f"if found.__class__ is not dict or depth > seen[2] or (width != {width} and not ({marked})):",
        "    raise TypeError",
    ]
    parts = {name: f"x{place}" for place, name in enumerate(fields)}
    for name, part in parts.items():
        lines += [f"{part} = found[{name!r}]", f"{part} = {fields[name].quickly(say, part, 'depth + 1')}"]
    lines += _built(kind, fields, parts, say)
    exec("\n    ".join(lines), names)  # noqa: S102 - of names that are declared in this package
    reader: QuickReader = names["read"]
    return reader


def _built(kind: Kind, fields: Mapping[str, Codec], parts: Mapping[str, str], say: Say) -> Iterator[str]:
    """Yield the source that makes the value of its parts."""
    cls: Any = kind.cls
    if kind.make is not kind.cls or not _is_plain(cls, kind, fields):
        given = ", ".join(f"{name}={part}" for name, part in parts.items())
        yield f"value = {say(kind.make)}({given})"
        for name in converted(kind, fields):
            yield f"if value.{name} != {parts[name]}: raise ValueError"
        yield "return value"
        return
    checks: list[str] = []
    changed = converted(kind, fields)
    yield f"value = {say(object.__new__)}({say(cls)})"
    for name, part in parts.items():
        field: Any = attrs.fields_dict(cls)[name]
        convert, check, proves = field.converter, field.validator, fields[name].proves
        if name in changed:
            yield f"kept = {say(convert)}({part})"
            yield f"if kept != {part}: raise ValueError"
            yield f"{part} = kept"
            proves = ()  # of what was read, not of what it was made into
        yield f"{say(getattr(cls, name).__set__)}(value, {part})"
        if check is not None and check not in proves:
            checks.append(f"{say(check)}(value, {say(field)}, {part})")
    for name in kind.seldom:
        yield f"{say(getattr(cls, name).__set__)}(value, None)"
    yield from checks
    if hasattr(cls, "__attrs_post_init__"):
        yield "value.__attrs_post_init__()"
    yield "return value"


def converted(kind: Kind, fields: Mapping[str, Codec]) -> tuple[str, ...]:
    """Return the fields that the class may keep in another form than they are read in, such as sorted.

    What is kept so would be written back as something else, so whoever reads them compares.
    """
    if kind.make is not kind.cls or not attrs.has(kind.cls):
        return ()
    converters = ((each.name, each.converter) for each in attrs.fields(kind.cls) if each.name in fields)
    return tuple(
        name
        for name, convert in converters
        if convert is not None and (get_origin(convert) or convert) not in fields[name].proves
    )


def _is_plain(cls: Any, kind: Kind, fields: Mapping[str, Codec]) -> bool:  # noqa: ANN401 - a class
    """Return whether attrs wrote how the class is built, from these fields and no others that are needed."""
    if not attrs.has(cls):
        return False
    # What checks the fields of a value is wrapped around what attrs wrote; here the codecs prove them.
    of, code = attrs.fields(cls), getattr(unwrap(cls.__init__), "__code__", None)
    return (
        code is not None
        and "attrs generated" in code.co_filename
        and cls.__new__ is object.__new__
        and not hasattr(cls, "__attrs_pre_init__")
        and {each.alias for each in of if each.init} == {*fields, *kind.seldom}
        and all(each.default is attrs.NOTHING for each in of if not each.init)
        and all(isinstance(getattr(cls, name, None), MemberDescriptorType) for name in fields)
        and not any(hasattr(each.converter, "takes_self") for each in of)
    )
