"""References to actions, reusable workflows and images that serve as actions: `uses:`.

Forms: GitHub's documentation, "Workflow syntax", `jobs.<job_id>.steps[*].uses`. The version of one
that is pinned to a commit stands in the comment behind it, as Dependabot and Renovate write it:
`uses: actions/checkout@<commit> # v4.2.1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from platguard.facts.images import image_fact
from platguard.facts.reading import text, without_login
from platguard.facts.runtimes import Runtime, of_image, runtime_fact
from platguard.model.document import Map, Place
from platguard.model.facts import ActionFact, Fact
from platguard.patterns import pattern

_DOCKER = "docker://"
LOCAL = ("./", "$/")
"""How what lies in the same repository begins: in the work tree, or at the workflow's commit."""
COMMIT = pattern(r"[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?$")
_COMMENT = pattern(r"[\"']?[ \t}\],]*[ \t]#(.*)")
_VERSION = pattern(r"(?:^|[\s=@:/(])(v?\d{1,9}(?:\.\d{1,9}){0,3})(?=[\s,;)]|$)")
_TAG_VERSION = pattern(r"v?\d{1,9}(?:\.\d{1,9}){0,3}(?:\.x)?$")


class Lines:
    """The lines of a file, for the comments that its parser drops."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _lines(self) -> list[str]:
        return self._data.decode("utf-8", "replace").split("\n")

    def version_behind(self, value: str, place: Place) -> str:
        """The version in the comment behind a value that begins at a place; empty without one."""
        line = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        at = line.find(value, max(0, place.column - 1))
        comment = _COMMENT.match(line, at + len(value)) if at >= 0 else None
        found = _VERSION.search(comment[1].strip()) if comment else None
        return found[1] if found else ""


def written_use(holder: dict[str, Any], key: str = "uses") -> str:
    """What a step or a job uses, without the login that an address may hold."""
    written = text(holder.get(key)).strip()
    scheme = _DOCKER if written.startswith(_DOCKER) else ""
    return scheme + without_login(written.removeprefix(scheme))


def facts_of_use(
    holder: Map, lines: Lines, *, address: str, label: str, key: str = "uses"
) -> Iterator[Fact]:
    """What `uses` of a step or a job refers to, and what that runs on."""
    written, place = written_use(holder, key), holder.place(key)
    if not written:
        return
    if written.startswith(_DOCKER):
        yield from _of_docker(written, place, address, label)
        return
    action = action_of(written, place, lines, address=address, label=label)
    yield action
    if action.kind == "action":
        yield runtime_fact(
            Runtime("action", action.name.lower(), action.version),
            label=label,
            evidence=f"uses {action.name}@{action.version or action.ref}",
            address=address,
            subject=f"uses[{action.name}]",
            place=place,
            unknown=[] if action.version else ["version"],
        )


def action_of(written: str, place: Place, lines: Lines, *, address: str, label: str) -> ActionFact:
    """The fact of a reference that is no image."""
    name, _, ref = written.rpartition("@") if "@" in written else (written, "", "")
    is_local = written.startswith(LOCAL)
    is_commit = COMMIT.match(ref) is not None
    last = ref.rpartition("/")[2]
    version = lines.version_behind(written, place) if is_commit else ""
    if not is_commit and _TAG_VERSION.match(last):
        version = last
    is_workflow = ".github/workflows/" in name and name.endswith((".yml", ".yaml"))
    return ActionFact(
        address=address,
        subject=f"uses[{written if is_local else name}]",
        places=dict.fromkeys(("", "ref", "reference"), place),
        unknown=["kind", "name", "owner", "ref", "pinned", "version"] if "${{" in written else [],
        label=label,
        kind="local" if is_local else "workflow" if is_workflow else "action",
        reference=written,
        name=written if is_local else name,
        owner="" if is_local else name.partition("/")[0],
        ref="" if is_local else ref,
        pinned=is_local or is_commit,
        version="" if is_local else version,
    )


def _of_docker(written: str, place: Place, address: str, label: str) -> Iterator[Fact]:
    reference = written.removeprefix(_DOCKER)
    image = image_fact(reference, address=address, subject="image", used_by=label, place=place)
    yield image
    yield from of_image(image, label)
    yield ActionFact(
        address=address,
        subject=f"uses[docker://{image.repository}]",
        places=dict.fromkeys(("", "ref", "reference"), place),
        unknown=["ref", "pinned"] if image.unknown else [],
        label=label,
        kind="docker",
        reference=f"docker://{without_login(reference)}",
        name=image.repository,
        owner="",
        ref=image.digest or image.tag,
        pinned=bool(image.digest),
        version=image.tag,
    )
