"""Facts of Secrets and SealedSecrets. No value ever enters a fact, nor its hash.

Only encrypted values are digested: a digest of a clear one could be guessed.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from platguard.facts.fetched_secrets import extract_fetched
from platguard.facts.objects import KubernetesObject
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.secret_identity import NO_SECRET, TEMPLATE, digest, identified
from platguard.facts.secret_literals import (
    is_guessable,
    is_hash,
    is_kept_elsewhere,
    is_placeholder,
)
from platguard.facts.settings import is_setting
from platguard.facts.sops_files import SEALED, sops_date
from platguard.facts.templates import collapsed
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import Fact, SecretFact, SecretKey

_ONLY_SECRET_KEYS = {
    "kubernetes.io/tls": "tls.key",
    "kubernetes.io/service-account-token": "token",
    "bootstrap.kubernetes.io/token": "token-secret",
}
"""Types whose other keys are public: certificates, the namespace, a token's name and end."""
_LONGEST_EMPTY_LOGIN = 64


def extract_object(found: KubernetesObject) -> list[Fact]:
    """The fact of an object that carries a secret, or fetches one."""
    read = _READERS.get((found.group, found.kind))
    return [read(found)] if read else extract_fetched(found)


def extract_generated(kustomization: Map) -> list[Fact]:
    """The facts of the Secrets that a Kustomization makes of literals; files stay what they are."""
    generators = kustomization.get("secretGenerator")
    return [
        _generated(generator)
        for generator in sequence(generators)
        if isinstance(generator, Map) and isinstance(generator.get("literals"), Seq)
    ]


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
            if SEALED.match(written):
                ciphers[name] = digest(written)
            elif not TEMPLATE.search(written):
                decoded = _decoded(written) if field == "data" else written
                if _is_secret(kind, name, decoded):
                    clear[name] = _key(name, decoded, values.place(name))
    on, place = sops_date(found.value)
    return replace(
        identified(found, {"encrypted_on": place}),
        system="kubernetes",
        type=kind,
        keys=list(clear.values()),
        in_clear=_in_clear(clear.values()),
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
        if not TEMPLATE.search(value) and _is_secret(kind, key, value):
            keys.append(_key(key, value, literals.place(index)))
    return replace(
        NO_SECRET,
        address=f"k8s:/Secret/{collapsed(namespace) or '(unset)'}/{collapsed(name)}",
        subject="secretGenerator",
        places={"": generator.start()},
        label=f"Generated Secret {namespace}/{name}" if namespace else f"Generated Secret {name}",
        system="kubernetes",
        name=name,
        namespace=namespace,
        type=kind,
        keys=keys,
        in_clear=_in_clear(keys),
    )


def _in_clear(keys: Iterable[SecretKey]) -> int:
    return sum(not key.placeholder and not key.setting for key in keys)


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
        name: digest(value)
        for name, value in values.items()
        if isinstance(value, str) and value and not TEMPLATE.search(value)
    }
    return replace(
        identified(found, {}),
        system="sealed-secrets",
        type=text(mapping(spec.get("template")).get("type")),
        ciphers=ciphers,
        encrypted=True,
    )


_READERS: dict[tuple[str, str], Callable[[KubernetesObject], SecretFact]] = {
    ("", "Secret"): _plain,
    ("bitnami.com", "SealedSecret"): _sealed,
}


def _key(name: str, decoded: str, place: Place) -> SecretKey:
    is_made_up = is_placeholder(decoded) or _holds_no_login(name, decoded)
    return SecretKey(
        name=name,
        length=len(decoded),
        placeholder=is_made_up,
        guessable=not is_made_up and is_guessable(name, decoded),
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        setting=is_setting(name, decoded),
        hashed=is_hash(decoded),
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
