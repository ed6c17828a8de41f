"""Blocks of addresses: whether those of a network policy are every address there is."""

from __future__ import annotations

from typing import Any

from platguard.facts.reading import mapping, sequence, text
from platguard.tuples import NamedTuple


class Range(NamedTuple):
    """Consecutive addresses of one family."""

    version: int
    first: int
    last: int


_EXCEPT = " except "
_ALL = 2**128
_EVERYTHING = (Range(4, 0, 2**32 - 1), Range(6, 0, 2**128 - 1))


def every_address(blocks: list[Any]) -> list[str]:
    """These `ipBlock`s, where they are every address of a family together; else nothing.

    Exceptions count only when they leave nothing: what may stay open besides is for the
    organisation to say, and 0.0.0.0/0 without the private ranges is still the internet.
    """
    if sum(_share(mapping(block).get("cidr")) for block in blocks) < _ALL:
        return []  # too small together, wherever they lie: most policies name some network
    written = [(block, found) for block in map(mapping, blocks) if (found := _range(block))]
    for everything in _EVERYTHING:
        family = [pair for pair in written if pair[1].version == everything.version]
        if _cover([found for _, found in family], everything) and any(
            not _cover(_exceptions(block), found) for block, found in family
        ):
            return [_told(block) for block, _ in family]
    return []


def _share(cidr: object) -> int:
    """How much of _ALL a block is at most, by its length: half of it is `/1`."""
    length = str(cidr).rpartition("/")[2]
    is_known = len(length) < 4 and length.isascii() and length.isdecimal()
    return _ALL >> int(length) if is_known else _ALL


def leaves_only(blocks: list[str], allowed: list[str]) -> bool:
    """Whether the addresses of `0.0.0.0/0 except 10.0.0.0/8` lie in the allowed blocks."""
    known = [found for block in allowed if (found := _parse(block))]
    for block in blocks:
        whole, cuts = _parts(block)
        if whole is None or not _cover([*cuts, *known], whole):
            return False
    return bool(blocks)


def _parts(block: str) -> tuple[Range | None, list[Range]]:
    """The block of `0.0.0.0/0 except 10.0.0.0/8`, and what is left out of it."""
    whole, _, cuts = block.partition(_EXCEPT)
    return _parse(whole), [found for cut in cuts.split(", ") if (found := _parse(cut))]


def told_of_blocks(blocks: list[str]) -> str:
    """For people, that these blocks together are every address."""
    cidrs = " and ".join(block.partition(_EXCEPT)[0] for block in blocks)
    cuts = ", ".join(cut for block in blocks if (cut := block.partition(_EXCEPT)[2]))
    told = f"ipBlock {cidrs} selects every address"
    return f"{told}{_EXCEPT}{cuts}" if cuts else told


def _range(block: dict[str, Any]) -> Range | None:
    return _parse(block.get("cidr"))


def _exceptions(block: dict[str, Any]) -> list[Range]:
    return [found for cut in sequence(block.get("except")) if (found := _parse(cut))]


def _parse(cidr: object) -> Range | None:
    if not isinstance(cidr, str) or "/" not in cidr:
        return None  # of a peer that is no block, as most are
    from ipaddress import ip_network

    try:
        network = ip_network(cidr, strict=False)
    except ValueError:
        return None
    return Range(network.version, int(network.network_address), int(network.broadcast_address))


def _cover(parts: list[Range], whole: Range) -> bool:
    reached = whole.first
    for part in sorted(part for part in parts if part.version == whole.version):
        if part.first <= reached:
            reached = max(reached, part.last + 1)
    return reached > whole.last


def _told(block: dict[str, Any]) -> str:
    cidr = text(block.get("cidr"))
    exceptions = ", ".join(text(cut) for cut in sequence(block.get("except")))
    return f"{cidr}{_EXCEPT}{exceptions}" if exceptions else cidr
