"""How fast the page of a report is made, and how it feels in a browser.

    python benchmarks/page_speed.py [--repositories 10000] [--findings 2000] [--keep FILE]

Makes a page about a seeded organisation and opens it in Debian's Chromium (`/usr/bin/chromium`, or
what is called chromium on the path). Told are the seconds to write it and its size, and in the
browser the time until it is loaded, and that each click, word and jump takes until the rows stand
there. Loading is to take less than 2 s, and sorting and filtering less than 0.2 s.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from platguard.audit.numbers import rate
from platguard.model.audit import (
    Adoption,
    AdoptionRow,
    FindingRow,
    Headline,
    Matrix,
    MatrixRow,
    MonthlyShare,
    OrganisationCoverage,
    OrganisationReport,
    RegisterReport,
    RuleRow,
    Sprawl,
    StandardAdoption,
    StandardRow,
)
from platguard.reporters.organisation import write

DAY = date(2026, 11, 22)
TEAMS, RULES, STANDARDS = 400, 92, 10
LOAD, ACT = 2000.0, 200.0
"""Milliseconds."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_OUTCOMES = ("pass", "pass", "pass", "fail", "unknown", "exempt", "not-applicable")


def organisation(repositories: int, findings: int) -> OrganisationReport:
    """A report about as many repositories; the same numbers, the same report."""
    dice = random.Random(7)
    names = [f"rule-of-number-{at}" for at in range(RULES)]
    rows = [_row(dice, at, names) for at in range(repositories)]
    rules = [_rule(at, name, rows) for at, name in enumerate(names)]
    teams = [
        AdoptionRow(f"team-{at}", rate("repositories", at % 20, 25), 1, 0) for at in range(TEAMS)
    ]
    everybody = AdoptionRow("", rate("repositories", 20, 25), 0, 0)
    return OrganisationReport(
        version="0",
        as_of=DAY,
        since=None,
        scope={},
        label="Internal",
        inputs=None,
        coverage=OrganisationCoverage(
            rate("repositories", repositories, repositories), rate("files", 9, 10), 0, 0, 1, [], []
        ),
        headlines=[
            Headline("Repositories that comply", rate("repositories", 1, 3), 0, 0, None, None)
        ],
        matrix=Matrix(
            rules,
            rows,
            standards=[
                StandardRow(f"standard-{at}", 9, 100, rate("repositories", at, 10), 0, 0)
                for at in range(STANDARDS)
            ],
        ),
        drift=None,
        adoption=Adoption(
            [StandardAdoption("", [everybody], everybody, teams, [], [])],
            [],
            None,
            [MonthlyShare(f"2026-{at:02}", rate("teams", at, 12)) for at in range(1, 12)],
            "growing",
            Decimal(1),
        ),
        sprawl=Sprawl([], 0, 0, 0, False),
        usage=[],
        exceptions=RegisterReport([], {}, []),
        calendar=[],
        scorecard=[],
        roadmap=[],
        controls=[],
        findings=[_finding(at, names) for at in range(findings)],
    )


def _row(dice: random.Random, at: int, rules: Sequence[str]) -> MatrixRow:
    cells = {name: dice.choice(_OUTCOMES) for name in rules}
    held = [*cells.values()]
    passed, failed = held.count("pass"), held.count("fail")
    return MatrixRow(
        repository=f"team-{at % TEAMS}/service-{dice.randrange(10**6)}-{at}",
        team=f"team-{at % TEAMS}",
        segment=dice.choice(("backend", "frontend", "data")),
        tier=dice.choice(("critical", "standard")),
        wave=dice.choice(("pilot", "first", "second")),
        status="judged",
        commit=f"{dice.randrange(16**40):040x}",
        committed_on=DAY - timedelta(dice.randrange(900)),
        files=rate("files", 200, 200),
        rules=rate("rules", passed, passed + failed),
        exempt=held.count("exempt"),
        unknown=held.count("unknown"),
        findings=dice.randrange(400),
        cells=cells,
    )


def _rule(at: int, name: str, rows: Sequence[MatrixRow]) -> RuleRow:
    failed = sum(row.cells[name] == "fail" for row in rows)
    return RuleRow(
        rule=name,
        standard=f"standard-{at % STANDARDS}",
        title=f"The rule of number {at}",
        severity="high",
        state="enforced",
        tally=None,
        checks=None,
        findings=failed,
        repositories=rate("repositories", len(rows) - failed, len(rows)),
        exempt=0,
        unknown=0,
    )


def _finding(at: int, rules: Sequence[str]) -> FindingRow:
    return FindingRow(
        repository=f"team-{at % TEAMS}/service-{at}",
        team=f"team-{at % TEAMS}",
        rule=rules[at % RULES],
        standard=f"standard-{at % STANDARDS}",
        severity="high",
        level="error",
        outcome="fail",
        message=f"Deployment shop/api-{at} has no limit of memory for its container number {at}.",
        path=f"deploy/{at}.yaml",
        line=at % 300 + 1,
        address=f"deploy/{at}.yaml#spec",
        subject=f"Deployment shop/api-{at}",
        fingerprint=f"{at:032x}",
        first_seen=DAY - timedelta(at % 400),
        since=DAY,
        regressions=0,
        cause="new",
        exception="",
    )


def acted(page: Page, script: str) -> float:
    """Milliseconds that an act takes until what it changed has been laid out."""
    found: float = page.evaluate(
        f"""() => {{
          const table = document.querySelector("#repositories .long");
          const heading = (name) => [...table.querySelectorAll("thead button")]
            .find((one) => one.textContent.startsWith(name));
          const filter = table.querySelector("input");
          const start = performance.now();
          {script};
          document.body.offsetHeight;
          return performance.now() - start;
        }}"""
    )
    return found


ACTS = {
    "sort by name": 'heading("repository").click()',
    "sort by name, the other way": 'heading("repository").click()',
    "sort by findings": 'heading("failing findings").click()',
    "sort by a standard": 'heading("standard-3").click()',
    "filter by a word": 'filter.value = "team-39"; filter.dispatchEvent(new Event("input"))',
    "filter by a rule": 'filter.value = "rule-of-number-9"; '
    'filter.dispatchEvent(new Event("input"))',
    "no filter": 'filter.value = ""; filter.dispatchEvent(new Event("input"))',
    "jump to the end": 'const one = table.querySelector(".window"); '
    'one.scrollTop = one.scrollHeight; one.dispatchEvent(new Event("scroll"))',
}


def main() -> int:
    """Measures, and tells what is slower than it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=2_000)
    parser.add_argument("--keep", default="", help="where the page is left")
    asked = parser.parse_args()
    report = organisation(asked.repositories, asked.findings)
    stream = BytesIO()
    started = time.process_time()
    write(report, stream, "html")
    print(f"written in {time.process_time() - started:.1f} s of processor")
    print(f"{len(stream.getvalue()) / 1e6:.1f} MB")
    slow = False
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(asked.keep or f"{folder}/page.html").absolute()
        file.write_bytes(stream.getvalue())
        program = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto("about:blank")
        page.goto(file.as_uri(), wait_until="load")
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        told = {
            "load": (loaded, LOAD),
            **{name: (acted(page, script), ACT) for name, script in ACTS.items()},
        }
        for name, (taken, most) in told.items():
            slow |= taken > most
            print(f"{taken:7.0f} ms  {name}{'  TOO SLOW' if taken > most else ''}")
        nodes = page.evaluate("document.querySelectorAll('#repositories .window tr').length")
        print(f"{nodes} rows of the matrix in the page")
        browser.close()
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
