"""Which findings exceptions cover."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.exemptions import Context, Exemptions, apply, most_findings
from platguard.model.policy_exception import (
    EXCEPTION_STATES,
    Entry,
    PolicyException,
    Registered,
    ResourceSelector,
    Scope,
    Standing,
    Subject,
)
from platguard.scopes import contains, covers_repository, specificity

from .samples import day, exception, registered, subject

TODAY = day("2026-11-22")
API = subject(
    kind="Deployment", namespace="shop", name="api", labels={"tier": "backend", "team": "shop"}
)


def _apply(
    subjects: Sequence[Subject],
    *entries: PolicyException,
    as_of: str = "2026-11-22",
    **more: object,
) -> Exemptions:
    on = day(as_of)
    context = Context("payments/ledger", **more)  # type: ignore[arg-type]
    return apply(subjects, [registered(entry, on) for entry in entries], context)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(repositories=("payments/ledger",)), True),
        (Scope(repositories=("payments/*",)), True),
        (Scope(repositories=("search/*", "payments/ledger")), True),
        (Scope(repositories=("payments",)), False),
        (Scope(repositories=("Payments/ledger",)), False),
        (Scope(resources=(ResourceSelector(kind="Deployment"),)), True),
        (Scope(resources=(ResourceSelector(kind="Deployment", name="web"),)), False),
        (Scope(resources=(ResourceSelector(namespace="shop", name="api"),)), True),
        (Scope(resources=(ResourceSelector(labels={"tier": "backend"}),)), True),
        (Scope(resources=(ResourceSelector(labels={"tier": "backend", "x": "y"}),)), False),
        (Scope(resources=(ResourceSelector(name="web"), ResourceSelector(name="api"))), True),
        (Scope(fingerprints=("docker-stack.yml:1",)), True),
        (Scope(fingerprints=("docker-stack.yml:2",)), False),
        (Scope(fingerprints=("docker-stack.yml:1",), paths=("deploy/**",)), False),
        (Scope(repositories=("payments/*",), resources=(ResourceSelector(name="web"),)), False),
    ],
)
def test_every_part_of_a_scope_must_match(scope: Scope, covered: bool) -> None:
    assert (covers_repository(scope, "payments/ledger") and contains(scope, API)) is covered
    entry = exception(scope=scope)
    assert _apply([API], entry).of_findings[0].exempt is covered


@pytest.mark.parametrize(
    ("glob", "path", "covered"),
    [
        ("deploy/**", "deploy/a.yaml", True),
        ("deploy/**", "deploy/a/b.yaml", True),
        ("deploy/**", "src/deploy/a.yaml", False),
        ("**/deploy/**", "src/deploy/a.yaml", True),
        ("deploy", "deploy/a/b.yaml", True),
        ("deploy", "src/deploy/a.yaml", False),
        ("/deploy/", "deploy/a.yaml", True),
        ("*.yaml", "a.yaml", True),
        ("*.yaml", "deploy/a.yaml", False),
        ("deploy/*.yaml", "deploy/a.yaml", True),
        ("deploy/*.yaml", "deploy/a/b.yaml", False),
        ("**/*.yaml", "deploy/a/b.yaml", True),
        ("**", "deploy/a/b.yaml", True),
        ("deploy/a.yaml", "deploy/a.yaml", True),
        ("deploy/a.yaml", "deploy/a.yaml.bak", False),
        ("!deploy/**", "src/a.yaml", False),
        ("#deploy", "#deploy/a.yaml", True),
        ("", "a.yaml", False),
        ("/", "a.yaml", False),
        ("a\\", "a", False),
        ("[z-a]", "a", False),
    ],
)
def test_paths_are_patterns_from_the_root(glob: str, path: str, covered: bool) -> None:
    assert contains(Scope(paths=(glob,)), subject(path)) is covered
    context = Context("payments/ledger")
    standing = Standing("active", "covered")
    entry = Entry("", exception(scope=Scope(paths=(glob,))), {})
    found = apply([subject(path)], [Registered(entry, standing)], context)
    assert found.of_findings[0].exempt is covered


def test_only_the_rules_that_are_named_are_covered() -> None:
    other = subject(rule="docker-swarm-secrets")
    assert [v.exempt for v in _apply([subject(), other], exception()).of_findings] == [True, False]


def test_an_older_id_names_the_rule_that_it_became() -> None:
    entry = exception(rules=("swarm-deprecated",))
    known = {"swarm-deprecated": "docker-swarm"}
    assert _apply([subject()], entry, known_ids=known).of_findings[0].exempt
    assert not _apply([subject()], entry).of_findings[0].exempt


@pytest.mark.parametrize(
    ("as_of", "exempt", "told"),
    [
        ("2027-12-31", True, "EXC-7 covered through 2027-12-31, which is today"),
        ("2028-01-01", False, "exception EXC-7 expired on 2027-12-31 (1 day ago)"),
    ],
)
def test_a_finding_returns_the_day_after_the_sunset(as_of: str, exempt: bool, told: str) -> None:
    verdict = _apply([subject()], exception(), as_of=as_of).of_findings[0]
    assert verdict.exempt is exempt
    assert verdict.text.startswith(told)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"approvals": exception().approvals[:1]}, "waiting for leadership"),
        ({"sunset": "2028-01-01"}, "exception EXC-7 covers nothing"),
        ({"starts": "2026-03-01"}, "starts 2026-03-01"),
    ],
)
def test_what_is_not_in_force_is_told_beside_the_finding(
    changes: dict[str, object], told: str
) -> None:
    found = _apply([subject()], exception(**changes), as_of="2026-02-01")
    assert not found.of_findings[0].exempt
    assert told in found.of_findings[0].text
    assert found.covered == {"EXC-7": 0}


def test_a_closed_exception_is_not_told() -> None:
    verdict = _apply([subject()], exception(closed_on="2026-01-01")).of_findings[0]
    assert verdict.exception is None
    assert verdict.text == ""


def test_the_most_specific_one_is_shown_then_the_one_that_lasts_longest() -> None:
    scopes = [
        Scope(),
        Scope(repositories=("payments/ledger",)),
        Scope(paths=("*.yml",)),
        Scope(resources=(ResourceSelector(labels={"tier": "backend"}),)),
        Scope(resources=(ResourceSelector(name="api"),)),
        Scope(fingerprints=(API.fingerprint,)),
    ]
    assert sorted(scopes, key=specificity) == scopes
    entries = [exception(id=f"EXC-{n}", scope=scope) for n, scope in enumerate(scopes)]
    for count in range(1, len(entries) + 1):
        shown = _apply([API], *entries[:count]).of_findings[0].exception
        assert shown is entries[count - 1]


def test_of_equally_specific_ones_the_latest_sunset_is_shown() -> None:
    sooner = exception(id="EXC-9", sunset="2027-06-30")
    approved = tuple(a.__class__(a.role, a.by, a.on, "2027-06-30") for a in sooner.approvals)
    sooner = exception(id="EXC-9", sunset="2027-06-30", approvals=approved)
    assert _apply([subject()], sooner, exception()).of_findings[0].exception == exception()


def test_any_that_is_in_force_exempts() -> None:
    closer = exception(id="EXC-8", scope=Scope(paths=("*.yml",)), approvals=())
    verdict = _apply([subject()], closer, exception()).of_findings[0]
    assert verdict.exempt
    assert verdict.exception == exception()


def test_findings_beyond_the_limit_are_not_covered_and_say_so() -> None:
    found = [subject("b.yml", 1), subject("a.yml", 9), subject("a.yml", 10), subject("c.yml", 1)]
    result = _apply(found, exception(max_findings=2))
    assert [verdict.exempt for verdict in result.of_findings] == [False, True, True, False]
    assert (
        result.of_findings[0].text == "EXC-7 does not cover it: its limit of 2 findings is reached"
    )
    assert (result.covered, result.beyond) == ({"EXC-7": 2}, {"EXC-7": 2})


def test_the_limit_is_25_unless_the_exception_says_otherwise() -> None:
    found = [subject("a.yml", line) for line in range(1, 31)]
    assert _apply(found, exception()).covered == {"EXC-7": 25}
    assert _apply(found, exception(max_findings=30)).beyond == {"EXC-7": 0}


def test_a_fingerprint_covers_one_finding() -> None:
    entry = exception(scope=Scope(fingerprints=("f",)))
    copies = [subject("b.yml", fingerprint="f"), subject("a.yml", fingerprint="f")]
    assert most_findings(entry) == 1
    assert [v.exempt for v in _apply(copies, entry).of_findings] == [False, True]


@pytest.mark.parametrize("fingerprints", [("f", "f"), ("f", "g")])
def test_a_fingerprint_that_is_free_covers_no_copy_of_another(
    fingerprints: tuple[str, ...],
) -> None:
    entry = exception(scope=Scope(fingerprints=fingerprints))
    copies = [subject("a.yml", fingerprint="f"), subject("copy.yml", fingerprint="f")]
    assert [v.exempt for v in _apply(copies, entry).of_findings] == [True, False]
    more = exception(scope=Scope(fingerprints=fingerprints), max_findings=2)
    assert [v.exempt for v in _apply(copies, more).of_findings] == [True, True]


def test_some_rules_accept_only_exceptions_by_fingerprint() -> None:
    only = frozenset({"docker-swarm"})
    by_path = _apply([subject()], exception(), by_fingerprint_only=only)
    assert by_path.of_findings[0].text == (
        "EXC-7 does not count: for docker-swarm it must name the fingerprint"
    )
    assert by_path.covered == {"EXC-7": 0}
    entry = exception(scope=Scope(fingerprints=(subject().fingerprint,)))
    assert _apply([subject()], entry, by_fingerprint_only=only).of_findings[0].exempt


def test_an_exception_without_findings_is_counted_too() -> None:
    assert _apply([], exception()).covered == {"EXC-7": 0}


def test_the_order_of_the_findings_does_not_decide() -> None:
    found = [subject(f"{name}.yml", line) for name in "abc" for line in (1, 2)]
    forward = _apply(found, exception(max_findings=3)).of_findings
    backward = _apply(found[::-1], exception(max_findings=3)).of_findings
    assert [v.exempt for v in forward] == [v.exempt for v in backward[::-1]]


def test_a_scope_by_fingerprint_follows_its_file_through_renames_only() -> None:
    entry = exception(scope=Scope(fingerprints=("f",), paths=("old.yml",)))
    moved = [subject("new.yml", fingerprint="f")]
    renamed = {"new.yml": ["old.yml"]}
    assert not _apply(moved, entry).of_findings[0].exempt
    found = _apply(moved, entry, earlier_paths=lambda path: renamed.get(path, ()))
    assert found.of_findings[0].exempt


NAMES = st.sampled_from(["api", "web"])
PATHS = st.sampled_from(["a.yml", "deploy/a.yml", "deploy/b/c.yml"])
RULES = st.sampled_from(["docker-swarm", "image-tag"])
FINDINGS = st.lists(
    st.builds(
        lambda rule, path, line, name: Subject(
            rule, path, line, f"{rule}:{path}:{line}", "Deployment", "shop", name, {"app": name}
        ),
        RULES,
        PATHS,
        st.integers(1, 3),
        NAMES,
    ),
    max_size=8,
    unique_by=lambda found: found.fingerprint,
)
SCOPES = st.builds(
    Scope,
    repositories=st.sampled_from([(), ("payments/*",), ("search/api",)]),
    paths=st.sampled_from([(), ("deploy",), ("**/*.yml",), ("a.yml", "deploy/b/**")]),
    resources=st.sampled_from(
        [(), (ResourceSelector(name="api"),), (ResourceSelector(labels={"app": "web"}),)]
    ),
    fingerprints=st.sampled_from([(), ("docker-swarm:a.yml:1", "image-tag:deploy/a.yml:2")]),
)
ENTRIES = st.lists(
    st.tuples(
        st.lists(RULES, min_size=1, unique=True),
        SCOPES,
        st.sampled_from([None, 1, 2]),
        st.sampled_from([*EXCEPTION_STATES]),
    ),
    max_size=6,
)


@given(FINDINGS, ENTRIES)
def test_exempt_if_and_only_if_one_in_force_matches_within_its_limit(
    findings: list[Subject],
    entries: list[tuple[list[str], Scope, int | None, str]],
) -> None:
    register = [
        Registered(
            Entry(
                "",
                exception(id=f"E{n}", rules=tuple(rules), scope=scope, max_findings=limit),
                {},
            ),
            Standing(state, ""),
        )
        for n, (rules, scope, limit, state) in enumerate(entries)
    ]
    found = apply(findings, register, Context("payments/ledger"))
    by_place = sorted(findings, key=lambda f: (f.path, f.line, f.rule, f.fingerprint))
    expected = set()
    for entry in register:
        if entry.standing.state in ("active", "expiring"):
            held = [f for f in by_place if _holds(entry.exception, f)]
            expected |= {f.fingerprint for f in held[: most_findings(entry.exception)]}
    told = zip(findings, found.of_findings, strict=True)
    assert {f.fingerprint for f, said in told if said.exempt} == expected


def _holds(entry: PolicyException, found: Subject) -> bool:
    scope = entry.scope
    return (
        found.rule in entry.rules
        and covers_repository(scope, "payments/ledger")
        and contains(scope, found)
    )
