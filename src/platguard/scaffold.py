"""Where a new standard belongs, and what it begins with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date

from platguard.builtin import StandardFile, builtin_standards
from platguard.config import Organisation, read_organisation
from platguard.config_files import ORGANISATION_FILE
from platguard.errors import UsageError
from platguard.model.standard import Policy
from platguard.modelines import modeline_for
from platguard.new_standard import LIFECYCLE, copied_standard, new_standard
from platguard.reads import OnDisk, Reads, Recorded
from platguard.records import dataclass
from platguard.request import Request
from platguard.rule_copies import copied_rule
from platguard.settings import named_standards
from platguard.standards import check_id, combine, read_standard
from platguard.suggestions import suggestion
from platguard.workspace import open_workspace

_FOLDER = "standards"
"""Where standards go that no configuration has a folder for."""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A standard that is not written yet."""

    path: str
    """Where it belongs, an absolute path."""
    text: str
    folder: str
    """What a configuration has to name for the standard to count."""
    is_named: bool
    """Whether it does."""
    organisation: Organisation


def scaffold(request: Request, name: str, like: str = "", output: str = "") -> Scaffold:
    """A standard with the rule `name`, a copy of the rule `like` where one is given.

    `output` is the file that the user chose. Raises UsageError for an id that is taken or none.
    """
    check_id(name)
    root = open_workspace(request).root
    home, organisation = _organisation(request, root)
    known = _Known(organisation, home)
    known.check_free(name)
    folder, is_named = _folder(organisation, home)
    path = os.path.normpath(os.path.join(home, folder, f"{name}.yaml"))
    if output:
        path = os.path.normpath(os.path.join(request.cwd, output))
        folder = _told_from(home, path)
        is_named = any(_holds(home, chosen, path) for chosen in organisation.standards)
    day = request.day(organisation.timezone)
    text = known.copied(name, like, day) if like else new_standard(name, day)
    first_line = modeline_for("standard", os.path.relpath(path, root), root)
    return Scaffold(path, first_line + text, folder, is_named, organisation)


def _organisation(request: Request, root: str) -> tuple[str, Organisation]:
    """The folder of the configuration, and what it says."""
    folder, name = root, ORGANISATION_FILE
    if request.config:
        folder, name = os.path.split(os.path.join(request.cwd, request.config))
    data = OnDisk(folder).read(name)
    if data is None:
        if request.config:
            raise UsageError("there is no such file", path=request.config)
        return folder, Organisation()
    return folder, read_organisation(data, request.config or name)


class _Known:
    """The rules that come with platguard, and those that a configuration chooses."""

    def __init__(self, organisation: Organisation, home: str) -> None:
        builtin = builtin_standards()
        own = [*_own_standards(organisation, home)]
        self._texts = {file.path: file.data for file in (*builtin, *own)}
        policies = [_policy(files) for files in (builtin, own)]
        self._ids = {name: rule for policy in policies for name, rule in policy.known_ids.items()}
        self._rules = {rule.id: rule for policy in policies for rule in policy.rules}

    def check_free(self, name: str) -> None:
        """Raises UsageError when an id is used, or was."""
        if name in self._ids:
            retired = "" if self._ids[name] else " that was retired"
            raise UsageError(f"{name} is the id of a rule{retired}: ids are never used twice")

    def copied(self, name: str, like: str, day: date) -> str:
        """A standard with a copy of the rule that `like` means, also in other tools."""
        names = {other: rule.id for rule in self._rules.values() for other in rule.also} | self._ids
        rule = self._rules.get(names.get(like, ""))
        if rule is None:
            raise UsageError(
                f"--like {like}: there is no such rule{suggestion(like, names)}",
                hint="`platguard standards list --all` names all.",
            )
        copy = copied_rule(self._texts[rule.path], rule.path, rule.id, name, LIFECYCLE)
        return copied_standard(name, rule.id, copy, day)


def _policy(files: Iterable[StandardFile]) -> Policy:
    return combine(read_standard(file.data, file.path, builtin=file.builtin) for file in files)


def _own_standards(organisation: Organisation, home: str) -> Iterator[StandardFile]:
    files = Recorded(OnDisk(home), Reads())
    for chosen in organisation.standards:
        # Whoever names a folder before there is anything in it is about to write the first.
        if chosen != "builtin" and not (_is_folder(home, chosen) and _is_empty(home, chosen)):
            yield from named_standards(chosen, files)


def _is_empty(home: str, chosen: str) -> bool:
    folder = os.path.join(home, chosen)
    return not os.path.isdir(folder) or not os.listdir(folder)


def _folder(organisation: Organisation, home: str) -> tuple[str, bool]:
    """The first folder of standards that is chosen; where there is none, the usual one."""
    for chosen in organisation.standards:
        if chosen != "builtin" and "://" not in chosen and _is_folder(home, chosen):
            return chosen, True
    return f"./{_FOLDER}", False


def _is_folder(home: str, chosen: str) -> bool:
    """Whether a configuration means a folder by a name, be it there or not."""
    path = os.path.join(home, chosen)
    return os.path.isdir(path) or not (os.path.lexists(path) or chosen.endswith((".yaml", ".yml")))


def _holds(home: str, chosen: str, path: str) -> bool:
    """Whether a name of a configuration means a file, or a folder around it."""
    top = os.path.normpath(os.path.join(home, chosen))
    return chosen != "builtin" and f"{os.path.normpath(path)}/".startswith(f"{top}/")


def _told_from(home: str, path: str) -> str:
    told = os.path.relpath(path, home)
    return told if told.startswith(os.pardir) else f"./{told}"
