"""What carries secrets, fetches them, or gives them away; never their values."""

from __future__ import annotations

from dataclasses import dataclass, field

from platguard.model.facts.base import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKey:
    """One key of a secret; never its value."""

    name: str
    """The key; `database.password` within a nested file."""
    length: int
    """Length of the decoded value in characters."""
    placeholder: bool
    """Whether the value only stands for one: `changeme`, `<password>`."""
    line: int
    """Line of the key."""
    column: int
    """Column of the key."""
    setting: bool = False
    """Whether name and value speak of something else: an address, a user's name, a plain file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFact(Fact):
    """Something that carries secrets, or fetches them."""

    label: str
    """`SealedSecret payments/db`."""
    system: str
    """kubernetes, sealed-secrets, external-secrets, sops."""
    name: str
    """`metadata.name`, or empty."""
    namespace: str
    """`metadata.namespace` as written; empty when absent."""
    type: str
    """`type` of a Kubernetes Secret."""
    encrypted: bool
    """Whether no value stands in clear text."""
    keys: list[SecretKey]
    """Keys whose values stand in the file in clear text; none when encrypted or templated."""
    refresh_policy: str
    """`refreshPolicy` of an ExternalSecret; empty when absent."""
    refresh_interval: str
    """`refreshInterval` as written; empty when absent."""
    refresh_seconds: int
    """The interval in seconds; the operator's default of one hour when absent, -1 for other
    systems."""
    annotated_on: str
    """RFC 3339 date or instant of the annotation `platguard.io/last-rotated`; empty when absent."""
    encrypted_on: str
    """RFC 3339 instant that SOPS recorded (`sops.lastmodified`); empty when absent."""
    ciphers: dict[str, str]
    """Digest of each encrypted value by key: equal digests mean that nothing was rotated."""
    changed_on: dict[str, list[str]] = field(default_factory=dict)
    """Days on which the encrypted value of each key changed in git, newest first. A relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFact(Fact):
    """A literal that looks like a secret, in a manifest, Compose file, Dockerfile or workflow."""

    where: str
    """env, args, compose, dockerfile, workflow."""
    holder: str
    """`container "api" in Deployment shop/api`, `service web`."""
    key: str
    """Name of the variable or flag."""
    shape: str
    """What gave it away: `name`, `aws-access-key`, `github-token`, `private-key`, ..."""
    placeholder: bool
    """Whether the value only stands for one: `changeme`, `<password>`."""
