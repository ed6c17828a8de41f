"""What findings and facts are about, as exceptions look at them."""

from __future__ import annotations

from platguard.model.policy_exception import Subject
from platguard.object_labels import ObjectLabels


def subject_of(
    rule: str, path: str, line: int, address: str, fingerprint: str, labels: ObjectLabels
) -> Subject:
    """The subject at an address; of a Kubernetes object its kind, namespace, name and labels."""
    scheme, _, rest = address.partition(":")
    parts = rest.split("/") if scheme == "k8s" else []
    _, kind, namespace, name = parts if len(parts) == 4 else ("", "", "", "")
    return Subject(
        rule=rule,
        path=path,
        line=line,
        fingerprint=fingerprint,
        kind=kind,
        namespace="" if namespace == "(unset)" else namespace,
        name=name,
        labels=labels.of(path, address),
    )
