"""Facts: what a repository holds, in normal form. Plain data, no verdict, no date.

Every field has a plain JSON type, because facts are remembered between scans: `str`, `bool`,
`int`, lists and dicts of them, or a list of a record (a dataclass that `for_each` of a rule walks
over). A text that the file does not give is empty, a number is -1. A field that could not be known
(a template, an unresolved variable, a shallow clone) is named in `unknown`, whatever its value.
No field ever holds the value of a secret.

From this module are derived the variables that rules may use and the documentation of facts.
"""

from __future__ import annotations

from dataclasses import field

from platguard.model.facts.base import Fact
from platguard.model.facts.catalog import CatalogEntityFact, ComponentFact
from platguard.model.facts.commands import CommandFact
from platguard.model.facts.governance import (
    AmbiguityFact,
    ExceptionCommentFact,
    ExceptionFact,
    TableFact,
)
from platguard.model.facts.identities import AccountFact, BindingFact, PodIdentityFact
from platguard.model.facts.kubernetes import (
    ApiFact,
    BuiltImageFact,
    ContainerFact,
    HostPath,
    ImageChange,
    JsonPatchFact,
    KustomizationFact,
    ObjectFact,
    PatchChange,
    PatchFile,
    WorkloadFact,
)
from platguard.model.facts.networks import (
    ComposeProjectFact,
    NamespaceFact,
    NetworkFact,
    NetworkPolicyFact,
    OpenRule,
    PeerUse,
    PolicyFault,
    PolicyPeer,
    PolicyUseFact,
    ServiceFact,
    SwarmUseFact,
)
from platguard.model.facts.old_fields import OldFieldFact
from platguard.model.facts.pipelines import (
    ActionFact,
    JobFact,
    PipelineFact,
    StepFact,
    StepRunFact,
    TokenGrant,
    UntrustedText,
    WorkflowCommand,
)
from platguard.model.facts.reliability import (
    AvailabilityFact,
    CompanionFact,
    OwnershipFact,
    PodTemplateFact,
    ProbesFact,
    ResourcesFact,
)
from platguard.model.facts.repository import (
    AlertRulesFact,
    CodeOwnersFact,
    CodeOwnersFault,
    CodeOwnershipFact,
    CodeOwnersLine,
    DocumentFact,
    RepositoryFact,
)
from platguard.model.facts.runtimes import ImageFact, RuntimeFact
from platguard.model.facts.secrets import (
    CertificateFact,
    CredentialFact,
    SecretEnvironmentFact,
    SecretFact,
    SecretKey,
)
from platguard.model.facts.slo import ExposureFact, ServiceLevelFact, SloFact
from platguard.model.facts.tools import ToolCategoryFact, ToolFact, ToolSignFact
from platguard.records import dataclass

FACT_TYPES: dict[str, type[Fact]] = {
    "object": ObjectFact,
    "workload": WorkloadFact,
    "container": ContainerFact,
    "account": AccountFact,
    "binding": BindingFact,
    "pod_identity": PodIdentityFact,
    "network_policy": NetworkPolicyFact,
    "kustomization": KustomizationFact,
    "json_patch": JsonPatchFact,
    "built_image": BuiltImageFact,
    "network": NetworkFact,
    "namespace_coverage": NamespaceFact,
    "api": ApiFact,
    "secret": SecretFact,
    "credential": CredentialFact,
    "certificate": CertificateFact,
    "secret_environment": SecretEnvironmentFact,
    "runtime": RuntimeFact,
    "image": ImageFact,
    "service": ServiceFact,
    "companion": CompanionFact,
    "pod_template": PodTemplateFact,
    "resources": ResourcesFact,
    "probes": ProbesFact,
    "availability": AvailabilityFact,
    "ownership": OwnershipFact,
    "ambiguity": AmbiguityFact,
    "repository": RepositoryFact,
    "exception": ExceptionFact,
    "exception_comment": ExceptionCommentFact,
    "table": TableFact,
    "code_owners": CodeOwnersFact,
    "code_ownership": CodeOwnershipFact,
    "alert_rules": AlertRulesFact,
    "document": DocumentFact,
    "catalog_entity": CatalogEntityFact,
    "component": ComponentFact,
    "slo": SloFact,
    "exposure": ExposureFact,
    "service_level": ServiceLevelFact,
    "tool_sign": ToolSignFact,
    "pipeline": PipelineFact,
    "job": JobFact,
    "step": StepFact,
    "step_run": StepRunFact,
    "action": ActionFact,
    "tool": ToolFact,
    "tool_category": ToolCategoryFact,
    "old_field": OldFieldFact,
    "policy_use": PolicyUseFact,
    "command": CommandFact,
    "compose_project": ComposeProjectFact,
    "swarm_use": SwarmUseFact,
}
"""Every fact type by the name that rules use (`on: container`, `container.image`). The name is also
a variable of CEL, which reserves some words, `namespace` among them."""

FACT_NAMES: dict[type[Fact], str] = {cls: name for name, cls in FACT_TYPES.items()}
"""The name of each fact type."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file's content says: the unit that is remembered."""

    facts: list[Fact] = field(default_factory=list)
    problems: list[tuple[int, int, str]] = field(default_factory=list)
    """(line, column, message) of each part that could not be read."""
    recognised: bool = True
    """Whether the content shows a sign of what platguard judges, also where it did not parse."""
    unrendered: bool = False
    """Whether the content is a template that nothing rendered."""
