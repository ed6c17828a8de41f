"""The lock file agrees with pyproject.toml and can be used with any registry."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from distribution.wheels import CHECKOUT, LOCK


def locked() -> dict[str, str]:
    """Name and version of everything that the lock file holds."""
    lines = LOCK.read_text().splitlines()
    pins = [re.match(r"([a-z0-9-]+)==([^ ]+)", line) for line in lines]
    return {pin[1]: pin[2] for pin in pins if pin}


def required() -> list[Requirement]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    told = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    extras = project["project"]["optional-dependencies"].values()
    return [Requirement(line) for line in [*told, *(line for extra in extras for line in extra)]]


def test_holds_what_is_required() -> None:
    pins = locked()
    for requirement in required():
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), str(
            requirement
        )


def test_every_version_has_hashes() -> None:
    entries = re.split(r"\n(?=[a-z])", LOCK.read_text())
    assert len(entries) > len(locked()) - 1
    assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)


def test_names_no_registry() -> None:
    assert "://" not in LOCK.read_text()
    assert "index-url" not in LOCK.read_text()
