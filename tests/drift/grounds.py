"""Findings and grounds for comparisons without a repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from platguard.drift_matching import Rename
from platguard.fingerprints import fingerprint
from platguard.model.drift import Earlier, Identity, Trace
from platguard.model.report import Finding, LifecycleNote

TODAY = "2026-11-22"
ENFORCED = LifecycleNote("enforced", None, None, None, None, "")


@dataclass(frozen=True)
class PlainGround:
    """Two scans that saw everything, under the same rules; nothing is known of files."""

    today: str = TODAY
    renames: Mapping[str, Rename] = field(default_factory=dict)
    redefined: bool = False
    unseen: frozenset[str] = frozenset()
    """Paths that the other scan could not see."""

    def unseen_before(self, finding: Finding) -> str:
        return "not scanned" if finding.path in self.unseen else ""

    def unseen_now(self, finding: Finding) -> str:
        return "not scanned" if finding.path in self.unseen else ""

    def changed(self, rule: str) -> str:
        return ""

    def is_other_rule(self, rule: str) -> bool:
        return False

    def is_new_file(self, finding: Finding) -> bool:
        return False

    def is_unchanged(self, finding: Finding) -> bool:
        return False

    def is_readdressed(self, earlier: Identity) -> bool:
        return False

    def renamed(self, earlier: Identity) -> Identity | None:
        return None

    def was_there(self, found: Identity) -> bool:
        return False

    def stays(self, earlier: Identity) -> bool:
        return False

    def is_there(self, earlier: Identity) -> bool:
        return True

    def on_earlier_day(self, finding: Finding) -> Finding | None:
        return finding


def finding(
    rule: str = "image-tag",
    path: str = "a.yaml",
    address: str = "k8s:/Pod/shop/a",
    subject: str = "containers[main]",
    discriminator: str = "",
    *,
    number: int = 0,
    level: str = "error",
    outcome: str = "fail",
    message: str = "It moves.",
    gap: int | None = None,
) -> Finding:
    """A failing finding with the fingerprint that a scan would give it."""
    return Finding(
        rule=rule,
        standard="own",
        title="",
        level=level,
        severity="high",
        outcome=outcome,
        message=message,
        fix="",
        path=path,
        line=1,
        column=1,
        end_line=1,
        subject=subject,
        address=address,
        fingerprint=fingerprint(rule, address, subject, discriminator, number),
        lifecycle=ENFORCED,
        exception=None,
        controls={},
        owner="us",
        contact="here",
        guide="",
        gap=gap,
    )


def earlier(found: Finding, first_seen: str = "2026-10-01") -> Earlier:
    """The finding as an earlier report has it."""
    return Earlier(found, Trace(first_seen))
