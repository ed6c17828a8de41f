"""Repositories and changes by chance, of all that the examples of the built-in rules hold."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

from platguard.builtin import builtin_standards
from platguard.model.standard import Policy
from platguard.standards import combine, read_standard

Files = dict[str, str]
"""The texts of files, by path."""

_FOLDERS = ("", "", "", "a/", "b/", "a/c/", "examples/x/", "deploy/", "vendor/v/")
_WORDS = (
    ("shop", "stock"),
    ("api", "web"),
    ("web", "api"),
    ("namespace: shop", "namespace: other"),
    ("app: api", "app: web"),
    ("shop", "default"),
)
_EDITS = (*_WORDS, ("replicas: 1", "replicas: 3"), (":1.0", ":2.0"), ("true", "false"))
_RELATED = (
    *("network", "namespace_coverage", "policy_use", "pod_identity", "availability"),
    *("probes", "resources", "ownership"),
)
_REACHING = (
    "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\n"
    "automountServiceAccountToken: false\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: g}\n"
    "roleRef: {kind: ClusterRole, name: view}\n"
    "subjects: [{kind: Group, name: 'system:serviceaccounts'}]\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n"
    "metadata: {name: g, namespace: shop}\nroleRef: {kind: Role, name: view}\n"
    "subjects: [{kind: ServiceAccount, name: default, namespace: shop}]\n",
    "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: shop}\n"
    "spec: {limits: [{type: Container, default: {memory: 1Gi, cpu: '1'}}]}\n",
    "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: '{{ .x }}'}\n"
    "spec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n",
    "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: c}\n"
    "spec: {endpointSelector: {}, ingress: [{}]}\n",
    "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\n"
    "metadata: {name: c, labels: {app: api}}\nspec: {}\n",
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
    "metadata: {name: h, namespace: shop}\nspec: {minReplicas: 2, maxReplicas: 3,"
    " scaleTargetRef: {kind: Deployment, name: api}}\n",
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
    "metadata: {name: h, namespace: shop}\nspec: {minReplicas: 2, maxReplicas: 3,"
    " scaleTargetRef: {kind: Deployment, name: '{{ .n }}'}}\n",
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: shop}\n"
    "spec: {minAvailable: 1, selector: {matchLabels: {app: api}}}\n",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\n"
    "spec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
    "metadata: {name: deny, namespace: shop}\n"
    "spec: {podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress]}\n",
    "a: [\n",
    "apiVersion: v1\nkind: Pod\na: [\n",
)
"""Objects that reach far, or nowhere."""
_PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 3
  template: {spec: {containers: [{name: api, image: registry.example/api:9.9}]}}
"""
_TURNS = (
    "namespace: shop\n",
    "namespace: other\n",
    "namePrefix: new-\n",
    "images: [{name: registry.example/api, newTag: latest}]\n",
    "labels: [{pairs: {app: api}, includeSelectors: true}]\n",
    "patches: [{path: patch.yaml}]\n",
    "patches: [{path: ../patch.yaml, target: {kind: Deployment}}]\n",
    "patches: [{target: {kind: Deployment}, patch: '[{op: remove, path: /spec/replicas}]'}]\n",
    "configMapGenerator: [{name: c, literals: [a=b]}]\n",
    "components: [../a]\n",
    "",
)
"""What a Kustomization makes of what it lists."""
_SKAFFOLD = """\
apiVersion: skaffold/v4beta1
kind: Config
build: {artifacts: [{image: registry.example/api}]}
"""
_ROLES = (
    "roles: {platform: [{name: bob, from: 2024-01-01}],"
    " leadership: [{name: carol, from: 2024-01-01}]}\n"
)
_EXCEPTION = """\
id: E1
rules: [RULE]
scope: {SCOPE}
category: waiver
reason: We need it for a while, because of the move.
owner: team
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-12-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-12-31}
starts: 2026-01-16
sunset: 2027-12-31
"""
_SCOPES = (
    "paths: ['a/**']",
    "paths: ['nowhere/**']",
    "paths: ['**/api.yaml']",
    "resources: [{kind: Deployment, labels: {app: api}}]",
    "resources: [{namespace: shop}]",
)
_CONFIGURATIONS = (
    "standards: [builtin]\n",
    "profile: strict\n",
    "profile: strict\nsegments: {backend: {level_at_most: warning}}\n",
)


@cache
def _policy() -> Policy:
    files = builtin_standards()
    return combine(read_standard(file.data, file.path, builtin=True) for file in files)


@cache
def _examples(types: tuple[str, ...]) -> Sequence[Mapping[str, str]]:
    """What the examples of rules hold, of rules about some fact types or about any."""
    rules = (rule for rule in _policy().rules if not types or rule.on in types)
    return [test.given for rule in rules for test in rule.tests if test.given]


