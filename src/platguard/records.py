"""Dataclasses of which a program may have hundreds: a class costs little until it is used.

`dataclasses.dataclass` reads every annotation of a class, makes the class a second time and
compiles the source of up to seven methods, each time that Python starts; a run then uses some of
the classes, and of most of those a few instances. `dataclass` of this module gives a class slots
and leaves the rest for later: its fields are looked at when somebody asks for them, comparing and
printing need no source, and `__init__` is written where many instances are made. `fields`,
`replace`, `asdict`, copies, pickles, `match` and type checkers see no difference.

It knows no `__post_init__`, no `ClassVar`, no `InitVar` and no field that `__init__` does not take,
and refuses a class that has them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_FEW = 20
"""Instances of a class that are made without writing a method for them."""
_set = object.__setattr__
_MISSING: Any = dataclasses.MISSING
_STANDARD: Any = dataclasses.Field
_OF_THE_FIRST = ("__dict__", "__weakref__")
"""What a class without slots has, and the one with slots that is made of it must not get."""


def _dataclass(*, frozen: bool = False, slots: bool = False, kw_only: bool = False) -> Any:
    """As `dataclasses.dataclass`, for these options."""

    def made(cls: Any) -> Any:
        annotations: Mapping[str, Any] = cls.__annotations__
        own = dict(cls.__dict__)
        given = {name: own.pop(name) for name in annotations if name in own}
        _refuse(cls, annotations, given)
        its = _Its()
        equal, digest = _compared(its)
        methods = {
            **(_FROZEN if frozen else _OPEN),
            "__eq__": equal,
            "__hash__": digest if frozen else None,
            "__init__": _first_init(its, frozen=frozen),
            "__dataclass_params__": _params(frozen=frozen, slots=slots, kw_only=kw_only),
            "__dataclass_fields__": _Later(_fields_of(annotations, given, kw_only=kw_only)),
            "__match_args__": _Later(_positional),
        }
        if slots:
            # A class that is made with its methods costs less than one that gets them later.
            its.cls = _with_slots(cls, {**methods, **own}, annotations)
        else:
            its.cls = _without_factories(cls, given)
            for name, method in methods.items():
                if name not in own:
                    setattr(its.cls, name, method)
                    if isinstance(method, _Later):
                        method.__set_name__(its.cls, name)
        return its.cls

    return made


def _refuse(cls: type, annotations: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raises TypeError or ValueError for a class that needs the standard library."""
    if hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__} has __post_init__, which only dataclasses.dataclass calls")
    for name, annotation in annotations.items():
        if "ClassVar" in str(annotation) or "InitVar" in str(annotation):
            raise TypeError(f"{cls.__name__}.{name} is no field: use dataclasses.dataclass")
    inherited = (vars(base).get("__dataclass_fields__") for base in cls.__mro__[1:])
    known = [field for fields in inherited if isinstance(fields, dict) for field in fields.values()]
    for field in [*known, *(value for value in given.values() if isinstance(value, _STANDARD))]:
        if not (field.init and field.repr and field.compare):
            raise TypeError(f"{cls.__name__} has a special field: use dataclasses.dataclass")
    for name, value in given.items():
        if type(value).__hash__ is None:
            raise ValueError(f"the default of {cls.__name__}.{name} would be everybody's")


def _with_slots(cls: Any, own: dict[str, Any], annotations: Mapping[str, Any]) -> Any:
    """The class, made again: slots must be known before."""
    taken = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    space = {name: value for name, value in own.items() if name not in _OF_THE_FIRST}
    space["__slots__"] = tuple(name for name in annotations if name not in taken)
    return type(cls)(cls.__name__, cls.__bases__, space)


def _without_factories(cls: Any, given: Mapping[str, Any]) -> Any:
    """The class itself, in which what `field` gave is a default or nothing."""
    for name, value in given.items():
        if isinstance(value, _STANDARD):
            if value.default is _MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, value.default)
    return cls


class _Its:
    """The class of methods that are written before it is made."""

    cls: Any


class _Later:
    """An attribute of a class that is worked out when it is first asked for."""

    def __init__(self, work_out: Callable[[Any], Any]) -> None:
        self._work_out = work_out

    def __set_name__(self, owner: type, name: str) -> None:
        """Called when the class is made."""
        self._cls, self._name = owner, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        value = self._work_out(self._cls)
        setattr(self._cls, self._name, value)
        return value


