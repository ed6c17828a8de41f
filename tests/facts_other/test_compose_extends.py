"""Services that extend others: what they take, and what nobody can know here."""

from __future__ import annotations

from textwrap import indent

import pytest

from platguard.facts.manifests import extract_yaml
from platguard.model.facts import (
    ContainerFact,
    CredentialFact,
    Fact,
    ImageFact,
    ServiceFact,
    WorkloadFact,
)

BASE = """
image: redis:8.2
user: "1000"
restart: always
read_only: true
pid: host
mem_limit: 100m
cap_drop: [ALL]
security_opt: ["no-new-privileges:true"]
networks: [back]
environment: {PASSWORD: hunter2hunter2x, A: "1"}
ports: ["6379:6379"]
volumes: ["/var/run/docker.sock:/sock", "/etc:/b"]
"""
OF_CONTAINER = ("limits", "user", "restarts", "read_only_root", "dropped_capabilities", "image")


def told(services: str) -> list[Fact]:
    """The facts of a Compose file of a service `base` and others."""
    text = f"services:\n  base:\n{indent(BASE, '    ')}{indent(services, '  ')}"
    return extract_yaml(text.encode()).facts


def container(services: str) -> ContainerFact:
    """The container of the service `web`."""
    facts = told(services)
    return next(fact for fact in facts if isinstance(fact, ContainerFact) and fact.name == "web")


@pytest.mark.parametrize(
    "extends",
    [
        "web: {extends: base}\n",
        "web: {extends: {service: base}}\n",
        "middle: {extends: base}\nweb: {extends: middle}\n",
        "web: {extends: middle}\nmiddle: {extends: base}\n",
    ],
)
def test_what_a_service_of_the_same_file_has(extends: str) -> None:
    web = container(extends)
    assert web.unknown == []
    assert [getattr(web, name) for name in OF_CONTAINER] == [
        {"memory": "100m"},
        "1000",
        True,
        True,
        ["ALL"],
        "redis:8.2",
    ]
    assert (web.env, web.allow_privilege_escalation) == (["PASSWORD", "A"], False)
    assert web.places["user"].line == 5


@pytest.mark.parametrize(
    ("own", "field", "value"),
    [
        ("user: root", "user", "root"),
        ("image: 'a:1'", "image", "a:1"),
        ("cpus: 1", "limits", {"memory": "100m", "cpus": "1"}),
        ("mem_limit: 1g", "limits", {"memory": "1g"}),
        ("environment: {A: 2, B: 3}", "env", ["PASSWORD", "A", "B"]),
        ("environment: ['B=3']", "env", ["PASSWORD", "A", "B"]),
        ("cap_drop: [CHOWN]", "dropped_capabilities", ["ALL", "CHOWN"]),
        ("privileged: true", "privileged", True),
        ("deploy: {resources: {limits: {memory: 2g}}}", "limits", {"memory": "2g"}),
    ],
)
def test_what_a_service_says_itself(own: str, field: str, value: object) -> None:
    web = container(f"web: {{extends: base, {own}}}\n")
    assert (getattr(web, field), web.unknown) == (value, [])


def test_of_two_volumes_with_one_target_the_own_counts() -> None:
    facts = told("web: {extends: base, volumes: ['./own:/sock', '/usr:/c']}\n")
    paths = {
        fact.name: [path.path for path in fact.host_paths]
        for fact in facts
        if isinstance(fact, WorkloadFact)
    }
    assert paths == {"base": ["/var/run/docker.sock", "/etc"], "web": ["/etc", "own", "/usr"]}


def test_networks_and_ports_are_taken_too() -> None:
    facts = told("web: {extends: base, ports: ['80:80']}\n")
    web = next(fact for fact in facts if isinstance(fact, ServiceFact) and fact.name == "web")
    assert (web.networks, web.neighbours, web.store) == (["back"], ["base"], "redis")
    assert (web.published, web.unknown) == (["6379", "80"], [])


def test_secrets_and_images_are_told_where_they_stand() -> None:
    facts = told("web: {extends: base}\n")
    found = [fact.address for fact in facts if isinstance(fact, ImageFact | CredentialFact)]
    assert found == ["compose:base", "compose:base"]


@pytest.mark.parametrize(
    "extends",
    [
        "web: {extends: {file: other.yml, service: base}}\n",
        "web: {extends: nobody}\n",
        "web: {extends: web}\n",
        "web: {extends: other}\nother: {extends: web}\n",
        "web: {extends: other}\nother: {extends: {file: other.yml, service: base}, user: '7'}\n",
        "web: {extends: [base]}\n",
        "web: {extends: other}\nother:\n",
    ],
)
def test_what_is_not_in_the_file_is_unknown(extends: str) -> None:
    web = container(extends)
    assert {*OF_CONTAINER, "privileged", "run_as_non_root", "env", "seccomp"} <= set(web.unknown)
    for fact in told(extends):
        if isinstance(fact, WorkloadFact) and fact.name == "web":
            assert {"host_pid", "host_paths", "host_network"} <= set(fact.unknown)
        if isinstance(fact, ServiceFact) and fact.name == "web":
            assert {"networks", "published", "store"} <= set(fact.unknown)


def test_what_is_written_counts_whatever_is_extended() -> None:
    web = container(
        "web: {extends: {file: a.yml, service: b}, privileged: true, user: '0', cap_drop: [ALL],"
        " mem_limit: 1g, cpus: 1, security_opt: ['no-new-privileges:true', 'seccomp:unconfined']}\n"
    )
    known = {"privileged", "user", "limits", "dropped_capabilities", "seccomp"}
    assert known.isdisjoint(web.unknown)
    assert (web.privileged, web.run_as_user, web.seccomp) == (True, 0, "Unconfined")
    part = container("web: {extends: {file: a.yml, service: b}, cap_drop: [CHOWN], cpus: 1}\n")
    assert {"dropped_capabilities", "limits"} <= set(part.unknown)


def test_services_that_extend_each_other_take_no_more_time_than_they_are_long() -> None:
    entries = ", ".join(f"A{number}: b" for number in range(2_000))
    services = "".join(f"w{number}: {{extends: base2}}\n" for number in range(2_000))
    facts = told(f"base2: {{environment: {{{entries}}}}}\n{services}")
    assert sum(len(fact.environment) for fact in facts if isinstance(fact, ServiceFact)) < 100_000
    chain = "".join(f"w{number}: {{extends: w{number + 1}}}\n" for number in range(2_000))
    assert len([fact for fact in told(chain) if isinstance(fact, ServiceFact)]) == 2_001
