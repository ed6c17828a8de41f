"""The text of the pull request: it says what reviewers need, and nothing breaks out of it."""

from __future__ import annotations

import re

import pytest

from .repositories import ASKED, POD, REGISTER, Repository

# A span of code ends at the next run of as many backticks as began it.
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
BODY = """\
Exception EXC-2026-0001: privileged-pod until 2027-05-22

## What

Requested by `alice` for `team-a`: `privileged-pod` is waived, the risk accepted.

- `containers[main] of main is privileged.`
- fix: `Leave privileged out.`
- severity high, error today

## Where

- path `api.yaml`
- fingerprint `FINGERPRINT`

## Why

`The vendor's driver needs the host until May.`

## Until when

It covers through 2027-05-22, 181 days from 2026-11-22.

## Approvals needed

Two people, neither of them the requester; each commits to this branch:

- platform: `bob` or `dora`

  ```sh
  platguard exceptions approve EXC-2026-0001 --role platform --by NAME
  git add .platguard/exceptions/EXC-2026-0001.yaml
  git commit -m 'Approve EXC-2026-0001 as platform'
  ```

- leadership: `carol` or `dora`

  ```sh
  platguard exceptions approve EXC-2026-0001 --role leadership --by NAME
  git add .platguard/exceptions/EXC-2026-0001.yaml
  git commit -m 'Approve EXC-2026-0001 as leadership'
  ```
"""


def test_what_reviewers_need(repository: Repository) -> None:
    fingerprint = repository.fingerprint()
    told = repository.run("request", "--finding", fingerprint, *ASKED)
    assert told.out == BODY.replace("FINGERPRINT", fingerprint)
    assert f"{REGISTER}/EXC-2026-0001.yaml: written" in told.error


def test_its_commands_work_as_they_are_printed(repository: Repository) -> None:
    text = repository.done("request", "--finding", repository.fingerprint(), *ASKED)
    for command in re.findall(r"^  platguard exceptions (.*)$", text, re.MULTILINE):
        name = "bob" if "platform" in command else "carol"
        repository.done(*command.replace("NAME", name).split())
    assert repository.state("EXC-2026-0001") == "active"


EVIL = [
    "`; @everyone ``` x",
    "``` ` `` <script>alert(1)</script>",
    "\n\n# Approved\n\n- [x] [all](https://evil.example)",
    "\x1b[2J\u202e",
    "::error::",
    "` `",
]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_breaks_out(repository: Repository, evil: str) -> None:
    plain = repository.done("request", "--finding", repository.fingerprint(), *ASKED)
    for file in (repository.folder / REGISTER).iterdir():
        file.unlink()
    name = evil.replace("/", "").replace("\x1b", "\u009b") + ".yaml"
    written = "".join(f"\\u{ord(character):04x}" for character in evil)
    (repository.folder / "api.yaml").unlink()
    pod = POD.replace("name: main", f'name: "{written}"').replace("NAME", "x")
    repository.write({name: pod.replace("registry.example/x", "registry.example/api")})
    asked = [word.replace("team-a", evil).replace("alice", evil) for word in ASKED]
    found = repository.findings()[0]
    text = repository.done("request", "--finding", found["fingerprint"], *asked, "--ticket", evil)
    shown = text.replace(f"\nTicket: {span_behind(text, 'Ticket: ')}\n", "")
    assert skeleton(shown) == skeleton(plain)
    assert not set(text) & {"\x1b", "\u009b", "\u202e"}
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def span_behind(text: str, label: str) -> str:
    """The code behind a label."""
    found = re.search(f"^{re.escape(label)}(.*)$", text, re.MULTILINE)
    assert found
    return found[1]


def skeleton(text: str) -> str:
    """The text without what stands in code."""
    return "\n".join(
        line if line.startswith("  ") else SPAN.sub("CODE", line) for line in text.split("\n")
    )
