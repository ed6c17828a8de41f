"""The scan of an organisation for programs: version 1, described by
`schemas/organisation-scan-v1.schema.json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from platguard.model.report import OUTCOMES
from platguard.reporters.json import encode

if TYPE_CHECKING:
    from platguard.model.organisation_scan import OrganisationScan, RepositoryLine, RuleLine


def write(scan: OrganisationScan, stream: TextIO) -> None:
    """Writes the scan as JSON; the same scan gives the same bytes."""
    stream.write(encode(document(scan)))


def document(scan: OrganisationScan) -> dict[str, Any]:
    """The scan as JSON values, in the order of the contract."""
    terms = scan.terms
    return {
        "platguard": terms.tool_version,
        "organisation_scan": 1,
        "as_of": terms.as_of.isoformat(),
        "timezone": terms.timezone,
        "inputs": {
            "standards": terms.standards,
            "configuration": terms.configuration,
            "register": terms.register,
            "tables": [{"name": name, "as_of": day} for name, day in sorted(terms.tables.items())],
        },
        "summary": {
            "repositories": len(scan.repositories),
            "statuses": dict(scan.statuses),
            **scan.levels,
            "soon": scan.soon,
            "fail_on": scan.fail_on,
            "exit": scan.exit,
            "outcomes": {outcome: scan.outcomes[outcome] for outcome in OUTCOMES},
        },
        "repositories": [_repository(line) for line in scan.repositories],
        "rules": [_rule(line) for line in scan.rules],
        "register": [asdict(line) for line in scan.about_register],
        "notices": list(scan.notices),
    }


def _repository(line: RepositoryLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "team": line.team,
        "segment": line.segment,
        "status": line.status,
        "reason": line.reason,
        "commit": line.commit or None,
        "committed_on": line.committed_on or None,
        "exit": line.exit,
        "coverage": {
            "discovered": line.discovered,
            "judged": line.judged,
            "unrendered": line.unrendered,
            "skipped": line.skipped,
            "failed": line.failed,
        },
        "summary": {
            **line.levels,
            "soon": line.soon,
            "outcomes": {outcome: line.outcomes[outcome] for outcome in OUTCOMES},
        },
    }


def _rule(line: RuleLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "severity": line.severity,
        "state": line.state,
        "pass": line.passed,
        "fail": line.fail,
        "exempt": line.exempt,
        "unknown": line.unknown,
        "repositories": line.repositories,
        "failing": line.failing,
    }
