"""Reports to write: one that resembles a real scan, one without findings, and pieces of both."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

from platguard.model.drift import Comparison, Trace
from platguard.model.report import (
    OUTCOMES,
    Coverage,
    ExceptionNote,
    ExceptionState,
    Finding,
    Inputs,
    LifecycleNote,
    Report,
    ReportError,
    RuleCount,
    RuleNote,
    SkippedFile,
    Summary,
    TableNote,
    Target,
)
from platguard.reporters import Style, write

ENFORCED = LifecycleNote("enforced", None, None, None, None, "")
ENDING = LifecycleNote(
    "warning",
    "2026-09-30",
    "2026-09-30",
    "2026-12-31",
    39,
    "ends on 2026-12-31, in 39 days",
    replacement="kubernetes",
)
_TITLES = {
    "image-tag": "Images are named by a fixed tag or a digest",
    "privileged": "No container is privileged",
}
SWARM_GUIDE = "https://platform.example/migrate/swarm"


def render(report: Report, format_name: str, **style: Any) -> str:
    """What is written of `report` as `format_name`."""
    stream = StringIO()
    write(report, stream, format_name, Style(**style))
    return stream.getvalue()


def hostile(text: str) -> Report:
    """A report in which the repository says `text` wherever it can."""
    failed = finding("image-tag", f"{text}/a.yaml", 3, f"{text} uses {text}", fix=text)
    places = [replace(failed, line=line, outcome=outcome) for line, outcome in enumerate(_TOLD, 1)]
    error = ReportError(f"{text}.yaml", 1, 1, text)
    return replace(
        BUSY,
        findings=tuple(replace(place, subject=text, address=text) for place in places),
        coverage=Coverage(3, 1, 0, (SkippedFile(f"{text}/b", text),), (error,)),
        errors=(error,),
        exceptions=(ExceptionState(text, "invalid", 0, "2027-01-01", 40, text, text),),
        notices=(text,),
    )


_TOLD = ("fail", "exempt", "unknown", "pass")


def finding(rule: str, path: str, line: int, message: str, **fields: Any) -> Finding:
    """A finding; `fields` replace what an ordinary failing one has."""
    values: dict[str, Any] = {
        "rule": rule,
        "standard": "workloads",
        "title": _TITLES.get(rule, ""),
        "level": "error",
        "severity": "medium",
        "outcome": "fail",
        "message": message,
        "fix": "",
        "path": path,
        "line": line,
        "column": 1,
        "end_line": line,
        "subject": "containers[api].image",
        "address": "k8s:apps/Deployment/shop/api",
        "lifecycle": ENFORCED,
        "exception": None,
        "controls": {"nist-800-53r5": ("CM-2", "SI-7"), "soc2": ("CC6.1",)},
        "owner": "platform-runtime",
        "contact": "#platform-help",
        "guide": "",
    }
    values["fingerprint"] = f"{sum(ord(c) for c in rule + path) * 1000 + line:032x}"
    return Finding(**(values | fields))


def counts(**by_outcome: int) -> dict[str, int]:
    """Every outcome, those not named with 0."""
    return {name: by_outcome.get(name.replace("-", "_"), 0) for name in OUTCOMES}


CLEAN = Report(
    version="0.1.0",
    as_of="2026-11-22",
    timezone="UTC",
    target=Target((".",), None, None, "4f1c2e9b7a6d5c4b3a291807f6e5d4c3b2a19087"),
    inputs=Inputs(
        "sha256:" + "1" * 64,
        "sha256:" + "2" * 64,
        "sha256:" + "3" * 64,
        (TableNote("products", "2026-10-01"), TableNote("kubernetes-apis", "2026-10-01")),
    ),
    coverage=Coverage(12, 12, 0, (), ()),
    summary=Summary(0, 0, 0, False, 0, counts(**{"pass": 31, "not_applicable": 5})),
    rules=(RuleCount("image-tag", "enforced", counts(**{"pass": 31})),),
    findings=(),
    exceptions=(),
    errors=(),
)
"""A scan that found nothing wrong."""

_TAG_FIX = "Name a version or a digest: library/nginx:<version> or @sha256:..."
_NO_POLICY = (
    "Deployment shop/worker (labels app=worker) is selected by no NetworkPolicy for ingress and"
    " egress."
)
_LITERAL_FIX = "Use valueFrom.secretKeyRef or a mounted file, and rotate the value."


def _secret(line: int, key: str) -> Finding:
    return finding(
        "secret-literal-env",
        "k8s/worker.yaml",
        line,
        f'container "worker" in Deployment shop/worker sets {key} to a literal value.',
        column=20,
        standard="secrets",
        title="No secret is a literal in the environment of a container",
        severity="high",
        fix=_LITERAL_FIX,
        owner="platform-security",
    )


def _unknown(rule: str, number: int) -> Finding:
    return finding(
        rule,
        f"charts/shop/templates/part-{number:02}.yaml",
        number + 3,
        f'Cannot tell whether containers[{number}] meets "{_TITLES[rule]}", '
        "because it is not known.",
        outcome="unknown",
        level="note",
        column=9,
    )


_FAILING = (
    finding(
        "language-eol",
        "Dockerfile",
        1,
        "Dockerfile stage 0 uses python 3.9 (FROM python:3.9-slim-bullseye), which ended on"
        " 2025-10-31 (387 days ago).",
        column=6,
        standard="runtimes",
        title="Language runtimes are supported",
        severity="high",
        fix="Move to python 3.14.",
    ),
    finding(
        "base-image-os-eol",
        "Dockerfile",
        1,
        "Dockerfile stage 0 is built on debian 12 (FROM python:3.9-slim-bookworm), whose standard"
        " support ends on 2027-02-01, in 71 days.",
        column=6,
        outcome="pass",
        level="warning",
        standard="runtimes",
        title="Operating systems of base images are supported",
        fix="Use debian 13.",
    ),
    finding(
        "docker-swarm",
        "docker-stack.yml",
        9,
        "service web runs on Docker Swarm (deploy.placement), which our platform no longer"
        " supports.",
        column=7,
        level="warning",
        severity="high",
        standard="runtimes",
        title="Docker Swarm is retired",
        fix="Move the service to Kubernetes; `kompose convert` writes a first draft of the"
        " manifests.",
        lifecycle=ENDING,
        guide=SWARM_GUIDE,
        controls={"nist-800-53r5": ("SA-22", "CM-7"), "soc2": ("CC8.1",)},
    ),
    finding(
        "default-deny-ingress",
        "k8s/api.yaml",
        4,
        "Namespace shop has 3 workloads and no default-deny ingress policy. The standard needs"
        " one per namespace.",
        column=14,
        standard="network",
        title="Namespaces deny incoming traffic by default",
        severity="high",
        outcome="exempt",
        exception=ExceptionNote(
            "EXC-2026-0001",
            "active",
            "2027-05-31",
            190,
            "EXC-2026-0001 covered through 2027-05-31, 190 days left, limited support",
        ),
    ),
    finding(
        "image-tag",
        "k8s/web.yaml",
        19,
        'container "web" in Deployment shop/web uses nginx:latest, whose tag latest moves. The'
        " standard needs a fixed tag or a digest.",
        column=18,
        fix=_TAG_FIX,
        comparison=Comparison("new", Trace("2026-11-22")),
    ),
    finding(
        "workload-unselected",
        "k8s/worker.yaml",
        12,
        _NO_POLICY,
        column=9,
        standard="network",
        title="Network policies select every workload",
        severity="high",
        fix="Add a policy whose podSelector matches app=worker.",
        owner="platform-network",
        exception=ExceptionNote(
            "EXC-2025-0004",
            "expired",
            "2026-11-01",
            -21,
            "exception EXC-2025-0004 expired on 2026-11-01 (21 days ago), approved by bob and"
            " carol. Fix it or request a renewal.",
        ),
    ),
    _secret(21, "SMTP_PASSWORD"),
    _secret(23, "PAYMENT_TOKEN"),
)

BUSY = replace(
    CLEAN,
    coverage=Coverage(
        34,
        22,
        3,
        (
            *(SkippedFile(f"node_modules/left/{n}.yaml", "in a vendored folder") for n in range(9)),
            SkippedFile("k8s/dump.yaml", "larger than 5 MB"),
            SkippedFile("notes.yaml", "nothing that platguard judges"),
        ),
        (ReportError("k8s/broken.yaml", 4, 8, "expected ',' or ']', the file ended"),),
    ),
    summary=Summary(
        5,
        1,
        0,
        True,
        3,
        counts(**{"pass": 61, "fail": 6, "exempt": 1, "unknown": 14, "not_applicable": 40}),
        soon=1,
    ),
    rules=(
        RuleCount("docker-swarm", "warning", counts(fail=1)),
        RuleCount("image-tag", "enforced", counts(**{"pass": 8, "fail": 1, "unknown": 12})),
    ),
    findings=tuple(
        sorted(
            (
                *_FAILING,
                *(_unknown("image-tag", number) for number in range(12)),
                *(_unknown("privileged", number) for number in range(2)),
            ),
            key=lambda f: (f.path, f.line, f.column, f.rule),
        )
    ),
    exceptions=(
        ExceptionState(
            "EXC-2026-0001",
            "active",
            1,
            "2027-05-31",
            190,
            "team-shop",
            "covered through 2027-05-31",
        ),
        ExceptionState(
            "EXC-2025-0004",
            "expired",
            1,
            "2026-11-01",
            -21,
            "team-shop",
            "exception EXC-2025-0004 expired on 2026-11-01 (21 days ago), approved by bob and"
            " carol. Fix it or request a renewal.",
        ),
        ExceptionState(
            "EXC-2026-0009",
            "requested",
            0,
            "2027-12-31",
            404,
            "team-web",
            "EXC-2026-0009 requested 2026-11-20, waiting for leadership",
        ),
    ),
    errors=(ReportError("k8s/broken.yaml", 4, 8, "expected ',' or ']', the file ended"),),
    notices=("Excluded by .platguard.yaml: docs/** (4 files).",),
    rule_notes={
        "docker-swarm": RuleNote(
            "docker-swarm",
            "Docker Swarm is retired",
            "runtimes",
            "high",
            "Swarm gets no new features, and two schedulers double the on-call work.",
            "Move the service to Kubernetes.",
            {"nist-800-53r5": ("SA-22", "CM-7"), "soc2": ("CC8.1",)},
            (),
            SWARM_GUIDE,
        ),
    },
)
"""A scan as a team sees it on an ordinary day: something of everything."""

REPEATED = replace(
    CLEAN,
    findings=tuple(
        finding(
            "image-tag",
            f".github/workflows/{name}.yml",
            line,
            "The workflow uses actions/checkout@main, which moves.",
            column=15,
            fix="Pin the action to a commit.",
        )
        for name in ("build", "deploy", "nightly", "release")
        for line in (12, 31)
    ),
    summary=Summary(8, 0, 0, True, 1, counts(**{"pass": 31, "fail": 8})),
)
"""A scan that says the same of many places."""
