"""A change answers for what it makes, and for nothing that was there before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from drift.scans import Course
from scan.projects import deployment, policy
from scan.test_fingerprints import API, PATH, WORK

from .changes import ADOPTED, ENTRY, ROLES, branch, exception, made, pod

DENY_ALL = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
"""
BROKEN = pod("a") + "---\na: [\n"


@dataclass(frozen=True)
class Case:
    """A repository, a change, and what comes of it."""

    before: Mapping[str, str]
    change: Mapping[str, str | None]
    made: frozenset[str] = frozenset()
    code: int = 0
    rule: str = "privileged"


CASES = {
    "lines above an old one": Case({"a.yaml": pod("a")}, {"a.yaml": "# one\n# two\n" + pod("a")}),
    "a new one beside an old one": Case(
        {"a.yaml": pod("a")},
        {"a.yaml": pod("a") + "---\n" + pod("b")},
        frozenset({"privileged a.yaml"}),
        1,
    ),
    "a new file with one": Case(
        {"a.yaml": pod("a")}, {"b.yaml": pod("b")}, frozenset({"privileged b.yaml"}), 1
    ),
    "a copy of an old file": Case(
        {"a.yaml": pod("a")}, {"b.yaml": pod("a")}, frozenset({"privileged b.yaml"}), 1
    ),
    "a renamed file": Case({"a.yaml": pod("a")}, {"a.yaml": None, "deploy/b.yaml": pod("a")}),
    "a file split in two": Case(
        {"a.yaml": pod("a") + "---\n" + pod("b")},
        {"a.yaml": None, "one.yaml": pod("a"), "two.yaml": pod("b")},
    ),
    "copies that move so that nobody can tell them apart": Case(
        {"one/all.yaml": pod("a"), "two/all.yaml": pod("a") + "# two\n"},
        {
            "one/all.yaml": None,
            "two/all.yaml": None,
            "new/1.yaml": f"---\n{pod('a')}---\n{pod('kind').replace('true', 'false')}",
            "new/2.yaml": f"---\n{pod('a')}---\n{pod('sort').replace('true', 'false')}",
        },
    ),
    "one copy more than there were": Case(
        {"one/all.yaml": pod("a"), "two/all.yaml": pod("a") + "# two\n"},
        {
            "one/all.yaml": None,
            "two/all.yaml": None,
            **{
                f"new/{n}.yaml": f"---\n{pod('a')}---\n{pod(f'k{n}').replace('true', 'false')}"
                for n in range(3)
            },
        },
        frozenset({"privileged new/2.yaml"}),
        1,
    ),
    "an object with another name, in a file that changed": Case(
        {"a.yaml": pod("a")}, {"a.yaml": "# ours\n" + pod("b").replace("kube-system", "shop")}
    ),
    "another object in the place of one": Case(
        {"a.yaml": pod("a")},
        {"a.yaml": pod("b").replace("main:1.0.0", "other:1.0.0")},
        frozenset({"privileged a.yaml"}),
        1,
    ),
    "two that one could have become": Case(
        {"a.yaml": pod("a")},
        {"a.yaml": pod("b") + "---\n" + pod("c")},
        frozenset({"privileged a.yaml"}),
        1,
    ),
    "an old one mended": Case({"a.yaml": pod("a")}, {"a.yaml": pod("a").replace("true", "false")}),
    "a policy taken away uncovers what it covered": Case(
        {"web.yaml": deployment("web"), "deny.yaml": DENY_ALL},
        {"deny.yaml": None},
        frozenset({"default-deny-ingress web.yaml"}),
        1,
        "default-deny-ingress",
    ),
    "an example that becomes the real thing": Case(
        {"examples/a.yaml": pod("a")},
        {"examples/a.yaml": None, "deploy/a.yaml": pod("a")},
        frozenset({"privileged deploy/a.yaml"}),
        1,
    ),
    "a file that the change breaks": Case({"a.yaml": pod("a")}, {"a.yaml": BROKEN}, code=3),
    "a file that was broken before": Case({"a.yaml": BROKEN}, {"b.txt": "new"}),
    "a broken file elsewhere": Case({"a.yaml": BROKEN}, {"a.yaml": None, "b.yaml": BROKEN}),
    "a broken file that is edited and stays broken": Case(
        {"a.yaml": BROKEN}, {"a.yaml": f"# more\n{BROKEN}"}, code=3
    ),
    "a template filled in": Case(
        {"chart/Chart.yaml": "name: a\n", "chart/templates/a.yaml": pod("{{ .Values.name }}")},
        {"chart/templates/a.yaml": pod("{{ .Values.name }}").replace("main", "other")},
        frozenset({"privileged chart/templates/a.yaml"}),
        1,
    ),
    "what was undecided is decided": Case(
        {"a.yaml": "services: {a: {image: 'b:1.0.0', privileged: '${P}'}}\n"},
        {"a.yaml": "services: {a: {image: 'b:1.0.0', privileged: true}}\n"},
        frozenset({"privileged a.yaml"}),
        1,
    ),
}

