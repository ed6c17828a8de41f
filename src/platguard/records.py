"""Dataclasses whose methods are made when they are first used.

`dataclasses.dataclass` writes and compiles the source of up to seven methods for every class, which
takes most of a millisecond each time that Python starts, and there are hundreds of classes of which
a run uses some. `dataclass` of this module leaves to the standard library what it knows of fields
(`fields`, `replace`, `asdict` and type checkers see no difference), needs no source for comparing
and printing, and writes `__init__` when the first instance is made.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


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
    """An `__init__` that puts the real one into its place."""

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        cls.__init__ = _written(cls, frozen=frozen)
        cls.__init__(self, *given, **named)

    return __init__


def _written(cls: Any, *, frozen: bool) -> Any:
    """The `__init__` of a class, from its fields."""
    space: dict[str, Any] = {"_set": object.__setattr__, "_none": dataclasses.MISSING}
    takes, body = ["self"], []
    # Fields by name only come last.
    for field in sorted(dataclasses.fields(cls), key=lambda field: bool(field.kw_only)):
        name, value = field.name, field.name
        if field.kw_only and "*" not in takes:
            takes.append("*")
        if field.default_factory is not dataclasses.MISSING:
            space[f"_made_{name}"] = field.default_factory
            takes.append(f"{name}=_none")
            value = f"_made_{name}() if {name} is _none else {name}"
        elif field.default is not dataclasses.MISSING:
            space[f"_default_{name}"] = field.default
            takes.append(f"{name}=_default_{name}")
        else:
            takes.append(name)
        body.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    # As the standard library does, and of nothing but the names of fields.
    exec(f"def __init__({', '.join(takes)}):\n" + "\n".join(body or [" pass"]), space)  # noqa: S102
    written = space["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written


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
