"""The dated tables as they ship, and what rules ask of them."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from platguard.errors import UsageError
from platguard.table_answers.kubernetes import ANY_VERSION
from platguard.tables import Tables
from platguard.versions import at_least

DATA = Path(__file__).parents[2] / "policies" / "data"
SHIPPED: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text()) for path in sorted(DATA.glob("*.yaml"))
}
SUPPORT, APIS, RETIRED = (
    SHIPPED[name] for name in ("support", "kubernetes-apis", "retired-images")
)
TABLES = Tables.from_data(SHIPPED)


def test_tables_say_which_day_they_describe() -> None:
    assert TABLES.as_of["support"] == "2026-08-22"
    assert TABLES.as_of["kubernetes-apis"] == "2026-07-24"
    assert TABLES.as_of.keys() == SHIPPED.keys()


@pytest.mark.parametrize(
    ("product", "version", "ends"),
    [
        ("python", "3.9", "2025-10-31"),
        ("python", "3.9.18", "2025-10-31"),
        ("python", "3.10", "2026-10-31"),
        ("python", "3.13.0rc1", "2029-10-31"),
        ("nodejs", "22", "2027-04-30"),
        ("nodejs", "22.11.0", "2027-04-30"),
        ("nodejs", "v20", "2026-04-30"),
        ("eclipse-temurin", "17.0.2", "2027-10-31"),
        ("eclipse-temurin", "1.8.0", "2030-12-31"),
        ("java", "21", "2029-12-31"),
        ("go", "1.25.3", "2026-08-19"),
        ("go", "1.27", "9999-12-31"),
        ("dotnet", "8.0", "2026-11-10"),
        ("dotnet", "3.1", "2022-12-13"),
        ("debian", "12.5", "2026-07-11"),
        ("debian", "bookworm", "2026-07-11"),
        ("debian", "Bullseye", "2024-08-14"),
        ("ubuntu", "22.04", "2027-04-01"),
        ("ubuntu", "22", "2027-04-01"),
        ("php", "5", "2018-12-31"),
        ("mysql", "8", "2032-04-30"),
        ("redis", "6", "2027-04-01"),
        ("ubuntu", "jammy", "2027-04-01"),
        ("alpine-linux", "3.19.1", "2025-11-01"),
        ("amazon-linux", "2023.4.20240319.1", "2029-06-30"),
        ("amazon-linux", "2018.03", "2023-12-31"),
        ("amazon-linux", "2", "2026-06-30"),
        ("rhel", "8.9", "2029-05-31"),
        ("kubernetes", "v1.34.2", "2026-10-27"),
        ("redis", "7.2.4", "2029-12-01"),
        ("amazon-eks", "1.32", "2026-03-23"),
        ("aws-lambda", "python3.9", "2025-12-15"),
        ("aws-lambda", "nodejs20.x", "2026-04-30"),
        ("aws-lambda", "java8.al2", "2027-06-30"),
        ("aws-lambda", "java8", "2024-01-08"),
        ("aws-lambda", "provided", "2024-01-08"),
    ],
)
def test_a_version_has_the_end_of_its_cycle(product: str, version: str, ends: str) -> None:
    assert TABLES.has_support(product, version)
    assert TABLES.support_ends(product, version) == ends


@pytest.mark.parametrize(
    ("product", "version"),
    [
        ("python", "3"),
        ("python", "3.99"),
        ("python", "1.5"),
        ("python", ""),
        ("python", "latest"),
        ("python", "bookworm"),
        ("python", "3." + "9" * 5000),
        ("nodejs", "0.10"),
        ("debian", "sid"),
        ("php", "8"),
        ("mysql", "9"),
        ("redis", "4.0"),
        ("nginx", "1.29.3"),
        ("aws-lambda", "python3.99"),
        ("aws-lambda", "3.9"),
        ("aws-lambda", ""),
    ],
)
def test_an_unknown_version_has_no_end(product: str, version: str) -> None:
    assert not TABLES.has_support(product, version)
    assert TABLES.support_ends(product, version) == ""
    assert TABLES.extended_support_ends(product, version) == ""


@pytest.mark.parametrize(
    ("product", "version", "ends"),
    [
        ("debian", "bullseye", "2026-08-31"),
        ("ubuntu", "20.04", "2030-04-02"),
        ("alpine-linux", "3.19", "2025-11-01"),
        ("go", "1.27", "9999-12-31"),
        ("aws-lambda", "python3.9", "2027-03-03"),
        ("aws-lambda", "dotnet9", "9999-12-31"),
    ],
)
def test_extended_support_is_that_of_support_without_one(
    product: str, version: str, ends: str
) -> None:
    assert TABLES.extended_support_ends(product, version) == ends


@pytest.mark.parametrize(
    ("product", "as_of", "oldest", "newest"),
    [
        ("python", "2025-10-31", "3.9", "3.14"),
        ("python", "2025-11-01", "3.10", "3.14"),
        ("nodejs", "2026-05-01", "22", "24"),
        ("kubernetes", "2026-11-22", "1.35", "1.36"),
        ("kubernetes", "2026-10-27", "1.34", "1.36"),
        ("eclipse-temurin", "2026-09-01", "8", "25"),
        ("go", "2026-11-22", "1.26", "1.27"),
        ("centos", "2026-11-22", "8", ""),
        ("kubernetes", "2040-01-01", "1.36", ""),
        ("python", "2021-01-01", "3.6", "3.9"),
        ("dotnet", "2026-11-22", "10", "10"),
        ("nginx", "2026-11-22", "", ""),
    ],
)
def test_what_is_supported_on_a_day(product: str, as_of: str, oldest: str, newest: str) -> None:
    assert TABLES.oldest_supported(product, as_of) == oldest
    assert TABLES.newest_supported(product, as_of) == newest


@pytest.mark.parametrize(
    ("product", "version", "as_of", "told"),
    [
        ("python", "3.9.2", "2026-11-22", "python 3.14 (supported to 2030-10-31)"),
        ("go", "1.18", "2026-11-22", "go 1.27 (supported without an announced end)"),
        ("nodejs", "16", "2026-11-22", "nodejs 26 (supported to 2029-04-30)"),
        ("centos", "7", "2026-11-22", "another product: no centos is supported any more"),
        ("aws-lambda", "python3.9", "2026-11-22", "python3.14 (supported to 2029-06-30)"),
        ("aws-lambda", "go1.x", "2026-11-22", "provided.al2023 (supported to 2029-06-30)"),
        ("aws-lambda", "dotnetcore3.1", "2026-11-22", "dotnet10 (supported to 2028-11-14)"),
    ],
)
def test_what_to_move_to(product: str, version: str, as_of: str, told: str) -> None:
    assert TABLES.what_to_use(product, version, as_of) == told


@pytest.mark.parametrize(
    ("product", "allowed", "oldest", "newest", "ends"),
    [
        ("python", ["3.8..3.10"], "3.8", "3.9", "2025-10-31"),
        ("python", ["3.8.."], "3.8", "3.14", "9999-12-31"),
        ("python", ["3.8..4"], "3.8", "3.14", "9999-12-31"),
        ("python", ["..3.8"], "", "3.7", "2023-06-27"),
        ("python", ["3.9.2..3.9.5"], "3.9", "3.9", "2025-10-31"),
        ("nodejs", ["18..19", "20..21"], "18", "20", "2026-04-30"),
        ("nodejs", ["20..22"], "20", "21", "2026-04-30"),
        ("ruby", ["3.1..4"], "3.1", "3.4", "2028-03-31"),
        ("dotnet", ["6..6.1", "8..8.1"], "6", "8", "2026-11-10"),
        ("java", ["16.."], "16", "26", "9999-12-31"),
        ("python", ["99..100"], "", "", ""),
        ("nginx", ["1.."], "", "", ""),
    ],
)
def test_what_a_requirement_allows(
    product: str, allowed: list[str], oldest: str, newest: str, ends: str
) -> None:
    assert TABLES.oldest_allowed(product, allowed) == oldest
    assert TABLES.newest_allowed(product, allowed) == newest
    assert TABLES.allowed_support_ends(product, allowed) == ends


@pytest.mark.parametrize(
    ("version", "name", "released"),
    [("bookworm", "12", "2023-06-10"), ("12.5", "12", "2023-06-10"), ("sid", "", "")],
)
def test_a_version_has_the_name_of_its_cycle(version: str, name: str, released: str) -> None:
    assert TABLES.cycle("debian", version) == name
    assert TABLES.released_on("debian", version) == released


@pytest.mark.parametrize(
    ("registry", "repository", "retired", "advice"),
    [
        (
            "k8s.gcr.io",
            "ingress-nginx/controller",
            "2023-04-03",
            "Use registry.k8s.io; the same repositories and tags are there.",
        ),
        ("docker.io", "adoptopenjdk/openjdk11", "2021-08-01", "Use eclipse-temurin."),
        ("docker.io", "library/thrift", "2020-06-03", "Nothing replaces it."),
        ("docker.io", "bitnami/sealed-secrets-controller", "", ""),
        ("docker.io", "library/openjdk-but-not", "", ""),
        ("registry.example", "library/openjdk", "", ""),
        ("k8s.gcr.io.evil.example", "pause", "", ""),
    ],
)
def test_image_repositories_that_were_given_up(
    registry: str, repository: str, retired: str, advice: str
) -> None:
    assert TABLES.image_retired_on(registry, repository) == retired
    assert TABLES.image_advice(registry, repository) == advice


def test_a_short_lived_cycle_is_named_where_no_other_is_supported() -> None:
    support = deepcopy(SUPPORT)
    support["products"] = {
        "nodejs": {"cycles": {"25": SUPPORT["products"]["nodejs"]["cycles"]["25"]}}
    }
    tables = Tables.from_data(SHIPPED | {"support": support})
    assert tables.newest_supported("nodejs", "2026-01-01") == "25"


@pytest.mark.parametrize(
    ("api_version", "kind", "deprecated", "removed"),
    [
        ("networking.k8s.io/v1beta1", "Ingress", "1.19", "1.22"),
        ("networking.k8s.io/v1beta1", "IngressList", "1.19", "1.22"),
        ("extensions/v1beta1", "Deployment", "1.8", "1.16"),
        ("policy/v1beta1", "PodSecurityPolicy", "1.21", "1.25"),
        ("storage.k8s.io/v1beta1", "VolumeAttributesClass", "1.34", "1.37"),
        ("coordination.k8s.io/v1alpha1", "LeaseCandidate", "", "1.32"),
        ("external-secrets.io/v1beta1", "ExternalSecret", "", ANY_VERSION),
        ("networking.k8s.io/v1", "Ingress", "", ""),
        ("cert-manager.io/v1alpha2", "Certificate", "", ANY_VERSION),
        ("cert-manager.io/v1", "Certificate", "", ""),
    ],
)
def test_the_life_of_an_api(api_version: str, kind: str, deprecated: str, removed: str) -> None:
    assert TABLES.api_deprecated_in(api_version, kind) == deprecated
    assert TABLES.api_removed_in(api_version, kind) == removed


def test_what_nothing_serves_is_removed_for_every_target() -> None:
    removed = TABLES.api_removed_in("external-secrets.io/v1beta1", "SecretStore")
    assert at_least("1.8", removed)


@pytest.mark.parametrize(
    ("api_version", "kind", "planned"),
    [
        ("storage.k8s.io/v1beta1", "VolumeAttributesClass", True),
        ("networking.k8s.io/v1beta1", "Ingress", False),
        ("external-secrets.io/v1beta1", "SecretStore", False),
        ("networking.k8s.io/v1", "Ingress", False),
    ],
)
def test_a_removal_above_the_newest_release_is_a_plan(
    api_version: str, kind: str, planned: bool
) -> None:
    assert TABLES.api_removal_is_planned(api_version, kind) is planned


@pytest.mark.parametrize(
    ("api_version", "kind", "advice"),
    [
        (
            "networking.k8s.io/v1beta1",
            "Ingress",
            "Use networking.k8s.io/v1; add pathType to every path.",
        ),
        ("batch/v1beta1", "CronJob", "Use batch/v1; only the version changes."),
        ("apps/v1beta1", "Deployment", "Use apps/v1."),
        ("networking.k8s.io/v1alpha1", "ClusterCIDR", "Nothing replaces it."),
        (
            "external-secrets.io/v1beta1",
            "SecretStore",
            "Use external-secrets.io/v1; since External Secrets 0.17 it is only served with "
            "crds.unsafeServeV1Beta1.",
        ),
        ("apps/v1", "Deployment", ""),
    ],
)
def test_what_to_use_instead(api_version: str, kind: str, advice: str) -> None:
    assert TABLES.api_advice(api_version, kind) == advice


def test_every_replacement_is_an_api_that_outlives_what_it_replaces() -> None:
    for (api_version, kind), life in TABLES.apis.items():
        heir = TABLES.apis.get((life.replacement, kind))
        if life.replacement and heir:
            assert at_least(heir.removed, life.removed), (api_version, kind)


@pytest.mark.parametrize(
    ("version", "minimum", "expected"),
    [
        ("1.16", "1.9", True),
        ("1.9", "1.16", False),
        ("1.22", "1.22", True),
        ("1.22", "1.22.0", True),
        ("v1.22.3", "1.22", True),
        ("2", "1.99", True),
        ("", "1.22", False),
    ],
)
def test_versions_compare_as_numbers(version: str, minimum: str, expected: bool) -> None:
    assert at_least(version, minimum) is expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_may_be_asked_about(product: str, version: str) -> None:
    for name in (product, "python"):
        assert TABLES.has_support(name, version) == bool(TABLES.support_ends(name, version))


def _changed(table: dict[str, Any], where: list[str | int], value: object) -> dict[str, Any]:
    changed = deepcopy(table)
    target: Any = changed
    for key in where[:-1]:
        target = target[key]
    target[where[-1]] = value
    return changed


CYCLE: list[str | int] = ["products", "python", "cycles", "3.9"]


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        (["as_of"], "2026-02-30", "as_of is 2026-02-30"),
        (["source"], "", "has no source"),
        (["table"], "runners", "table is runners; expected support"),
        (["note"], "x", "unknown field note"),
        (["products"], [], "products is not a mapping"),
        ([*CYCLE, "ends"], "2025-13-01", "products.python.cycles.3.9.ends is 2025-13-01"),
        ([*CYCLE, "end"], "2025-10-31", "unknown field end"),
        (CYCLE, {}, "products.python.cycles.3.9 has no ends"),
        (CYCLE, None, "products.python.cycles.3.9 is not a mapping"),
        ([*CYCLE, "extended"], "2020-01-01", "expected a day after ends, 2025-10-31"),
        ([*CYCLE, "names"], "old", "names is not a list of texts"),
        ([*CYCLE, "short_lived"], "yes", "short_lived is 'yes'"),
        ([*CYCLE[:3], 3.1], {"ends": "2026-01-01"}, "a version in quotes"),
        ([*CYCLE[:3], "-"], {"ends": "2026-01-01"}, "a version in quotes"),
        ([*CYCLE, "released"], "soon", "products.python.cycles.3.9.released is soon"),
        (["products", "go", "also"], ["python"], "the name python is taken"),
    ],
)
def test_a_fault_in_the_support_table_names_its_place(
    where: list[str | int], value: object, told: str
) -> None:
    with pytest.raises(UsageError) as fault:
        Tables.from_data(SHIPPED | {"support": _changed(SUPPORT, where, value)})
    assert told in str(fault.value)


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        (["apis"], "none", "apis is not a list"),
        (["apis", 0, "removed"], 1.2, "apis[0].removed is 1.2"),
        (["apis", 0, "removed"], "1.1", "expected one after 1.2"),
        (["apis", 0, "removed"], "soon", "apis[0].removed is 'soon'"),
        (["apis", 0, "safe"], "yes", "apis[0].safe is 'yes'"),
        (["apis", 0, "kinds"], "Ingress", "apis[0].kinds is not a list"),
        (["apis", 1], {"api_version": "a/v1", "kinds": ["B"]}, "apis[1] says nothing"),
        (["apis", 1], "x", "apis[1] is not a mapping"),
        (["apis", 1], APIS["apis"][0], "has a row already"),
    ],
)
def test_a_fault_in_the_api_table_names_its_place(
    where: list[str | int], value: object, told: str
) -> None:
    with pytest.raises(UsageError) as fault:
        Tables.from_data(SHIPPED | {"kubernetes-apis": _changed(APIS, where, value)})
    assert told in str(fault.value)


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        (["rows"], "none", "rows is not a list"),
        (["rows", 0, "retired"], "soon", "rows[0].retired is soon"),
        (["rows", 0, "images"], "a/b", "rows[0].images is not a list"),
        (["rows", 0, "images"], ["*/openjdk"], "names */openjdk; expected registry/repository"),
        (["rows", 0, "since"], "2020-01-01", "unknown field since"),
    ],
)
def test_a_fault_in_the_table_of_images_names_its_place(
    where: list[str | int], value: object, told: str
) -> None:
    with pytest.raises(UsageError) as fault:
        Tables.from_data(SHIPPED | {"retired-images": _changed(RETIRED, where, value)})
    assert told in str(fault.value)
