"""Files in which a text stands in every place that facts, findings or messages are made of."""

from __future__ import annotations

import json
import re

_MARK = re.compile("TEXT|WITHIN|ADDRESS|TAGGED")
_FILES = {
    "pod.yaml": """\
# platguard: exception WITHIN
# WITHIN
apiVersion: v1
kind: Pod
metadata:
  name: TEXT
  namespace: TEXT
  labels: {TEXT: TEXT, owner: TEXT}
  annotations: {TEXT: TEXT, link: TEXT}
spec:
  serviceAccountName: TEXT
  nodeSelector: {TEXT: TEXT}
  volumes: [{name: TEXT, hostPath: {path: TEXT}}]
  initContainers: [{name: TEXT, image: TEXT}]
  containers:
  - name: TEXT
    image: TEXT
    command: [TEXT, TEXT]
    args: [TEXT]
    env: [{name: TEXT, value: TEXT}]
    securityContext: {privileged: true, capabilities: {add: [TEXT]}}
""",
    "deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: TEXT}}
spec:
  selector: {matchLabels: {app: TEXT}}
  template:
    metadata: {labels: {app: TEXT}}
    spec: {containers: [{name: web, image: TAGGED, envFrom: [{secretRef: {name: TEXT}}]}]}
""",
    "policy.yaml": """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: TEXT, namespace: a}
spec:
  podSelector: {matchLabels: {TEXT: TEXT}}
  ingress: [{from: [{namespaceSelector: {matchLabels: {name: TEXT}}}], ports: [{port: TEXT}]}]
""",
    "external.yaml": """\
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: TEXT}
spec: {refreshInterval: TEXT, target: {name: TEXT}, data: [{secretKey: TEXT}]}
""",
    "secret.yaml": """\
apiVersion: v1
kind: Secret
metadata: {name: TEXT}
stringData: {TEXT: TEXT}
""",
    "compose.yml": """\
version: TEXT
services:
  TEXT:
    image: TEXT
    command: TEXT
    user: TEXT
    environment: {TEXT: TEXT}
    labels: {TEXT: TEXT}
    networks: [TEXT]
    volumes: [TEXT, ADDRESS]
    deploy: {placement: {constraints: [TEXT]}}
  db: {image: TAGGED, build: {context: ADDRESS, args: {TEXT: TEXT}}}
networks: {TEXT: {driver: overlay}}
secrets: {TEXT: {external: true}}
""",
    "catalog-info.yaml": """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: TEXT
  annotations: {backstage.io/source-location: ADDRESS}
  links: [{url: ADDRESS, title: "runbook WITHIN"}]
spec: {type: service, lifecycle: TEXT, owner: TEXT, system: TEXT}
""",
    "kustomization.yaml": """\
resources: [ADDRESS]
namePrefix: TEXT
commonLabels: {TEXT: TEXT}
images: [{name: TEXT, newTag: TEXT}]
secretGenerator: [{name: TEXT, literals: [TEXT]}]
""",
    "slo.yaml": """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: TEXT}
spec: {service: TEXT, objectives: [{target: 0.99, displayName: TEXT}]}
""",
    "play.yml": """\
- hosts: TEXT
  tasks:
    - name: TEXT
      community.docker.docker_stack: {name: TEXT, compose: [TEXT]}
    - name: TEXT
      ansible.builtin.command: {cmd: "docker stack deploy -c a.yml WITHIN"}
""",
    "Taskfile.yml": """\
version: "3"
tasks:
  TEXT: {cmds: ["docker stack deploy -c WITHIN a", TEXT]}
""",
    ".github/workflows/a.yml": """\
name: TEXT
on: [push, pull_request_target]
env: {TEXT: TEXT}
jobs:
  TEXT:
    runs-on: [self-hosted, TEXT]
    environment: TEXT
    container: {image: TAGGED}
    steps:
    - {name: TEXT, uses: actions/checkout@v1, with: {ref: TEXT}}
    - {uses: TEXT}
    - {uses: actions/setup-node@v1, with: {node-version: TEXT}}
    - {run: TEXT, shell: TEXT}
    - {run: "docker stack deploy -c a.yml WITHIN"}
""",
    "package.json": """\
{"engines": {"node": TEXT}, "scripts": {TEXT: TEXT, "a": "docker stack deploy -c a.yml WITHIN"},
 "dependencies": {TEXT: TEXT}}
""",
    "values.yaml": "TEXT: TEXT\nimage: {repository: TEXT, tag: TEXT}\npassword: TEXT\n",
    "sops.yaml": """\
TEXT: "ENC[AES256_GCM,data:WITHIN,type:str]"
sops: {mac: TEXT, lastmodified: "2024-01-01T00:00:00Z", age: [{recipient: TEXT}]}
""",
    "Dockerfile": """\
# TEXT
FROM python:3.7-TEXT AS TEXT
FROM TEXT
LABEL TEXT=TEXT owner=TEXT
ENV TEXT=TEXT
ARG TEXT=TEXT
ADD ADDRESS /TEXT
RUN curl ADDRESS && TEXT
USER TEXT
CMD ["TEXT"]
""",
    "deploy.sh": """\
# platguard: exception TEXT
docker stack deploy -c TEXT TEXT
docker service create --name TEXT TEXT
docker service update TEXT
export TEXT=TEXT
curl ADDRESS
""",
    "Makefile": "TEXT:\n\tdocker stack deploy -c a.yml TEXT\n",
    "justfile": "TEXT:\n    docker stack deploy -c a.yml TEXT\n",
    "Jenkinsfile": "node { sh 'docker stack deploy -c a.yml TEXT' }\n",
    "README.md": "# TEXT\n\n```sh\ndocker stack deploy -c compose.yml TEXT\n```\n",
    "CODEOWNERS": "TEXT @a/TEXT\n[TEXT] @a\n* TEXT me@TEXT\n",
    ".nvmrc": "v14.1.0-TEXT\n",
    ".tool-versions": "TEXT TEXT\nnodejs 14.0-TEXT\n",
    "go.mod": "module TEXT\n\ngo 1.19\n\ntoolchain TEXT\n",
    "Gemfile": 'ruby "2.6-TEXT"\n',
    "requirements.txt": "sentry-sdk[TEXT]==TEXT\n",
    "pom.xml": "<project><properties><java.version>8-TEXT</java.version></properties></project>\n",
    "pyproject.toml": '[project]\nrequires-python = ">=3.8,TEXT"\n',
    "a.csproj": "<Project><TargetFramework>net6.0-TEXT</TargetFramework></Project>\n",
    ".env": "DB_PASSWORD=TEXT\nTEXT_PASSWORD=TEXT\n",
}
_QUOTED = (".yaml", ".yml", ".json")


def files(text: str) -> dict[str, str]:
    """Each file with `text` in its places; in YAML and JSON it is quoted as they do it."""
    return {path: _written(path, template, text) for path, template in _FILES.items()}


def _written(path: str, template: str, text: str) -> str:
    meant = {
        "TEXT": text,
        "WITHIN": json.dumps(text)[1:-1],
        "ADDRESS": f"https://host.example/{text}/a",
        "TAGGED": f"nginx:{text}",
    }

    def put(mark: re.Match[str]) -> str:
        is_plain = not path.endswith(_QUOTED) or mark[0] == "WITHIN"
        return meant[mark[0]] if is_plain else json.dumps(meant[mark[0]])

    return _MARK.sub(put, template)
