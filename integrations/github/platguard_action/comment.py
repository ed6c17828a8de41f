"""Keeps one comment on a pull request up to date, by `gh api`.

The first line of a comment is a marker that nobody sees. Only a comment of the token's own account
is replaced: anybody can write the marker into theirs, and could edit afterwards what they own. A
pull request about which there is nothing to say gets no comment, unless it has one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platguard_action.event import event_of
from platguard_action.runner import annotate

BOT = "github-actions[bot]"
"""Who the token of a workflow is, where nobody can be asked."""
_VIEWER = "query { viewer { login } }"


class _Refused(Exception):
    """GitHub, or `gh`, did not do what was asked."""


def run(environ: Mapping[str, str]) -> None:
    """Creates the comment, or replaces it; what keeps it from that is told and fails nothing."""
    event = event_of(environ)
    if event.name != "pull_request" or not event.number:
        return
    if event.is_from_fork:
        annotate("notice", "No comment: the token of a pull request from a fork may not write.")
        return
    if shutil.which("gh", path=environ.get("PATH")) is None:
        annotate("warning", "No comment: the runner has no `gh`, the GitHub CLI.")
        return
    body = Path(environ["COMMENT_FILE"]).read_text(encoding="utf-8")
    comments = f"repos/{event.repository}/issues/{event.number}/comments"
    try:
        _put(body, comments, _says_something(environ), _signed_in(environ))
    except _Refused as refused:
        annotate(
            "warning",
            f"No comment: {refused}. The job needs `permissions: pull-requests: write`.",
        )


def _put(body: str, comments: str, worth_telling: bool, environ: Mapping[str, str]) -> None:
    earlier = _earlier(body.partition("\n")[0], comments, environ)
    if earlier:
        place = f"{comments.rpartition('/issues/')[0]}/issues/comments/{earlier}"
        _api("--method", "PATCH", place, environ=environ, body=body)
    elif worth_telling:
        _api("--method", "POST", comments, environ=environ, body=body)


def _earlier(marker: str, comments: str, environ: Mapping[str, str]) -> int:
    """The id of the oldest comment of ours with that marker; 0 without one."""
    pages = _api("--paginate", f"{comments}?per_page=100", environ=environ)
    found = [
        comment
        for page in _documents(pages)
        for comment in page
        if f"{comment['body'] or ''}".splitlines()[:1] == [marker]
    ]
    if not found:
        return 0
    us = _account(environ)
    own = [comment["id"] for comment in found if (comment["user"] or {}).get("login") == us]
    return min(own, default=0)


def _account(environ: Mapping[str, str]) -> str:
    """Whose token it is; GraphQL tells it to tokens of apps too, which REST refuses."""
    try:
        answer = _api("graphql", "--raw-field", f"query={_VIEWER}", environ=environ)
        return f"{json.loads(answer)['data']['viewer']['login']}"
    except (_Refused, ValueError, KeyError, TypeError):
        return BOT


def _says_something(environ: Mapping[str, str]) -> bool:
    """Whether a pull request without a comment should get one: not for what changes nothing."""
    if not environ.get("REPORT"):
        return True
    report: Any = json.loads(Path(environ["REPORT"]).read_text(encoding="utf-8"))
    drift, proposed = report["drift"] or {}, report["proposed"] or {}
    counted = drift["introduced"] if drift.get("base") else report["summary"]
    findings = sum(counted[level] for level in ("error", "warning", "note"))
    told = [*drift.get("resolved", ()), *proposed.get("changes", ()), *proposed.get("faults", ())]
    return bool(findings or told or report["summary"]["exit"])


def _api(*arguments: str, environ: Mapping[str, str], body: str | None = None) -> str:
    given = ["--input", "-"] if body is not None else []
    done = subprocess.run(
        ["gh", "api", *arguments, *given],
        input=None if body is None else json.dumps({"body": body}).encode("ascii"),
        stdin=subprocess.DEVNULL if body is None else None,
        env=environ,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _Refused(lines[-1] if lines else f"gh ended with {done.returncode}")
    return done.stdout.decode("utf-8", "replace")


def _documents(text: str) -> Iterator[Any]:
    """JSON documents one after the other: `gh` prints one for each page."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        try:
            document, end = decoder.raw_decode(rest)
        except ValueError as error:
            raise _Refused("GitHub answered something other than JSON") from error
        yield document
        rest = rest[end:].lstrip()


def _signed_in(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment in which `gh` speaks to the server of the workflow, as its token."""
    host = urlsplit(environ.get("GITHUB_SERVER_URL", "")).hostname or "github.com"
    token = environ.get("TOKEN", "")
    return {**environ, "GH_HOST": host, "GH_TOKEN": token, "GH_ENTERPRISE_TOKEN": token}
