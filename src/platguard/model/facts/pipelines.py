"""GitHub Actions: workflows, actions written in YAML, their jobs and steps, and what they use."""

from __future__ import annotations

from platguard.model.facts.base import Fact
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """What a workflow or a job of it says of the rights of its token."""

    holder: str
    """`the workflow`, `job build`."""
    access: str
    """missing (nothing is said, so the repository's default counts), write-all, read-all, none
    (`{}`), or given (scope by scope)."""
    writes: list[str]
    """Scopes that it may write to: `contents`, `packages`."""
    jobs: list[str]
    """Jobs that have these rights."""
    line: int
    """Line of `permissions`, or where it could stand."""
    column: int
    """Column of the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowCommand:
    """A command to the runner that GitHub retired, or the switch that turns such ones on again."""

    holder: str
    """`job build step version`, `the workflow`."""
    command: str
    """set-env, add-path, set-output, save-state, or ACTIONS_ALLOW_UNSECURE_COMMANDS."""
    key: str
    """The `name` that it sets; empty when there is none, or it is an expression."""
    line: int
    """Line on which it stands."""
    column: int
    """Column at which it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineFact(Fact):
    """A workflow of GitHub Actions, or an action that is described by an `action.yml`."""

    label: str
    """`workflow CI`, `action Setup`; without a name `workflow` and `action`."""
    kind: str
    """workflow or action."""
    name: str
    """`name`; empty when absent."""
    triggers: list[str]
    """Names of the events that start it; none for an action."""
    using: str
    """`runs.using` of an action: composite, docker, node20, ...; empty for a workflow."""
    jobs: list[str]
    """Names of its jobs."""
    grants: list[TokenGrant]
    """What it and its jobs say of their token; a job that says nothing has none of its own where
    the workflow does, and `missing` where nothing is said. A workflow that only others call has
    the rights that they give it: there nothing is missing."""
    commands: list[WorkflowCommand]
    """Retired commands in its steps, and switches that allow them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFact(Fact):
    """A job of a workflow."""

    label: str
    """`job build`."""
    name: str
    """Its key in `jobs`."""
    triggers: list[str]
    """Names of the events that start its workflow."""
    runs_on: list[str]
    """Labels of the machines that it may run on, of every combination of its matrix."""
    group: str
    """`runs-on.group`; empty when absent."""
    uses: str
    """The reusable workflow that it calls; empty for a job with steps."""
    inherits_secrets: bool
    """Whether it hands every secret on: `secrets: inherit`."""
    environment: str
    """Name of its environment, whose protection may ask for an approval; empty when absent."""
    permissions: str
    """As in TokenGrant, of the job itself or else of its workflow."""
    writes: list[str]
    """Scopes that its token may write to, where they are given one by one."""
    timeout_minutes: int
    """`timeout-minutes`; -1 when absent."""
    guard: str
    """As in StepFact, of the job and those that it needs."""
    privileged: bool
    """As in StepFact."""
    given: dict[str, str]
    """Of a job that calls a workflow: inputs (in small letters) that it gives text of others, with
    the context that the text is of: `github.event.issue.title`, `inputs.title`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UntrustedText:
    """Text that strangers or callers write, put into a script before the script runs."""

    expression: str
    """As it is written: `github.event['issue'].title`, `env.TITLE`, `inputs.title`."""
    origin: str
    """The context that the text is of: `github.event.issue.title`, `inputs.title`."""
    given_by: str
    """Who gives that to the input, where that is known; else empty."""
    triggers: list[str]
    """Names of the events on which that is so; none where the fact is of one file."""
    line: int
    """Line of the expression."""
    column: int
    """Column of the expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFact(Fact):
    """A step of a job, or of a composite action."""

    label: str
    """`job build step Test`, `action Setup step Test`."""
    job: str
    """The key of its job; empty in an action."""
    triggers: list[str]
    """Names of the events that start its workflow; none in an action."""
    action: str
    """The action that it uses, without its version, in small letters; empty for a script."""
    version: str
    """The version of it, as in ActionFact; empty for a script."""
    given: dict[str, str]
    """As in JobFact, for an action of the same repository."""
    shell: str
    """`shell`, or the default of its job or workflow; empty when none is named."""
    environment: list[str]
    """Names of the variables that it sets itself."""
    checkout: str
    """How it checks out what a stranger may have written: `ref: github.head_ref`, `gh pr checkout`;
    empty when it does not."""
    checkout_input: str
    """The input (in small letters) that says what it checks out; empty for none."""
    names_repository: bool
    """Whether it says which repository it checks out."""
    allows_strangers: bool
    """Whether it tells `actions/checkout` to take the code of a fork all the same:
    `allow-unsafe-pr-checkout`."""
    guard: str
    """What keeps strangers from starting it, as far as the file shows: same-repository (only
    branches of the repository itself), label, actor, environment, event, branch, own-branch (a
    branch by its name only), condition (of another kind); empty when nothing does."""
    privileged: bool
    """Whether its job has secrets of the repository, or a token that may write."""
    runs_code: bool
    """Whether a later step of the job runs a script or an action, which may run what was checked
    out."""
    untrusted_texts: list[UntrustedText]
    """Expressions in its script whose text a stranger or a caller may choose."""
    keeps_credentials: bool
    """Whether it leaves the token of a checkout at hand for every later step."""
    pushes_later: bool
    """Whether a later step pushes with git, and so needs that token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRunFact(Fact):
    """A step as it runs: by itself, or called by workflows of the same repository.

    Of several ways to run it, this is the one that leaves most to strangers.
    """

    label: str
    """As in StepFact."""
    triggers: list[str]
    """Names of the events on which it runs so, those of callers included."""
    called_by: str
    """`job triage of .github/workflows/triage.yml`; empty for a step that runs by itself."""
    action: str
    """As in StepFact."""
    version: str
    """As in StepFact."""
    checkout: str
    """As in StepFact, with what callers give to its inputs."""
    allows_strangers: bool
    """As in StepFact."""
    guard: str
    """As in StepFact, of the callers too."""
    privileged: bool
    """As in StepFact, with what callers hand on."""
    runs_code: bool
    """As in StepFact."""
    untrusted_texts: list[UntrustedText]
    """Expressions in its script whose text a stranger may choose."""
    input_texts: list[UntrustedText]
    """Those whose text people may choose who start the workflow, or call it from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFact(Fact):
    """A reference to an action, a reusable workflow or an image that is used as an action."""

    label: str
    """Who uses it: `job build step checkout`."""
    kind: str
    """action, workflow (reusable), docker, or local (`./...`)."""
    reference: str
    """As written, without a login."""
    name: str
    """`actions/cache/restore`, without its version; of an image, its name."""
    owner: str
    """`actions`; empty for an image, and for what lies in the same repository."""
    ref: str
    """What follows the `@`: a tag, a branch, a commit; of an image, its tag or digest."""
    pinned: bool
    """Whether what it names cannot change: a whole commit, a digest, or the same repository."""
    version: str
    """The version that the ref, or the comment behind a commit, names: `v4.2.1`; else empty."""
