"""Dataclasses whose methods are made when they are needed.

`dataclasses.dataclass` writes and compiles the source of up to seven methods for every class, which
takes most of a millisecond each time that Python starts, and there are hundreds of classes of which
a run uses some. `dataclass` of this module leaves to the standard library what it knows of fields
(`fields`, `replace`, `asdict` and type checkers see no difference), needs no source for comparing
and printing, and has `__init__` written where many instances are made. It knows no `__post_init__`
and no field that `__init__` does not take.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_FEW = 30
"""Instances of a class that are made without writing a method for them."""


def _dataclass(*, frozen: bool = False, slots: bool = False, kw_only: bool = False) -> Any:
    """As `dataclasses.dataclass`, for these options."""
    plain = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)

    def made(cls: type) -> type:
        own = set(cls.__dict__)
        found: Any = plain(cls)
        methods: dict[str, Any] = {
            "__init__": _initially(found, frozen=frozen),
            "__repr__": _repr,
            "__eq__": _eq,
            "__hash__": _hash if frozen else None,
        }
        if frozen:
            methods |= {"__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
            methods |= {"__getstate__": _state, "__setstate__": _restore}
        for name, method in methods.items():
            if name not in own:
                setattr(found, name, method)
        return found  # type: ignore[no-any-return]

    return made


def _initially(cls: Any, *, frozen: bool) -> Any:
    """An `__init__` for the first instances, which then puts the one of the standard library into
    its place."""
    left = _FEW
    plan: _Plan | None = None

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        nonlocal left, plan
        left -= 1
        plan = plan or _Plan(cls)
        # What does not fit is left to the other one, too, which says what is wrong.
        if left < 0 or not plan.fills(self, given, named):
            cls.__init__ = _written(cls, frozen=frozen)
            cls.__init__(self, *given, **named)

    return __init__


class _Plan:
    """What becomes of the arguments for a class."""

    def __init__(self, cls: Any) -> None:
        fields = dataclasses.fields(cls)
        missing = dataclasses.MISSING
        self._positional = [field.name for field in fields if not field.kw_only]
        self._names = [field.name for field in fields]
        self._known = set(self._names)
        self._defaults = {f.name: f.default for f in fields if f.default is not missing}
        self._makers = {
            f.name: f.default_factory for f in fields if f.default_factory is not missing
        }

    def fills(self, found: Any, given: tuple[Any, ...], named: dict[str, Any]) -> bool:
        """Gives an instance its values; False when the arguments are not what they should be."""
        values = dict(zip(self._positional, given, strict=False))
        fits = len(values) == len(given) and values.keys().isdisjoint(named)
        if not fits or not named.keys() <= self._known:
            return False
        values.update(named)
        for name in self._names:
            if name in values:
                value = values[name]
            elif name in self._defaults:
                value = self._defaults[name]
            elif name in self._makers:
                value = self._makers[name]()
            else:
                return False
            object.__setattr__(found, name, value)
        return True


def _written(cls: Any, *, frozen: bool) -> Any:
    """The `__init__` that the standard library writes for a class with the same fields."""
    fields = dataclasses.fields(cls)
    options = ("default", "default_factory", "kw_only")
    space: dict[str, Any] = {
        "__annotations__": {field.name: field.type for field in fields},
        "__doc__": cls.__doc__,
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
    }
    for field in fields:
        given: dict[str, Any] = {name: getattr(field, name) for name in options}
        space[field.name] = dataclasses.field(**given)
    write = dataclasses.dataclass(frozen=frozen, repr=False, eq=False)
    twin: Any = write(type(cls.__name__, (), space))
    return twin.__init__


def _values(self: Any) -> Any:
    """The values of all fields: a tuple, or the one value."""
    cls = type(self)
    try:
        get = _GETTERS[cls]
    except KeyError:
        names = [field.name for field in dataclasses.fields(cls)]
        get = _GETTERS[cls] = attrgetter(*names) if names else lambda found: ()
    return get(self)


_GETTERS: dict[type, Any] = {}


def _eq(self: Any, other: Any) -> Any:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_values(self))


def _repr(self: Any) -> str:
    fields = dataclasses.fields(self)
    told = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields)
    return f"{type(self).__qualname__}({told})"


def _refuse_setting(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
