"""Every exception has one root, keeps its fields, and survives the way out of a process pool."""

from __future__ import annotations

import inspect
import pickle
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from coopclaims import CoopClaimsError, InvalidValue
from coopclaims.findings import ProblemCode
from coopclaims.findings.problem import problem
from coopclaims.identifiers import ItemId
from coopclaims.portfolio import BatchRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.architecture.conftest import Room

SAMPLES: dict[str, Callable[[], object]] = {
    "bool": lambda: True,
    "date": lambda: date(2022, 9, 16),
    "date | None": lambda: date(2022, 9, 16),
    "datetime": lambda: datetime(2022, 9, 16, 12, tzinfo=UTC),
    "int": lambda: 7,
    "int | None": lambda: 7,
    "object": lambda: ("anything", 7),
    "str": lambda: "a text",
    "str | None": lambda: "a text",
    "tuple[BatchRefusal, ...]": lambda: (BatchRefusal(3, InvalidValue("start", 7, "day")),),
    "tuple[Problem, ...]": lambda: (problem(ProblemCode.NOTE_MISSING, item=ItemId("p-1")),),
    "tuple[date, ...]": lambda: (date(2022, 9, 16), date(2022, 9, 19)),
    "tuple[int, ...]": lambda: (2031, 2032),
    "tuple[object, ...]": lambda: ((date(2022, 9, 16), None), "anything"),
    "tuple[str, ...]": lambda: ("one", "two"),
    # another annotation of an exception's field: how to make a sample
}


def exceptions(rooms: list[Room]) -> Iterator[type[Exception]]:
    """Yield every exception and warning that the package defines, the faults for testing aside."""
    for room in rooms:
        if room.is_testing:
            continue
        for value in vars(room.load()).values():
            if isinstance(value, type) and issubclass(value, Exception) and value.__module__ == room.name:
                yield value


def fields(cls: type[Exception]) -> list[inspect.Parameter]:
    """Return what the exception's own `__init__` takes; the plain ones take whatever they are given."""
    _self, *parameters = inspect.signature(cls.__init__).parameters.values()
    return [each for each in parameters if each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}]


def sample(cls: type[Exception]) -> Exception:
    """Return an exception of this class with a sample for each of its fields."""
    keyword_only = [field.name for field in fields(cls) if field.kind is field.KEYWORD_ONLY]
    assert not keyword_only, f"{cls.__name__}: {keyword_only} would be lost when pickled"
    unknown = [str(field) for field in fields(cls) if str(field.annotation) not in SAMPLES]
    assert not unknown, f"{cls.__name__}: no sample for {unknown}; add one to SAMPLES"
    return cls(*(SAMPLES[str(field.annotation)]() for field in fields(cls)))


def test_every_exception_survives_pickling(rooms: list[Room]) -> None:
    classes = list(exceptions(rooms))
    assert CoopClaimsError in classes
    for cls in classes:
        before = sample(cls)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            after = pickle.loads(pickle.dumps(before, protocol))
            assert type(after) is cls
            assert after.args == before.args
            assert vars(after) == vars(before)
            assert str(after) == str(before)


def test_every_argument_is_a_field(rooms: list[Room]) -> None:
    for cls in exceptions(rooms):
        error = sample(cls)
        assert [getattr(error, field.name) for field in fields(cls)] == list(error.args), cls.__name__


def test_one_root(rooms: list[Room]) -> None:
    stray = [
        f"{cls.__module__}.{cls.__name__}"
        for cls in exceptions(rooms)
        if not issubclass(cls, CoopClaimsError | Warning)
    ]
    assert not stray, f"not below CoopClaimsError: {', '.join(stray)}"


def test_every_exception_has_a_code_of_its_own(rooms: list[Room]) -> None:
    codes = [vars(cls).get("code") for cls in exceptions(rooms) if issubclass(cls, CoopClaimsError)]
    assert len(codes) > 20
    assert len(set(codes)) == len(codes)
    assert all(isinstance(code, str) and re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)
