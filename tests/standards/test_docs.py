"""The pages for those who write rules say what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from textwrap import indent

from platguard.cache import Cache
from platguard.config import Organisation, Repository, read_organisation
from platguard.inline_tests import run_tests
from platguard.notice import missing
from platguard.policy import decide
from platguard.policy_exceptions import Authority, state
from platguard.reads import OnDisk, Reads, Recorded
from platguard.register import ENTRY_KEYS, read_entry
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


ROLES = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""


def _blocks(page: str, beginning: str) -> list[str]:
    text = (TOP / "docs" / page).read_text()
    return re.findall(rf"```yaml\n({beginning}.*?)```", text, re.DOTALL)


def test_every_lifecycle_that_is_shown_holds() -> None:
    lifecycles = _blocks("lifecycle.md", "lifecycle:")
    assert len(lifecycles) == 4
    builtin = named_standards("builtin", Recorded(OnDisk("."), Reads()))
    for shown in lifecycles:
        text = f"{ROLES}rules:\n  docker-swarm:\n{indent(shown, '    ')}".encode()
        organisation = read_organisation(text, "platguard.yaml")
        settings = Settings(builtin, organisation, Repository(), {}, text, Reads())
        rules = {rule.id: rule for rule in decide(settings, Cache(None)).policy.rules}
        assert rules["docker-swarm"].lifecycle is not None
        assert missing(rules["docker-swarm"].lifecycle, date.max) == []


def test_every_configuration_that_is_shown_can_be_read() -> None:
    shown = [
        *_blocks("exceptions.md", "# platguard.yaml\n"),
        *_blocks("lifecycle.md", "# platguard.yaml\n"),
    ]
    assert len(shown) == 4
    for text in shown:
        assert read_organisation(text.encode(), "platguard.yaml").adopted


def test_the_entry_that_is_shown_is_in_force() -> None:
    (shown,) = _blocks("exceptions.md", "# .platguard/exceptions/")
    entry = read_entry(shown.encode(), "EXC-2026-0007.yaml", {"docker-swarm": "docker-swarm"})
    roles = read_organisation(ROLES.encode(), "platguard.yaml").roles
    assert state(entry.exception, date(2026, 11, 22), Authority(roles)).in_force
    told = set(re.findall(r"^\| `(\w+)` \|", (TOP / "docs" / "exceptions.md").read_text(), re.M))
    assert told >= set(ENTRY_KEYS)
