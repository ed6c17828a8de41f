"""Repositories from what GitHub or GitLab list, saved as JSON.

GitHub: REST `GET /orgs/ORG/repos`, GraphQL `repositories { nodes { nameWithOwner ... } }`, and
`gh repo list --json`. GitLab: REST `GET /groups/ID/projects`. Pages may be one list, lists in a
list (`gh api --paginate --slurp`) or documents after each other (`gh api --paginate`).
Topics `team-X`, `segment-X`, `tier-X` and `wave-X`, and custom properties of these names, place a
repository; hosts themselves know no teams of this kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from platguard import dates
from platguard.errors import UsageError
from platguard.inventory.derived import Derived
from platguard.inventory.naming import as_name
from platguard.mirrors.addresses import read_address
from platguard.model.organisation import Member, Placement

HOSTS: Mapping[str, Sequence[str]] = {
    "github": ("nameWithOwner", "full_name"),
    "gitlab": ("path_with_namespace",),
}
"""By the name of a host, the key by which a repository is known, which is its name."""
URLS = ("clone_url", "http_url_to_repo", "url", "ssh_url_to_repo", "ssh_url", "sshUrl", "html_url")
"""Where its address stands, the best one first."""
PLACES = ("team", "segment", "tier", "wave")
_SAID = re.compile(r"\S")


def from_listing(data: bytes, path: str, host: str, clones: Sequence[Derived]) -> list[Derived]:
    """The repositories of a listing; those that are among the clones by the clone's path.

    A clone that the listing does not have is kept, and told. A host that has none answers `[]`.
    UsageError for what is no listing.
    """
    here = {clone.name.casefold(): clone for clone in clones}
    listed: dict[str, Derived] = {}
    documents = _documents(data, path)
    for item in _repositories(documents, HOSTS[host]):
        called = _called(item, host).casefold()
        found = _derived(item, host)
        if clone := here.get(called) or here.get(found.name.casefold()):
            notes = [note for note in found.notes if not note.startswith("left out")]
            member = replace(found.member, url="", path=clone.member.path)
            found = Derived(member, notes)
        listed[called] = found
    is_answer = bool(documents) and all(page == [] for page in documents)
    if not listed and not is_answer:
        known = " or ".join(HOSTS[host])
        hint = f"A repository of {host} has the key {known}."
        raise UsageError(f"has no repositories of {host}", path=path, hint=hint)
    names = {*listed, *(found.name.casefold() for found in listed.values())}
    gone = [clone for name, clone in here.items() if name not in names]
    return [*listed.values(), *(clone.placed("not in the listing") for clone in gone)]


def _documents(data: bytes, path: str) -> list[Any]:
    """The JSON documents that stand one after the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    try:
        text = data.decode("utf-8-sig")
        while start := _SAID.search(text, at):
            document, at = decoder.raw_decode(text, start.start())
            found.append(document)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"is no JSON: {error.msg}", path=path, line=error.lineno, column=error.colno
        ) from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"is no listing: {type(error).__name__}", path=path) from None
    return found


def _repositories(documents: list[Any], keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Every repository, however deep the answer wraps it; not those that one of them names."""
    waiting = list(reversed(documents))
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if any(isinstance(value.get(key), str) and value[key] for key in keys):
                yield value
            else:
                waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _derived(item: Mapping[str, Any], host: str) -> Derived:
    said = _text(item, "createdAt") or _text(item, "created_at")
    created = dates.parse(said[:10])
    url, refused = _url(item)
    places, doubts = _places(item)
    name = as_name(_called(item, host)) or "repository"
    placement = Placement(name=name, created=created, **places)
    is_archived = any(item.get(key) is True for key in ("archived", "isArchived"))
    notes = [*([] if url else [f"left out: {refused}"]), *doubts]
    if said and not created:
        notes.append(f"created on {said[:40]}, which is no date")
    if any(item.get(key) is True for key in ("isEmpty", "empty_repo")):
        notes.append("empty")
    return Derived(Member(placement, url=url, archived=is_archived), notes)


def _called(item: Mapping[str, Any], host: str) -> str:
    return next(_text(item, key) for key in HOSTS[host] if _text(item, key))


def _url(item: Mapping[str, Any]) -> tuple[str, str]:
    """The first address that may be fetched; else why none may."""
    refused = "the listing has no URL of it"
    for key in URLS:
        if text := _text(item, key):
            try:
                return read_address(text).url, ""
            except UsageError as error:
                refused = error.message
    return "", refused


def _places(item: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Where it is placed, and what of it could not be told."""
    topics = [
        topic
        for key in ("topics", "tag_list", "repositoryTopics")
        for topic in _topics(item.get(key))
    ]
    properties = item.get("custom_properties")
    given = properties if isinstance(properties, dict) else {}
    found, doubts = {}, []
    for place in PLACES:
        begin = f"{place}-"
        said = sorted({t.removeprefix(begin) for t in topics if t.startswith(begin)})
        found[place] = _text(given, place) or (said[0] if len(said) == 1 else "")
        if len(said) > 1 and not found[place]:
            doubts.append(f"topics of more than one {place}: {', '.join(said)}")
    return found, doubts


def _topics(value: Any) -> list[str]:
    """Names in a list of texts, of `{name}`, or of GraphQL's `{nodes: [{topic: {name}}]}`."""
    nodes = value.get("nodes") if isinstance(value, dict) else value
    found = []
    for node in nodes if isinstance(nodes, list) else ():
        inner = node.get("topic", node) if isinstance(node, dict) else {"name": node}
        if isinstance(inner, dict) and isinstance(inner.get("name"), str):
            found.append(inner["name"])
    return found


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""
