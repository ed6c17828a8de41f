"""Records behave as dataclasses of the standard library do, however many there are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, ClassVar

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


def test_a_subclass_of_another_kind_is_a_dataclass() -> None:
    @dataclasses.dataclass(frozen=True)
    class Bought(Painted):
        price: int = 0

    class Found(Part):
        """Not decorated."""

        def __eq__(self, other: object) -> bool:
            return self.name == "any" or super().__eq__(other)

        __hash__ = Part.__hash__

    bought = Bought("bolt", [1], colour="blue", price=3)
    assert dataclasses.replace(bought, price=4) == Bought("bolt", [1], colour="blue", price=4)
    assert [field.name for field in dataclasses.fields(Bought)] == [
        "name",
        "sizes",
        "colour",
        "price",
    ]
    assert Found("bolt").name == "bolt"
    assert [Found("bolt") == Found(name) for name in ("bolt", "nut")] == [True, False]
    assert Found("any") == Part("nut")
    assert dataclasses.is_dataclass(Found)


def test_a_subclass_may_change_a_default() -> None:
    @dataclass(frozen=True, slots=True)
    class Bolt(Part):
        name: str = "bolt"

    assert Bolt() == Bolt("bolt", [])
    assert not vars(Bolt)["__slots__"]


def _told(make: Callable[..., Any]) -> dict[str, Any]:
    """What may be asked of two classes that a decorator makes."""

    class _Size:
        """A size."""

        width: int
        height: int = 1
        notes: list[str] = dataclasses.field(default_factory=list)
        unit: str = dataclasses.field(default="mm", kw_only=True)

    Size: Any = make(frozen=True, slots=True)(_Size)

    class _Box(Size):  # type: ignore[misc]
        """A box."""

        depth: int

        def __repr__(self) -> str:
            return f"box of {self.depth}"

    Box: Any = make(frozen=True, slots=True, kw_only=True)(_Box)

    size, box = Size(2, notes=["x"]), Box(2, 3, depth=4)
    matched: tuple[Any, ...] = ()
    match size:
        case Size(width, height, notes):
            matched = (width, height, notes)
    told = {
        "matched": matched,
        "fields": [
            (f.name, f.type, f.default, f.default_factory, f.kw_only, f.init, f.compare)
            for f in dataclasses.fields(Box)
        ],
        "values": (dataclasses.asdict(box), dataclasses.astuple(size)),
        "slots": (Size.__slots__, Box.__slots__, hasattr(size, "__dict__")),
        "matches": (Size.__match_args__, Box.__match_args__),
        "names": (Size.__doc__, Size.__name__, Size.__module__, repr(box)),
        "is": (dataclasses.is_dataclass(Size), dataclasses.is_dataclass(box)),
        "hash": hash(Size(1, notes=())) == hash(Size(1, notes=())),
        "state": [*size.__getstate__()],
    }
    wrong: dict[str, Callable[[], object]] = {
        "missing": lambda: Box(2),
        "too many": lambda: Size(1, 2, [], "cm"),
        "unknown": lambda: Size(1, depth=2),
        "twice": lambda: Size(1, width=2),
        "set": lambda: setattr(box, "width", 2),
        "delete": lambda: delattr(box, "width"),
        "unknown change": lambda: dataclasses.replace(box, other=1),
        "sorted": lambda: sorted([size, box]),
    }
    for name, call in wrong.items():
        with pytest.raises((TypeError, AttributeError)) as caught:
            call()
        told[name] = type(caught.value).__name__
    return told


def test_every_answer_is_that_of_the_standard_library() -> None:
    assert _told(dataclass) == _told(dataclasses.dataclass)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1)[2:])
def test_records_travel_between_processes(protocol: int) -> None:
    for record in (Painted("bolt", [1], colour="blue"), Count(3)):
        assert pickle.loads(pickle.dumps(record, protocol)) == record  # noqa: S301


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in Python 3.13")
def test_copy_replaces() -> None:
    replace: Any = copy.replace  # type: ignore[attr-defined, unused-ignore]
    assert replace(Part("bolt"), name="nut") == Part("nut")


def test_what_it_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="no field"):

        @dataclass(slots=True)
        class Counted:
            count: ClassVar[int] = 0

    with pytest.raises(TypeError, match="__post_init__"):

        @dataclass(slots=True)
        class Checked:
            def __post_init__(self) -> None: ...

    with pytest.raises(TypeError, match="special field"):

        @dataclass(slots=True)
        class Remembering:
            known: int = dataclasses.field(default=0, init=False)

    @dataclasses.dataclass
    class Special:
        known: int = dataclasses.field(default=0, compare=False)

    with pytest.raises(TypeError, match="special field"):

        @dataclass()
        class Heir(Special):
            other: int = 0

    with pytest.raises(ValueError, match=r"Shared\.names would be everybody's"):

        @dataclass(slots=True)
        class Shared:
            names: list[str] = []  # noqa: RUF012 (refused)


def test_a_class_that_nobody_uses_has_no_source_compiled() -> None:
    program = """
import builtins
from platguard.records import dataclass
def refuse(*given):
    raise AssertionError(given)
builtins.exec = builtins.compile = refuse
@dataclass(frozen=True, slots=True)
class Unused:
    name: str
    size: int = 0
assert Unused("a") == Unused("a") and repr(Unused("a")) == "Unused(name='a', size=0)"
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
