"""Which rules of a network policy let everything in or out, and which let DNS out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.address_blocks import every_address, told_of_blocks
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.selectors import InvalidSelector, parse_selector
from platguard.model.document import NOWHERE
from platguard.model.facts import OpenRule

if TYPE_CHECKING:
    from platguard.model.document import Place

_DNS = 53
_DNS_NAMES = frozenset({"dns", "dns-tcp"})  # what CoreDNS and kube-dns call their ports
_LAST_PORT = 65535
_KUBE_SYSTEM = {"kubernetes.io/metadata.name": "kube-system"}


def open_rule(
    direction: str, index: int, rule: dict[str, Any], place: Place | None
) -> OpenRule | None:
    """The rule, when it lets everything in (or out); None when it does not."""
    reason = _reason(direction, rule)
    blocks = [] if reason else _every_address(direction, rule)
    if blocks:
        reason = told_of_blocks(blocks)
    if not reason:
        return None
    ports = _ports(rule)
    line, column, _ = place or NOWHERE
    return OpenRule(
        direction=direction,
        rule=f"{direction}[{index}]",
        reason=reason,
        named_ports=bool(ports) and not any(low <= 1 and high >= _LAST_PORT for low, high in ports),
        line=line,
        column=column,
        blocks=blocks,
    )


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
