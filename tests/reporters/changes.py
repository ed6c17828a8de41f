"""Reports of a change held against its base: everything that such a scan may have to tell."""

from __future__ import annotations

from dataclasses import replace

from platguard.model.baseline import BaselineState, Debt
from platguard.model.drift import (
    STATES,
    BaseNote,
    Comparison,
    Drift,
    Earlier,
    Resolved,
    Trace,
    Was,
)
from platguard.model.impact import Change
from platguard.model.proposal import Proposal, Proposed
from platguard.model.repair import Repair, Replacement
from platguard.model.report import (
    Coverage,
    ExceptionNote,
    Finding,
    Report,
    ReportError,
    SkippedFile,
    Summary,
)

from .reports import BUSY, CLEAN, counts, finding

HEAD = "9b1c2e9b7a6d5c4b3a291807f6e5d4c3b2a19087"
BASE = BaseNote("origin/main", "4f1c" * 10, "3e0b" * 10, HEAD)
_TODAY = Trace("2026-11-22")

TAGGED = finding(
    "image-tag",
    "k8s/web.yaml",
    19,
    'container "web" in Deployment shop/web uses nginx:latest, whose tag latest moves. The'
    " standard needs a fixed tag or a digest.",
    column=18,
    fix="Name a version or a digest: library/nginx:<version> or @sha256:...",
    comparison=Comparison("new", _TODAY, introduced=True),
    repair=Repair(
        "suggest",
        "Put the newest version in the place of latest.",
        (Replacement("k8s/web.yaml", 19, 24, 19, 30, "1.29.3"),),
        Replacement("k8s/web.yaml", 19, 1, 19, 30, "          image: nginx:1.29.3"),
    ),
)
WIDENED = finding(
    "privilege-escalation",
    "k8s/api.yaml",
    31,
    'container "api" in Deployment shop/api may gain privileges: allowPrivilegeEscalation is true.',
    severity="high",
    title="No container may gain privileges",
    fix="Set securityContext.allowPrivilegeEscalation to false.",
    comparison=Comparison(
        "persisting",
        Trace("2026-03-01"),
        change="worse",
        was=Was("k8s/api.yaml", "warning", "high", "fail", "It was unset."),
        introduced=True,
    ),
    repair=Repair(
        "safe",
        "Set allowPrivilegeEscalation to false.",
        (
            Replacement("k8s/api.yaml", 31, 1, 31, 1, "  allowPrivilegeEscalation: false\n"),
            Replacement("k8s/api.yaml", 40, 3, 41, 1, ""),
        ),
    ),
)
SWARM = finding(
    "docker-swarm",
    "docker-stack.yml",
    9,
    "service web runs on Docker Swarm (deploy.placement), which our platform retires.",
    level="warning",
    severity="high",
    title="Docker Swarm is retired",
    comparison=Comparison("new", _TODAY, introduced=True),
)
OLD = tuple(
    finding(
        "workload-unselected",
        f"k8s/{name}.yaml",
        12,
        f"Deployment shop/{name} is selected by no NetworkPolicy for ingress.",
        severity="high",
        comparison=Comparison("persisting", Trace("2026-01-10")),
    )
    for name in ("cart", "mail", "search")
)
TOLERATED = finding(
    "limits",
    "k8s/cart.yaml",
    20,
    'container "cart" has no memory limit.',
    outcome="exempt",
    exception=ExceptionNote(
        "baseline-2026", "active", "2027-03-31", 129, "old debt, tolerated through 2027-03-31"
    ),
)
GONE = finding(
    "non-root",
    "k8s/mail.yaml",
    15,
    'container "mail" in Deployment shop/mail may run as root.',
    severity="high",
)
PROPOSED = Proposed(
    changes=(
        Proposal(
            "exception",
            ".platguard/exceptions/EXC-2026-0007.yaml",
            9,
            "exception EXC-2026-0007",
            "sunset",
            "2026-12-31",
            "2028-12-31",
        ),
        Proposal("configuration", "platguard.yaml", 4, "rule image-tag", "level", "error", "note"),
        Proposal("repository", ".platguard.yaml", 2, "exclude", "", "", "deploy/**"),
        Proposal("standard", "standards/images.yaml", 1, "rule image-digest", "", "the rule", ""),
    ),
    effects=tuple(
        Change(
            *("image-tag", "level", "error", "note", "", ".", "k8s/web.yaml", line, 18),
            *("containers[web].image", "k8s:apps/Deployment/shop/web", "0" * 32, "", "", "team"),
        )
        for line in (19, 40)
    ),
    faults=(),
)


