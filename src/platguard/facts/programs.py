"""The programs that build, deploy or run something, and the verbs that tell what they do.

A command whose program or verb is not listed here gives no fact, so that no word of a command
reaches one that could be a value. Verbs are those of the programs' own references.
"""

from __future__ import annotations

import re

from platguard.facts.word_lists import word_set
from platguard.patterns import pattern


def _verbs(group: str, verbs: str) -> frozenset[str]:
    """The verbs of a management command: `stack deploy`."""
    return frozenset(f"{group} {verb}" for verb in verbs.split())


SWARM_VERBS = (
    _verbs("stack", "deploy up rm remove down services ps")
    | _verbs("service", "create update scale rollback rm remove")
    | _verbs("swarm", "init join join-token update leave ca unlock unlock-key")
    | _verbs("node", "update promote demote")
    | _verbs("secret", "create")
    | _verbs("config", "create")
)
"""What of docker needs a swarm."""
_COMPOSE = (
    "up down build run exec pull push ps logs config convert restart stop start rm kill create"
    " scale pause unpause port top events images version"
)
_KUBECTL = "apply create replace patch set rollout delete scale run expose label annotate"
_TERRAFORM = "init plan apply destroy import validate"

PROGRAMS: dict[str, frozenset[str]] = {
    "docker": SWARM_VERBS
    | word_set("build run push pull")
    | {"buildx build"}
    | _verbs("compose", _COMPOSE),
    "docker-compose": word_set(_COMPOSE),
    "helm": word_set(
        "init install upgrade uninstall delete template lint package push pull fetch rollback repo"
        " dependency dep reset home serve tiller test"
    ),
    "helmfile": word_set("apply sync diff destroy template"),
    "kubectl": word_set(_KUBECTL),
    "oc": word_set(_KUBECTL) | {"new-app", "process"},
    "kustomize": word_set("build"),
    "argocd": _verbs("app", "create set sync"),
    "flux": word_set("bootstrap create install reconcile"),
    "skaffold": word_set("build deploy dev run"),
    "werf": word_set("converge"),
    "kompose": word_set("convert up"),
    "terraform": word_set(_TERRAFORM),
    "tofu": word_set(_TERRAFORM),
    "terragrunt": word_set(_TERRAFORM) | {"run-all", "run"},
    "pulumi": word_set("up preview destroy"),
    "aws": word_set(
        "cloudformation cloudwatch deploy ecr ecs eks elasticbeanstalk lambda logs s3"
        " secretsmanager ssm"
    ),
    "ecs-cli": word_set("compose up push"),
    "copilot": word_set("deploy"),
    "eb": word_set("deploy"),
    "cdk": word_set("deploy synth"),
    "sam": word_set("build deploy package"),
    "serverless": word_set("deploy"),
    "gcloud": frozenset({"run deploy", "app deploy", "functions deploy", "builds submit"})
    | word_set("container deploy secrets"),
    "az": word_set("webapp functionapp containerapp container aks acr keyvault deployment"),
    "nomad": frozenset({"run", "job run"}),
    "heroku": word_set("container:push container:release git:remote"),
    "fly": word_set("deploy"),
    "vercel": word_set("deploy"),
    "netlify": word_set("deploy"),
    "firebase": word_set("deploy"),
    "wrangler": word_set("deploy publish"),
    "cf": word_set("push"),
    "railway": word_set("up"),
    "kamal": word_set("deploy setup redeploy"),
    "ansible-playbook": frozenset(),
    "vault": word_set("login read write") | _verbs("kv", "get put patch"),
    "sops": frozenset(),
    "kubeseal": frozenset(),
    "doppler": word_set("run secrets"),
    "infisical": word_set("run secrets export"),
    "op": word_set("run read inject"),
    "chamber": word_set("exec"),
}
"""Each program and its verbs; a program without any counts by its name alone."""

VERBLESS = frozenset(name for name, verbs in PROGRAMS.items() if not verbs) | {"docker-compose"}
"""Programs that count without a verb."""
WRAPPING_VERBS = frozenset({"run", "exec", "compose run", "compose exec"})
"""Verbs behind which another command may stand: `doppler run -- terraform apply`."""
_OTHER_NAMES = {
    "helm2": "helm",
    "helm3": "helm",
    "flyctl": "fly",
    "sls": "serverless",
    "opentofu": "tofu",
}

_NAME = pattern(r"(?:.*/)?([a-z][a-z0-9-]*)(?:\.exe)?$")
_VARIABLE = pattern(r"\$[({]?([A-Z]+)(?:_CMD|_BIN|_CLI)?[)}]?$")
MENTION = pattern(
    rf"(?<![a-z])(?:{'|'.join(sorted({*PROGRAMS, *_OTHER_NAMES}))})(?![a-z0-9])", re.IGNORECASE
)
"""What a text must hold somewhere to run one of the programs."""


def program_of(word: str) -> str:
    """The program that a word names, by path or by a variable (`$(KUBECTL)`); else empty."""
    if found := _NAME.match(word):
        name = _OTHER_NAMES.get(found[1], found[1])
    elif found := _VARIABLE.match(word):
        name = found[1].lower()
    else:
        return ""
    return name if name in PROGRAMS else ""
