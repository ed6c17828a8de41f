"""How bad a literal secret is: a placeholder, a word that anybody tries, a leaked credential."""

from __future__ import annotations

import pytest

from scan.projects import Project

TOKEN = "gh" + "p_Zq81uLr5XcT0vNbW3yHsKe7mPa2dGf6JoiQ4"
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: VALUE}\n"
COMPOSE = "services: {db: {image: 'a:1', environment: {DB_PASSWORD: VALUE}}}\n"
VALUES = "auth: {password: VALUE}\n"


@pytest.mark.parametrize(
    ("rule", "path", "text", "value", "severity"),
    [
        ("secret-in-git", "a.yaml", SECRET, "changeme", "low"),
        ("secret-in-git", "a.yaml", SECRET, "postgres", "high"),
        ("secret-in-git", "a.yaml", SECRET, "correct-horse", "critical"),
        ("compose-secret-literal", "compose.yaml", COMPOSE, "<password>", "low"),
        ("compose-secret-literal", "compose.yaml", COMPOSE, "admin123", "medium"),
        ("compose-secret-literal", "compose.yaml", COMPOSE, "correct-horse", "high"),
        ("secret-in-file", "values.yaml", VALUES, "changeme", "low"),
        ("secret-in-file", "values.yaml", VALUES, "admin", "medium"),
        ("secret-in-file", "values.yaml", VALUES, "correct-horse", "high"),
        ("secret-in-file", "values.yaml", VALUES, TOKEN, "critical"),
        ("secret-in-file", "ci/test-values.yaml", VALUES, "correct-horse", "low"),
        (
            "secret-baked-in-image",
            "Dockerfile",
            "FROM a\nENV A_TOKEN=VALUE\n",
            "a71hc9",
            "critical",
        ),
        ("secret-baked-in-image", "Dockerfile", "FROM a\nARG A_TOKEN=VALUE\n", "", "medium"),
        ("secret-baked-in-image", "Dockerfile", "FROM a\nCOPY VALUE /\n", ".env", "critical"),
        ("secret-baked-in-image", "Dockerfile", "FROM a\nCOPY VALUE /\n", ".npmrc", "medium"),
        ("secret-baked-in-image", "Dockerfile", "FROM a\nCOPY VALUE /\nFROM b\n", ".env", "high"),
        (
            "secret-baked-in-image",
            "Dockerfile",
            "FROM a AS x\nCOPY VALUE /\nFROM x\n",
            ".env",
            "critical",
        ),
    ],
)
def test_severity(
    project: Project, rule: str, path: str, text: str, value: str, severity: str
) -> None:
    (found,) = project.write({path: text.replace("VALUE", value)}).scan().findings(rule)
    assert found["severity"] == severity
    assert len(value) < 6 or value.startswith(".") or value not in found["message"]


def test_a_repository_allows_names(project: Project) -> None:
    project.write({"compose.yaml": COMPOSE.replace("VALUE", "correct-horse")})
    project.write({".platguard.yaml": "allow: {secret-names: [DB_PASSWORD]}\n"})
    assert project.scan().findings("compose-secret-literal") == []
