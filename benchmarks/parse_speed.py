"""How fast YAML is read: bytes to typed values that know their places, against PyYAML's nodes.

python benchmarks/parse_speed.py [FILE ...]
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from platguard.parsers import parse

ROUNDS = 5
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api-{number}
  namespace: shop
  labels: {{app.kubernetes.io/name: api, app.kubernetes.io/part-of: shop}}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: api-{number}
  template:
    metadata:
      labels:
        app: api-{number}
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: api
          image: registry.example.com/shop/api:1.4.{number}
          ports:
            - containerPort: 8080
              name: http
          env:
            - name: LOG_LEVEL
              value: "info"
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: db
                  key: url
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{cpu: 500m, memory: 256Mi}}
"""


def fastest(read: Callable[[], Any]) -> float:
    """Seconds of the fastest of some rounds, as a bound that other load moves least."""
    seconds = []
    for _ in range(ROUNDS):
        gc.collect()
        started = time.perf_counter()
        result = read()
        seconds.append(time.perf_counter() - started)
        del result
    return min(seconds)


def main() -> None:
    """Prints megabytes a second of both, and how many times faster ours is."""
    paths = [Path(argument) for argument in sys.argv[1:]]
    data = b"\n---\n".join(path.read_bytes() for path in paths)
    if not paths:
        data = "---\n".join(DEPLOYMENT.format(number=n) for n in range(1_000)).encode()
    text = data.decode()
    nodes = fastest(lambda: list(yaml.compose_all(text, Loader=yaml.CSafeLoader)))
    values = fastest(lambda: parse(data, "kubernetes"))
    size = len(data) / 1e6
    print(f"{size:.1f} MB of YAML, fastest of {ROUNDS} rounds")
    print(f"yaml.compose_all, CSafeLoader  {size / nodes:5.1f} MB/s")
    print(f"platguard.parsers              {size / values:5.1f} MB/s")
    print(f"ratio                          {nodes / values:5.2f}")


if __name__ == "__main__":
    main()
