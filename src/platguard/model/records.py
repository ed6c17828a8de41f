"""Dataclasses whose methods are written when they are first used.

`dataclasses.dataclass` writes and compiles the source of up to seven methods for every class, which
takes most of a millisecond each time that Python starts. The model has more than a hundred classes,
and a run uses some of them. So `dataclass` of this module takes note of the fields, and leaves the
methods to the one of the standard library, whose they are in the end, until somebody asks for one.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass"]

C = TypeVar("C", bound=type)
_LATER = ("__init__", "__repr__", "__eq__", "__hash__")


def _dataclass(*, frozen: bool = False, slots: bool = False, kw_only: bool = False) -> Any:
    """As `dataclasses.dataclass`, for these options."""

    def made(cls: C) -> C:
        plain = dataclasses.dataclass(
            init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
        )
        own = set(cls.__dict__)
        found: Any = plain(cls)
        for name in _LATER:
            if name not in own:
                setattr(found, name, _later(found, name, frozen))
        if not frozen:
            found.__hash__ = None
        else:
            for method in (__setattr__, __delattr__, __getstate__, __setstate__):
                setattr(found, method.__name__, method)
        return found  # type: ignore[no-any-return]

    return made


def _later(cls: type, name: str, frozen: bool) -> Any:
    def method(self: Any, *given: Any, **named: Any) -> Any:
        _write(cls, frozen)
        return getattr(cls, name)(self, *given, **named)

    method.__qualname__ = f"{cls.__qualname__}.{name}"
    method.is_to_be_written = True  # type: ignore[attr-defined]
    return method


def _write(cls: Any, frozen: bool) -> None:
    """Gives a class the methods that the standard library writes for one with the same fields."""
    fields = dataclasses.fields(cls)
    space: dict[str, Any] = {field.name: _copy(field) for field in fields}
    space["__annotations__"] = {field.name: field.type for field in fields}
    space["__module__"] = cls.__module__
    if hasattr(cls, "__post_init__"):
        space["__post_init__"] = cls.__post_init__
    twin: Any = dataclasses.dataclass(frozen=frozen)(type(cls.__name__, (), space))
    for name in _LATER:
        if hasattr(cls.__dict__.get(name), "is_to_be_written"):
            setattr(cls, name, twin.__dict__[name])


def _copy(field: dataclasses.Field[Any]) -> Any:
    options: dict[str, Any] = {
        name: getattr(field, name)
        for name in ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")
    }
    return dataclasses.field(**options)


def __setattr__(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def __getstate__(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def __setstate__(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
