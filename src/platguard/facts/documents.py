"""What documents say: the prose of a README, and the runbooks that alerts name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from platguard.facts.reading import mapping, sequence, text
from platguard.facts.templates import is_template
from platguard.model.facts import AlertRulesFact

if TYPE_CHECKING:
    from platguard.facts.objects import KubernetesObject

_GROUP = "monitoring.coreos.com"
# Each of these takes characters only up to the first that ends it.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^()\n]*\)|\[[^\]\n]*\])")
_EMPTY_LINK = re.compile(r"\[\s*\](?:\([^()\n]*\)|\[[^\]\n]*\])")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^()\n]*\)")
_DEFINITION = re.compile(r"^\s*(?:\[[^\]\n]*\]:|\.\. (?:image|_|\|)).*$", re.MULTILINE)
_TAG = re.compile(r"<[^<>\n]*>")
_HEADING = re.compile(r"^\s{0,3}(?:#{1,6}(?:\s|$)|={1,6}\s).*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^[^\n]+\n[=\-~^\"'`#*+]{3,}[ \t]*$", re.MULTILINE)


def prose_length(data: bytes) -> int:
    """How many characters a README has outside of headings and badges, runs of space as one."""
    prose = data.decode("utf-8", "replace").replace("\r\n", "\n")
    for left_out in (_COMMENT, _IMAGE, _EMPTY_LINK, _DEFINITION, _TAG, _HEADING, _UNDERLINED):
        prose = left_out.sub("", prose)
    return len(" ".join(_LINK.sub(r"\1", prose).split()))


def extract_alerts(found: KubernetesObject) -> list[AlertRulesFact]:
    """The alerts of a PrometheusRule; nothing for other kinds.

    A rule with `alert` is one (prometheus-operator pkg/apis/monitoring/v1 prometheusrule_types.go).
    """
    if found.kind != "PrometheusRule" or found.group != _GROUP:
        return []
    reading = found.reading()
    spec = mapping(found.value.get("spec"))
    groups = reading.find("groups", spec, "groups")
    if is_template(found.value.get("spec")) or "groups" in reading.unknown:
        # Alerts commonly hold templates of their own; only a template of a list hides alerts.
        hidden = not isinstance(groups, list) or any(map(is_template, groups))
        hidden = hidden or any(is_template(mapping(group).get("rules")) for group in groups)
        reading.unknown = [name for name in reading.unknown if name != "groups"]
        if hidden:
            reading.doubt("alerts", "without_runbook")
    alerts = [
        rule
        for group in map(mapping, sequence(groups))
        for rule in map(mapping, sequence(group.get("rules")))
        if text(rule.get("alert"))
    ]
    return [
        AlertRulesFact(
            address=found.address,
            subject="",
            places=reading.places,
            unknown=reading.unknown,
            label=found.label,
            alerts=len(alerts),
            without_runbook=[
                text(rule.get("alert"))
                for rule in alerts
                if not text(mapping(rule.get("annotations")).get("runbook_url"))
            ],
        )
    ]
