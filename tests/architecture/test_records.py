"""Records behave as dataclasses of the standard library do, however many there are."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part."""

    name: str
    sizes: list[int] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted(Part):
    """A part with a colour."""

    colour: str = "red"


@dataclass(slots=True)
class Count:
    """A number that changes."""

    number: int = 0


@pytest.mark.parametrize("many", [0, 100])
def test_a_record_is_as_a_dataclass(many: int) -> None:
    for _ in range(many):
        Painted(name="bolt")
    part = Painted("bolt", [1], colour="blue")
    assert part == Painted(name="bolt", sizes=[1], colour="blue") != Painted("bolt", [1])
    assert repr(part) == "Painted(name='bolt', sizes=[1], colour='blue')"
    assert Painted("bolt").sizes is not Painted("bolt").sizes
    assert dataclasses.replace(part, name="nut") == Painted("nut", [1], colour="blue")
    assert dataclasses.asdict(part) == {"name": "bolt", "sizes": [1], "colour": "blue"}
    assert copy.deepcopy(part) == part == copy.copy(part)
    assert Part("bolt", [1]) != part


@pytest.mark.parametrize("many", [0, 100])
@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), (("a", [], "b"), {}), (("a",), {"name": "b"}), (("a",), {"size": 1})],
)
def test_wrong_arguments_are_refused(
    many: int, given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    for _ in range(many):
        Painted("bolt")
    with pytest.raises(TypeError, match=r"Painted\.__init__\(\)"):
        Painted(*given, **named)


def test_frozen_records_stay_as_they_are() -> None:
    part = Part("bolt")
    with pytest.raises(dataclasses.FrozenInstanceError):
        part.name = "nut"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del part.name
    with pytest.raises(TypeError, match="unhashable"):
        hash(part)
    assert hash(Part("bolt", ())) == hash(Part("bolt", ()))  # type: ignore[arg-type]


def test_others_change_and_have_no_hash() -> None:
    count = Count()
    count.number += 1
    assert count == Count(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(count)
