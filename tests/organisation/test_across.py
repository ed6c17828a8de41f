"""What repositories of one organisation mean to each other, through the command."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sources.building import Repository

from .estate import SLOW_GIT, Estate

API = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{name: api, image: "a:1"}]}}}
"""
WEB = API.replace(": api", ": web")
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
"""
DENY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
"""
COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: NAME, annotations: {platguard.io/slo-availability: "TARGET"}}
spec: {type: service, lifecycle: production, owner: us, dependsOn: [DEPENDENCIES]}
"""


def component(name: str, target: str, *dependencies: str) -> str:
    """A catalog with one Component."""
    text = COMPONENT.replace("NAME", name).replace("TARGET", target)
    return text.replace("DEPENDENCIES", ", ".join(f'"{each}"' for each in dependencies))


class Shop(Estate):
    """An organisation that is judged by the standards that come with platguard."""

    def __init__(self, top: Path, restored: Path) -> None:
        """`restored` is a cache to begin with, in which the standards are compiled."""
        super().__init__(top)
        self.take_builtin(restored)

    def has(self, name: str, files: dict[str, str]) -> Repository:
        """A repository of some files."""
        made = self.repository(name, None)
        for path, text in files.items():
            made.write(path, text)
        made.commit()
        return made

    def found(self, *rules: str) -> list[tuple[str, ...]]:
        """What the history has of some rules: repository, rule, level, message."""
        with closing(sqlite3.connect(self.top / "platguard-history.db")) as base:
            asked = f"""select repository, rule, level, message from spans_dated
                where closed is null and outcome = 'fail'
                and rule in ({", ".join("?" * len(rules))}) order by 1, 2, 4"""
            return base.execute(asked, rules).fetchall()

    def history(self) -> list[tuple[str, list[Any]]]:
        """All that the history tells people, but for when it was written."""
        with closing(sqlite3.connect(self.top / "platguard-history.db")) as base:
            views = base.execute("select name from sqlite_schema where type = 'view' order by 1")
            return [
                (name, sorted(base.execute(f"select * from {name}"), key=repr)) for (name,) in views
            ]


@pytest.fixture
def shop(tmp_path: Path, restored: Path) -> Shop:
    """The organisation, without repositories."""
    return Shop(tmp_path, restored)


POLICIES = ("policy-dangling", "policy-peer-dangling")
WIDE = {
    "a/policies": {"api.yaml": API, "policy.yaml": POLICY},
    "b/web": {"web.yaml": WEB, "catalog-info.yaml": component("web", "99.9", "api")},
    "c/api": {"catalog-info.yaml": component("api", "99.5")},
    "c/copy": {"catalog-info.yaml": component("Web", "99.5")},
    "d/elsewhere": {"web.yaml": WEB.replace("shop", "other")},
}
"""Repositories that mean something to each other."""


def wide(shop: Shop, names: Iterable[str] = WIDE) -> None:
    """Gives the organisation these repositories."""
    for name in names:
        shop.has(name, WIDE[name])


def test_a_policy_is_acquitted_by_pods_of_another_repository(shop: Shop) -> None:
    shop.has("a/policies", WIDE["a/policies"])
    shop.has("b/web", {"web.yaml": WEB})
    shop.has("c/deny", {"deny.yaml": DENY})
    shop.scan()
    assert shop.found(*POLICIES) == []
    # Nothing else is: a default that lies in another repository isolates nobody here.
    denied = [repository for repository, *_ in shop.found("default-deny-ingress")]
    assert denied == ["a/policies", "b/web"]


@pytest.mark.parametrize(
    "other",
    [
        WEB.replace("namespace: shop", "namespace: other"),
        WEB.replace(", namespace: shop", ""),
        WEB.replace("app: web", "app: api"),
        WEB.replace("app: web", "app: '{{ x }}'"),
    ],
)
def test_pods_that_are_not_meant_acquit_nobody(shop: Shop, other: str) -> None:
    shop.has("a/policies", WIDE["a/policies"])
    shop.has("b/web", {"web.yaml": other})
    shop.scan()
    dangling, peer = shop.found(*POLICIES)
    assert dangling[:3] == ("a/policies", "policy-dangling", "error")
    assert dangling[3].endswith("of its namespace here, and none of another repository.")
    assert peer[:2] == ("a/policies", "policy-peer-dangling")


def test_pods_of_examples_acquit_nobody(shop: Shop) -> None:
    shop.has("a/policies", WIDE["a/policies"])
    shop.has("b/web", {"examples/web.yaml": WEB})
    shop.scan()
    assert [found[1] for found in shop.found(*POLICIES)] == [*POLICIES]


def test_who_could_not_be_asked_may_have_the_pods(shop: Shop) -> None:
    shop.has("a/policies", WIDE["a/policies"])
    shop.member("b/web", shop.top / "nowhere")
    shop.scan()
    dangling, _ = shop.found(*POLICIES)
    assert dangling[:3] == ("a/policies", "policy-dangling", "warning")
    assert dangling[3].endswith("of its namespace here.")


def test_a_name_of_the_catalog_belongs_to_one_repository(shop: Shop) -> None:
    shop.has("a/web", {"catalog-info.yaml": component("web", "99.5")})
    shop.has("b/web", {"catalog-info.yaml": component("Web", "99.5")})
    shop.has("c/web", {"catalog-info.yaml": component("web2", "99.5")})
    shop.scan()
    told = [(name, message) for name, _, _, message in shop.found("catalog-info")]
    assert [name for name, _ in told] == ["a/web", "b/web"]
    assert "other repositories have a Component of its name: b/web" in told[0][1]
    assert "other repositories have a Component of its name: a/web" in told[1][1]


@pytest.mark.parametrize(("promised", "fails"), [("99.5", False), ("99.6", True)])
def test_a_promise_depends_on_that_of_another_repository(
    shop: Shop, promised: str, fails: bool
) -> None:
    shop.has("a/web", {"catalog-info.yaml": component("web", promised, "api")})
    shop.has("b/api", {"catalog-info.yaml": component("api", "99.5")})
    shop.scan()
    told = [message for *_, message in shop.found("slo-above-dependency")]
    expected = f"service web promises {promised}% and depends on api of b/api 99.5%, which"
    assert [message.startswith(expected) for message in told] == [True] * fails


def test_order_and_processes_do_not_matter(shop: Shop, tmp_path: Path, restored: Path) -> None:
    wide(shop)
    one = shop.scan()
    assert [
        found[:2] for found in shop.found("catalog-info", *POLICIES, "slo-above-dependency")
    ] == [
        ("b/web", "catalog-info"),
        ("b/web", "slo-above-dependency"),
        ("c/copy", "catalog-info"),
    ]
    (tmp_path / "other").mkdir()
    other = Shop(tmp_path / "other", restored)
    wide(other, reversed(WIDE))
    three = other.scan("--jobs=3")
    assert one.output == three.output
    assert shop.history() == other.history()


def test_an_interrupted_scan_answers_as_an_undisturbed_one(
    shop: Shop, tmp_path: Path, restored: Path
) -> None:
    wide(shop)
    started = shop.start("--verbose", environ=shop.with_git(SLOW_GIT))
    assert started.stderr
    for line in started.stderr:
        if "/5 " in line:
            started.kill()
            break
    started.communicate(timeout=60)
    again = shop.scan("--verbose")
    assert "goes on after an interruption" in again.errors
    assert 1 <= again.judgements["resumed"] < again.judgements["asked"] == 5
    (tmp_path / "other").mkdir()
    other = Shop(tmp_path / "other", restored)
    wide(other)
    assert again.output == other.scan().output
    assert shop.history() == other.history()


def test_some_repositories_are_judged_as_all_are(shop: Shop) -> None:
    wide(shop)
    shop.has("e/later", {"README.md": "Nothing that anybody judges."})
    told = {line["name"]: line for line in shop.scan("--only=b/*").scan["repositories"]}
    assert [*told] == ["b/web"]
    own = shop.found("catalog-info", *POLICIES, "slo-above-dependency")
    assert [rule for _, rule, *_ in own] == ["catalog-info", "slo-above-dependency"]
    (whole,) = [one for one in shop.scan().scan["repositories"] if one["name"] == "b/web"]
    assert whole == told["b/web"]
    assert shop.scan("--only=a/*").scan["summary"]["repositories"] == 1
    assert "judged by what others tell" not in shop.scan("--verbose").errors


def test_answers_are_remembered_and_never_believed(shop: Shop) -> None:
    shop.has("a/policies", WIDE["a/policies"])
    web = shop.has("b/web", {"web.yaml": WEB})
    first, second = shop.scan("--verbose"), shop.scan("--verbose")
    assert "1 repository judged by what others tell" in first.errors
    assert "judged by what others tell" not in second.errors
    assert [(told.judgements["again"], told.judgements["made"]) for told in (first, second)] == [
        *((1, 3), (0, 2)),
    ]
    assert shop.found(*POLICIES) == []
    web.write("web.yaml", WEB.replace("app: web", "app: www"))
    web.commit()
    assert "1 repository judged by what others tell" in shop.scan("--verbose").errors
    assert len(shop.found(*POLICIES)) == 2
    (remembered,) = (shop.cache / "answers").iterdir()
    remembered.write_bytes(b"broken")
    assert "1 repository judged by what others tell" in shop.scan("--verbose").errors
    assert len(shop.found(*POLICIES)) == 2