def changed(findings: tuple[Finding, ...], **fields: object) -> Report:
    """A report of a change with these findings; `fields` replace others of the report."""
    failing = [f for f in findings if f.outcome == "fail"]
    made = [f for f in failing if f.comparison and f.comparison.introduced]
    drifts = any(f.level == "error" for f in made)
    drift = Drift(
        base=BASE,
        previous=None,
        baseline=4,
        introduced={
            level: sum(f.level == level for f in made) for level in ("error", "warning", "note")
        },
        counts=dict.fromkeys(STATES, 0) | {"new": len(made), "resolved": 1},
        worse=0,
        better=0,
        resolved=(Resolved(Earlier(GONE, Trace("2026-01-10")), False, False),),
        incomparable=(),
        past=(),
    )
    report = replace(
        CLEAN,
        findings=tuple(sorted(findings, key=lambda f: (f.path, f.line, f.column, f.rule))),
        summary=Summary(
            sum(f.level == "error" for f in failing),
            sum(f.level == "warning" for f in failing),
            sum(f.level == "note" for f in failing),
            drifts,
            int(drifts),
            counts(**{"pass": 61, "fail": len(failing), "exempt": 1}),
        ),
        drift=drift,
    )
    return replace(report, **fields)  # type: ignore[arg-type]


CHANGE = changed(
    (TAGGED, WIDENED, SWARM, *OLD, TOLERATED),
    proposed=PROPOSED,
    debt=Debt(
        (BaselineState(".platguard/baseline.yaml", "2027-03-31", 129, 14, 12),), 12, 0, 2, 15
    ),
    rule_notes=BUSY.rule_notes,
    notices=("Excluded by .platguard.yaml: docs/** (4 files).",),
)
"""A change that breaks, worsens, resolves and proposes something."""

HARMLESS = changed(OLD)
"""A change that brings nothing, in a repository with old findings."""


def hostile_change(text: str) -> Report:
    """A report of a change in which the repository says `text` wherever it can."""
    made = replace(
        TAGGED,
        path=f"{text}/a.yaml",
        message=text,
        fix=text,
        subject=text,
        address=text,
        repair=Repair(
            "safe",
            text,
            (
                Replacement(f"{text}/a.yaml", 3, 1, 4, 2, text),
                Replacement(f"{text}/b.yaml", 1, 1, 1, 1, f"a: {text}\nb: {text}\n"),
            ),
        ),
    )
    assert made.repair
    whole = Replacement(f"{text}/a.yaml", 1, 1, 2, 2, f"{text}\n{text}")
    lined = replace(
        made, path=f"{text}/b.yaml", repair=Repair("suggest", text, made.repair.replacements, whole)
    )
    exempt = replace(
        TOLERATED,
        path=text,
        exception=ExceptionNote(text, "active", "2027-01-01", 40, f"{text}, by {text}"),
    )
    returned = replace(exempt, outcome="fail", line=7, comparison=made.comparison)
    report = changed(
        (made, lined, exempt, returned, *(replace(one, path=text, message=text) for one in OLD)),
        debt=Debt((BaselineState(text, "2027-03-31", -3, 14, 12),), 1, 2, 1, None),
        notices=(text,),
        proposed=Proposed(
            (Proposal("configuration", text, 1, text, text, text, text),),
            (),
            (ReportError(text, 1, 1, text),),
        ),
        coverage=Coverage(3, 1, 0, (SkippedFile(text, text),), (ReportError(text, 1, 1, text),)),
    )
    assert report.drift
    gone = Resolved(Earlier(replace(GONE, path=text, message=text), _TODAY), False, False)
    drift = replace(report.drift, base=BASE._replace(name=text), resolved=(gone,))
    return replace(report, drift=drift, summary=replace(report.summary, exit=3))
