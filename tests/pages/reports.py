"""Reports that pages are made of: small, large, and hostile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from audit.organisations import busy, wanted

from platguard.audit.report import assemble
from platguard.model.audit import FindingRow, MatrixRow, OrganisationReport, Rate, RuleRow
from platguard.reporters.organisation import write

HOSTILE = (
    "</script><script>window.hacked = 1</script>",
    "--><img src=x onerror=window.hacked=2>",
    "\"'><svg onload=window.hacked=3>",
    "javascript:window.hacked=4",
    "</style></title><iframe src=https://evil.example/>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u2066\x1b[31m\x00",
    "]]><!--<script>",
)
RULES = 40
STANDARDS = ("network", "runtimes", "secrets", "workloads")
OUTCOMES = ("pass", "fail", "pass", "exempt", "unknown", "not-applicable")


def small(**more: object) -> OrganisationReport:
    """Four repositories, with something in every part."""
    return replace(assemble(busy(), wanted()), findings=findings(12), **more)  # type: ignore[arg-type]


def hostile() -> OrganisationReport:
    """A report whose every name wants to be more than text."""
    report = small(label=HOSTILE[0])
    names = dict(enumerate(HOSTILE * 3))
    rows = [
        replace(one, repository=names[place], team=names[place + 1], segment=names[place + 2])
        for place, one in enumerate(report.matrix.rows)
    ]
    drift = report.drift
    assert drift is not None
    return replace(
        report,
        scope={"team": HOSTILE[1]},
        matrix=replace(
            report.matrix,
            rows=rows,
            rules=[
                replace(one, title=HOSTILE[0], standard=HOSTILE[2]) for one in report.matrix.rules
            ],
            standards=[replace(one, standard=HOSTILE[4]) for one in report.matrix.standards],
        ),
        drift=replace(
            drift, teams=[replace(one, name=names[at]) for at, one in enumerate(drift.teams)]
        ),
        usage=[
            replace(one, rule=HOSTILE[1], name=HOSTILE[0], texts={"announce": HOSTILE[0]})
            for one in report.usage
        ],
        findings=[
            replace(one, message=text, path=text, team=text, rule=text)
            for one, text in zip(findings(len(HOSTILE)), HOSTILE, strict=True)
        ],
    )


def large(repositories: int, found: int = 0) -> OrganisationReport:
    """As many repositories, each with outcomes of 40 rules in four standards."""
    report = small()
    rules = [
        replace(report.matrix.rules[0], rule=f"rule-{at}", standard=STANDARDS[at % 4])
        for at in range(RULES)
    ]
    rows = [_row(place, rules) for place in range(repositories)]
    matrix = replace(report.matrix, rules=[*report.matrix.rules, *rules], rows=rows)
    return replace(report, matrix=matrix, findings=findings(found))


def _row(place: int, rules: Iterable[RuleRow]) -> MatrixRow:
    cells = {one.rule: OUTCOMES[(place * 7 + at * at) % 6] for at, one in enumerate(rules)}
    passed = sum(cell == "pass" for cell in cells.values())
    failed = sum(cell == "fail" for cell in cells.values())
    percent = Decimal(passed * 1000 // (passed + failed)) / 10
    return MatrixRow(
        repository=f"team-{place % 50}/service-{place}",
        team=f"team-{place % 50}",
        segment=("backend", "frontend", "data")[place % 3],
        tier="",
        wave="pilot" if place % 10 == 0 else "first",
        status="judged",
        commit=f"{place:040x}",
        committed_on=date(2025, 1, 1) + timedelta(place % 300),
        files=Rate("files", 10, 10, Decimal(100)),
        rules=Rate("rules", passed, passed + failed, percent),
        exempt=1,
        unknown=0,
        findings=place % 97,
        cells=cells,
    )


def findings(number: int) -> list[FindingRow]:
    """As many findings, the worst ones last."""
    return [
        FindingRow(
            repository=f"team-{at % 50}/service-{at}",
            team=f"team-{at % 50}",
            rule=f"rule-{at % RULES}",
            standard=STANDARDS[at % 4],
            severity="critical" if at > number - 3 else "low",
            level="error" if at > number - 3 else "note",
            outcome="fail",
            message=f"Deployment shop/api-{at} has no memory limit.",
            path=f"deploy/{at}.yaml",
            line=at,
            address=f"deploy/{at}.yaml#spec",
            subject=f"Deployment shop/api-{at}",
            fingerprint=f"{at:032x}",
            first_seen=date(2025, 1, 1),
            since=date(2025, 2, 1),
            regressions=at % 2,
            cause="new",
            exception="",
        )
        for at in range(number)
    ]


def page(report: OrganisationReport) -> bytes:
    """The report as HTML."""
    stream = BytesIO()
    write(report, stream, "html")
    return stream.getvalue()
