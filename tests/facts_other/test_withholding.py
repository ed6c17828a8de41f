"""A credential in a field where nobody expects one stays out of every fact."""

from __future__ import annotations

from time import process_time

import pytest

from platguard import facts
from platguard.facts.templates import collapsed

# Put together here, so that no scanner takes this file for one that leaks.
TOKEN = "ghp_" + "c4n4ryV4luQ3x9f8e7d6c5b4a3Z2y1x0wKqQ"
LONG_TOKEN = "github_pat_" + "c4n4ryV4luQ3x9f8e7d6c5" + "_tailOfTheSameToken1234"
PASSWORD = "Tr0ub4dorCanaryPw9z"
LOGIN = f"https://user:{PASSWORD}@git.example"
MOST_SECONDS = 4.0
"""Some times what it takes; with the square of its size it would take minutes."""
JOB = "on: push\njobs:\n  a:\n    "

TOKENS_IN = {
    "CODEOWNERS": "/{0} @org/{0}\n[{0}]\n{0} nobody\n",
    ".nvmrc": "v14.1.0-{0}\n",
    "pom.xml": "<project><properties><java.version>8-{0}</java.version></properties></project>",
    "a.csproj": "<Project><TargetFramework>net6.0-{0}</TargetFramework></Project>",
    "pyproject.toml": '[project]\nrequires-python = ">=3.8,{0}"\n',
    "package.json": '{{"engines": {{"node": "14 || {0}"}}}}',
    "Gemfile": 'ruby "2.6-{0}"\n',
    ".tool-versions": "nodejs 14.0-{0}\n",
    "Dockerfile": "FROM python:3.7 AS {0}\nUSER {0}\n",
    "Taskfile.yml": "version: '3'\ntasks:\n  '{0}': docker stack deploy -c a.yml b\n",
    "slo.yaml": "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: a}}\n"
    "spec: {{service: '{0}'}}\n",
    "catalog-info.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
    "metadata: {{name: '{0}'}}\nspec: {{type: service, lifecycle: '{0}', owner: '{0}'}}\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\n"
    "metadata: {{name: a, annotations: {{'{0}': 'x {0}'}}}}\n",
    ".github/workflows/a.yml": JOB + "runs-on: [self-hosted, '{0}']\n    steps:\n"
    "    - uses: actions/checkout@{0}\n",
}
LOGINS_IN = {
    "CODEOWNERS": "* user:{1}@registry {0}\n",
    "compose.yml": "services: {{db: {{image: 'user:{1}@registry.example/postgres:9'}}}}\n",
    "skaffold.yaml": "apiVersion: skaffold/v4beta6\nkind: Config\n"
    "build: {{artifacts: [{{image: 'user:{1}@registry.example/a'}}]}}\n",
    "catalog-info.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n"
    "  name: a\n  annotations: {{backstage.io/source-location: 'url:{0}/a'}}\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\n"
    "metadata: {{name: a, annotations: {{password: '{1}', link: '{0}'}}}}\n",
    ".github/workflows/called.yml": JOB + "uses: {0}/a/.github/workflows/x.yml@v1\n",
    ".github/workflows/used.yml": JOB + "runs-on: a\n    steps:\n"
    "    - uses: docker://user:{1}@registry.example/x:1\n    - uses: {0}/a@v1\n",
}


def told(path: str, content: str) -> str:
    """Everything that is kept of a file."""
    kind = facts.kind_of(path)
    assert kind is not None
    found = facts.extract(content.encode(), kind)
    assert found.facts, "the file must say something, or nothing could leak"
    return str(found).lower()


@pytest.mark.parametrize("token", [TOKEN, LONG_TOKEN])
@pytest.mark.parametrize("path", TOKENS_IN)
def test_a_token_is_withheld_wherever_it_stands(path: str, token: str) -> None:
    known = told(path, TOKENS_IN[path].format(token))
    assert "c4n4ry" not in known
    assert "tailofthesame" not in known


@pytest.mark.parametrize("path", TOKENS_IN)
def test_a_token_is_withheld_with_what_is_glued_to_it(path: str) -> None:
    known = told(path, TOKENS_IN[path].format(f"1.2x{TOKEN}9.x{LONG_TOKEN}"))
    assert "c4n4ry" not in known
    assert "tailofthesame" not in known


