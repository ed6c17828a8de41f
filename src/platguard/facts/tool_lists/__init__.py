"""The systems that a repository may show, and what shows each: one list for all of them.

Whoever adds evidence within files raises `fact_rows.EXTRACTION`; paths are asked anew in every run.
Names of images, packages and files are those of the products' own documentation; many were
compared with specfy/stack-analyser (src/rules), which misses `bitbucket-pipelines.yml` and
`Jenkinsfile`.
"""

from __future__ import annotations

from platguard.facts.tool import Tool
from platguard.facts.tool_lists.continuous_integration import CONTINUOUS_INTEGRATION
from platguard.facts.tool_lists.deployment import DEPLOYMENT
from platguard.facts.tool_lists.logging import LOGGING
from platguard.facts.tool_lists.monitoring import MONITORING
from platguard.facts.tool_lists.secrets import SECRETS

TOOLS: tuple[Tool, ...] = (
    *CONTINUOUS_INTEGRATION,
    *DEPLOYMENT,
    *LOGGING,
    *MONITORING,
    *SECRETS,
)
"""Every system; a product that serves two purposes stands here twice."""

PLAIN = "plain"
"""The aspect of what keeps secrets without any system for it."""
ONLY_ALONE = frozenset({"ci-secrets"})
"""Systems that count only where nothing else of their category is used."""
