"""What every value is made with: `frozen`."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    # To checkers it is the decorator of attrs, which they know: converters, `attrs.evolve`, signatures.
    from attrs import frozen as frozen  # noqa: PLC0414 - exported from here
else:

    def frozen(
        cls: type | None = None,
        *,
        eq: bool | None = None,
        repr: bool | None = None,  # noqa: A002 - as attrs calls it
        order: bool = False,
        **options: bool,
    ) -> Any:  # noqa: ANN401 - a class, or what decorates one
        """Decorate a class as `attrs.frozen` does, and take less time for it.

        attrs writes `__init__`, and all that is written for one class alone. Equality, hash and text are
        the same few lines for every class. Several fields are compared as tuples, as attrs did before
        24.1: one that holds the very same object is equal, whatever it says of itself.
        """
        if cls is None:
            return partial(frozen, eq=eq, repr=repr, order=order, **options)
        own = vars(cls).keys()
        if eq is None:
            eq = not own & {"__eq__", "__ne__"}
        if repr is None:
            repr = "__repr__" not in own  # noqa: A001 - as attrs calls it
        wanted = ["__eq__"] * eq + ["__hash__"] * (eq and "__hash__" not in own) + ["__repr__"] * repr
        made = attrs.frozen(cls, eq=False, repr=False, **options)
        fields = attrs.fields(made)
        if order or any(each.eq_key or each.hash not in (None, each.eq) for each in fields):
            wanted += ["__lt__", "__le__", "__gt__", "__ge__"] * order
            methods = _written_by_attrs(made, order=order)
        else:
            methods = _shared(made, fields)
        for name in wanted:
            setattr(made, name, methods[name])
        return made

    def _shared(made: type, fields: tuple[attrs.Attribute[Any], ...]) -> dict[str, Callable[..., object]]:
        """Return equality, hash and text of a class with these fields."""
        of = attrgetter(*([each.name for each in fields if each.eq] or ["__class__"]))
        salt = hash(made.__qualname__)

        def __eq__(self: object, other: object) -> object:  # noqa: N807 - the methods of a class
            return of(self) == of(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self: object) -> int:  # noqa: N807
            return hash((salt, of(self)))

        @recursive_repr("...")
        def __repr__(self: object) -> str:  # noqa: N807
            told = ", ".join(_told(self, each) for each in fields if each.repr)
            return f"{self.__class__.__qualname__.rpartition('>.')[2]}({told})"

        return {"__eq__": __eq__, "__hash__": __hash__, "__repr__": __repr__}

    def _told(value: object, field: attrs.Attribute[Any]) -> str:
        given = getattr(value, field.name) if field.init else getattr(value, field.name, attrs.NOTHING)
        return f"{field.name}={repr(given) if field.repr is True else field.repr(given)}"

    def _written_by_attrs(made: type, *, order: bool) -> Mapping[str, Callable[..., object]]:
        """Return what attrs writes for a subclass without fields of its own: the same as for the class."""
        names = {"__module__": made.__module__, "__qualname__": made.__qualname__, "__slots__": ()}
        twin = type(made)(made.__name__, (made,), names)
        return vars(attrs.frozen(twin, slots=False, init=False, order=order))
