"""Named tuples behave as those of `typing`."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any, get_type_hints

import pytest

from platguard.tuples import NamedTuple


class Spot(NamedTuple):
    """A spot."""

    line: int
    column: int = 1
    note: str | None = None

    @property
    def told(self) -> str:
        """The spot in words."""
        return f"{self.line}:{self.column}"

    @classmethod
    def first(cls) -> Spot:
        """The first one."""
        return cls(1)

    def __str__(self) -> str:
        return self.told


class Theirs(typing.NamedTuple):
    """A spot."""

    line: int
    column: int = 1
    note: str | None = None


def test_it_is_a_tuple_with_names() -> None:
    spot = Spot(3, note="x")
    line, *rest = spot
    assert (line, rest) == (3, [1, "x"])
    assert tuple(spot) == (3, 1, "x")
    assert spot == Spot(line=3, column=1, note="x")
    assert spot < Spot(4)
    assert spot._replace(line=4) == Spot(4, 1, "x")
    assert (spot.told, str(spot), Spot.first()) == ("3:1", "3:1", Spot(1))
    assert repr(spot) == "Spot(line=3, column=1, note='x')"
    assert pickle.loads(pickle.dumps(spot)) == copy.deepcopy(spot) == spot  # noqa: S301
    match spot:
        case Spot(line, column):
            assert (line, column) == (3, 1)


@pytest.mark.parametrize(
    "name",
    ["_fields", "_field_defaults", "__match_args__", "__doc__", "__slots__", "__bases__"],
)
def test_it_tells_of_itself_what_one_of_typing_tells(name: str) -> None:
    assert getattr(Spot, name) == getattr(Theirs, name)


def test_its_annotations_are_read_when_somebody_asks() -> None:
    assert get_type_hints(Spot) == get_type_hints(Theirs)
    assert (Spot.__module__, Spot.__qualname__) == (__name__, "Spot")


@pytest.mark.parametrize("given", [(), (1, 2, "x", 4)])
def test_wrong_arguments_are_refused(given: Any) -> None:
    with pytest.raises(TypeError):
        Spot(*given)


def test_one_without_fields_is_the_empty_tuple() -> None:
    class Nothing(NamedTuple):
        """No field."""

    assert (tuple(Nothing()), Nothing._fields) == ((), ())


def test_what_it_cannot_be_is_refused() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Late(NamedTuple):
            first: int = 0
            second: int  # type: ignore[misc]

    with pytest.raises(TypeError, match="another base"):

        class Both(NamedTuple, dict):  # type: ignore[misc, type-arg]
            first: int

    with pytest.raises(AttributeError, match="_replace"):

        class Own(NamedTuple):
            first: int

            def _replace(self) -> None: ...  # type: ignore[misc]
