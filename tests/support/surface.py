"""What each public name is, read from the source of the installed package: signatures, fields, docstrings.

Nothing is imported to be described, so that the text is the same on every Python, with every version of a
dependency, and without the extras. Only the captions of enumerations and the types of constants that say
none are asked for at run time.
"""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from tests.support.public import NAMESPACES

import coopclaims

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from enum import Enum

    Function = ast.FunctionDef | ast.AsyncFunctionDef

PACKAGE: Final = Path(str(coopclaims.__file__)).parent
ROOMS: Final = (*NAMESPACES, "money.people", "testing")
"""Every public namespace below the top."""

_SILENT: Final = frozenset(
    f"__{name}__"
    for name in (
        *("init", "attrs_post_init", "new", "init_subclass", "match_args", "repr", "str", "format"),
        *("hash", "eq", "ne", "setattr", "delattr", "reduce", "getstate", "setstate"),
    )
)
"""Special methods that say nothing new about a class."""

_LONGEST_DEFAULT: Final = 40


class Parameter(NamedTuple):
    """One parameter: its name with stars, its type and default as text, and whether it needs its name."""

    name: str
    annotation: str
    default: str | None
    by_name: bool = False

    def __str__(self) -> str:
        text = f"{self.name}: {self.annotation}" if self.annotation else self.name
        return text if self.default is None else f"{text} = {self.default}"


class Signature(NamedTuple):
    """What a callable takes and returns, with the words before its name: `async`, `classmethod`."""

    before: str
    parameters: tuple[str, ...]
    returns: str

    @property
    def after(self) -> str:
        return f" -> {self.returns}" if self.returns else ""


class Member(NamedTuple):
    """A field, a property, a method or a member of an enumeration."""

    name: str
    kind: str
    text: str = ""
    signatures: tuple[Signature, ...] = ()
    doc: str = ""


class Public(NamedTuple):
    """A public name with everything that a page says about it."""

    name: str
    kind: str
    text: str = ""
    bases: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    members: tuple[Member, ...] = ()
    doc: str = ""


class Module(NamedTuple):
    """A module: its statements by the name that they define, and where its imported names come from."""

    name: str
    tree: ast.Module
    defined: Mapping[str, list[ast.stmt]]
    imported: Mapping[str, tuple[str, str]]
    docs: Mapping[str, str]
    doc: str


class Class(NamedTuple):
    """A class and the module that its names are looked up in."""

    home: Module
    node: ast.ClassDef


# Finding a name.


