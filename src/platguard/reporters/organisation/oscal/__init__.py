"""The report as OSCAL assessment results (NIST, version 1.2.1), in JSON.

There is a finding for each control that rules gave evidence for, an observation for each of these
rules with the state of every repository and the evidence of what it does not pass, and a risk for
each exception in force, whose deviation was approved. A control is satisfied when nothing of it
fails, is exempt or is unknown. The same report gives the same bytes: identifiers are made of names.

Observations are written one after the other, because a large organisation has a lot of evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from platguard.errors import UsageError
from platguard.reporters.json import encode, encode_line
from platguard.reporters.organisation.oscal.document import document, tool_id
from platguard.reporters.organisation.oscal.evidence import Evidence, collected
from platguard.reporters.organisation.oscal.findings import has_evidence
from platguard.reporters.organisation.oscal.observations import observation
from platguard.reporters.organisation.oscal.values import Value
from platguard.reporters.organisation.texts import as_text

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_HERE = "\0observations"
"""Where observations go; no text of a repository keeps a zero."""
_INDENT = " " * 10
_LONG = ("subjects", "relevant-evidence")


def write(report: OrganisationReport, stream: BinaryIO) -> None:
    """Writes the results; UsageError where no control has evidence, which OSCAL cannot say."""
    if not any(has_evidence(one) for part in report.controls for one in part.controls):
        raise UsageError(
            f"no control has evidence as of {report.as_of}, and OSCAL needs one that was reviewed",
            hint="Map rules to controls, scan, or write another format.",
        )
    evidence = collected(report)
    told = document(report, evidence)
    told["assessment-results"]["results"][0]["observations"] = _HERE
    before, _, after = encode(told).partition(json.dumps(_HERE))
    with as_text(stream) as text:
        text.write(before)
        for number, one in enumerate(_observations(report, evidence)):
            text.write(",\n" if number else "[\n")
            text.write("\n".join(f"{_INDENT}{line}" for line in _lines(one)))
        text.write(f"\n{_INDENT[2:]}]")
        text.write(after)


def _lines(one: Value) -> Iterator[str]:
    """An observation, in which each repository takes one line."""
    long = {name: f"\0{name}" for name in _LONG if name in one}
    marks = {json.dumps(mark): one[name] for name, mark in long.items()}
    for line in encode({**one, **long}).splitlines():
        mark = next((mark for mark in marks if mark in line), "")
        if not mark:
            yield line
            continue
        before, _, after = line.partition(mark)
        yield f"{before}["
        *items, last = map(encode_line, marks[mark])
        yield from (f"    {item}," for item in items)
        yield from (f"    {last}", f"  ]{after}")


def _observations(report: OrganisationReport, evidence: Evidence) -> Iterator[Value]:
    for rule in report.matrix.rules:
        if rule.rule in evidence.states:
            yield observation(report, evidence, rule, tool_id(report))
