"""Facts of cert-manager Certificates: how long they live, when they are renewed, by which key."""

from __future__ import annotations

from platguard.facts.durations import go_duration_seconds
from platguard.facts.objects import KubernetesObject
from platguard.facts.reading import follow, mapping, text
from platguard.facts.templates import is_template
from platguard.model.document import Map
from platguard.model.facts import CertificateFact, Fact

DEFAULT_DURATION = 2160 * 3600
"""90 days, of a Certificate without `duration` (cert-manager pkg/apis/certmanager/v1/const.go)."""


def extract_certificate(found: KubernetesObject) -> list[Fact]:
    """The fact of a Certificate of cert-manager; none for any other object."""
    if found.group != "cert-manager.io" or found.kind != "Certificate":
        return []
    spec = mapping(found.value.get("spec"))
    reading = found.reading()
    duration = text(reading.find("duration", spec, "duration"))
    renew_before = text(reading.find("renew_before", spec, "renewBefore"))
    seconds = go_duration_seconds(duration) if duration else DEFAULT_DURATION
    renewed = go_duration_seconds(renew_before) if renew_before else -1
    if seconds is None or is_template(duration):
        reading.doubt("duration_seconds")
    if renewed is None or is_template(renew_before):
        reading.doubt("renew_before_seconds")
    percentage = reading.number("renew_before_percentage", spec, "renewBeforePercentage")
    is_authority = reading.flag("is_authority", spec, "isCA")
    key = spec.get("privateKey")
    policy = text(reading.find("rotation_policy", mapping(key), "rotationPolicy"))
    if isinstance(spec, Map) and "privateKey" in spec:
        reading.places.setdefault("rotation_policy", spec.place("privateKey"))
    if is_template(key):
        reading.doubt("rotation_policy")
    return [
        CertificateFact(
            **found.head(reading),
            duration=duration,
            duration_seconds=-1 if seconds is None else seconds,
            renew_before=renew_before,
            renew_before_seconds=-1 if renewed is None else renewed,
            renew_before_percentage=-1 if percentage is None else percentage,
            rotation_policy=policy,
            is_authority=is_authority or False,
            issuer=text(follow(spec, ("issuerRef", "name"))),
        )
    ]