@pytest.mark.parametrize("path", LOGINS_IN)
def test_a_login_is_withheld_wherever_it_stands(path: str) -> None:
    assert PASSWORD.lower() not in told(path, LOGINS_IN[path].format(LOGIN, PASSWORD))


def test_the_lines_of_a_key_are_withheld_apart_from_its_header() -> None:
    body = "MIIEowIBAAKCAQEAwi4eGcanary9wF2B76AfRVckOAIXq1\nzQ8canaryL2mN4pR6sT8uV1wX3yZ5aB7\n"
    key = f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{body}-----END RSA {'PRIVATE'} KEY-----\n"
    known = told("CODEOWNERS", f"* @all\n{key}/internationalization/ @words\n")
    assert "canary" not in known
    assert "/internationalization/" in known


@pytest.mark.parametrize("name", ["southeastasianortheast1production", "a-sg.example.org"])
def test_what_only_resembles_a_credential_in_small_letters_is_kept(name: str) -> None:
    assert name in told("compose.yml", f"services:\n  {name}:\n    image: a:1 # {TOKEN}\n")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", TOKEN.replace("p_", "\\u0070_", 1)),
        ("utf-16", TOKEN),
        ("utf-8", f"https:\\/\\/user:{TOKEN}@a"),
        (
            "utf-8",
            r"https:\/\/hooks.slack.com\/services\/T02AB3C4D\/B05EF6G7H\/c4n4ryV4luQ3x9f8e7d6",
        ),
    ],
)
def test_escapes_and_encodings_hide_nothing(encoding: str, written: str) -> None:
    kind = facts.kind_of("package.json")
    assert kind is not None
    text = f'{{"scripts": {{"{written}": "docker stack deploy -c a.yml b"}}}}'
    found = facts.extract(text.encode(encoding), kind)
    assert found.facts
    assert "c4n4ry" not in str(found).lower()


@pytest.mark.parametrize(
    "line",
    ["* {}@host.example", "{}@host.example @all", "[{}@host.example] @all\n/a", "* a:{}@b.c/d"],
)
@pytest.mark.parametrize("password", [PASSWORD, f"a/{PASSWORD}", f"a@{PASSWORD}"])
def test_who_logs_in_is_no_owner(line: str, password: str) -> None:
    known = told("CODEOWNERS", line.format(f"user:{password}") + "\n")
    assert PASSWORD.lower() not in known
    assert "***@" in known


def test_a_password_may_hold_the_sign_that_ends_it() -> None:
    known = told("kustomization.yaml", f"resources: ['https://user:p@{PASSWORD}@git.example/a']\n")
    assert PASSWORD.lower() not in known
    assert "***@git.example/a" in known


@pytest.mark.parametrize("unit", [TOKEN, f"{TOKEN} ", f"a:{TOKEN}@b.c ", "://a:", "AKIA", "a" * 30])
def test_a_file_full_of_them_takes_no_longer_than_its_size_explains(unit: str) -> None:
    before = process_time()
    told("CODEOWNERS", f"{TOKEN} @all\n* " + unit * (300_000 // len(unit)) + "\n")
    assert process_time() - before < MOST_SECONDS


def test_a_digest_is_no_login() -> None:
    digest = "sha256:" + "a" * 64
    path = ".github/workflows/a.yml"
    steps = "runs-on: a\n    steps:\n"
    known = told(path, f"{JOB}{steps}    - uses: docker://alpine:3@{digest}\n")
    assert f"docker://alpine:3@{digest}" in known


def test_only_what_a_file_withholds_is_left_out() -> None:
    known = told(".nvmrc", f"v14.1.0-{TOKEN}\n")
    assert "nodejs v14.1.0-***" in known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a{{ x }}b${c}d$(e)f", "a{{...}}b{{...}}d{{...}}f"),
        ("{{ a ${b} }}c", "{{...}}c"),
        ("${a{{b}}", "{{...}}}"),
        ("{{ open ${a}", "{{ open {{...}}"),
        ("}} $( {{a}}", "}} $( {{...}}"),
    ],
)
def test_templates_end_where_they_close(text: str, expected: str) -> None:
    assert collapsed(text) == expected
