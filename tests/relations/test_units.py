"""Deploy units, and the repository itself."""

from __future__ import annotations

from platguard.inline_tests import facts_of
from platguard.model.facts import ImageFact, NetworkFact, RepositoryFact
from platguard.relations import Whole, relate
from platguard.relations.units import deploy_units


def repository(whole: Whole) -> RepositoryFact:
    """The fact of the repository itself."""
    [fact] = relate({"repository"}, [], whole)
    assert isinstance(fact, RepositoryFact)
    return fact


def test_folders_with_a_chart_or_a_kustomization_are_deploy_units() -> None:
    paths = ["kustomization.yml", "a/Kustomization", "b/Chart.yaml", "b/kustomization.yaml", "c/x"]
    assert deploy_units(paths) == {".": "kustomization", "a": "kustomization", "b": "chart"}


def test_well_known_files_and_the_first_commit() -> None:
    paths = ["README.md", "src/README.md", ".github/CODEOWNERS", "docs/runbooks/db.md", "a.py"]
    fact = repository(Whole(paths, "2024-01-31"))
    assert fact.files == [".github/CODEOWNERS", "README.md", "docs/runbooks/db.md"]
    assert (fact.first_commit_on, fact.unknown) == ("2024-01-31", [])
    assert repository(Whole([])).unknown == ["first_commit_on"]


def test_all_relations_of_a_repository_without_manifests() -> None:
    found = relate({"network", "repository"}, [], Whole(["README.md"]))
    assert [type(fact) for fact in found] == [RepositoryFact]


def test_what_a_kustomization_lists_is_its_own_wherever_it_lies() -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: 'api:1'}]}\n"
    files = {
        "base/kustomization.yaml": "resources: [chart/out.yaml]\nimages: [{name: api, newTag: v2}]",
        "base/chart/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
        "base/chart/out.yaml": pod,
        "base/chart/other.yaml": pod,
    }
    images = [fact for fact in facts_of(files, "image") if isinstance(fact, ImageFact)]
    assert {fact.path: fact.tag for fact in images} == {
        "base/chart/out.yaml": "v2",
        "base/chart/other.yaml": "1",
    }


def test_what_is_deployed_from_a_folder_of_examples_is_no_example() -> None:
    """A policy beside the Kustomization covers what it takes out of another folder, and no more."""
    workload = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: NAME}\n"
        "spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{image: 'api:1'}]}}}\n"
    )
    deny = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\n"
        "spec: {podSelector: {}, policyTypes: [Ingress]}\n"
    )
    files = {
        "deploy/kustomization.yaml": "namespace: shop\n"
        "resources: [deny.yaml, ../examples/api.yaml]\n",
        "deploy/deny.yaml": deny,
        "examples/api.yaml": workload.replace("NAME", "api"),
        "examples/other.yaml": workload.replace("NAME", "other"),
    }
    covered = {
        fact.path: fact.ingress_covered
        for fact in facts_of(files, "network")
        if isinstance(fact, NetworkFact)
    }
    assert covered == {"examples/api.yaml": True, "examples/other.yaml": False}
