"""The repository itself: its well-known files, who owns what in it, what it documents."""

from __future__ import annotations

from dataclasses import field

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryFact(Fact):
    """The repository itself. A relation over its files and its history."""

    files: list[str]
    """Well-known files that exist: README.md, CODEOWNERS, catalog-info.yaml, ..."""
    first_commit_on: str
    """Day of the first commit; unknown in a shallow clone or without git."""
    owner: str = ""
    """Who owns it, by its catalog, else by its CODEOWNERS; empty when neither names one for all."""
    owner_from: str = ""
    """The file that says so: `catalog-info.yaml`, `.github/CODEOWNERS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwnersLine:
    """A line of a CODEOWNERS file that names a pattern."""

    pattern: str
    """As written, escapes included."""
    owners: list[str]
    """`@user`, `@org/team`, `@@role`, or an address; none takes the ownership away."""
    section: str
    """The GitLab section around it, in small letters; empty before the first."""
    line: int
    """Line in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwnersFault:
    """Something in a CODEOWNERS file that is not read as it was meant."""

    message: str
    """What is wrong, without the place."""
    reader: str
    """github or gitlab where only that one has no use for it; empty for both."""
    line: int
    """Line in the file."""
    column: int
    """Column of what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwnersFact(Fact):
    """A CODEOWNERS file. Where it lies decides whether anybody reads it."""

    lines: list[CodeOwnersLine]
    """Its patterns, in order."""
    faults: list[CodeOwnersFault]
    """What in it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwnershipFact(Fact):
    """How code owners cover the manifests of a repository. A relation over its files."""

    file: str
    """The CODEOWNERS file that counts; empty when there is none."""
    misnamed: str
    """A file that lies where it would count under a name that nothing reads: `CODEOWNERS.md`;
    empty when one counts."""
    has_prow_owners: bool
    """Whether an `OWNERS` file lies at the root: Prow asks those whom it names, so that a
    CODEOWNERS file would be a second list. Source: kubernetes/community, "OWNERS files"."""
    reader: str
    """github or gitlab: whose rules hold."""
    looked_in: str
    """Where such a file would count, for people: `.github/, the root and docs/`."""
    faults: list[str]
    """What in the file is not read as it was meant: `line 3: "payments" is no owner`."""
    folders: int
    """Folders that hold manifests."""
    covered: int
    """Of those, the ones in which every manifest has an owner."""
    unowned: list[str]
    """Folders with manifests without an owner; the outermost where nothing below has one."""
    unowned_told: str
    """The same for people: `deploy/ and charts/ have`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRulesFact(Fact):
    """The alerts of a PrometheusRule."""

    label: str
    """`PrometheusRule shop/api`."""
    alerts: int
    """How many alerts it has."""
    without_runbook: list[str]
    """Names of those without `annotations.runbook_url`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact(Fact):
    """A document that people on call look for, whether it exists or not. A relation."""

    role: str
    """readme or runbook."""
    found: bool
    """Whether there is one."""
    evidence: str
    """What it is: `docs/runbook.md`, `catalog link "Runbook"`, `runbook_url of all 12 alerts`."""
    length: int
    """Characters of a README outside of headings and badges; -1 for none, and for a runbook."""
    looked_in: str
    """Where it would be, for people."""
    runs: bool = False
    """Whether there is something to run: a workload, an image that is built, an alert, a
    component of the catalog that is a service; nothing where the title of the README says that
    the repository holds examples, but alerts and components. Said of runbooks only."""
    alerts: int = 0
    """Alerts of the repository, of which each may name its own runbook."""
    alerts_without: list[str] = field(default_factory=list)
    """Alerts that name none."""
