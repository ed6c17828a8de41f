"""Writes repositories of manifests of any size, the same for the same numbers."""

from __future__ import annotations

import argparse
from pathlib import Path

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: team-{team}
  labels: {{app: {name}, team: team-{team}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata:
      labels: {{app: {name}, tier: backend}}
    spec:
      serviceAccountName: {name}
      containers:
        - name: main
          image: registry.example/team-{team}/{name}:{version}
          ports: [{{containerPort: 8080, name: http}}]
          env:
            - {{name: LOG_LEVEL, value: info}}
            - name: DATABASE_URL
              valueFrom: {{secretKeyRef: {{name: {name}, key: url}}}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 256Mi}}
          readinessProbe: {{httpGet: {{path: /healthz, port: http}}}}
          securityContext: {{runAsNonRoot: true, allowPrivilegeEscalation: false}}
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: team-{team}}}
spec:
  selector: {{app: {name}}}
  ports: [{{port: 80, targetPort: http}}]
"""
POLICY = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: team-{team}}}
spec:
  podSelector: {{matchLabels: {{app: {name}}}}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: edge}}}}}}]
"""
FILLER = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}-{number}, namespace: team-{team}}}
data:
{lines}
"""


def manifest(number: int, size: int) -> str:
    """The manifest of one service, padded with configuration to about `size` bytes."""
    values = {
        "name": f"service-{number}",
        "team": number % 40,
        "replicas": 1 + number % 5,
        "version": f"1.{number % 30}.{number % 7}" if number % 50 else "latest",
    }
    text = DEPLOYMENT.format(**values)
    if number % 3:
        text += POLICY.format(**values)
    part = 0
    while len(text) < size:
        lines = "\n".join(f"  key_{number}_{part}_{i}: value {i * number}" for i in range(40))
        text += FILLER.format(**values, number=part, lines=lines)
        part += 1
    return text


PER_FOLDER = 4
"""Files in a folder of a repository such as argo-cd (5,574 files in 1,713 folders) or istio (6,611
files in 1,428 folders)."""


def write(folder: Path, files: int, size: int = 0, *, nested: bool = False) -> None:
    """Writes a repository of `files` manifests of at least `size` bytes each.

    With `nested`, they lie in as many folders as in well-known repositories, else in 40.
    """
    for number in range(files):
        group = f"group-{number // 40 // PER_FOLDER}/deploy" if nested else ""
        path = folder / f"team-{number % 40}" / group / f"service-{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(manifest(number, size))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=8000)
    parser.add_argument("--size", type=int, default=0, help="bytes of each file, at least")
    given = parser.parse_args()
    write(given.folder, given.files, given.size)
