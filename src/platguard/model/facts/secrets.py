"""What carries secrets, fetches them, or gives them away; never their values."""

from __future__ import annotations

from dataclasses import field

from platguard.model.facts.base import Fact
from platguard.records import dataclass


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
    end_line: int = 0
    """Last line of the value."""
    guessable: bool = False
    """Whether the value is a word that anybody tries first: `admin`, `postgres`, `test123`."""
    setting: bool = False
    """Whether name and value speak of something else: an address, a user's name, a plain file."""
    hashed: bool = False
    """Whether the value is the hash of a password: to be guessed at leisure, but not to be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFact(Fact):
    """Something that carries secrets, or fetches them."""

    label: str
    """`SealedSecret payments/db`."""
    system: str
    """kubernetes, sealed-secrets, external-secrets, vault, sops."""
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
    """`refreshPolicy` of an ExternalSecret; `InstantUpdates` of a VaultStaticSecret that Vault
    tells of changes; empty when absent."""
    refresh_interval: str
    """`refreshInterval`, or `refreshAfter` of a VaultStaticSecret, as written; empty when it is
    absent."""
    refresh_seconds: int
    """The interval in seconds; when absent, one hour for an ExternalSecret and 0, which is never,
    for a VaultStaticSecret, as their operators have it; -1 for what fetches nothing."""
    annotated_on: str
    """RFC 3339 date or instant of the annotation `platguard.io/last-rotated`; empty when absent."""
    encrypted_on: str
    """RFC 3339 instant that SOPS recorded (`sops.lastmodified`); empty when absent."""
    ciphers: dict[str, str]
    """Digest of each encrypted value by key: equal digests mean that nothing was rotated."""
    dates: dict[str, str] = field(default_factory=dict)
    """Labels and annotations that hold a date or an instant."""
    owner: str = ""
    """What a label or annotation `team` or `owner` says, such as `example.com/team`."""
    schedule: str = ""
    """What brings a new value without anybody: `fetched` from a store every so often, `generated`
    at each refresh, `leased` and made anew before its end; empty for nothing."""
    in_clear: int = 0
    """How many keys stand in clear text with neither a placeholder nor a setting as their value."""
    changed_on: dict[str, list[str]] = field(default_factory=dict)
    """Days on which the encrypted value of each key changed in git, newest first. A relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFact(Fact):
    """A Certificate of cert-manager: who renews a key pair, and when."""

    label: str
    """`Certificate edge/www`."""
    name: str
    """`metadata.name`, or empty."""
    namespace: str
    """`metadata.namespace` as written; empty when absent."""
    duration: str
    """`duration` as written; empty when absent."""
    duration_seconds: int
    """How long each certificate lives; the default of 90 days when absent."""
    renew_before: str
    """`renewBefore` as written; empty when absent."""
    renew_before_seconds: int
    """How long before its end it is renewed; -1 when absent."""
    renew_before_percentage: int
    """`renewBeforePercentage`; -1 when absent."""
    rotation_policy: str
    """`privateKey.rotationPolicy`: Always or Never; empty when absent, which was Never before
    cert-manager 1.18 and is Always since."""
    is_authority: bool
    """Whether it signs other certificates: `isCA`."""
    issuer: str
    """Name of the issuer; empty when absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFact(Fact):
    """A literal that looks like a secret, wherever a repository keeps its settings."""

    where: str
    """env and args of a container, compose, dockerfile, workflow, configmap, values (of a chart),
    dotenv (a file of variables), script, or file for any other file."""
    holder: str
    """`container "api" in Deployment shop/api`, `service web`."""
    key: str
    """Name of the variable, flag or key; of a known credential in plain text, its shape; of a file
    that is copied into an image, its path."""
    shape: str
    """What gave it away: `name`, `aws-access-key`, `github-token`, `private-key`, ...; in a
    Dockerfile also `argument` (an ARG that takes a secret), `secret-file` (COPY of a file that
    holds secrets) and `settings-file` (of one that may); in a workflow also `printed` (to the log)
    and `unmasked` (a part of a secret, which logs show)."""
    placeholder: bool
    """Whether the value only stands for one: `changeme`, `<password>`."""
    guessable: bool = False
    """Whether the value is a word that anybody tries first: `admin`, `postgres`, `test123`."""
    likeness: str = ""
    """What its shape is called: `an AWS access key`; empty where something else gave it away."""
    stage: str = ""
    """In a Dockerfile `final`, or `build` for a stage that is not in the image; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretEnvironmentFact(Fact):
    """A container that takes Secrets through its environment."""

    holder: str
    """`container "api" in Deployment shop/api`."""
    variables: list[str]
    """Names of the variables with a `secretKeyRef`."""
    sources: list[str]
    """Names of the Secrets of which every key becomes a variable (`envFrom`)."""