MENDED = pod("web").replace("true", "false")
STAGES = "FROM registry.example/a:1 AS build\nRUN make\nFROM registry.example/b:1 AS final\n"
STAGES += "COPY --from=build /bin/a /bin/a\nUSER root\n"
SERVICES = "services:\n  web: {image: 'a:1', privileged: true}\n  db: {image: 'b:1'}\n"
JOBS = "on: push\njobs:\n  build: {runs-on: ubuntu-18.04, steps: [{run: make}]}\n"
WORKFLOW = ".github/workflows/ci.yml"
CAPABLE = pod("web").replace("privileged: true", "capabilities: {add: [SYS_ADMIN, SYS_PTRACE]}")
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n"

CASES |= {
    "mended in one environment and broken in another": Case(
        {"dev/web.yaml": pod("web"), "prod/web.yaml": MENDED},
        {"dev/web.yaml": MENDED, "prod/web.yaml": pod("web")},
        frozenset({"privileged prod/web.yaml"}),
        1,
    ),
    "taken out of one environment and broken in another": Case(
        {"dev/web.yaml": pod("web"), "prod/web.yaml": MENDED},
        {"dev/web.yaml": None, "prod/web.yaml": pod("web")},
        frozenset({"privileged prod/web.yaml"}),
        1,
    ),
    "mended in one environment and put into a new one": Case(
        {"dev/web.yaml": pod("web")},
        {"dev/web.yaml": MENDED, "prod/web.yaml": pod("web")},
        frozenset({"privileged prod/web.yaml"}),
        1,
    ),
    "mended in two environments and broken in two others": Case(
        {"a.yaml": pod("web"), "b.yaml": pod("web"), "c.yaml": MENDED, "d.yaml": MENDED},
        {"a.yaml": MENDED, "b.yaml": MENDED, "c.yaml": pod("web"), "d.yaml": pod("web")},
        frozenset({"privileged c.yaml", "privileged d.yaml"}),
        1,
    ),
    "mended in one Dockerfile and broken in another": Case(
        {"a/Dockerfile": STAGES, "b/Dockerfile": STAGES.replace("root", "1000")},
        {"a/Dockerfile": STAGES.replace("root", "1000"), "b/Dockerfile": STAGES},
        frozenset({"non-root b/Dockerfile"}),
        1,
        "non-root",
    ),
    "a setting that goes from one file of a Compose project to another": Case(
        {"a/compose.yaml": SERVICES, "a/compose.override.yaml": "services: {web: {init: true}}\n"},
        {
            "a/compose.yaml": SERVICES.replace(", privileged: true", ""),
            "a/compose.override.yaml": "services: {web: {privileged: true}}\n",
        },
    ),
    "the same service of another Compose project": Case(
        {"x/a/compose.yaml": SERVICES, "y/a/compose.yaml": SERVICES.replace("true", "false")},
        {"x/a/compose.yaml": SERVICES.replace("true", "false"), "y/a/compose.yaml": SERVICES},
        frozenset({"privileged y/a/compose.yaml"}),
        1,
    ),
    "stages with other names": Case(
        {"Dockerfile": STAGES},
        {"Dockerfile": STAGES.replace("build", "compile").replace("final", "run")},
        rule="non-root",
    ),
    "a stage with another name that does something else": Case(
        {"Dockerfile": STAGES},
        {"Dockerfile": STAGES.replace("final", "run").replace("/bin/a\n", "/b\n")},
        frozenset({"non-root Dockerfile"}),
        1,
        "non-root",
    ),
    "a service with another name": Case(
        {"compose.yaml": SERVICES}, {"compose.yaml": SERVICES.replace("web:", "site:")}
    ),
    "a service with another name beside the old one": Case(
        {"compose.yaml": SERVICES},
        {"compose.yaml": f"{SERVICES}  site: {{image: 'a:1', privileged: true}}\n"},
        frozenset({"privileged compose.yaml"}),
        1,
    ),
    "a job with another name": Case(
        {WORKFLOW: JOBS},
        {WORKFLOW: JOBS.replace("build", "compile")},
        rule="ci-runner-retired",
    ),
    "a container with another name": Case(
        {"a.yaml": CAPABLE},
        {"a.yaml": CAPABLE.replace("name: main", "name: app")},
        rule="capabilities",
    ),
    "an object and its container with other names": Case(
        {"a.yaml": CAPABLE},
        {
            "a.yaml": CAPABLE.replace("web", "app").replace(
                "image", "terminationMessagePath: /a\n      image"
            )
        },
        frozenset({"capabilities a.yaml"}),
        1,
        "capabilities",
    ),
    "a broken file that is mended, with what it laid open": Case(
        {"a.yaml": MENDED + "---\na: [\n"}, {"a.yaml": f"{MENDED}---\n{pod('new')}"}, code=3
    ),
    "a broken file that goes elsewhere, with what it brings": Case(
        {"tests/a.yaml": MENDED + "---\na: [\n"},
        {"tests/a.yaml": None, "prod/a.yaml": f"{MENDED}---\n{pod('new')}"},
        code=3,
    ),
    "a broken file that is mended, and an object of its readable part": Case(
        {"a.yaml": MENDED + "---\na: [\n"},
        {"a.yaml": pod("web")},
        frozenset({"privileged a.yaml"}),
        1,
    ),
    "a broken file that is mended and has nothing": Case(
        {"a.yaml": MENDED + "---\na: [\n"}, {"a.yaml": MENDED}
    ),
    "what nobody could read elsewhere, brought where it counts": Case(
        {"vendor/a.yaml": pod("web")}, {"vendor/a.yaml": None, "a.json": pod("web")}, code=3
    ),
    "a chart around a folder that is ours": Case(
        {"charts/shop/a.yaml": MENDED}, {"Chart.yaml": "name: a\nversion: 1.0.0\n"}, code=3
    ),
    "a pointer in the place of a manifest": Case({"a.yaml": MENDED}, {"a.yaml": POINTER}, code=3),
    "a pointer in the place of data": Case({"a.json": "[1]"}, {"a.json": POINTER}),
    "JSON that only kubectl reads": Case(
        {"a.yaml": MENDED},
        {"b.json": '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},}'},
        code=3,
    ),
}

