"""YAML to facts with places, against PyYAML composing nodes of the same texts, in one run."""

from __future__ import annotations

import time
from collections.abc import Callable

import yaml
from corpus import manifest

from platguard.facts import extract, kind_of

FILES = 600
ROUNDS = 5


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Prints the speeds and their ratio."""
    kind = kind_of("manifest.yaml")
    assert kind is not None
    for size in (0, 10_000):
        texts = [manifest(number, size).encode() for number in range(FILES)]
        total = sum(map(len, texts)) / 1e6
        composed = fastest(
            lambda texts=texts: [list(yaml.compose_all(t, Loader=yaml.CSafeLoader)) for t in texts]  # type: ignore[misc]
        )
        facts = fastest(lambda texts=texts: [extract(t, kind) for t in texts])  # type: ignore[misc]
        print(
            f"{total:5.1f} MB: composed {total / composed:.2f} MB/s, "
            f"facts {total / facts:.2f} MB/s, ratio {composed / facts:.2f}"
        )


if __name__ == "__main__":
    main()
