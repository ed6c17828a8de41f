"""Facts of what carries secrets, or fetches them. No value ever enters a fact, nor its hash.

Only encrypted values are digested: a digest of a clear one could be guessed.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from platguard.facts.objects import KubernetesObject, is_object
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.secret_literals import is_kept_elsewhere, is_placeholder
from platguard.facts.settings import is_setting
from platguard.facts.templates import collapsed
from platguard.model.document import Document, Map, Place, Seq
from platguard.model.facts import Fact, SecretFact, SecretKey

_ROTATED = "platguard.io/last-rotated"
_OPERATOR_DEFAULT = 3600
"""`refreshInterval` when absent: 1h0m0s (external-secrets v1 externalsecret_types.go)."""
_NEVER_AGAIN = ("CreatedOnce", "OnChange")
_ONLY_SECRET_KEYS = {
    "kubernetes.io/tls": "tls.key",
    "kubernetes.io/service-account-token": "token",
}
"""Types whose other keys are public: certificates and the namespace."""
_TEMPLATE = re.compile(r"\{\{|\$\{|^\$\(.*\)$|<%")
_SEALED = re.compile(r"ENC\[[A-Z0-9_]+,")
_LONGEST_EMPTY_LOGIN = 64
_DURATION_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_EMPTY = SecretFact(
    address="file:",
    subject="",
    label="",
    system="",
    name="",
    namespace="",
    type="",
    encrypted=False,
    keys=[],
    refresh_policy="",
    refresh_interval="",
    refresh_seconds=-1,
    annotated_on="",
    encrypted_on="",
    ciphers={},
)
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}


def extract_object(found: KubernetesObject) -> list[Fact]:
    """The fact of a Secret, SealedSecret, ExternalSecret or ClusterExternalSecret."""
    read = _READERS.get((found.group, found.kind))
    return [read(found)] if read else []


def extract_generated(kustomization: Map) -> list[Fact]:
    """The facts of the Secrets that a Kustomization makes of literals; files stay what they are."""
    generators = kustomization.get("secretGenerator")
    return [
        _generated(generator)
        for generator in sequence(generators)
        if isinstance(generator, Map) and isinstance(generator.get("literals"), Seq)
    ]


def extract_sops(document: Document) -> list[Fact]:
    """The fact of a file that SOPS encrypted, of any shape but a Kubernetes Secret."""
    value = document.value
    if not isinstance(value, Map) or not isinstance(value.get("sops"), Map):
        return []
    if is_object(value) and value["kind"] == "Secret":
        return []
    ciphers = _sops_ciphers(value)
    if not ciphers:
        return []
    on, place = _sops_date(value)
    return [
        replace(
            _EMPTY,
            places={"": value.start(), "encrypted_on": place},
            label="SOPS file",
            system="sops",
            encrypted=True,
            encrypted_on=on,
            ciphers=ciphers,
        )
    ]


def go_duration_seconds(written: str) -> int | None:
    """Whole seconds of a Go duration such as `1h30m`, rounded up; None when it is none.

    Go's time.ParseDuration knows no unit above the hour, and a bare number only as `0`.
    """
    unsigned = written.removeprefix("+")
    if unsigned == "0":
        return 0
    seconds, position = 0.0, 0
    while found := _DURATION_PART.match(unsigned, position):
        seconds += float(found[1]) * _SECONDS[found[2]]
        position = found.end()
    if position == 0 or position < len(unsigned):
        return None
    return math.ceil(round(seconds, 6)) if math.isfinite(seconds) else None


def _plain(found: KubernetesObject) -> SecretFact:
    kind = text(found.value.get("type"))
    clear: dict[str, SecretKey] = {}
    ciphers: dict[str, str] = {}
    # stringData comes last: the API server lets it win over data.
    for field in ("data", "stringData"):
        values = found.value.get(field)
        if not isinstance(values, Map):
            continue
        for name, value in values.items():
            written = text(value)
            if _SEALED.match(written):
                ciphers[name] = _digest(written)
            elif not _TEMPLATE.search(written):
                decoded = _decoded(written) if field == "data" else written
                if _is_secret(kind, name, decoded):
                    clear[name] = _key(name, decoded, values.place(name))
    on, place = _sops_date(found.value)
    return replace(
        _identified(found, {"encrypted_on": place}),
        system="kubernetes",
        type=kind,
        keys=list(clear.values()),
        ciphers=ciphers,
        encrypted=bool(ciphers) and not clear,
        encrypted_on=on,
    )


def _generated(generator: Map) -> SecretFact:
    name, namespace = text(generator.get("name")), text(generator.get("namespace"))
    kind = text(generator.get("type"))
    literals: Seq = generator["literals"]
    keys = []
    for index, literal in enumerate(map(text, literals)):
        key, _, value = literal.partition("=")
        # Kustomize takes one pair of quotes off a value (kustomize api/kv/kv.go).
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if not _TEMPLATE.search(value) and _is_secret(kind, key, value):
            keys.append(_key(key, value, literals.place(index)))
    return replace(
        _EMPTY,
        address=f"k8s:/Secret/{collapsed(namespace) or '(unset)'}/{collapsed(name)}",
        subject="secretGenerator",
        places={"": generator.start()},
        label=f"Generated Secret {namespace}/{name}" if namespace else f"Generated Secret {name}",
        system="kubernetes",
        name=name,
        namespace=namespace,
        type=kind,
        keys=keys,
    )


def _is_secret(kind: str, name: str, value: str) -> bool:
    """Whether a clear value of a Secret is neither public, nor empty, nor kept elsewhere."""
    is_private = _ONLY_SECRET_KEYS.get(kind, name) == name
    return is_private and bool(value.strip()) and not is_kept_elsewhere(value)


def _sealed(found: KubernetesObject) -> SecretFact:
    spec = mapping(found.value.get("spec"))
    values = mapping(spec.get("encryptedData"))
    if not values and isinstance(spec.get("data"), str):
        # Before encryptedData, sealed-secrets kept the whole Secret as one text.
        values = {"data": spec["data"]}
    ciphers = {
        name: _digest(value)
        for name, value in values.items()
        if isinstance(value, str) and value and not _TEMPLATE.search(value)
    }
    return replace(
        _identified(found, {}),
        system="sealed-secrets",
        type=text(mapping(spec.get("template")).get("type")),
        ciphers=ciphers,
        encrypted=True,
    )


def _external(found: KubernetesObject) -> SecretFact:
    spec = mapping(found.value.get("spec"))
    if found.kind == "ClusterExternalSecret":
        spec = mapping(spec.get("externalSecretSpec"))
    interval = text(spec.get("refreshInterval"))
    policy = text(spec.get("refreshPolicy"))
    seconds = go_duration_seconds(interval) if interval else _OPERATOR_DEFAULT
    fields = {"refresh_interval": "refreshInterval", "refresh_policy": "refreshPolicy"}
    unknown = [name for name, key in fields.items() if _TEMPLATE.search(text(spec.get(key)))]
    places = {name: spec.place(key) for name, key in fields.items() if isinstance(spec, Map)}
    if policy in _NEVER_AGAIN:
        # Such a policy makes the interval count for nothing.
        places["refresh_interval"] = places["refresh_policy"]
    fact = _identified(found, places)
    return replace(
        fact,
        system="external-secrets",
        refresh_policy=policy,
        refresh_interval=interval,
        refresh_seconds=-1 if seconds is None else seconds,
        unknown=[*fact.unknown, *unknown, *(["refresh_seconds"] if seconds is None else [])],
    )


_READERS: dict[tuple[str, str], Callable[[KubernetesObject], SecretFact]] = {
    ("", "Secret"): _plain,
    ("bitnami.com", "SealedSecret"): _sealed,
    ("external-secrets.io", "ExternalSecret"): _external,
    ("external-secrets.io", "ClusterExternalSecret"): _external,
}


def _identified(found: KubernetesObject, places: dict[str, Place]) -> SecretFact:
    """What every fact of a Kubernetes object says, whatever its kind."""
    reading = found.reading()
    annotations = mapping(found.metadata.get("annotations"))
    rotated = reading.find("annotated_on", annotations, _ROTATED)
    return replace(
        _EMPTY,
        address=found.address,
        places={**reading.places, **places},
        unknown=reading.unknown,
        label=found.label,
        name=found.name,
        namespace=found.namespace,
        annotated_on=text(rotated),
    )


def _key(name: str, decoded: str, place: Place) -> SecretKey:
    return SecretKey(
        name=name,
        length=len(decoded),
        placeholder=is_placeholder(decoded) or _holds_no_login(name, decoded),
        line=place.line,
        column=place.column,
        setting=is_setting(name, decoded),
    )


def _decoded(written: str) -> str:
    """A value of `data` in clear text; what is no base64 stays as it is written."""
    try:
        data = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError):
        return written
    return data.decode("utf-8", "replace")


def _holds_no_login(name: str, decoded: str) -> bool:
    """Whether the login file of a registry holds no login: `{"auths": {}}`."""
    if name not in (".dockerconfigjson", ".dockercfg") or len(decoded) > _LONGEST_EMPTY_LOGIN:
        return False
    try:
        value = json.loads(decoded)
    except ValueError:
        return False
    return not mapping(value).get("auths", value if name == ".dockercfg" else None)


def _sops_date(value: Map) -> tuple[str, Place]:
    header = value.get("sops")
    if not isinstance(header, Map):
        return "", value.start()
    return text(header.get("lastmodified")), header.place("lastmodified")


def _sops_ciphers(value: Map) -> dict[str, str]:
    """The digest of each encrypted leaf by its dotted path."""
    ciphers: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = [(key, item) for key, item in value.items() if key != "sops"]
    while waiting:
        path, item = waiting.pop()
        waiting += [(f"{path}.{key}", inner) for key, inner in mapping(item).items()]
        waiting += [(f"{path}.{index}", inner) for index, inner in enumerate(sequence(item))]
        if isinstance(item, str) and _SEALED.match(item):
            ciphers[path] = _digest(item)
    return dict(sorted(ciphers.items()))


def _digest(cipher: str) -> str:
    """A digest of an encrypted value; whitespace of its line breaks does not count."""
    return sha256("".join(cipher.split()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
