"""What decides about the answers of a process, so that those of other machines can be trusted.

Two workers that read other standards, or are another platguard, come to other results. So each one
introduces itself before it is given anything, and says the same with every answer.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from platguard.errors import PlatguardError, UsageError, fault_of_ours
from platguard.identity import identity
from platguard.json_fields import JsonText
from platguard.organisation.orders import read_brief
from platguard.organisation.slots import may_start
from platguard.organisation.terms import read_terms

_READ = ("standards", "configuration", "register", "tables")
_OTHERS = "reads other {0} than this process: the same files must lie at the same paths"


@lru_cache(maxsize=4)
def introduction(brief: bytes, library: str) -> bytes:
    """This process, for those who compare it with theirs; `library` carries orders to workers.

    JSON of texts by name. It is read once, so that it is that of what works on orders.
    """
    told = {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "platguard": identity(),
        "library": _version(library),
        "processes": "" if may_start() else "daemon",
        **_terms(brief),
    }
    return json.dumps(told, separators=(",", ":")).encode("ascii")


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"no {library}"


def _terms(data: bytes) -> dict[str, str]:
    try:
        brief = read_brief(data)
    except (ValueError, TypeError, LookupError):
        return {"fault": "it was asked by another platguard"}
    if not shutil.which("git", path=brief.environ.get("PATH")):
        return {"fault": "there is no git in its PATH"}
    try:
        terms = read_terms(brief.request())
    except PlatguardError as error:
        return {"fault": str(error)}
    except Exception as error:  # a bug of ours on one machine is told with the machine's name
        return {"fault": fault_of_ours(error)}
    return {
        "fault": "",
        "standards": terms.standards,
        "configuration": terms.configuration,
        "register": terms.register,
        "tables": json.dumps(dict(terms.tables), sort_keys=True),
    }


def read_introduction(data: bytes) -> Mapping[str, str]:
    """What a process says of itself; UsageError when it says nothing of the kind."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError("an introduction is JSON in ASCII, and this is not") from None
    given = JsonText(text, "", "").document("an introduction")
    return {name: given.text(name) for name in given.value}


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    """Why answers from there are not those from here, each as the end of a sentence about it."""
    if there.get("python") != here["python"]:
        yield f"has Python {there.get('python')}, and this process {here['python']}"
    if there.get("platguard") != here["platguard"]:
        yield f"has platguard {there.get('platguard')}, and this process {here['platguard']}"
    if there.get("library") != here["library"]:
        yield f"has {there.get('library')}, and this process {here['library']}"
    if there.get("processes"):
        yield "may not start processes"
    fault = there.get("fault", "")
    if fault:
        yield f"cannot read what decides: {fault}"
        return
    for name in _READ:
        if there.get(name) != here.get(name):
            yield _OTHERS.format(name)
