"""What a container of a pod may do: its security context, the pod's, and the defaults.

The container's value counts, else the pod's, field by field, as the comments of SecurityContext in
kubernetes/api core/v1/types.go say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.reading import follow, mapping, sequence, text, texts
from platguard.facts.templates import holds_template, is_template
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.facts.reading import Reading

OWN = (
    *("privileged", "allow_privilege_escalation", "read_only_root"),
    *("added_capabilities", "dropped_capabilities", "prefixed_capabilities"),
)
"""Fields of a ContainerFact that only the container's own context gives."""
SHARED = {
    "run_as_user": "runAsUser",
    "run_as_non_root": "runAsNonRoot",
    "seccomp": "seccompProfile",
    "host_process": "windowsOptions",
}
"""Fields of a ContainerFact that the pod gives where the container does not, and their keys."""

_PREFIX = "CAP_"
_SYSTEMS = ("kubernetes.io/os", "beta.kubernetes.io/os")


@dataclass(frozen=True, slots=True)
class SecurityContext:
    """The effective security context of a container; each field is one of its ContainerFact."""

    privileged: bool
    host_process: bool
    run_as_user: int
    run_as_non_root: bool
    allow_privilege_escalation: bool
    read_only_root: bool
    seccomp: str
    added_capabilities: list[str]
    dropped_capabilities: list[str]
    prefixed_capabilities: list[str]


def effective(container: dict[str, Any], pod: dict[str, Any], reading: Reading) -> SecurityContext:
    """The security context of a container of the pod whose spec is `pod`."""
    own, shared = _context(container, reading), _context(pod, reading)
    givers = {field: shared if own.get(key) is None else own for field, key in SHARED.items()}
    user = reading.number("run_as_user", givers["run_as_user"], "runAsUser")
    non_root = reading.flag("run_as_non_root", givers["run_as_non_root"], "runAsNonRoot")
    windows = mapping(givers["host_process"].get("windowsOptions"))
    escalation = reading.flag("allow_privilege_escalation", own, "allowPrivilegeEscalation")
    capabilities = own.get("capabilities")
    if is_template(capabilities):
        reading.doubt(*(field for field in OWN if field.endswith("capabilities")))
    added = _capabilities("added_capabilities", capabilities, "add", reading)
    dropped = _capabilities("dropped_capabilities", capabilities, "drop", reading)
    found = SecurityContext(
        privileged=reading.flag("privileged", own, "privileged") or False,
        host_process=reading.flag("host_process", windows, "hostProcess") or False,
        run_as_user=-1 if user is None else user,
        run_as_non_root=non_root or False,
        # Absent means that nothing sets no_new_privs (pkg/securitycontext AddNoNewPrivileges).
        allow_privilege_escalation=escalation is not False,
        read_only_root=reading.flag("read_only_root", own, "readOnlyRootFilesystem") or False,
        seccomp=_seccomp(givers["seccomp"], reading),
        added_capabilities=[name.removeprefix(_PREFIX) for name in map(str.upper, added)],
        dropped_capabilities=[name.upper() for name in dropped],
        prefixed_capabilities=[name for name in added if name.upper().startswith(_PREFIX)],
    )
    _doubt_hidden(container, pod, reading)
    return found


def seccomp_annotation(annotations: Any, container: str) -> str:
    """The seccomp profile that annotations of a pod name for one of its containers."""
    written = texts(annotations)
    own = written.get(f"container.seccomp.security.alpha.kubernetes.io/{container}", "")
    return own or written.get("seccomp.security.alpha.kubernetes.io/pod", "")


def runs_on_windows(pod: dict[str, Any]) -> bool:
    """Whether a pod says that it is one for Windows: by `os`, or by the nodes that it selects."""
    selected = mapping(pod.get("nodeSelector"))
    systems = [follow(pod, ("os", "name")), *(selected.get(label) for label in _SYSTEMS)]
    return "windows" in systems


def _context(holder: dict[str, Any], reading: Reading) -> dict[str, Any]:
    context = holder.get("securityContext")
    if not isinstance(context, dict | None) and not is_template(context):
        reading.refuse("securityContext")
    return mapping(context)


def _seccomp(giver: dict[str, Any], reading: Reading) -> str:
    profile = giver.get("seccompProfile")
    if is_template(profile):
        reading.doubt("seccomp")
    return text(reading.find("seccomp", mapping(profile), "type"))


def _capabilities(field: str, holder: Any, key: str, reading: Reading) -> list[str]:
    """Names as written.

    Runtimes put `CAP_` before each name (containerd internal/cri/opts/spec_opts.go), so that one
    which has it already drops nothing; CRI-O takes both forms when it adds.
    """
    listed = reading.find(field, mapping(holder), key)
    if not isinstance(listed, list | None) and not holds_template(listed):
        reading.refuse(key)
    return [name for name in map(text, sequence(listed)) if name and not is_template(name)]


def _doubt_hidden(container: dict[str, Any], pod: dict[str, Any], reading: Reading) -> None:
    own = container.get("securityContext")
    if is_template(own):
        reading.doubt(*OWN, *SHARED)
    if is_template(pod.get("securityContext")):
        given = mapping(own)
        reading.doubt(*(field for field, key in SHARED.items() if given.get(key) is None))
