"""A `gh` that keeps the comments of one pull request in a file, as GitHub would."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PROGRAM = """\
#!{python}
import json, os, sys
state_file = {state!r}
state = json.load(open(state_file))
arguments = sys.argv[1:]
given = sys.stdin.read() if "--input" in arguments else ""
state["calls"].append(arguments)
state["token"] = os.environ["GH_TOKEN"], os.environ["GH_HOST"]
answer = ""
if state["refuses"]:
    json.dump(state, open(state_file, "w"))
    sys.exit("gh: Resource not accessible by integration (HTTP 403)")
if arguments[:2] == ["api", "graphql"]:
    answer = json.dumps({{"data": {{"viewer": {{"login": state["viewer"]}}}}}})
elif "--paginate" in arguments:
    pages = [state["comments"][n : n + 2] for n in range(0, len(state["comments"]), 2)]
    answer = "".join(map(json.dumps, pages or [[]]))
elif "POST" in arguments:
    assert arguments[3] == "repos/shop/api/issues/7/comments", arguments
    body = json.loads(given)["body"]
    number = 100 + len(state["comments"])
    state["comments"].append({{"id": number, "body": body, "user": {{"login": state["viewer"]}}}})
else:
    assert arguments[1:3] == ["--method", "PATCH"], arguments
    folder, _, number = arguments[3].rpartition("/")
    assert folder == "repos/shop/api/issues/comments", arguments
    (comment,) = [comment for comment in state["comments"] if comment["id"] == int(number)]
    comment["body"] = json.loads(given)["body"]
json.dump(state, open(state_file, "w"))
print(answer)
"""


class GitHub:
    """The comments, and what was asked of them."""

    def __init__(self, programs: Path, viewer: str = "github-actions[bot]") -> None:
        self._file = programs / "state.json"
        self._state({"calls": [], "comments": [], "refuses": False, "viewer": viewer})
        program = programs / "gh"
        program.write_text(PROGRAM.format(python=sys.executable, state=f"{self._file}"))
        program.chmod(0o755)

    def _state(self, state: Any) -> None:
        self._file.write_text(json.dumps(state))

    def _read(self) -> Any:
        return json.loads(self._file.read_text())

    @property
    def bodies(self) -> list[str]:
        """The texts of all comments, the oldest first."""
        return [comment["body"] for comment in self._read()["comments"]]

    @property
    def calls(self) -> list[list[str]]:
        """The arguments of every call."""
        calls: list[list[str]] = self._read()["calls"]
        return calls

    @property
    def signed_in(self) -> tuple[str, str]:
        """The token and the host of the last call."""
        token, host = self._read()["token"]
        return token, host

    def write(self, login: str, *bodies: str | None) -> None:
        """Somebody comments."""
        state = self._read()
        for body in bodies:
            number = 10 + len(state["comments"])
            state["comments"].append({"id": number, "body": body, "user": {"login": login}})
        self._state(state)

    def refuse(self) -> None:
        """From now on the token may do nothing."""
        self._state({**self._read(), "refuses": True})
