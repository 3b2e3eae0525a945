"""How a field is checked by its annotation: what is plain, what is made plain, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import attrs
import pytest

from coopclaims._fields import check_of, names_for_source
from coopclaims._values import checked, day, identifier, kind_of
from coopclaims.errors import InvalidValue

NOON = datetime(2022, 9, 14, 12, tzinfo=UTC)


def is_plain(hint: Any, value: object) -> bool:
    """Return whether a value of this annotation need not be looked at."""
    check = check_of(hint)
    assert check is not None
    names, say = names_for_source()
    source = check.is_plain(say, "value")
    return bool(eval(source, {**names, "value": value}))  # noqa: S307 - source of this package


def fit(hint: Any, value: object) -> object:
    check = check_of(hint)
    assert check is not None
    return check.fit("field", value)


class _Text(str):
    """A text of another's class."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (str, "text"),
        (int, 7),
        (date, date(2022, 9, 14)),
        (datetime, NOON),
        (Decimal, Decimal("1.5")),
        (tuple[Any, ...], (1, "a")),
        (Mapping[str, int], {"a": 1}),
        (int | None, None),
        (tuple[int, ...] | None, None),
    ],
)
def test_what_is_plain_is_kept_as_it_is(hint: Any, value: object) -> None:
    assert is_plain(hint, value)
    assert fit(hint, value) == value


@pytest.mark.parametrize(
    ("hint", "value", "kept"),
    [
        (str, _Text("text"), "text"),
        (tuple[Any, ...], [1, "a"], (1, "a")),
        (tuple[int, str], [1, "a"], (1, "a")),
        (tuple[str, ...], [_Text("a")], ("a",)),
        (frozenset[str], {"a"}, frozenset({"a"})),
    ],
)
def test_what_is_alike_is_made_plain(hint: Any, value: object, kept: object) -> None:
    assert not is_plain(hint, value)
    found = fit(hint, value)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (str, "\x00"),
        (int, True),
        (int, 2**60),
        (date, NOON),
        (Decimal, 1.5),
        (tuple[Any, ...], "ab"),
        (tuple[int, ...], (1, "a")),
        (tuple[int, str], (1,)),
        (Mapping[str, int], {"a": "b"}),
        (Callable[[], int], 7),
        (frozenset[str], {1}),
        (int | str, 1.5),
    ],
)
def test_everything_else_is_refused_by_the_name_of_the_field(hint: Any, value: object) -> None:
    with pytest.raises(InvalidValue) as refused:
        fit(hint, value)
    assert refused.value.field.partition("[")[0] == "field"


@pytest.mark.parametrize("hint", [Any, object, int | Any])
def test_where_anything_fits_nothing_is_checked(hint: Any) -> None:
    assert check_of(hint) is None


@pytest.mark.parametrize(
    ("validate", "good", "bad"),
    [
        (day, date(2022, 9, 14), NOON),
        (identifier, "C-1", " "),
        (kind_of(Decimal), Decimal(1), 1),
        (kind_of(Decimal, "number"), Decimal(1), 1),
    ],
)
def test_a_validator_says_the_same_by_itself(validate: Any, good: object, bad: object) -> None:
    field = attrs.fields(_Held).value
    validate(None, field, good)
    with pytest.raises(InvalidValue) as refused:
        validate(None, field, bad)
    assert refused.value.field == "value"


@attrs.frozen
class _Held:
    value: object


def test_a_class_whose_annotation_is_never_there_is_built_as_attrs_builds_it() -> None:
    @attrs.frozen
    class Waiting:
        value: Never  # type: ignore[name-defined] # noqa: F821 # pyright: ignore[reportUndefinedVariable]

    cls = cast("Any", Waiting)
    plain = cls.__init__
    checked(cls)
    first = cls.__init__
    built = [cls(number) for number in range(200)]
    assert [each.value for each in built] == list(range(200))
    assert first is not plain
    assert cls.__init__ is plain  # it is not looked for any more
