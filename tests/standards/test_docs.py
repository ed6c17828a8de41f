"""The pages for those who write rules say what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from platguard.cache import Cache
from platguard.config import Organisation, Repository
from platguard.inline_tests import run_tests
from platguard.policy import decide
from platguard.reads import OnDisk, Reads, Recorded
from platguard.settings import Settings, named_standards
from platguard.standards import RULE_KEYS

TOP = Path(__file__).parents[2]
GUIDE = (TOP / "docs" / "writing-rules.md").read_text()


def test_the_reference_is_up_to_date_and_whole() -> None:
    script = TOP / "scripts" / "reference.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "|  |" not in (TOP / "docs" / "reference.md").read_text(), "a field says nothing"


def test_the_example_finds_what_it_expects(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(standard:.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "own.yaml").write_text(example)
    reads = Reads()
    found = named_standards("own.yaml", Recorded(OnDisk(str(tmp_path)), reads))
    settings = Settings(found, Organisation(), Repository(), {}, b"", reads)
    results = list(run_tests(decide(settings, Cache(None)), date(2026, 11, 22)))
    assert results
    assert all(result.passed for result in results)


def test_every_key_of_a_rule_is_told() -> None:
    assert [
        key for key in RULE_KEYS if f"`{key}`" not in GUIDE and f"    {key}:" not in GUIDE
    ] == []