def _fields_of(
    annotations: Mapping[str, Any], given: Mapping[str, Any], *, kw_only: bool
) -> Callable[[Any], dict[str, Any]]:
    """Works out the fields of a class that has such annotations and defaults."""

    def fields(cls: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__[1:]):
            found.update(getattr(base, "__dataclass_fields__", {}))
        for name, annotation in annotations.items():
            value = given.get(name, _MISSING)
            field: Any = value
            if not isinstance(value, _STANDARD):
                field = dataclasses.field(default=value)
            field.name, field.type = name, annotation
            field.kw_only = kw_only if field.kw_only is _MISSING else field.kw_only
            field._field_type = _FIELD
            found[name] = field
        return found

    return fields


_FIELD: Any = dataclasses._FIELD  # type: ignore[attr-defined]
"""The mark of a field; `dataclasses.fields` leaves out what has another one."""


def _params(*, frozen: bool, slots: bool, kw_only: bool) -> SimpleNamespace:
    """What the standard library asks of a base class: how it was made."""
    return SimpleNamespace(frozen=frozen, slots=slots, kw_only=kw_only, eq=True)


def _positional(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in cls.__dataclass_fields__.values() if not f.kw_only)


def _first_init(its: _Its, *, frozen: bool) -> Any:
    """An `__init__` for the first instances, which then puts a written one into its place."""
    left = _FEW
    plan: _Plan | None = None

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        nonlocal left, plan
        left -= 1
        cls = its.cls
        plan = plan or _Plan(cls)
        # What does not fit is left to the other one, too, which says what is wrong.
        if left < 0 or not plan.fills(self, given, named):
            cls.__init__ = plan.written(frozen=frozen)
            cls.__init__(self, *given, **named)

    return __init__


class _Plan:
    """What becomes of the arguments for a class."""

    def __init__(self, cls: Any) -> None:
        self._cls = cls
        self._fields = tuple(cls.__dataclass_fields__.values())
        self._positional = cls.__match_args__
        self._rows = [(f.name, f.default, f.default_factory) for f in self._fields]

    def fills(self, found: Any, given: tuple[Any, ...], named: dict[str, Any]) -> bool:
        """Gives an instance its values; False when the arguments are not what they should be."""
        values = named
        if given:
            values = dict(zip(self._positional, given, strict=False))
            if len(values) != len(given) or not values.keys().isdisjoint(named):
                return False
            values |= named
        used = len(values)
        for name, default, make in self._rows:
            if name in values:
                _set(found, name, values[name])
                continue
            used += 1
            if make is not _MISSING:
                default = make()
            elif default is _MISSING:
                return False
            _set(found, name, default)
        return used == len(self._rows)

    def written(self, *, frozen: bool) -> Any:
        """The `__init__` that somebody would write for the class."""
        names: dict[str, Any] = {"_missing": _MISSING, "_set": _set}
        places, keywords, body = ["self"], ["*"], ["pass"]
        for field in self._fields:
            name = value = field.name
            told = name
            if field.default_factory is not _MISSING:
                names[f"_make_{name}"] = field.default_factory
                told, value = (
                    f"{name}=_missing",
                    f"_make_{name}() if {name} is _missing else {name}",
                )
            elif field.default is not _MISSING:
                names[f"_default_{name}"] = field.default
                told = f"{name}=_default_{name}"
            (keywords if field.kw_only else places).append(told)
            body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
        told = ", ".join([*places, *(keywords if len(keywords) > 1 else ())])
        exec("\n ".join([f"def __init__({told}):", *body]), names)  # noqa: S102 (of names in code)
        written = names["__init__"]
        written.__qualname__ = f"{self._cls.__qualname__}.__init__"
        return written


def _values(cls: Any) -> Callable[[Any], Any]:
    """A function that gives the values of all fields: a tuple, or the one value."""
    names = cls.__dataclass_fields__
    return attrgetter(*names) if names else lambda found: ()


def _compared(its: _Its) -> tuple[Any, Any]:
    """`__eq__` and `__hash__`, which look at the fields when they are first called."""
    values: Callable[[Any], Any] | None = None

    def __eq__(self: Any, other: Any) -> Any:
        nonlocal values
        values = values or _values(its.cls)
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self: Any) -> int:
        nonlocal values
        values = values or _values(its.cls)
        return hash(values(self))

    return __eq__, __hash__


def _repr(self: Any) -> str:
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
    return f"{type(self).__qualname__}({told})"


def _replaced(self: Any, /, **changes: Any) -> Any:
    return dataclasses.replace(self, **changes)


def _refuse_setting(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        _set(self, name, value)


_OPEN: dict[str, Any] = {
    "__repr__": _repr,
    "__replace__": _replaced,
}
_FROZEN: dict[str, Any] = {
    **_OPEN,
    "__setattr__": _refuse_setting,
    "__delattr__": _refuse_deleting,
    "__getstate__": _state,
    "__setstate__": _restore,
}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
