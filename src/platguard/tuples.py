"""Named tuples that are made without reading what their fields are annotated with.

`typing.NamedTuple` compiles every annotation that is a text, which takes longer than all the rest
of a class. `NamedTuple` of this module leaves them as they stand there; everything else is that of
`collections.namedtuple`. Type checkers see `typing.NamedTuple`.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

_named: Any = namedtuple  # mypy wants to read the fields in the call
_OF_THE_CLASS = frozenset({"__annotations__", "__module__", "__qualname__", "__classcell__"})


class _Made(type):
    """Makes a class with fields a named tuple."""

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        if len(bases) > 1:
            raise TypeError(f"{name} has another base beside NamedTuple: use typing.NamedTuple")
        fields = space.get("__annotations__")
        if fields is None:  # there are none, or a later Python works them out
            fields = type.__new__(mcs, name, (), dict(space)).__annotations__
        defaults = [space[field] for field in fields if field in space]
        if [*fields][len(fields) - len(defaults) :] != [f for f in fields if f in space]:
            raise TypeError(f"{name} has a field without a default behind one that has one")
        made = _named(name, fields, defaults=defaults, module=space["__module__"])
        made.__annotations__ = fields
        made.__qualname__ = space["__qualname__"]
        for each in space.keys() - fields.keys() - _OF_THE_CLASS:
            if each in _THEIRS:
                raise AttributeError(f"{name} cannot have a {each} of its own")
            setattr(made, each, space[each])
        return made


_THEIRS = frozenset({"__new__", "__init__", "__slots__", "__getnewargs__", "_fields"}) | {
    each for each in vars(namedtuple("_Example", ())) if each[0] == "_" and each[1] != "_"
}
"""What makes it a tuple with names."""

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    NamedTuple = type.__new__(_Made, "NamedTuple", (), {})