def repository(rng: Random) -> Files:
    """The files of a repository."""
    files: Files = {}
    for _ in range(rng.randint(1, 6)):
        files |= _some(rng)
    for _ in range(rng.choice((0, 0, 1, 3))):
        files |= _kustomized(rng, files)
    if rng.random() < 0.4:
        files["platguard.yaml"] = rng.choice(_CONFIGURATIONS)
    if rng.random() < 0.1:
        files[".platguard.yaml"] = "exclude: ['a/**']\n"
    if rng.random() < 0.3:
        rule = rng.choice(_policy().rules).id
        text = _EXCEPTION.replace("RULE", rule).replace("SCOPE", rng.choice(_SCOPES))
        files[".platguard/exceptions/E1.yaml"] = text
        told = files.get("platguard.yaml", _CONFIGURATIONS[0])
        files["platguard.yaml"] = told if "roles" in told else told + _ROLES
    return _without_clashes(files)


def change(rng: Random, files: Files) -> Files:
    """The files after some edits, arrivals, departures and renames."""
    new = dict(files)
    for _ in range(rng.randint(1, 3)):
        path = rng.choice(sorted(new)) if new else ""
        kind = rng.choice(
            ("come", "go", "move", "shift", "swap", "edit", "edit", "append", "reach", "kustomize")
        )
        match kind:
            case "go" if path:
                del new[path]
            case "move" if path:
                name = rng.choice(("n.yaml", "n", path.rpartition("/")[2]))
                new[rng.choice(_FOLDERS) + name] = new.pop(path)
            case "shift" if path:
                new[path] = f"# a line\n{new[path]}"
            case "swap" if path:
                new[path] = "---\n".join(reversed(new[path].split("---\n")))
            case "edit" if path:
                new[path] = new[path].replace(*rng.choice(_EDITS))
            case "append" if path:
                new[path] = _with_another(new[path], rng)
            case "reach":
                name = rng.choice("xyz") + ".yaml"
                new[rng.choice(_FOLDERS) + name] = rng.choice(_REACHING)
            case "kustomize":
                new |= _kustomized(rng, new)
            case _:
                new |= _some(rng)
    return _without_clashes(new)


def _kustomized(rng: Random, files: Files) -> Files:
    """A Kustomization of some folder, which lists files of its own or of others, and a patch."""
    if rng.random() < 0.1:
        return {f"{rng.choice(_FOLDERS)}skaffold.yaml": _SKAFFOLD}
    folder = rng.choice(_FOLDERS)
    others = ["../a", "../b", "c", "nowhere.yaml", "../vendor/v", "../examples/x", "n", "../n"]
    listed = [path for path in sorted(files) if path.endswith(".yaml") and "platguard" not in path]
    near = [path for path in listed if posixpath.dirname(path) == folder.rstrip("/")]
    chosen = rng.sample(near, rng.randint(0, len(near))) + rng.sample(listed, min(1, len(listed)))
    named = [posixpath.relpath(path, folder or ".") for path in chosen]
    named += [other for other in others if rng.random() < 0.25]
    turns = {turn.partition(":")[0]: turn for turn in rng.sample(_TURNS, 3)}
    found = {f"{folder}kustomization.yaml": f"resources: {json.dumps(named)}\n"}
    found[f"{folder}kustomization.yaml"] += "".join(turns.values())
    if rng.random() < 0.6:
        found[f"{folder}patch.yaml"] = _PATCH.replace(
            "replicas: 3", f"replicas: {rng.randint(1, 3)}"
        )
    return found


def _some(rng: Random) -> Files:
    """The files of one example, in some folder, perhaps with other words."""
    folder, found = rng.choice(_FOLDERS), {}
    for path, text in rng.choice(_examples(rng.choice(((), _RELATED)))).items():
        is_ours = path == "platguard.yaml" or path.startswith(".platguard")
        if is_ours and rng.random() < 0.7:
            continue
        told = text.replace(*rng.choice(_WORDS)) if rng.random() < 0.25 else text
        if rng.random() < 0.1 and "kind:" in told and path.endswith(".yaml"):
            told = _with_another(told, rng)
        found[path if is_ours or path.startswith(".github") else folder + path] = told
    if rng.random() < 0.3:
        namespace = rng.choice(("shop", "shop", "stock"))
        found[f"{folder}{rng.choice('xyz')}.yaml"] = rng.choice(_REACHING).replace(
            "shop", namespace
        )
    return found


def _with_another(text: str, rng: Random) -> str:
    separated = text.rstrip("\n")
    return f"{separated}\n---\n{rng.choice(_REACHING)}"


def _without_clashes(files: Files) -> Files:
    """The files without those at whose path there is a folder."""
    folders = {path[:at] for path in files for at, sign in enumerate(path) if sign == "/"}
    return {path: text for path, text in files.items() if path not in folders}


def history(commits: Sequence[tuple[str, int, Files]]) -> bytes:
    """Commits as `git fast-import` takes them: branch, number of the parent or 0, files."""
    parts: list[bytes] = []
    for number, (branch, parent, files) in enumerate(commits, start=1):
        seconds = 1_790_000_000 + number * 86_400
        told = f"commit refs/heads/{branch}\nmark :{number}\n"
        told += f"committer tests <tests@platform.example> {seconds} +0000\ndata 1\nx\n"
        told += f"from :{parent}\n" if parent else ""
        parts.append(told.encode() + b"deleteall\n")
        for path, text in files.items():
            data = text.encode()
            parts.append(b"M 100644 inline %s\n" % json.dumps(path).encode())
            parts.append(b"data %d\n%s\n" % (len(data), data))
    return b"".join(parts)
