"""Standards in the making, repositories that they meet, and what `impact` says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scan.projects import Project
from schemas import schema

from platguard.cli import main


def rule(name: str = "moving-tag", *, deny: str = 'image.tag == "latest"', **more: Any) -> str:
    """A rule about images, as one line of a standard."""
    told = {
        "id": name,
        "title": "Images stay what they are",
        "on": "image",
        "deny": deny,
        "severity": "medium",
        "why": "A moved tag is another program.",
        "message": "{image.reference} may move.",
        "fix": "Name a version.",
        **more,
    }
    return f"  - {json.dumps(told)}\n"


def standard(*rules: str, owner: str = "platform-images", name: str = "images") -> str:
    """A standard of such rules."""
    head = f'standard: {name}\ntitle: Images\nowner: {owner}\ncontact: "#images"\nrules:\n'
    return head + "".join(rules)


def dates(announced: str | None, enforced: str | None = None, **more: Any) -> dict[str, Any]:
    """A lifecycle that is complete."""
    given = {"announced": announced, "enforced_from": enforced}
    known = {name: day for name, day in given.items() if day}
    return {"replacement": "a digest", "guide": "https://a.example", **known, **more}


@dataclass
class Desk:
    """A folder with editions of standards and repositories, and the command over it."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, given: Mapping[str, str]) -> Desk:
        """Writes files, by path."""
        Project(self.folder).write(given)
        return self

    def run(self, *arguments: str) -> tuple[object, str, str]:
        """Exit code and both streams of `platguard standards impact`."""
        with pytest.raises(SystemExit) as stop:
            main(["standards", "impact", *arguments])
        told = self.capsys.readouterr()
        return stop.value.code, told.out, told.err

    def impact(self, *arguments: str, as_of: str = "2026-11-22") -> dict[str, Any]:
        """The impact as JSON, held against its schema and its own sums."""
        code, told, errors = self.run(*arguments, "--as-of", as_of, "--format", "json")
        assert told, errors
        found: dict[str, Any] = json.loads(told)
        schema("impact-v1").validate(found)
        assert code == found["summary"]["exit"]
        for kind, count in found["summary"]["changes"].items():
            assert count == sum(change["kind"] == kind for change in found["changes"])
            assert count == sum(each["changes"][kind] for each in found["rules"])
        return found

    def changes(self, *arguments: str, as_of: str = "2026-11-22") -> list[str]:
        """The changes, a line each."""
        return [
            f"{c['repository']} {c['path']} {c['rule']}: {c['was']} -> {c['becomes']}"
            for c in self.impact(*arguments, as_of=as_of)["changes"]
        ]
