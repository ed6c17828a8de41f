"""A credential in a field where nobody expects one stays out of every fact."""

from __future__ import annotations

import pytest

from platguard import facts
from platguard.facts.templates import collapsed

# Put together here, so that no scanner takes this file for one that leaks.
TOKEN = "ghp_" + "c4n4ryV4luQ3x9f8e7d6c5b4a3Z2y1x0wKqQ"
LONG_TOKEN = "github_pat_" + "c4n4ryV4luQ3x9f8e7d6c5" + "_tailOfTheSameToken1234"
PASSWORD = "Tr0ub4dorCanaryPw9z"
LOGIN = f"https://user:{PASSWORD}@git.example"
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


@pytest.mark.parametrize("path", LOGINS_IN)
def test_a_login_is_withheld_wherever_it_stands(path: str) -> None:
    assert PASSWORD.lower() not in told(path, LOGINS_IN[path].format(LOGIN, PASSWORD))


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
