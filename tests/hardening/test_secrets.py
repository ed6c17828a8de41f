"""The value of a secret leaves by no way: not by an output, a cache, a number, a crash."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from .projects import PRIVILEGED, Project

CANARY = "c4n4ryV4lu3x9f8e7d6c"
ENCODED = b64encode(CANARY.encode()).decode()
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
CONTAINER = POD + "  - name: web\n    image: registry.example/web:1.0\n"
BROKEN = SECRET + "stringData:\n  a: "

FILES = {
    "data.yaml": f"{SECRET}data: {{password: {ENCODED}}}\n",
    "data-clear.yaml": f"{SECRET}data: {{password: {CANARY}}}\n",
    "string-data.yaml": f"{SECRET}stringData:\n  password: {CANARY}\n  url: https://u:{CANARY}@h/\n",
    "repeated.yaml": f"{SECRET}stringData:\n  a: {CANARY}\n  a: {CANARY}2\n",
    "list.yaml": f"apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  apiVersion: v1\n"
    f"  metadata: {{name: a}}\n  data: {{password: {ENCODED}}}\n",
    "applied.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  annotations:\n"
    f'    kubectl.kubernetes.io/last-applied-configuration: \'{{"data":"{ENCODED}"}}\'\n',
    "dated.yaml": f"{SECRET}data: {{password: {ENCODED}}}\n".replace(
        "{name: db}", '{name: db, annotations: {platguard.io/last-rotated: "2020-01-01"}}'
    ),
    "env.yaml": f"{CONTAINER}    env:\n    - {{name: DB_PASSWORD, value: {CANARY}}}\n"
    f"    - {{name: URL, value: 'postgres://u:{CANARY}@db/a'}}\n"
    f"    - {{name: AWS, value: AKIA{CANARY[:16].upper()}}}\n",
    "args.yaml": f"{CONTAINER}    args: [--password={CANARY}, --token, {CANARY}]\n"
    f"    command: [sh, -c, 'curl -u u:{CANARY} https://u:{CANARY}@h']\n",
    "image.yaml": f"{POD}  - name: web\n    image: https://u:{CANARY}@registry.example/web:1.0\n",
    "image-2.yaml": f"{POD}  - name: web\n    image: u:{CANARY}@registry.example/web\n",
    "config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
    f"  password: {CANARY}\n  app.ini: |\n    password={CANARY}\n",
    "compose.yml": f"services:\n  db:\n    image: postgres:16\n    environment:\n"
    f"      POSTGRES_PASSWORD: {CANARY}\n    command: --password={CANARY}\n",
    "list/compose.yml": f"services:\n  db:\n    image: https://u:{CANARY}@registry.example/db\n"
    f"    build: {{context: 'https://u:{CANARY}@git.example/a.git', args: {{TOKEN: {CANARY}}}}}\n"
    f"    environment: [POSTGRES_PASSWORD={CANARY}]\n    secrets: [a]\n"
    f"secrets:\n  a: {{content: {CANARY}}}\n",
    "Dockerfile": f"FROM python:3.8\nENV DB_PASSWORD={CANARY} TOKEN {CANARY}\nARG TOKEN={CANARY}\n"
    f"RUN curl -u u:{CANARY} https://u:{CANARY}@h\nLABEL password={CANARY}\n",
    "other.Dockerfile": f"FROM https://u:{CANARY}@registry.example/base:1\n",
    "sops.yaml": f"password: ENC[AES256_GCM,data:{CANARY},type:str]\nclear: {CANARY}\n"
    f"sops: {{mac: ENC[{CANARY}], lastmodified: '2020-01-01T00:00:00Z',"
    f" age: [{{enc: {CANARY}}}]}}\n",
    ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-18.04\n    steps:\n"
    f"    - run: docker login -p {CANARY} && git clone https://u:{CANARY}@h\n"
    f"      env: {{TOKEN: {CANARY}}}\n"
    f"    - {{uses: actions/setup-python@v1, with: {{token: {CANARY}}}}}\n"
    f"    container: {{image: a, credentials: {{password: {CANARY}}}}}\n",
    "k/kustomization.yaml": f"resources: ['https://u:{CANARY}@git.example/a?ref=b']\n"
    f"secretGenerator: [{{name: a, literals: [password={CANARY}]}}]\n",
    "deploy.sh": f"docker stack deploy -c https://u:{CANARY}@h a\nexport TOKEN={CANARY}\n"
    f"docker service create --env PASSWORD={CANARY} a\n",
    "Makefile": f"a:\n\tdocker stack deploy --password={CANARY} -c x.yml https://u:{CANARY}@h\n",
    "Jenkinsfile": f"sh 'docker stack deploy --token {CANARY} a https://u:{CANARY}@h'\n",
    ".env": f"export DB_PASSWORD='{CANARY}'\nURL=https://u:{CANARY}@h\nAWS=AKIA{CANARY[:16].upper()}\n",
    "broken.env": f"A='{CANARY}\n{CANARY}={CANARY}\n{CANARY}\n",
    "a.ini": f"[{CANARY}]\npassword = {CANARY}\n[sops]\nmac = ENC[AES256_GCM,data:{CANARY}]\n",
    "values.yaml": f"auth: {{password: {CANARY}, url: 'https://u:{CANARY}@h'}}\n"
    f"# AKIA{CANARY[:16].upper()}\n",
    "more.Dockerfile": f"FROM a\nRUN mysql -p{CANARY} x && export TOKEN={CANARY} &&"
    f' npm config set https://u:{CANARY}@h/={CANARY}\nCMD ["x", "--token", "{CANARY}"]\n'
    f"RUN echo root:{CANARY} | chpasswd && sshpass -p {CANARY} ssh h\n"
    f"RUN curl -H 'Authorization: Bearer {CANARY}' h\nADD https://u:{CANARY}@h /a\n",
    "package.json": f'{{"engines": {{"node": "14"}}, "token": "{CANARY}"}}',
    "pyproject.toml": f'[project]\nrequires-python = ">=3.8"\n[a]\ntoken = "{CANARY}"\n',
    "comment.yaml": f"# {CANARY}\n{PRIVILEGED}# {CANARY}\n",
    "es.yaml": "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n"
    f"spec: {{refreshInterval: 0, target: {{template: {{data: {{a: {CANARY}}}}}}}}}\n",
    **{
        f"broken/{number}.yaml": f"{BROKEN}{text}\n"
        for number, text in enumerate(
            (
                f"{CANARY}: {CANARY}",
                f"'{CANARY}",
                f'"{CANARY}',
                f'"\\{CANARY}"',
                f"*{CANARY}",
                f"&{CANARY} &{CANARY} a",
                f"!{CANARY}! {CANARY}",
                f"!!{CANARY} {CANARY}",
                f"!!int {CANARY}",
                f"!!binary {CANARY}!",
                f"@{CANARY}",
                f"`{CANARY}",
                f"%{CANARY}",
                f"[{CANARY}",
                f"{{{CANARY}",
                f"|{CANARY}\n  x",
                f">{CANARY}",
                f"? {CANARY}\n b",
                f"{CANARY}\n {CANARY}: b",
                f"\x07{CANARY}",
                f"a\n%{CANARY} 1\n---\nb: [",
            )
        )
    },
    "broken/a.json": f'{{"apiVersion": "v1", "kind": "Secret", "data": {{"a": "{CANARY}" "b"}}}}',
    "broken/b.json": f'{{\n"apiVersion": "v1",\n"kind": "Secret", "data": {{"a": {CANARY}}}}}',
    "broken/pyproject.toml": f'[project]\nrequires-python = {CANARY}\ntoken = "{CANARY}\n',
    "broken/package.json": f'{{"engines": {{"node": {CANARY}}}}}',
    "broken/Dockerfile": f'FROM a\nENV PASSWORD="{CANARY}\nCOPY <<EOF\n{CANARY}\n',
    "broken/other.Dockerfile": f"{CANARY} {CANARY}\n",
    ".github/workflows/broken.yml": f"on: push\njobs: {{a: {{env: {{TOKEN: *{CANARY}}}}}}}\n",
}
WHOLE = """\
standard: own
title: Own
owner: platform
contact: "#platform"
rules:
  - id: show-all
    title: Shows the object
    on: object
    deny: "'%s'.format([object.manifest]) != ''"
    severity: medium
    why: A rule may show what it sees.
    message: "{'%s'.format([object.manifest])}"
    fix: None.
  - id: schema-all
    title: Has neither data nor spec
    on: object
    schema: {properties: {data: {type: string}, stringData: {type: string}, spec: {type: string}}}
    severity: medium
    why: A schema tells what it refuses.
    message: "{violation}"
    fix: None.
