"""Pages that show commands and what they print: each is run as it stands there.

A page is read from top to bottom. A heading that begins with a day sets the clock of commits. A
block of YAML or text that begins with `# path` is written to that file. In a block of the language
console, `$ ` begins a command and what follows is all that it prints; `[...]` stands for lines left
out, and `(exit code 1)` at the end for an exit code other than 0. PLATGUARD_UPDATE_SNAPSHOTS=1
writes what is printed into the page.
"""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    "life-of-a-standard.md": 11,
    "adopting.md": 11,
    "evidence.md": 8,
    "writing-rules.md": 3,
}
"""How many commands each has at least."""
LEFT_OUT = "[...]"
_FENCED = re.compile(
    r"^#+ (?P<day>\d{4}-\d\d-\d\d)|^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Walk:
    """A folder in which the commands of a page are run, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = "2025-09-01"
        self.run("git init -q -b main .; git config user.name Ada")
        self.run("git config user.email ada@platform.example")

    def run(self, command: str) -> str:
        """What a command prints, with its exit code unless that is 0."""
        moment = f"{self.day}T12:00:00Z"
        scripts = sysconfig.get_path("scripts")
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env={
                "PATH": f"{scripts}:{os.environ['PATH']}",
                "HOME": str(self.folder.parent),
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_DATE": moment,
                "GIT_COMMITTER_DATE": moment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        code = f"(exit code {done.returncode})\n" if done.returncode else ""
        return f"{done.stdout}{code}"

    def write(self, text: str) -> None:
        """Writes a file that says in its first line where it goes."""
        path = self.folder / text.partition("\n")[0].removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.partition("\n")[2])


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, with what the page says that it prints."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.split("\n")
        last = next(n for n, line in enumerate(lines) if not line.endswith("\\"))
        yield "\n".join(lines[: last + 1]), "\n".join(lines[last + 1 :])


def _agrees(shown: str, printed: str) -> bool:
    parts = [re.escape(part) for part in shown.split(f"{LEFT_OUT}\n")]
    return re.fullmatch("(?:.*\n)*?".join(parts), printed) is not None


def _walked(page: str, walk: Walk) -> Iterator[tuple[str, str, str]]:
    """Each command with what is shown and what is printed."""
    for found in _FENCED.finditer(page):
        if found["day"]:
            walk.day = found["day"]
        elif found["language"] in ("yaml", "text") and found["text"].startswith("# "):
            walk.write(found["text"])
        elif found["language"] == "console":
            for command, shown in _commands(found["text"]):
                yield command, shown, walk.run(command)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_commands_print_what_the_page_shows(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    page = (DOCS / name).read_text()
    assert page.count("\n$ ") >= PAGES[name]
    position, wrong = 0, []
    for command, shown, printed in _walked(page, Walk(folder)):
        position = page.index(f"$ {command}\n{shown}", position) + len(f"$ {command}\n")
        if not _agrees(shown, printed):
            wrong.append(f"$ {command}\n{printed}")
            page = f"{page[:position]}{printed}{page[position + len(shown) :]}"
    if os.environ.get("PLATGUARD_UPDATE_SNAPSHOTS"):
        (DOCS / name).write_text(page)
    else:
        assert not wrong, "\n".join(wrong)
