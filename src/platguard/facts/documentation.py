"""What documents for people hold: how much a README says, which alerts name a runbook."""

from __future__ import annotations

import re
from typing import Any

from platguard.facts.objects import KubernetesObject
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.templates import is_template
from platguard.model.facts import AlertRulesFact
from platguard.parsers.text import Text, decode
from platguard.patterns import pattern

_ENOUGH = 65_536
"""Bytes of a README that are looked at, many times what any rule asks for."""
_LONGEST_LINE = 2_000
"""Characters of a line that are looked at, so that patterns stay cheap on any of them."""
_HEADING = pattern(r"\s{0,3}#{1,6}(?:\s|$)|={1,6}\s")
_TITLE = pattern(r"\s{0,3}(?:[#=]\s|<h1[\s>])", re.IGNORECASE)
_UNDER_TITLE = pattern(r"={3,}\s*")
_UNDERLINE = pattern(r"\s{0,3}([=\-~^\"'`*+#<>_.:])\1{2,}\s*")
_IMAGE = pattern(
    r"\[?!\[[^\]]{0,300}\]\([^)]{0,500}\)(?:\]\([^)]{0,500}\))?"
    r"|\[?!\[[^\]]{0,300}\]\[[^\]]{0,300}\](?:\](?:\[[^\]]{0,300}\]|\([^)]{0,500}\)))?"
    r"|image:{1,2}[^\[\s]{1,500}\[[^\]]{0,300}\]"
)
_REFERENCE = pattern(r"\s{0,3}\[[^\]]{1,300}\]:\s|\s*\.\.\s|\s+:(?:target|alt|scale|height|width):")
_TAG = pattern(r"<[^<>]{0,2000}>")
_ADDRESS = pattern(r"\]\([^)]{0,500}\)")


def prose_length(data: bytes) -> int:
    """Characters that a README says something with: outside of headings, badges and markup.

    A badge is an image, wherever it leads. Blanks count once. Markdown, reStructuredText and
    AsciiDoc are told apart by nothing but their lines.
    """
    lines = _lines(data)
    length = 0
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        is_title = bool(line.strip()) and bool(_UNDERLINE.fullmatch(following))
        is_markup = any(pattern.match(line) for pattern in (_HEADING, _REFERENCE))
        if not (is_title or is_markup or _UNDERLINE.fullmatch(line)):
            length += len(" ".join(_TAG.sub(" ", _IMAGE.sub(" ", line)).split()))
    return length


def title_of(data: bytes) -> str:
    """The first heading of the first level, without badges, links and markup; else empty."""
    lines = _lines(data)
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if _TITLE.match(line) or _UNDER_TITLE.fullmatch(following):
            plain = _ADDRESS.sub(" ", _TAG.sub(" ", _IMAGE.sub(" ", line)))
            if title := " ".join(plain.split()).strip("#=[] "):
                return title
    return ""


def _lines(data: bytes) -> list[str]:
    decoded = decode(data[:_ENOUGH])
    if not isinstance(decoded, Text):
        return []
    return [line[:_LONGEST_LINE] for line in decoded.text.splitlines()]


def _is_known(rule: dict[str, Any]) -> bool:
    """Whether a rule is an alert whose annotations stand here, and not in the values of a chart."""
    return bool(text(rule.get("alert"))) and not is_template(rule.get("annotations"))


def extract_alerts(found: KubernetesObject) -> list[AlertRulesFact]:
    """The fact of a PrometheusRule; none for any other object, or one that only records.

    Source: prometheus-operator, api.md, PrometheusRule: `spec.groups[].rules[]` with `alert`.
    """
    if found.kind != "PrometheusRule":
        return []
    groups = sequence(mapping(found.value.get("spec")).get("groups"))
    rules = [mapping(rule) for group in groups for rule in sequence(mapping(group).get("rules"))]
    alerts = [rule for rule in rules if _is_known(rule)]
    without = [
        text(rule["alert"])
        for rule in alerts
        if not text(mapping(rule.get("annotations")).get("runbook_url"))
    ]
    fact = AlertRulesFact(
        address=found.address,
        subject="spec.groups",
        places={"": found.place},
        label=found.label,
        alerts=len(alerts),
        without_runbook=without,
    )
    return [fact] if alerts else []
