"""Services of Compose files: what is read, and what stays unknown."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.compose import extract_document
from platguard.model.facts import ContainerFact, ServiceFact

TEXT = """
x-env: &env {A: b}
services:
  web:
    image: example/web:${TAG}
    privileged: ${PRIVILEGED:-true}
    user: "1000:1000"
    environment:
      <<: *env
      PORT: 80
    networks: {back: {}}
    ports: ["80:8080", {target: 53, published: 53, host_ip: 127.0.0.1, protocol: udp}]
    deploy: {mode: replicated, resources: {limits: {cpus: "1"}, reservations: {memory: 1M}}}
    mem_limit: 2M
  job:
    build: .
    environment: [C=d, E]
    networks: [back, front]
    user: root
"""


def _of(kind: type[ServiceFact] | type[ContainerFact]) -> list[ServiceFact | ContainerFact]:
    (document,) = parsers.parse(TEXT.encode(), "compose").documents
    return [fact for fact in extract_document(document) if isinstance(fact, kind)]


def test_services() -> None:
    web, job = _of(ServiceFact)
    assert isinstance(web, ServiceFact)
    assert isinstance(job, ServiceFact)
    assert (web.address, web.name, web.deploy_mode) == ("compose:web", "web", "replicated")
    assert web.unknown == ["image"]
    assert web.ports == ["80:8080", "127.0.0.1:53:53/udp"]
    assert sorted(web.environment) == ["A", "PORT"]
    assert (web.networks, job.networks) == (["back"], ["back", "front"])
    assert (job.image, job.environment) == ("", ["C", "E"])


def test_containers() -> None:
    web, job = _of(ContainerFact)
    assert isinstance(web, ContainerFact)
    assert isinstance(job, ContainerFact)
    assert (web.role, web.workload, web.privileged) == ("service", "service web", True)
    assert web.unknown == ["image"]
    assert (web.limits, web.requests) == ({"cpus": "1", "memory": "2M"}, {"memory": "1M"})
    assert (web.run_as_user, job.run_as_user) == (1000, 0)
    assert job.privileged is False


def test_what_a_template_fills_in_is_unknown() -> None:
    text = "services: {a: {image: 'a:{{ tag }}', user: '{{ user }}', privileged: '{{ p }}'}}"
    (document,) = parsers.parse(text.encode(), "compose").documents
    (found,) = (fact for fact in extract_document(document) if isinstance(fact, ContainerFact))
    fields = ["image", "privileged", "run_as_non_root", "run_as_user", "user"]
    assert sorted(found.unknown) == fields


def test_other_documents_hold_no_services() -> None:
    for text in ("a: b", "services: []", "- services", "5"):
        (document,) = parsers.parse(text.encode(), "compose").documents
        assert extract_document(document) == []
