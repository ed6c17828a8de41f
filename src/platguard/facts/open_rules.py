"""Which rules of a network policy let everything in or out, and which let DNS out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.address_blocks import every_address, told_of_blocks
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.selectors import InvalidSelector, parse_selector
from platguard.facts.templates import is_template
from platguard.model.document import NOWHERE, Place, Seq
from platguard.model.facts import OpenRule
from platguard.tuples import NamedTuple

_DNS = 53
_DNS_NAMES = frozenset({"dns", "dns-tcp"})  # what CoreDNS and kube-dns call their ports
_LAST_PORT = 65535
_KUBE_SYSTEM = {"kubernetes.io/metadata.name": "kube-system"}
_MOST_NAMED = 3
"""Rules and ports that people are told of by name."""


class _Opening(NamedTuple):
    """A rule that lets everything in or out."""

    number: int
    reason: str
    blocks: list[str]
    rule: dict[str, Any]
    place: Place

    @property
    def named_ports(self) -> bool:
        """Whether it is limited to ports."""
        ports = _ports(self.rule)
        return bool(ports) and not any(low <= 1 and high >= _LAST_PORT for low, high in ports)


def open_rules(direction: str, rules: list[Any]) -> list[OpenRule]:
    """The rules that let everything in (or out); those that do so alike are told as one.

    Every rule is let through by itself (networking/v1 types.go: "traffic matching at least one
    rule"), so a list of them with a port each is one hole and not many.
    """
    alike: dict[tuple[str, bool], list[_Opening]] = {}
    for opening in _openings(direction, rules):
        alike.setdefault((opening.reason, opening.named_ports), []).append(opening)
    return [_told(direction, openings) for openings in alike.values()]


def _openings(direction: str, rules: list[Any]) -> Iterator[_Opening]:
    for number, rule in enumerate(rules):
        # An empty item (`-`) is a rule without conditions to the API server.
        if not isinstance(rule, dict | None):
            continue
        written = mapping(rule)
        reason = _reason(direction, written)
        blocks = [] if reason else _every_address(direction, written)
        if reason or blocks:
            place = rules.place(number) if isinstance(rules, Seq) else NOWHERE
            yield _Opening(number, reason or told_of_blocks(blocks), blocks, written, place)


def _told(direction: str, openings: list[_Opening]) -> OpenRule:
    first = openings[0]
    names = _listed([f"{direction}[{opening.number}]" for opening in openings])
    return OpenRule(
        direction=direction,
        rule=f"rule{'s' if len(openings) > 1 else ''} {names}",
        rules=len(openings),
        reason=first.reason,
        named_ports=first.named_ports,
        ports=_told_of_ports([opening.rule for opening in openings]) if first.named_ports else "",
        line=first.place.line,
        column=first.place.column,
        blocks=first.blocks,
    )


def _told_of_ports(rules: list[dict[str, Any]]) -> str:
    """The ports of rules for people; empty when a template gives one of them."""
    ports = [mapping(port) for rule in rules for port in sequence(rule.get("ports"))]
    names = dict.fromkeys(
        text(port.get("port")) + (f"-{text(port['endPort'])}" if port.get("endPort") else "")
        for port in ports
    )
    if not all(names) or any(map(is_template, names)):
        return ""
    return f"port{'s' if len(names) > 1 else ''} {_listed(list(names))}"


def _listed(names: list[str]) -> str:
    """`a, b and c`, or `a, b, c and 4 more`."""
    *before, last = names
    more = len(names) - _MOST_NAMED
    if more > 1:
        before, last = names[:_MOST_NAMED], f"{more} more"
    return f"{', '.join(before)} and {last}" if before else last


def allows_dns(rule: dict[str, Any]) -> bool:
    """Whether an egress rule lets port 53 out, by naming it or by naming no port at all."""
    if not _has_ports(rule):
        is_open = _reason("egress", rule) or _every_address("egress", rule)
        return bool(is_open) or any(
            _selects_kube_system(mapping(peer)) for peer in sequence(rule.get("to"))
        )
    names = {text(mapping(port).get("port")) for port in sequence(rule.get("ports"))}
    return bool(names & _DNS_NAMES) or any(low <= _DNS <= high for low, high in _ports(rule))


def _reason(direction: str, rule: dict[str, Any]) -> str:
    """Why a rule lets everything through, whatever the address; empty when it does not."""
    if not rule:
        return "the rule is empty"
    key = "from" if direction == "ingress" else "to"
    peers = rule.get(key)
    if peers is None:
        return f"{key} is absent"
    if peers == []:
        return f"{key} is empty"
    if any(_every_namespace(mapping(peer)) for peer in sequence(peers)):
        return "namespaceSelector {} selects every namespace"
    return ""


def _every_address(direction: str, rule: dict[str, Any]) -> list[str]:
    """The blocks of a rule that are every address there is; else nothing."""
    peers = sequence(rule.get("from" if direction == "ingress" else "to"))
    return every_address([mapping(peer).get("ipBlock") for peer in peers])


def _every_namespace(peer: dict[str, Any]) -> bool:
    return (
        peer.get("ipBlock") is None
        and _selects_all(peer.get("namespaceSelector"))
        and (peer.get("podSelector") is None or _selects_all(peer.get("podSelector")))
    )


def _selects_all(selector: object) -> bool:
    if not isinstance(selector, dict):
        return False
    try:
        return parse_selector(selector).selects_everything()
    except InvalidSelector:
        return False


def _selects_kube_system(peer: dict[str, Any]) -> bool:
    selector = peer.get("namespaceSelector")
    if not isinstance(selector, dict):
        return False
    try:
        return parse_selector(selector).matches(_KUBE_SYSTEM)
    except InvalidSelector:
        return False


def _has_ports(rule: dict[str, Any]) -> bool:
    return bool(sequence(rule.get("ports")))


def _ports(rule: dict[str, Any]) -> list[tuple[int, int]]:
    """The first and last number of each port; a name is the range (0, 0)."""
    return [_range(mapping(port)) for port in sequence(rule.get("ports"))]


def _range(port: dict[str, Any]) -> tuple[int, int]:
    first, last = port.get("port"), port.get("endPort")
    if first is None:
        return 1, _LAST_PORT
    if not isinstance(first, int):
        return 0, 0
    return first, last if isinstance(last, int) else first
