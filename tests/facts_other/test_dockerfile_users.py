"""As whom the image of a Dockerfile runs."""

from __future__ import annotations

import pytest

from platguard.facts.dockerfile import extract
from platguard.model.facts import ContainerFact


def images(text: str) -> list[ContainerFact]:
    """The containers that a Dockerfile gives."""
    return [fact for fact in extract(text.encode()).facts if isinstance(fact, ContainerFact)]


@pytest.mark.parametrize(
    ("text", "user", "number", "line"),
    [
        ("FROM a\n", "", -1, 1),
        ("FROM a\nUSER app\n", "app", -1, 2),
        ('FROM a\nUSER "1000:0"\n', "1000:0", 1000, 2),
        ("FROM a\nUSER Root\n", "Root", 0, 2),
        ("FROM a\nUSER root\nUSER 7\n", "7", 7, 3),
        ("ARG WHO=7\nFROM a\nARG WHO\nUSER $WHO\n", "7", 7, 4),
        ("FROM a\nENV WHO=7\nUSER ${WHO:-8}\n", "7", 7, 3),
        ("FROM a\nUSER ${WHO:-8}\n", "8", 8, 2),
        ("FROM a AS low\nENV WHO=9\nFROM low AS mid\nUSER $WHO\nFROM mid\n", "9", 9, 4),
        ("FROM a AS build\nUSER 7\nFROM b\nCOPY --from=build /x /x\n", "", -1, 3),
    ],
)
def test_the_last_user_counts(text: str, user: str, number: int, line: int) -> None:
    [image] = images(text)
    assert (image.role, image.user, image.run_as_user) == ("image", user, number)
    assert image.run_as_non_root is (bool(user) and number != 0)
    assert image.places["run_as_user"].line == line
    assert image.unknown == []


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nUSER $WHO\n",
        # An argument that is not declared again in the stage is none there.
        "ARG WHO=7\nFROM a\nUSER $WHO\n",
        "FROM a\nARG WHO\nENV WHO=$WHO\nUSER $WHO\n",
        # Arguments end with their stage; the environment does not.
        "FROM a AS low\nARG WHO=7\nFROM low\nUSER $WHO\n",
    ],
)
def test_a_user_that_only_the_build_knows_is_unknown(text: str) -> None:
    [image] = images(text)
    assert {"user", "run_as_user", "run_as_non_root"} <= set(image.unknown)


def test_a_base_that_only_the_build_knows_is_unknown() -> None:
    [image] = images("ARG BASE\nFROM $BASE\n")
    assert image.unknown == ["image"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("FROM scratch\nCOPY a /a\n", 0),
        ("FROM scratch AS files\nFROM files\n", 0),
        ("FROM scratch\nENTRYPOINT [a]\n", 1),
        ("", 0),
        ("RUN a\n", 0),
        ("FROM\n", 0),
    ],
)
def test_what_runs_nothing_is_no_container(text: str, count: int) -> None:
    assert len(images(text)) == count


def test_images_of_windows_have_other_users() -> None:
    [image] = images("FROM mcr.microsoft.com/windows/servercore:ltsc2025\n")
    assert image.windows
