"""Kubernetes objects to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.facts.accounts import extract_account
from platguard.facts.blanking import told_annotations
from platguard.facts.certificates import extract_certificate
from platguard.facts.charts import extract_installed
from platguard.facts.companions import extract_companion
from platguard.facts.documentation import extract_alerts
from platguard.facts.exposures import extract_exposure
from platguard.facts.network_policies import extract_policy
from platguard.facts.objects import objects_of
from platguard.facts.old_fields import extract_old_fields
from platguard.facts.plain_settings import in_config_map
from platguard.facts.pod_templates import extract_pod_template
from platguard.facts.reading import Reading, texts
from platguard.facts.retired_components import extract_retired
from platguard.facts.templates import is_template
from platguard.facts.workloads import extract_workload
from platguard.model.facts import ApiFact, Fact, ObjectFact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject
    from platguard.model.document import Document


def extract_document(document: Document) -> list[Fact]:
    """Every fact of the objects of a document."""
    return [fact for found in objects_of(document.value) for fact in _of_object(found)]


def _of_object(found: KubernetesObject) -> list[Fact]:
    return [
        _object(found),
        _api(found),
        *extract_workload(found),
        *extract_account(found),
        *extract_retired(found),
        *extract_installed(found),
        *extract_old_fields(found),
        *extract_policy(found),
        *extract_companion(found),
        *extract_exposure(found),
        *extract_alerts(found),
        *extract_pod_template(found),
        *_secrets(found),
    ]


def _object(found: KubernetesObject) -> ObjectFact:
    reading = found.reading()
    _version_and_kind(found, reading)
    labels = reading.find("labels", found.metadata, "labels")
    annotations = told_annotations(reading.find("annotations", found.metadata, "annotations"))
    return ObjectFact(
        **found.head(reading),
        api_version=found.api_version,
        group=found.group,
        kind=found.kind,
        labels=texts(labels),
        annotations=annotations,
    )


def _api(found: KubernetesObject) -> ApiFact:
    reading = Reading({"": found.value.place("apiVersion")})
    _version_and_kind(found, reading)
    return ApiFact(
        address=found.address,
        subject="apiVersion",
        places=reading.places,
        unknown=[name for name in reading.unknown if name != "group"],
        label=found.label,
        api_version=found.api_version,
        kind=found.kind,
    )


def _version_and_kind(found: KubernetesObject, reading: Reading) -> None:
    reading.find("api_version", found.value, "apiVersion")
    reading.find("kind", found.value, "kind")
    if is_template(found.api_version):
        reading.doubt("group")


def _secrets(found: KubernetesObject) -> list[Fact]:
    if found.kind.endswith("Secret"):  # as all are called that carry or fetch one
        from platguard.facts.secrets import extract_object

        return extract_object(found)
    if found.kind == "Certificate":
        return extract_certificate(found)
    return in_config_map(found) if found.kind == "ConfigMap" else []