OVERLAY = "deploy/kustomization.yaml"

CASES |= {
    "a Kustomization that begins to deploy what is vendored": Case(
        {"vendor/a.yaml": pod("a"), OVERLAY: "resources: []\n"},
        {OVERLAY: "resources: [../vendor/a.yaml]\n"},
        frozenset({"privileged vendor/a.yaml"}),
        1,
    ),
    "a Kustomization that begins to deploy an example": Case(
        {"examples/a.yaml": pod("a"), OVERLAY: "resources: []\n"},
        {OVERLAY: "resources: [../examples/a.yaml]\n"},
        frozenset({"privileged examples/a.yaml"}),
        1,
    ),
    "a Kustomization that deploys what is vendored no more": Case(
        {"vendor/a.yaml": pod("a"), OVERLAY: "resources: [../vendor/a.yaml]\n"},
        {OVERLAY: "resources: []\n"},
    ),
    "what is vendored and deployed gets worse": Case(
        {"vendor/a": MENDED, OVERLAY: "resources: [../vendor/a]\n"},
        {"vendor/a": pod("web")},
        frozenset({"privileged vendor/a"}),
        1,
    ),
    "what is vendored and deployed was as bad before": Case(
        {"vendor/a": pod("a"), OVERLAY: "resources: [../vendor/a]\n"},
        {"vendor/a": f"# newer\n{pod('a')}"},
    ),
    "what is vendored and deployed is broken": Case(
        {"vendor/a": pod("a"), OVERLAY: "resources: [../vendor/a]\n"}, {"vendor/a": BROKEN}, code=3
    ),
    "a pointer in the place of what is vendored and deployed": Case(
        {"vendor/a.yaml": MENDED, OVERLAY: "resources: [../vendor/a.yaml]\n"},
        {"vendor/a.yaml": POINTER},
        code=3,
    ),
}

