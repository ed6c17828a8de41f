"""Paths of the node that pods and Compose services mount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from posixpath import normpath
from typing import TYPE_CHECKING, Any

from platguard.facts.reading import mapping, sequence, text
from platguard.facts.templates import collapsed, is_template
from platguard.facts.variables import resolve
from platguard.model.document import Map, Seq
from platguard.model.facts import HostPath
from platguard.patterns import pattern

if TYPE_CHECKING:
    from platguard.facts.reading import Reading
    from platguard.model.document import Place

_CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")
_OWN_FOLDERS = {"PWD": ".", "HOME": "~"}
"""What Compose finds in the environment of whoever calls it."""
_SHORT = pattern(r"([A-Za-z]:[\\/][^:]*|(?:\$\{[^}]*\}|[^:$]|\$)+):([^:]+)(?::([^:]*))?")
"""`SOURCE:TARGET[:MODE]`; a source may begin with the letter of a drive, and hold variables."""
_LONGEST = 4_096
"""Linux knows no longer path, and a longer text could take the square of its time."""
_PATH = pattern(r"[/.~$]|[A-Za-z]:[\\/]")
"""How a source begins that is a path, or may be one, and not the name of a volume."""


def normal_path(path: str) -> str:
    """A path without `..`, doubled slashes and one at its end; empty stays empty."""
    if not path:
        return ""
    # POSIX leaves two slashes at the start to the system; Linux takes them for one.
    return "/" + normpath(path).lstrip("/") if path.startswith("/") else normpath(path)


def of_pod(pod: dict[str, Any], reading: Reading) -> list[HostPath]:
    """The `hostPath` volumes of a pod; a path that a template gives is one all the same."""
    volumes = pod.get("volumes")
    written = _volumes_written(pod, [text(mapping(it).get("name")) for it in sequence(volumes)])
    found: list[HostPath] = []
    for volume in sequence(volumes):
        source = mapping(volume).get("hostPath")
        if isinstance(source, Map):
            name, path = text(volume.get("name")), collapsed(text(source.get("path")))
            found.append(_host_path(name, path, name not in written, source.place("path")))
    if not found and any(map(is_template, [volumes, *sequence(volumes)])):
        reading.doubt("host_paths")
    return _merged(found)


def of_service(service: Map, volumes: dict[str, Any], reading: Reading) -> list[HostPath]:
    """The paths that a Compose service binds; `volumes` are those that the file declares.

    A source that only a variable gives leaves the paths in doubt, unless another one is absolute.
    """
    found: list[HostPath] = []
    unknown = False
    for source, target, read_only, place in _binds(service.get("volumes"), volumes):
        path, is_known = resolve(source, _OWN_FOLDERS)
        if not is_known:
            unknown = True
        elif _PATH.match(path):
            found.append(_host_path(target, path, read_only, place))
    if unknown and not any(path.path.startswith("/") for path in found):
        reading.doubt("host_paths")
    return _merged(found)


def _volumes_written(pod: dict[str, Any], names: Iterable[str]) -> set[str]:
    """Names of the volumes with a mount that is not read-only, or of which no mount is known."""
    containers = [one for listing in _CONTAINER_LISTS for one in _all(pod.get(listing))]
    mounts = [mount for one in containers for mount in _all(mapping(one).get("volumeMounts"))]
    told = {text(mapping(mount).get("name")) for mount in mounts}
    written = {
        text(mapping(mount).get("name"))
        for mount in mounts
        if mapping(mount).get("readOnly") is not True
    }
    if any(map(is_template, [*containers, *mounts, *told])):
        written |= {name for name in names if name not in told}
    return written


def _all(listed: Any) -> list[Any]:
    """The items of a list, or the template in its place."""
    return [listed] if is_template(listed) else sequence(listed)


def _binds(mounts: Any, volumes: dict[str, Any]) -> Iterator[tuple[str, str, bool, Place]]:
    """Source, target, whether read-only, and place of each mount of a service that may be a path.

    Both forms are those of compose-spec (`volumes` of a service); a named volume may be a path as
    well, when the local driver binds it.
    """
    for index, mount in enumerate(sequence(mounts)):
        if isinstance(mount, Map):
            source, target = text(mount.get("source")), text(mount.get("target"))
            read_only, place = mount.get("read_only") is True, mount.place("source")
        elif isinstance(mounts, Seq) and (short := _short(text(mount))):
            source, target, mode = short[1], short[2], short[3] or ""
            read_only, place = "ro" in mode.split(","), mounts.place(index)
        else:
            continue
        options = mapping(mapping(volumes.get(source)).get("driver_opts"))
        if "bind" in text(options.get("o")).split(","):
            source = text(options.get("device"))
        if _PATH.match(source):
            yield source, target, read_only, place


def _short(mount: str) -> re.Match[str] | None:
    return _SHORT.fullmatch(mount) if len(mount) <= _LONGEST else None


def _host_path(name: str, path: str, read_only: bool, place: Place) -> HostPath:
    return HostPath(
        name=name,
        path=normal_path(path),
        read_only=read_only,
        line=place.line,
        column=place.column,
    )


def _merged(paths: list[HostPath]) -> list[HostPath]:
    """Each path once, where it stands first; read-only when all mounts of it are."""
    merged: dict[str, HostPath] = {}
    for path in paths:
        first = merged.setdefault(path.path, path)
        merged[path.path] = replace(first, read_only=first.read_only and path.read_only)
    return list(merged.values())
