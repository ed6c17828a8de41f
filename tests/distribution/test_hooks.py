"""Every hook under the real pre-commit, in a repository of its own and without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from distribution.conftest import Run
from distribution.hooked import (
    DEPLOYMENT,
    NETWORK_POLICY,
    ORGANISATION,
    PRIVILEGED,
    Hooked,
    configuration,
    publish,
)

pytestmark = pytest.mark.slow

Make = Callable[..., Hooked]
STANDARD = """\
standard: delivery
title: Deployments can be rolled out safely
owner: team-platform
contact: "#platform"
rules:
  - id: single-replica
    title: Deployments run more than one replica
    on: workload
    when: workload.kind == "Deployment"
    require: workload.replicas >= params.least
    params: {least: {type: int, default: 2}}
    severity: medium
    why: A node that is drained takes the only replica with it.
    message: "{workload.label} runs {workload.replicas} replica, {params.least} are needed."
    fix: "Set replicas: {params.least}."
    at: replicas
    tests:
      - name: one replica
        given: {api.yaml: "FILE"}
        expect: fail
""".replace(
    "FILE",
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {replicas: 1, template: "
    "{spec: {containers: [{name: api, image: api:1.0}]}}}}",
)
EXCEPTION = """\
id: EXC-2026-0001
rules: [privileged]
category: waiver
reason: The vendor ships a driver for it in May.
owner: team-shop
requested: {by: alice, on: 2026-11-20}
sunset: 2027-05-31
"""
OTHER = EXCEPTION.replace("EXC-2026-0001", "EXC-2026-0002").replace("[privileged]", "[limits]")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("platguard")
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installed, and platguard what it read: once, for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def make(tmp_path: Path, source: Path, store: Path, run: Run, environment: dict[str, str]) -> Make:
    environment["PRE_COMMIT_HOME"] = str(store)
    environment["PLATGUARD_CACHE_DIR"] = str(store / "platguard")

    def make(hook: str, before: Mapping[str, str]) -> Hooked:
        folder = tmp_path / "shop"
        folder.mkdir()
        found = Hooked(folder, run)
        found.git("init", "--quiet", "--initial-branch", "main")
        told = {".pre-commit-config.yaml": configuration(source, hook), **before}
        found.commit(told, "--no-verify")
        found.pre_commit("install", "--install-hooks")
        return found

    return make


def test_changed_files(make: Make) -> None:
    before = {"platguard.yaml": ORGANISATION, "policies/web.yaml": NETWORK_POLICY}
    shop = make("platguard, args: [--as-of, '2026-11-22', --]", before)

    told = shop.commit({"web.yaml": DEPLOYMENT})
    assert "Passed" in told, "its NetworkPolicy lies in a file that the commit does not change"

    told = shop.commit({"web.yaml": PRIVILEGED}, exits=1)
    assert "web.yaml:13:25: error[privileged]" in told
    assert "exit code: 1" in told

    alone = DEPLOYMENT.replace("app: web", "app: worker").replace("name: web,", "name: worker,")
    told = shop.commit({"web.yaml": DEPLOYMENT, "worker.yaml": alone}, exits=1)
    assert "worker.yaml:7:24: error[workload-unselected]" in told, told
    assert "error[privileged]" not in told

    told = shop.commit({"worker.yaml": "# Later\n", "broken.yaml": DEPLOYMENT + "  : [\n"})
    assert "Passed" in told
    assert "Could not be read, so not judged\nbroken.yaml:16:3: " in told


def test_file_names_that_look_like_something_else(make: Make) -> None:
    before = {"platguard.yaml": ORGANISATION, "policies/web.yaml": NETWORK_POLICY}
    shop = make("platguard, args: [--as-of, '2026-11-22', --]", before)
    names = ["--config=x.yaml", "with space.yaml", "new\nline.yaml", "'quote\".yaml", "sub/-.yaml"]
    told = shop.commit(dict.fromkeys(names, PRIVILEGED), exits=1)
    assert told.count("error[privileged]") == len(names), told
    assert "\nline.yaml:13" not in told, "a name cannot begin a line"
    assert "Passed" in shop.commit(dict.fromkeys(names, DEPLOYMENT))


def test_partially_staged_and_deleted_files(make: Make) -> None:
    before = {"platguard.yaml": ORGANISATION, "policies/web.yaml": NETWORK_POLICY}
    shop = make("platguard, args: [--as-of, '2026-11-22', --]", before)
    shop.write({"web.yaml": DEPLOYMENT})
    shop.git("add", "web.yaml")
    shop.write({"web.yaml": PRIVILEGED})
    told = shop.commit({})
    assert "Passed" in told, "what is not staged is put away by pre-commit"
    assert (shop.folder / "web.yaml").read_text() == PRIVILEGED

    shop.git("checkout", "--quiet", "web.yaml")
    shop.git("rm", "--quiet", "policies/web.yaml")
    told = shop.commit({})
    assert "no files to check" in told, "why there is platguard-staged"


def test_between_two_commits(make: Make) -> None:
    before = {"platguard.yaml": ORGANISATION, "policies/web.yaml": NETWORK_POLICY}
    shop = make("platguard, args: [--as-of, '2026-11-22', --]", before)
    shop.commit({"old.yaml": PRIVILEGED}, "--no-verify")
    shop.git("checkout", "--quiet", "-b", "feature")
    shop.commit({"web.yaml": PRIVILEGED, "gone.yaml": DEPLOYMENT}, "--no-verify")
    shop.git("rm", "--quiet", "gone.yaml")
    shop.commit({}, "--no-verify")
    told = shop.pre_commit("run", "--from-ref", "main", "--to-ref", "HEAD", exits=1)
    assert "web.yaml:13:25: error[privileged]" in told
    assert "old.yaml" not in told, "an old debt"
    assert "Skipped" in shop.pre_commit("run", "--from-ref", "HEAD", "--to-ref", "HEAD")


def test_staged(make: Make) -> None:
    before = {
        "platguard.yaml": ORGANISATION,
        "policies/web.yaml": NETWORK_POLICY,
        "policies/other.yaml": NETWORK_POLICY.replace("web", "other"),
        "web.yaml": DEPLOYMENT,
        "old.yaml": PRIVILEGED.replace("web", "other"),
    }
    shop = make("platguard-staged, args: [--as-of, '2026-11-22']", before)

    told = shop.commit({"web.yaml": PRIVILEGED}, exits=1)
    assert "web.yaml:13:25: error[privileged]" in told
    assert "old.yaml" not in told

    # What is staged counts, whatever lies in the folder.
    shop.write({"web.yaml": DEPLOYMENT})
    shop.git("add", "web.yaml")
    shop.write({"web.yaml": PRIVILEGED})
    assert "Passed" in shop.commit({"README.md": "# Shop\n"})
    shop.git("checkout", "--quiet", "web.yaml")

    shop.git("mv", "old.yaml", "with space.yaml")
    assert "Passed" in shop.commit({}), "an old finding moved with its file"

    shop.git("rm", "--quiet", "policies/web.yaml")
    told = shop.commit({}, exits=1)
    assert "web.yaml:7:24: error[workload-unselected]" in told, "what the deletion uncovers"


def test_standards(make: Make) -> None:
    shop = make("platguard-standards, args: [./standards]", {"standards/delivery.yaml": STANDARD})
    told = shop.commit(
        {"standards/delivery.yaml": STANDARD.replace("severity", "severty")}, exits=1
    )
    assert "standards/delivery.yaml:12:5: unknown key" in told
    assert "severty" in told
    wrong = STANDARD.replace("expect: fail", "expect: pass")
    told = shop.commit({"standards/delivery.yaml": wrong}, exits=1)
    assert "expected pass, found fail" in " ".join(told.split())
    assert "Passed" in shop.commit({"standards/delivery.yaml": STANDARD + "\n# Reviewed\n"})
    assert "Skipped" in shop.commit({"README.md": "# Standards\n"})


def test_exceptions(make: Make) -> None:
    path = ".platguard/exceptions/EXC-2026-0001.yaml"
    shop = make("platguard-exceptions, args: [--as-of, '2026-11-22']", {path: EXCEPTION})
    told = shop.commit({path: EXCEPTION.replace("[privileged]", "[privilegd]")}, exits=1)
    assert "there is no rule 'privilegd'" in " ".join(told.split())
    assert "Passed" in shop.commit({path: EXCEPTION.replace("May", "June")})
    assert "Passed" in shop.commit({"web.yaml": DEPLOYMENT})


def test_exceptions_that_lie_elsewhere_or_are_removed(make: Make) -> None:
    """Pre-commit knows no register but the usual one, and takes no removed file for a change."""
    path, other = "register/EXC-2026-0001.yaml", "register/EXC-2026-0002.yaml"
    shop = make(
        "platguard-exceptions, args: [--as-of, '2026-11-22']",
        {"platguard.yaml": "register: register\n", path: EXCEPTION, other: OTHER},
    )
    told = shop.commit({path: EXCEPTION.replace("[privileged]", "[privilegd]")}, exits=1)
    assert "there is no rule 'privilegd'" in " ".join(told.split())
    shop.git("rm", "--quiet", "--force", path)
    told = shop.commit({})
    assert "Passed" in told
    assert "Skipped" not in told
