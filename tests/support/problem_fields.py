"""Which fields the problems of each code may name, read from the places where they are made."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import coopclaims
from coopclaims.findings import ProblemCode
from coopclaims.portal.drafts import FIELDS, PLAN_FIELDS, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@cache
def fields_by_code() -> Mapping[ProblemCode, tuple[str, ...]]:
    """Return the fields that problems of each code may name, in the order of their letters."""
    found: defaultdict[ProblemCode, set[str]] = defaultdict(set)
    for module in _modules():
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef):
                for code, field in _made(function, module):
                    found[code].add(field)
    found[ProblemCode.TEXT_MISSING].update(REQUIRED, ("currency", *PLAN_FIELDS.keys() - {"impressions"}))
    found[ProblemCode.FIELD_UNREADABLE].update(FIELDS)  # the fields of a form are data
    return {code: tuple(sorted(fields)) for code, fields in found.items()}


@cache
def _modules() -> tuple[ast.Module, ...]:
    paths = sorted(Path(str(coopclaims.__file__)).parent.rglob("*.py"))
    return tuple(ast.parse(path.read_text("utf-8")) for path in paths)


def _made(function: ast.FunctionDef, module: ast.Module) -> Iterator[tuple[ProblemCode, str]]:
    for call in _calls(function, "problem"):
        given = next((each.value for each in call.keywords if each.arg == "field"), None)
        if given is None:
            continue
        codes = _codes(call.args[0])
        if codes:
            yield from ((code, field) for code in codes for field in _texts(given, function, module))
        elif isinstance(given, ast.Name):  # both come from one table
            yield from _pairs(module)
        else:
            yield from (
                (code, field) for code in _codes(function) for field in _texts(given, function, module)
            )


def _texts(given: ast.expr, function: ast.FunctionDef, module: ast.Module) -> set[str]:
    """Return the texts that an expression within a function may come down to."""
    if isinstance(given, ast.Name):
        names = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
        if given.id in names:
            place, own = names.index(given.id), function.name.startswith("_")
            calls = [
                call for each in ((module,) if own else _modules()) for call in _calls(each, function.name)
            ]
            values = [call.args[place] for call in calls if len(call.args) > place]
            values += [each.value for call in calls for each in call.keywords if each.arg == given.id]
            return {text for value in values for text in _constants(value)}
        loops = (each for each in ast.walk(function) if isinstance(each, ast.For))
        return {text for each in loops if given.id in _names(each.target) for text in _constants(each.iter)}
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Name):
        asked = (each for each in module.body if isinstance(each, ast.FunctionDef))
        return {
            text
            for each in asked
            if each.name == given.func.id
            for back in ast.walk(each)
            if isinstance(back, ast.Return) and back.value
            for text in _branches(back.value)
        }
    if isinstance(given, ast.Subscript):
        tables = (each for each in ast.walk(function) if isinstance(each, ast.Dict))
        return {text for each in tables for key in each.keys if key is not None for text in _constants(key)}
    return _branches(given)


def _branches(given: ast.expr) -> set[str]:
    """Return the texts that an expression may be, whichever way its conditions go."""
    if isinstance(given, ast.IfExp):
        return _branches(given.body) | _branches(given.orelse)
    return {given.value} if isinstance(given, ast.Constant) and isinstance(given.value, str) else set()


def _constants(tree: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    } - {""}


def _names(tree: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def _calls(tree: ast.AST, name: str) -> list[ast.Call]:
    found = (each for each in ast.walk(tree) if isinstance(each, ast.Call))
    return [each for each in found if isinstance(each.func, ast.Name) and each.func.id == name]


def _codes(tree: ast.AST) -> list[ProblemCode]:
    found = (each for each in ast.walk(tree) if isinstance(each, ast.Attribute))
    return [
        ProblemCode[each.attr]
        for each in found
        if isinstance(each.value, ast.Name) and each.value.id == "ProblemCode" and each.attr.isupper()
    ]


def _pairs(module: ast.Module) -> Iterator[tuple[ProblemCode, str]]:
    """Yield the codes that stand with a text in one tuple."""
    for each in ast.walk(module):
        if isinstance(each, ast.Tuple):
            yield from ((code, text) for code in _codes(each) for text in _constants(each))