"""
EXPLAINED = (
    ("secret-literal-env", "env.yaml"),
    ("secret-literal-env", "args.yaml"),
    ("secret-in-git", "string-data.yaml"),
    ("secret-rotation-overdue", "dated.yaml"),
)


@pytest.fixture
def leaking(project: Project, tmp_path: Path) -> Project:
    """A folder with a secret in every place, and a cache of its own."""
    project.cache = tmp_path / "own-cache"
    project.environ["PLATGUARD_CACHE_DIR"] = str(project.cache)
    for path, text in FILES.items():
        project.write(path, text)
    return project


def leaks(text: str) -> list[str]:
    """The lines that tell the secret, in any form."""
    forms = (CANARY.lower(), ENCODED.lower(), CANARY[:16].lower())
    return [line for line in text.splitlines() if any(form in line.lower() for form in forms)]


def leaking_files(project: Project) -> list[Path]:
    """The files of the cache that hold the secret."""
    files = [file for file in project.cache.rglob("*") if file.is_file()]
    return [file for file in files if leaks(file.read_bytes().decode("latin-1"))]


@pytest.mark.parametrize("arguments", [[], ["--verbose"], ["--no-cache"]], ids=str)
@pytest.mark.parametrize("versioned", [False, True])
def test_no_report_tells_it(leaking: Project, arguments: list[str], versioned: bool) -> None:
    if versioned:
        leaking.commit()
    stats = leaking.out / "stats.json"
    told = leaking.scan(f"--stats={stats}", *arguments)
    assert told.code == 3
    assert len(told.failures()) >= 15
    assert not leaks(told.everything + stats.read_text())


def test_no_cache_holds_it(leaking: Project) -> None:
    leaking.commit()
    leaking.scan()
    leaking.run("facts")
    assert len(list(leaking.cache.rglob("*"))) > len(FILES)
    assert leaking_files(leaking) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_fact_tells_it(leaking: Project, form: str) -> None:
    told = leaking.run("facts", "--all", f"--format={form}")
    assert "credential" in told.output
    assert not leaks(told.everything)


def test_no_explanation_tells_it(leaking: Project) -> None:
    for rule, path in EXPLAINED:
        found = leaking.scan("--rule", rule, path).report["findings"]
        told = leaking.run("explain", rule, "--at", f"{path}:{found[0]['line']}")
        assert f"{rule}: fail" in told.output
        assert not leaks(told.everything)


def test_no_rule_over_whole_objects_tells_it(leaking: Project) -> None:
    leaking.write("own.yaml", WHOLE)
    told = leaking.scan("--standards=own.yaml")
    assert told.code == 3
    assert {"show-all", "schema-all"} <= told.rules("string-data.yaml")
    assert {"show-all", "schema-all"} <= told.rules("env.yaml")
    assert not leaks(told.everything)
    assert leaking_files(leaking) == []


@pytest.mark.parametrize("option", ["--config", "--standards"])
@pytest.mark.parametrize("path", FILES)
def test_no_fault_of_an_own_file_tells_it(project: Project, path: str, option: str) -> None:
    project.write(path, FILES[path])
    told = project.run("scan", f"{option}={path}")
    assert told.code == 2
    assert not leaks(told.everything)


def test_what_needs_more_memory_than_there_is_says_so(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("platguard.scan.judge", fail)
    told = project._within(["scan", "--no-cache"])
    assert (told.code, told.errors) == (2, "platguard: error: there is not enough memory\n")


@pytest.mark.parametrize("broken", ["platguard.memory.extract", "platguard.material.survey_of"])
def test_no_crash_tells_it(leaking: Project, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(broken, fail)
    process = leaking._within(["scan", "--no-cache"])
    assert process.code in (2, 3)
    assert "bug in platguard" in process.everything
    assert "fail" in process.everything
    assert not leaks(process.everything)