PYTHONS = "FROM python:3.9-slim\nRUN make\nFROM python:3.8-slim\nRUN make\nFROM scratch\n"
"""Two stages that only their order names, and one that is deployed."""
CASES |= {
    "an older release in the place of one that ended": Case(
        {"Dockerfile": "FROM python:3.9-slim\n"},
        {"Dockerfile": "FROM python:2.7-slim\n"},
        frozenset({"language-eol Dockerfile"}),
        1,
        "language-eol",
    ),
    "a newer release that has ended as well": Case(
        {"Dockerfile": "FROM python:2.7-slim\n"},
        {"Dockerfile": "FROM python:3.9-slim\n"},
        rule="language-eol",
    ),
    "another image of a release that ended": Case(
        {"Dockerfile": "FROM python:3.9-slim\n"},
        {"Dockerfile": "FROM python:3.9-alpine\n"},
        rule="language-eol",
    ),
    "stages that change places": Case(
        {"Dockerfile": PYTHONS},
        {"Dockerfile": PYTHONS.replace("3.9", "3.x").replace("3.8", "3.9").replace("3.x", "3.8")},
        rule="language-eol",
    ),
    "a first stage that goes away": Case(
        {"Dockerfile": PYTHONS},
        {"Dockerfile": PYTHONS.partition("RUN make\n")[2]},
        rule="language-eol",
    ),
    "an older release in a renamed file": Case(
        {"Dockerfile": "FROM python:3.9-slim\n" + "RUN make\n" * 9},
        {"Dockerfile": None, "app/Dockerfile": "FROM python:2.7-slim\n" + "RUN make\n" * 9},
        frozenset({"language-eol app/Dockerfile"}),
        1,
        "language-eol",
    ),
    "a value without any order": Case(
        {"Dockerfile": "FROM registry.example/a:latest\n"},
        {"Dockerfile": "FROM registry.example/a:edge\n"},
        rule="image-tag",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_change(course: Course, case: Case) -> None:
    course.write({"platguard.yaml": ADOPTED, **case.before}).commit()
    seen = branch(course, case.change).scan("--base", "main", "--rule", case.rule)
    assert made(seen) == case.made
    assert seen.code == case.code
    assert seen.report["summary"]["drift"] == (case.code == 1)


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_everyday_work_makes_nothing_new(course: Course, work: dict[str, str]) -> None:
    course.write({"platguard.yaml": ADOPTED, PATH: API}).commit()
    seen = branch(course, {PATH: None, **work}).scan("--base", "main")
    assert seen.report["findings"]
    assert made(seen) == set()
    assert seen.code == 0


def test_what_the_base_did_meanwhile_is_not_of_the_change(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    branch(course, {"c.txt": "mine"})
    course.project.git("switch", "-q", "main")
    course.write({"a.yaml": pod("a").replace("true", "false"), "b.yaml": pod("b")}).commit()
    course.project.git("switch", "-q", "feature")
    seen = course.scan("--base", "main", "--rule", "privileged")
    assert (seen.code, made(seen), seen.counts) == (0, set(), {"persisting": 1})


def test_what_the_base_has_in_a_lesser_degree_is_of_the_change(course: Course) -> None:
    """Main changed another line of the file; what the branch makes worse, it did not."""
    old = "FROM python:3.9-slim\n" + "RUN make\n" * 5
    course.write({"platguard.yaml": ADOPTED, "Dockerfile": old}).commit()
    branch(course, {"Dockerfile": old.replace("3.9", "2.7")})
    course.project.git("switch", "-q", "main")
    course.write({"Dockerfile": f"{old}RUN make install\n"}).commit()
    course.project.git("switch", "-q", "feature")
    seen = course.scan("--base", "main", "--rule", "language-eol")
    assert seen.states() == ["persisting worse"]
    assert made(seen) == {"language-eol Dockerfile"}
    assert seen.code == 1


def test_what_the_base_got_meanwhile_is_not_of_the_change(course: Course) -> None:
    """As after a squash: the branch has a commit that main has under another name."""
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    branch(course, {"b.yaml": pod("b"), "c.yaml": pod("c")})
    course.project.git("switch", "-q", "main")
    course.write({"b.yaml": pod("b"), "d.yaml": pod("d")}).commit()
    course.project.git("switch", "-q", "feature")
    seen = course.scan("--base", "main", "--rule", "privileged")
    assert made(seen) == {"privileged c.yaml"}
    (squashed,) = (f for f in seen.report["findings"] if f["path"] == "b.yaml")
    assert squashed["comparison"]["reason"] == "main has it by now"


@pytest.mark.parametrize("with_others", [True, False])
def test_what_the_base_took_away_meanwhile_does_not_come_back_elsewhere(
    course: Course, with_others: bool
) -> None:
    rest = f"---\n{MENDED}" if with_others else ""
    start = {"a.yaml": pod("a") + rest, "b.yaml": pod("b")}
    course.write({"platguard.yaml": ADOPTED, **start}).commit()
    gone = rest or None
    branch(course, {"a.yaml": gone, "c.yaml": pod("a"), "b.yaml": None, "d.yaml": pod("b")})
    assert course.scan("--base", "main", "--rule", "privileged").code == 0
    course.project.git("switch", "-q", "main")
    if gone:
        course.write({"a.yaml": gone}).commit()
    else:
        (course.folder / "a.yaml").unlink()
        course.commit()
    course.project.git("switch", "-q", "feature")
    seen = course.scan("--base", "main", "--rule", "privileged")
    assert (seen.code, made(seen)) == (1, {"privileged c.yaml"})


def test_an_object_that_went_away_does_not_make_room_for_another(course: Course) -> None:
    def of(name: str, namespace: str) -> str:
        return pod(name).replace("kube-system", namespace)

    course.write({"platguard.yaml": f"{ADOPTED}profile: strict\n", "a.yaml": of("web", "default")})
    course.commit()
    other = of("new", "default").replace("1.0.0", "2.0.0")
    branch(course, {"a.yaml": f"{of('web', 'shop')}---\n{other}"})
    seen = course.scan("--base", "main", "--rule", "default-namespace", "--fail-on", "note")
    assert made(seen) == {"default-namespace a.yaml"}
    assert seen.code == 1


def test_a_link_in_the_place_of_a_manifest(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": MENDED}).commit()
    branch(course, {"a.yaml": None, "a.txt": pod("web")})
    (course.folder / "a.yaml").symlink_to("a.txt")
    seen = branch(course, {}).scan("--base", "main")
    assert seen.code == 3
    assert [(e["path"], "symbolic link" in e["message"]) for e in seen.report["errors"]] == [
        ("a.yaml", True)
    ]


def test_what_the_change_leaves_open_is_told(course: Course) -> None:
    chart = {"chart/Chart.yaml": "name: a\nversion: 1.0.0\n", "chart/templates/a.yaml": MENDED}
    course.write({"platguard.yaml": ADOPTED, **chart}).commit()
    branch(course, {"chart/templates/a.yaml": MENDED.replace("false", "{{ .Values.privileged }}")})
    seen = course.scan("--base", "main", "--rule", "privileged")
    (told,) = seen.report["notices"]
    assert told.startswith("1 check that could be decided before the change cannot be any more")
    assert seen.code == 0


def test_the_index(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    branch(course, {"c.txt": "mine"})
    course.write({"b.yaml": pod("b")})
    course.project.git("add", "b.yaml")
    course.write({"c.yaml": pod("c")})
    seen = course.scan("--base", "main", "--staged", "--rule", "privileged")
    assert made(seen) == {"privileged b.yaml"}
    assert seen.report["drift"]["base"]["head"] is None
    assert course.scan("--base", "main").code == 0


def test_a_part_of_the_repository(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a/a.yaml": pod("a"), "b/b.yaml": pod("b")}).commit()
    branch(course, {"a/new.yaml": pod("n"), "b/new.yaml": pod("m")})
    seen = course.scan("--base", "main", "--rule", "privileged", "a")
    assert made(seen) == {"privileged a/new.yaml"}


def test_the_weakest_level_that_fails(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED}).commit()
    branch(course, {"a.yaml": deployment("web"), "b.yaml": policy("web")})
    assert course.scan("--base", "main", "--fail-on", "never").code == 0
    assert course.scan("--base", "main", "--fail-on", "note").code == 1


def test_nothing_to_compare_is_told(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    seen = course.scan("--base", "main")
    assert seen.code == 0
    assert "nothing to compare: main holds all that is judged" in seen.report["notices"]


def test_what_nobody_judges_is_told(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    seen = branch(course, {"a.yaml": None, "vendor/a.yaml": pod("a")}).scan("--base", "main")
    told = "the change brings 1 file that nobody judges: vendor/a.yaml (vendored folder)"
    assert told in seen.report["notices"]


def test_an_earlier_report_tells_since_when(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": pod("a")}).commit()
    first = course.scan(day="2026-10-01")
    (course.folder / "a.yaml").unlink()
    course.commit()
    second = course.scan(day="2026-10-02", since=first)
    old = "FROM debian:11\nUSER 65532\n"
    course.write({"a.yaml": pod("b"), "Dockerfile": old}).commit()
    third = course.scan(day="2026-10-03", since=second)
    branch(course, {"c.yaml": pod("a")})
    arguments = ("--base", "main", "--previous", str(third.path))
    seen = course.scan(*arguments)
    states = {
        f"{f['rule']} {f['path']}": (f["drift"], f["comparison"]["introduced"])
        for f in seen.report["findings"]
        if f["drift"]
    }
    assert states["privileged c.yaml"] == ("regressed", True)
    assert states["privileged a.yaml"] == ("persisting", False)
    assert seen.report["drift"]["previous"]["as_of"] == "2026-10-03"
    assert "Since main (" in seen.text
    assert seen.code == 1
    again = json.loads(seen.path.read_text())
    assert course.scan(*arguments).report == again


FILE = pod("a") + "# a driver that needs the devices of its node\n" * 5


@pytest.mark.parametrize(
    ("scope", "path", "told", "code"),
    [
        ('paths: ["deploy/**"]', "deploy/drivers/a.yaml", "exempt moved", 0),
        ('paths: ["deploy/**"]', "apps/a.yaml", "fail returned worse", 1),
        ("fingerprints: [FINGERPRINT], paths: [deploy/a.yaml]", "apps/a.yaml", "exempt moved", 0),
    ],
)
def test_what_an_exception_covers_is_renamed(
    course: Course, scope: str, path: str, told: str, code: int
) -> None:
    """An approval for a folder stays there; one for a finding goes where the finding goes."""
    course.write({"platguard.yaml": ADOPTED + ROLES, "deploy/a.yaml": FILE}).commit()
    (found,) = course.scan("--rule", "privileged").report["findings"]
    entry = exception().replace("paths: []", scope).replace("FINGERPRINT", found["fingerprint"])
    course.write({ENTRY: entry}).commit()
    seen = branch(course, {"deploy/a.yaml": None, path: FILE}).scan(
        "--base", "main", "--rule", "privileged"
    )
    (found,) = seen.report["findings"]
    assert f"{found['outcome']} {seen.states()[0]}" == told
    assert seen.code == code


def test_what_is_deployed_no_more_is_resolved(course: Course) -> None:
    """Also where nobody looks any more, because it is vendored."""
    vendored = {"vendor/a.yaml": pod("a"), OVERLAY: "resources: [../vendor/a.yaml]\n"}
    course.write({"platguard.yaml": ADOPTED, **vendored}).commit()
    seen = branch(course, {OVERLAY: "resources: []\n"}).scan(
        "--base", "main", "--rule", "privileged"
    )
    assert seen.counts == {"resolved": 1}
