"""What the API server refuses or drops of a network policy.

The checks are those of kubernetes/kubernetes pkg/apis/networking/validation/validation.go; the
fields are those of kubernetes/api networking/v1 types.go. What a template fills in is no fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.reading import sequence, text
from platguard.facts.selectors import InvalidSelector, parse_selector
from platguard.facts.templates import holds_template
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import PolicyFault
from platguard.patterns import pattern

_SPEC = ("podSelector", "policyTypes", "ingress", "egress")
_RULES = {"ingress": ("from", "ports"), "egress": ("to", "ports")}
_PEER = ("podSelector", "namespaceSelector", "ipBlock")
_BLOCK = ("cidr", "except")
_PORT = ("port", "protocol", "endPort")
_TYPES = ("Ingress", "Egress")
_PROTOCOLS = ("TCP", "UDP", "SCTP")
_LAST_PORT = 65535
_PORT_NAME = pattern(r"(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$")


def faults_of(spec: Any) -> list[PolicyFault]:
    """The faults of the `spec` of a NetworkPolicy, in the order of the file."""
    if not isinstance(spec, Map):
        return []
    found = [
        *_fields(spec, _SPEC, "spec"),
        *_selector(spec, "podSelector", "spec"),
        *_types(spec),
    ]
    for direction in _RULES:
        for index, rule in enumerate(sequence(spec.get(direction))):
            if isinstance(rule, Map):
                found += _rule(direction, rule, f"{direction}[{index}]")
    return sorted(found, key=lambda fault: (fault.line, fault.column))


def _fault(kind: str, name: str, told: str, fix: str, place: Place) -> PolicyFault:
    return PolicyFault(
        kind=kind, name=name, told=told, fix=fix, line=place.line, column=place.column
    )


def _fields(holder: Map, known: tuple[str, ...], where: str) -> Iterator[PolicyFault]:
    for name in holder:
        if name in known or holds_template(name):
            continue
        told = f"{where}.{name} is not a field{_consequence(name, where)}"
        from difflib import get_close_matches  # here, because only faults need it

        close = get_close_matches(name, known, n=1, cutoff=0.7)
        fix = f"Use {close[0]}." if close else f"Use one of {', '.join(known)}."
        if name == "policyType":
            fix = "Use policyTypes, which is a list: policyTypes: [Ingress, Egress]."
        elif name in ("from", "to"):
            fix = f"Use {known[0]}, or move the rule to {'egress' if name == 'to' else 'ingress'}."
        yield _fault("field", name, told, fix, holder.key_place(name))


def _consequence(name: str, where: str) -> str:
    if name == "policyType":
        return ", so the policy covers incoming traffic only, unless it has a rule for egress"
    if name in ("from", "to"):
        return ", so the rule lets everything through"
    return ", so it has no effect" if where.endswith("]") or where == "spec" else ""


def _types(spec: Map) -> Iterator[PolicyFault]:
    types = spec.get("policyTypes")
    if not isinstance(types, Seq):
        return
    for index, name in enumerate(types):
        if name not in _TYPES and not holds_template(name):
            told = f"spec.policyTypes has {text(name) or 'no text'}, which is no type"
            yield _fault("type", text(name), told, "Use Ingress or Egress.", types.place(index))
    if len(types) > len(_TYPES):
        told = f"spec.policyTypes names {len(types)} types, and there are two"
        yield _fault("type", "policyTypes", told, "Name each once.", spec.place("policyTypes"))


def _rule(direction: str, rule: Map, where: str) -> Iterator[PolicyFault]:
    fields = _RULES[direction]
    yield from _fields(rule, fields, where)
    for peer in _records(rule.get(fields[0])):
        yield from _peer(peer, f"{where}.{fields[0]}")
    for port in _records(rule.get("ports")):
        yield from _port(port, f"{where}.ports")


def _records(items: Any) -> Iterator[Map]:
    return (item for item in sequence(items) if isinstance(item, Map))


def _peer(peer: Map, where: str) -> Iterator[PolicyFault]:
    yield from _fields(peer, _PEER, where)
    given = [name for name in _PEER if peer.get(name) is not None]
    if not given and not holds_template(peer):
        told = f"an item of {where} names no peer"
        fix = "Give it a podSelector, a namespaceSelector or an ipBlock."
        yield _fault("peer", "peer", told, fix, peer.start())
    if "ipBlock" in given and len(given) > 1:
        told = f"an item of {where} has an ipBlock beside a selector"
        fix = "Give each an item of its own; then either of them is let through."
        yield _fault("peer", "ipBlock", told, fix, peer.key_place("ipBlock"))
    for name in ("podSelector", "namespaceSelector"):
        yield from _selector(peer, name, where)
    if isinstance(peer.get("ipBlock"), Map):
        yield from _block(peer["ipBlock"], f"{where}.ipBlock")


def _selector(holder: Map, key: str, where: str) -> Iterator[PolicyFault]:
    selector = holder.get(key)
    if not isinstance(selector, dict) or holds_template(selector):
        return
    try:
        parse_selector(selector)
    except InvalidSelector as error:
        fix = "Use In or NotIn with values, Exists or DoesNotExist without, and texts in quotes."
        yield _fault("selector", key, f"{where}.{key}: {error}", fix, holder.place(key))


def _block(block: Map, where: str) -> Iterator[PolicyFault]:
    yield from _fields(block, _BLOCK, where)
    cidr = block.get("cidr")
    if holds_template(cidr):
        return
    network = _network(cidr)
    if network is None:
        told = f"{where}.cidr is {text(cidr) or 'absent'}, which is no block of addresses"
        yield _fault("address", text(cidr), told, "Write it as 10.0.0.0/8.", block.place("cidr"))
    cuts = block.get("except")
    if not isinstance(cuts, Seq):
        return
    for index, cut in enumerate(cuts):
        if holds_template(cut):
            continue
        part = _network(cut)
        if part is None:
            told = f"{where}.except has {text(cut)}, which is no block of addresses"
            fix = "Write it as 10.0.0.0/8."
            yield _fault("address", text(cut), told, fix, cuts.place(index))
        elif network is not None and not (
            part.version == network.version
            and part.prefixlen > network.prefixlen
            and part.network_address in network
        ):
            told = f"{where}.except has {text(cut)}, which is not a part of {text(cidr)}"
            fix = f"Except a smaller block within {text(cidr)}, or delete it."
            yield _fault("address", text(cut), told, fix, cuts.place(index))


def _network(cidr: object) -> Any:
    """The network of a block; None for what is none."""
    from ipaddress import ip_network

    if not isinstance(cidr, str) or "/" not in cidr:
        return None
    address, _, length = cidr.partition("/")
    try:
        return ip_network((address, int(length)), strict=False) if length.isdigit() else None
    except ValueError:
        return None


def _port(port: Map, where: str) -> Iterator[PolicyFault]:
    yield from _fields(port, _PORT, where)
    if holds_template(port):
        return
    number, last, protocol = port.get("port"), port.get("endPort"), port.get("protocol")
    if protocol is not None and protocol not in _PROTOCOLS:
        told = f"{where}.protocol is {text(protocol)}"
        fix = f"Use {', '.join(_PROTOCOLS[:-1])} or {_PROTOCOLS[-1]}."
        yield _fault("port", text(protocol), told, fix, port.place("protocol"))
    if isinstance(number, str) and not _PORT_NAME.match(number):
        told = f'{where}.port is "{number}", which is neither a number nor the name of a port'
        fix = "Write a number without quotes." if number.isdigit() else "Use the name of a port."
        yield _fault("port", number, told, fix, port.place("port"))
    for key in ("port", "endPort"):
        value = port.get(key)
        if isinstance(value, int) and not 1 <= value <= _LAST_PORT:
            told, fix = f"{where}.{key} is {value}", f"Use a number from 1 to {_LAST_PORT}."
            yield _fault("port", text(value), told, fix, port.place(key))
    if last is not None:
        yield from _end_port(port, number, last, where)


def _end_port(port: Map, number: object, last: object, where: str) -> Iterator[PolicyFault]:
    place, name = port.place("endPort"), f"endPort {text(last)}"
    if not isinstance(number, int):
        told = f"{where}.endPort is {text(last)} beside a port that is no number"
        yield _fault("port", name, told, "Give port the first number of the range.", place)
    elif isinstance(last, int) and last < number:
        told = f"{where}.endPort is {last}, which is less than the port {number}"
        yield _fault("port", name, told, "Give endPort the last number of the range.", place)
