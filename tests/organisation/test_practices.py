"""Services, secrets and networks of real repositories, from the scan to the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import within
from sources.building import Repository

from platguard.organisation.services import home

from .estate import DAY, FIXED, MOVING, STANDARD, Estate

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, lifecycle: production, owner: group:default/{owner}}}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: it, image: "registry.example/base:1.0"}}]{more}}}
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
"""
SEALED = """\
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {{name: {name}, annotations: {{platguard.io/last-rotated: "{day}"}}}}
spec: {{encryptedData: {{password: AgBy3i4OJSWK}}}}
"""
UNDATED = SEALED.replace(', annotations: {{platguard.io/last-rotated: "{day}"}}', "")


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    """Two teams: one with policies and fresh secrets, one with neither."""
    made = Estate(tmp_path)
    made.write("own.yaml", STANDARD)
    good = made.repository("payments/ledger", FIXED)
    good.write("k8s/a.yaml", DEPLOYMENT.format(name="a", more=""))
    good.write("k8s/b.yaml", DEPLOYMENT.format(name="b", more=""))
    good.write("k8s/host.yaml", DEPLOYMENT.format(name="host", more=", hostNetwork: true"))
    good.write("k8s/policy.yaml", POLICY)
    good.write("k8s/secret.yaml", SEALED.format(name="db", day="2026-10-23"))
    good.write("examples/open.yaml", DEPLOYMENT.format(name="shown", more="").replace("shop", "x"))
    good.commit()
    bad = made.repository("search/index", FIXED)
    bad.write("k8s/a.yaml", DEPLOYMENT.format(name="a", more=""))
    for number in range(3):
        # The only commit is the one that brought them: a history that tells of no rotation.
        bad.write(f"k8s/secret-{number}.yaml", UNDATED.format(name=f"s{number}"))
    bad.commit()
    return made


def many(made: Repository) -> None:
    """Two services in folders, one of them within the other, and files of neither."""
    made.write("api/catalog-info.yaml", COMPONENT.format(name="api", owner="team-api"))
    made.write("api/Dockerfile", MOVING)
    made.write("api/web/catalog-info.yaml", COMPONENT.format(name="web", owner="team-web"))
    made.write("api/web/Dockerfile", FIXED)
    made.write("docs/README.md", "# Nothing\n")


def report(estate: Estate, *arguments: str) -> dict[str, Any]:
    """The report about the last scan, as JSON."""
    asked = ("org", "report", "inventory.yaml", "--as-of", DAY, "--format", "json")
    told = within(estate.top, estate.environ(), *asked, "--allow-incomplete", *arguments)
    assert told.code == 0, told.errors
    found: dict[str, Any] = json.loads(told.output)
    return found


def answers(found: dict[str, Any], question: str) -> dict[str, str]:
    return {one["team"]: one["told"] for one in found["practices"] if question in one["question"]}


def services(estate: Estate) -> dict[str, tuple[str, str, int]]:
    """Repository, team and failing findings of each service."""
    rows = report(estate, "--by", "service")["matrix"]["rows"]
    return {row["service"]: (row["repository"], row["team"], row["findings"]) for row in rows}


def test_teams_rotate_and_segment_as_their_repositories_say(estate: Estate) -> None:
    estate.scan()
    found = report(estate)
    assert answers(found, "policy") == {
        "payments": "workloads 2/2 (100.0%)",
        "search": "workloads 0/1 (0.0%)",
    }
    rotates = answers(found, "secrets")
    assert rotates["payments"] == "payments: monthly (worst 30 d)"
    assert rotates["search"].startswith("search: ")


def test_a_change_is_followed(estate: Estate) -> None:
    estate.scan()
    changed = Repository(estate.top / "clones" / "payments-ledger", estate.home)
    (changed.root / "k8s" / "policy.yaml").unlink()
    changed.write("k8s/secret.yaml", SEALED.format(name="db", day="2026-01-01"))
    changed.commit()
    estate.scan("--as-of", "2026-11-22")
    found = report(estate)
    assert answers(found, "policy")["payments"] == "workloads 0/2 (0.0%)"
    assert answers(found, "secrets")["payments"] == "payments: yearly (worst 325 d)"
    # What was followed is what a scan without any memory finds.
    estate.scan("--no-cache")
    assert report(estate)["practices"] == found["practices"]


def test_a_service_is_a_component_with_its_folder(estate: Estate) -> None:
    many(made := estate.repository("shop/many", FIXED))
    made.commit()
    whole = estate.repository("shop/single", MOVING)
    whole.write("catalog-info.yaml", COMPONENT.format(name="single", owner="team-single"))
    whole.commit()
    estate.scan()
    assert services(estate) == {
        "payments/ledger": ("payments/ledger", "payments", 0),
        "search/index": ("search/index", "search", 0),
        "shop/many": ("shop/many", "shop", 0),
        "api": ("shop/many", "team-api", 1),
        "web": ("shop/many", "team-web", 0),
        "single": ("shop/single", "team-single", 1),
    }
    cells = {row["service"]: row["cells"]
             for row in report(estate, "--by", "service")["matrix"]["rows"]}  # fmt: skip
    assert [cells[name]["moving-tag"] for name in ("shop/many", "api", "web", "single")] == [
        "pass", "fail", "pass", "fail",
    ]  # fmt: skip


def test_services_of_another_commit_are_found_again(estate: Estate) -> None:
    many(made := estate.repository("shop/many", None))
    made.commit()
    estate.scan()
    assert "shop/many" not in services(estate), "nothing lies outside of the services"
    made.write("api/Dockerfile", FIXED)
    made.write("api/web/Dockerfile", MOVING)
    made.write("tools/Dockerfile", MOVING)
    made.commit()
    estate.scan()
    found = services(estate)
    assert [found[name][2] for name in ("api", "web", "shop/many")] == [0, 1, 1]


FOLDERS = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map("/".join)


@given(st.sets(FOLDERS), FOLDERS)
def test_a_file_lies_in_the_innermost_folder(folders: set[str], path: str) -> None:
    around = [folder for folder in folders if path.startswith(f"{folder}/")]
    assert home(path, folders) == max(around, key=len, default="")


def test_no_finding_is_lost_between_services(estate: Estate) -> None:
    many(made := estate.repository("shop/many", MOVING))
    for folder in ("api/deep/er", "apis", "web"):
        made.write(f"{folder}/Dockerfile", MOVING)
    made.commit()
    estate.scan()
    found = services(estate)
    assert sum(number for name, _, number in found.values() if name == "shop/many") == 5
    (row,) = [row for row in report(estate)["matrix"]["rows"] if row["repository"] == "shop/many"]
    assert row["findings"] == 5