@cache
def module(name: str) -> Module | None:
    """Return a module of the installed package, `None` where it has none of this name."""
    path = PACKAGE.joinpath(*name.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if name.partition(".")[0] != "coopclaims" or not path.is_file():
        return None
    tree = ast.parse(path.read_text("utf-8"))
    defined: dict[str, list[ast.stmt]] = {}
    docs: dict[str, str] = {}
    for body in _bodies(tree.body):
        docs |= _documented(body)
        for node in body:
            for each in _names(node):
                defined.setdefault(each, []).append(node)
    imported = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return Module(name, tree, defined, imported, docs, ast.get_docstring(tree) or "")


def listed(room: str) -> tuple[str, ...]:
    """Return the public names of a namespace, those of an extra as far as its module has any."""
    if room in NAMESPACES:
        return tuple(sorted(cast("list[str]", vars(NAMESPACES[room])["__all__"])))
    found = _module(f"coopclaims.{room}")
    for node in found.tree.body:
        if isinstance(node, ast.Assign) and "__all__" in _names(node):
            return tuple(sorted(ast.literal_eval(node.value)))
    functions = (ast.FunctionDef, ast.ClassDef)
    public = {each for each, nodes in found.defined.items() if isinstance(nodes[0], functions)}
    return tuple(sorted(each for each in public if not each.startswith("_")))


def find(home: Module, name: str) -> tuple[Module, list[ast.stmt]] | None:
    """Return the statements that define a name as this module sees it; `None` where others define it."""
    if name in home.defined:
        return home, home.defined[name]
    if name in home.imported:
        there, original = home.imported[name]
        target = module(there)
        return None if target is None else find(target, original)
    return None


def _module(name: str) -> Module:
    found = module(name)
    if found is None:
        raise LookupError(name)
    return found


def _bodies(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield a list of statements, and those of the conditions in it."""
    yield body
    for node in body:
        if isinstance(node, ast.If):
            yield from _bodies(node.body)
            yield from _bodies(node.orelse)


def _names(node: ast.stmt) -> list[str]:
    """Return the names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _documented(body: list[ast.stmt]) -> dict[str, str]:
    """Return the texts that stand below assignments."""
    docs: dict[str, str] = {}
    for node, below in pairwise(body):
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            docs |= dict.fromkeys(_names(node), cleandoc(below.value.value))
    return docs


def _doc(node: Function | ast.ClassDef) -> str:
    return ast.get_docstring(node) or ""


# Signatures.


class _Named(ast.NodeTransformer):
    """Names a class as its room does, without the module in which it stands."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        is_of_module = isinstance(node.value, ast.Name) and node.value.id.islower() and node.attr[0].isupper()
        return ast.Name(node.attr) if is_of_module else cast("ast.expr", self.generic_visit(node))


class _Unquoted(_Named):
    """Takes the quotes from around types; what a `Literal` stands for keeps its own."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.parse(node.value, mode="eval").body if isinstance(node.value, str) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "Literal":
            return node
        self.generic_visit(node)
        return node


def _type(node: ast.expr | None) -> str:
    if node is None:
        return ""
    again = ast.parse(ast.unparse(node), mode="eval").body
    return ast.unparse(_Unquoted().visit(again))


def _value(home: Module, node: ast.expr | None) -> str | None:
    """Return a default as it is written; of a private name what it stands for, if that is short."""
    if isinstance(node, ast.Name) and node.id.startswith("_"):
        found = find(home, node.id)
        kept = found[1][0] if found is not None else None
        text = (
            ast.unparse(kept.value) if isinstance(kept, ast.Assign | ast.AnnAssign) and kept.value else "..."
        )
        return text if len(text) <= _LONGEST_DEFAULT else "..."
    if node is None:
        return None
    return ast.unparse(_Named().visit(ast.parse(ast.unparse(node), mode="eval").body))


def _parameters(home: Module, given: ast.arguments) -> Iterator[Parameter]:
    """Yield the parameters of a function in order; those that may only be named say so."""
    by_place = [*given.posonlyargs, *given.args]
    missing: list[ast.expr | None] = [None] * (len(by_place) - len(given.defaults))
    for each, default in zip(by_place, [*missing, *given.defaults], strict=True):
        yield Parameter(each.arg, _type(each.annotation), _value(home, default))
    if given.vararg is not None:
        yield Parameter(f"*{given.vararg.arg}", _type(given.vararg.annotation), None)
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield Parameter(each.arg, _type(each.annotation), _value(home, default), by_name=True)
    if given.kwarg is not None:
        yield Parameter(f"**{given.kwarg.arg}", _type(given.kwarg.annotation), None)


def _written(parameters: Iterable[Parameter]) -> tuple[str, ...]:
    """Return parameters as they are written, a star before the first that has to be named."""
    texts: list[str] = []
    is_starred = False
    for each in parameters:
        is_starred = is_starred or each.name.startswith("*")
        if each.by_name and not is_starred:
            texts.append("*")
            is_starred = True
        texts.append(str(each))
    return tuple(texts)


def _decorators(node: Function | ast.ClassDef) -> set[str]:
    """Return the last words of the decorators: `st.composite` is `composite`."""
    calls = (each.func if isinstance(each, ast.Call) else each for each in node.decorator_list)
    return {ast.unparse(each).rpartition(".")[2] for each in calls}


def _signature(home: Module, node: Function, *, is_bound: bool = False) -> Signature:
    decorators = _decorators(node)
    parameters, returns = list(_parameters(home, node.args)), _type(node.returns)
    if "composite" in decorators:  # Hypothesis passes `draw`
        parameters, returns = parameters[1:], f"SearchStrategy[{returns}]"
    if is_bound and "staticmethod" not in decorators:
        parameters = parameters[1:]
    words: list[str] = [word for word in ("classmethod", "staticmethod") if word in decorators]
    words += ["async"] if isinstance(node, ast.AsyncFunctionDef) else []
    return Signature(" ".join(words), _written(parameters), returns)


def _signatures(home: Module, nodes: Iterable[ast.stmt], *, is_bound: bool = False) -> tuple[Signature, ...]:
    """Return the overloads of a function, or its one signature."""
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    overloads = [node for node in functions if "overload" in _decorators(node)]
    return tuple(_signature(home, node, is_bound=is_bound) for node in overloads or functions[-1:])


# Classes.


def _lineage(owner: Class) -> list[Class]:
    """Return a class with those of its bases that the package defines, the first ancestor first."""
    found: list[Class] = []
    for base in owner.node.bases:
        name = base.value if isinstance(base, ast.Subscript) else base
        known = find(owner.home, name.id) if isinstance(name, ast.Name) else None
        if known is not None and isinstance(known[1][0], ast.ClassDef):
            found += _lineage(Class(known[0], known[1][0]))
    return [*found, owner]


def _ancestry(lineage: list[Class]) -> set[str]:
    """Return the names of all bases, those from elsewhere too."""
    return {ast.unparse(base).partition("[")[0] for owner in lineage for base in owner.node.bases}


def _keywords(node: ast.expr | None) -> dict[str, ast.expr]:
    """Return what a call of `attrs.field` says; nothing for another default."""
    is_field = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "field"
    return {each.arg: each.value for each in node.keywords if each.arg} if is_field else {}  # type: ignore[union-attr]


def _accepted(home: Module, field: ast.AnnAssign, converter: ast.expr | None) -> str:
    """Return what a checker lets a caller pass for a field: what its converter takes, if that says more."""
    kept = _type(field.annotation)
    if isinstance(converter, ast.Call) and ast.unparse(converter.func).endswith("optional"):
        inner = _accepted(home, field, converter.args[0])
        return inner if "None" in inner else f"{inner} | None"
    if isinstance(converter, ast.Subscript) and ast.unparse(converter.value) == "tuple":
        of = converter.slice
        return f"Iterable[{_type(of.elts[0] if isinstance(of, ast.Tuple) else of)}]"
    known = find(home, converter.id) if isinstance(converter, ast.Name) else None
    if known is None or not isinstance(known[1][0], ast.FunctionDef):
        return kept
    taken = next(_parameters(known[0], known[1][0].args)).annotation
    return kept if taken in {"", "object", "Any"} else taken


def _attrs_parameters(lineage: list[Class]) -> Iterator[Parameter]:
    """Yield what the constructor of a class takes that attrs, a named tuple or a typed dictionary makes."""
    fields: dict[str, Parameter] = {}
    for owner in lineage:
        for node in owner.node.body:
            if not isinstance(node, ast.AnnAssign) or _is_of_class(node):
                continue
            (name,) = _names(node)
            words = _keywords(node.value)
            fields.pop(name, None)
            if isinstance(init := words.get("init"), ast.Constant) and init.value is False:
                continue
            alias = ast.literal_eval(words["alias"]) if "alias" in words else name.lstrip("_")
            default = _value(owner.home, words.get("default")) or ("..." if "factory" in words else None)
            fields[name] = Parameter(
                alias,
                _accepted(owner.home, node, words.get("converter")),
                default if words else _value(owner.home, node.value),
                by_name=_says(owner.node, "kw_only") or "kw_only" in words,
            )
    yield from sorted(fields.values(), key=lambda each: each.by_name)


def _is_of_class(node: ast.AnnAssign) -> bool:
    return _type(node.annotation).partition("[")[0] in {"ClassVar", "Final"}


def _says(node: ast.ClassDef, word: str) -> bool:
    """Return whether a decorator of a class says that this is so."""
    calls = (each for each in node.decorator_list if isinstance(each, ast.Call))
    words = {each.arg: each.value for call in calls for each in call.keywords}
    return isinstance(said := words.get(word), ast.Constant) and said.value is True


def _constructor(lineage: list[Class]) -> tuple[Signature, ...]:
    for owner in reversed(lineage):
        own = [node for node in owner.node.body if getattr(node, "name", "") == "__init__"]
        if own:
            return tuple(each._replace(returns="") for each in _signatures(owner.home, own, is_bound=True))
        if _is_made(owner.node):
            return (Signature("", _written(_attrs_parameters(lineage)), ""),)
    return ()


def _is_made(node: ast.ClassDef) -> bool:
    """Return whether the constructor follows from the fields."""
    bases = {ast.unparse(base) for base in node.bases}
    return bool({"frozen", "define"} & _decorators(node) or {"NamedTuple", "TypedDict"} & bases)


def _members(lineage: list[Class], *, is_enumeration: bool) -> Iterator[Member]:
    """Yield the public members of a class, the fields of all ancestors among them, in their own order.

    Methods of an ancestor that is public itself are on its own page.
    """
    found: dict[str, Member] = {}
    for owner in lineage:
        docs = _documented(owner.node.body)
        for node in owner.node.body:
            for name in _names(node):
                if name.startswith("_") and (not name.endswith("__") or name in _SILENT):
                    continue
                doc = docs.get(name, "") or (found[name].doc if name in found else "")
                is_new = isinstance(node, ast.Assign) and is_enumeration
                if is_new or name not in found or not isinstance(node, ast.Assign):
                    found[name] = _member(owner, name, node, doc, is_enumeration=is_enumeration)
                elif isinstance(node, ast.Assign):
                    found[name] = found[name]._replace(text=f"{found[name].text} = {ast.unparse(node.value)}")
        for name, text in _set_in_constructor(owner):
            if not name.startswith("_") and name not in {*found, "args"}:
                found[name] = Member(name, "field", text)
    yield from found.values()


def _member(owner: Class, name: str, node: ast.stmt, doc: str, *, is_enumeration: bool) -> Member:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        every = [each for each in owner.node.body if getattr(each, "name", None) == name]
        if {"property", "cached_property"} & _decorators(node):
            return Member(name, "property", _type(node.returns), doc=_doc(node))
        return Member(name, "method", "", _signatures(owner.home, every, is_bound=True), _doc(node))
    if isinstance(node, ast.AnnAssign):
        return Member(name, "field", _type(node.annotation), doc=doc)
    value = ast.unparse(node.value) if isinstance(node, ast.Assign) else ""
    return Member(name, "member" if is_enumeration else "method", f" = {value}", doc=doc)


def _set_in_constructor(owner: Class) -> Iterator[tuple[str, str]]:
    """Yield the attributes that an `__init__` sets, with the type of the parameter of this name."""
    for made in owner.node.body:
        if not isinstance(made, ast.FunctionDef) or made.name != "__init__":
            continue
        types = {each.name: each.annotation for each in _parameters(owner.home, made.args)}
        for node in ast.walk(made):
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            for target in targets:
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    said = _type(node.annotation) if isinstance(node, ast.AnnAssign) else ""
                    yield target.attr, said or types.get(target.attr, "")


# What a public name is.


def public_names(room: str) -> tuple[Public, ...]:
    """Return everything that a namespace makes public, by name."""
    return tuple(_public(room, name) for name in listed(room))


def _public(room: str, name: str) -> Public:
    found = find(_module(f"coopclaims.{room}"), name)
    if found is None:
        raise LookupError(f"coopclaims.{room}.{name}")
    home, nodes = found
    node = nodes[-1]
    if isinstance(node, ast.ClassDef):
        return _class(Class(home, node))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return Public(name, "function", signatures=_signatures(home, nodes), doc=_doc(node))
    return _assigned(home, name, node)


def _assigned(home: Module, name: str, node: ast.stmt) -> Public:
    """Return what an assignment makes public: a type, a constant, or a function by another name."""
    doc = home.docs.get(name, "")
    if isinstance(node, ast.AnnAssign) and _type(node.annotation) == "TypeAlias":
        return Public(name, "type", _type(node.value), doc=doc)
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "NewType":
        return Public(name, "type", ast.unparse(value), doc=doc)
    annotation = _type(node.annotation) if isinstance(node, ast.AnnAssign) else ""
    if annotation.startswith("Final"):
        annotation = annotation.removeprefix("Final").removeprefix("[").removesuffix("]")
    if annotation:
        return Public(name, "constant", annotation, doc=doc)
    at_run_time = getattr(import_module(home.name), name)
    method = getattr(at_run_time, "__func__", None)
    if method is None:
        return Public(name, "constant", type(at_run_time).__name__, doc=doc)
    owner, _, plain = method.__qualname__.rpartition(".")
    there = _module(method.__module__)
    (of_class,) = there.defined[owner]
    every = [each for each in of_class.body if getattr(each, "name", "") == plain]  # type: ignore[attr-defined]
    return Public(name, "function", signatures=_signatures(there, every, is_bound=True), doc=doc)


def _class(owner: Class) -> Public:
    lineage = _lineage(owner)
    ancestry = _ancestry(lineage)
    bases = tuple(
        text
        for base in owner.node.bases
        if not (text := ast.unparse(base)).startswith("_") and text.partition("[")[0] != "Generic"
    )
    name = owner.node.name
    is_enumeration = bool({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"} & ancestry)
    if is_enumeration:
        kind = "enumeration"
    elif "Protocol" in ancestry:
        kind = "protocol"
    elif {"Exception", "UserWarning"} & ancestry:
        kind = "exception"
    else:
        kind = "class"
    members = tuple(_members(lineage, is_enumeration=is_enumeration))
    if any(each.name == "caption" for each in members):
        members = tuple(_captioned(owner, members)) if is_enumeration else members
    made = () if kind in {"enumeration", "protocol"} else _constructor(lineage)
    return Public(name, kind, "", bases, made, members, _doc(owner.node))


def _captioned(owner: Class, members: Iterable[Member]) -> Iterator[Member]:
    """Yield the members of an enumeration, each with its caption before its docstring."""
    found: type[Enum] = getattr(import_module(owner.home.name), owner.node.name)
    for each in members:
        caption = getattr(found[each.name], "caption", "") if each.kind == "member" else ""
        yield each._replace(doc=f'"{caption}". {each.doc}'.strip()) if caption else each
