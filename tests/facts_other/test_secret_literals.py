"""Which literals look like secrets, and which only look so at first sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import parsers
from platguard.facts.credentials import in_container
from platguard.facts.secret_literals import (
    is_guessable,
    is_placeholder,
    is_secret_name,
    suspicion,
)
from platguard.model.facts import CredentialFact


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD",
        "DB_PASSWORD",
        "PGPASSWORD",
        "dbPassword",
        "spring.datasource.password",
        "ConnectionStrings__Db__Password",
        "DB_PASS",
        "MYSQL_PWD",
        "API_KEY",
        "apiKey",
        "APIKEY",
        "AWS_SECRET_ACCESS_KEY",
        "SSH_PRIVATE_KEY",
        "GITHUB_TOKEN",
        "CLIENT_SECRET",
        "SECRET_KEY_BASE",
        "KEYCLOAK_ADMIN_PASSWORD",
        "TOKEN_PROD",
        "PASSWORD_2",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "KEYCLOAK_URL",
        "KEY",
        "PUBLIC_KEY",
        "TOKENIZER",
        "MAX_TOKENS",
        "SECRETARY",
        "COMPASS",
        "PWD",
        "BYPASS",
        "PASS_THROUGH",
        "TOKEN_TTL",
        "PASSWORD_MIN_LENGTH",
        "AUTH_TOKEN_ENABLED",
        "SECRET_NAME",
        "DB_PASSWORD_FILE",
        "DB_PASSWORD__FILE",
        "TOKEN_PATH",
        "TOKEN_URL",
        "ACCESS_KEY_ID",
        "AWS_ACCESS_KEY",
        "minioAccessKey",
        "token_policies",
        "IMAGE_PULL_SECRET",
        "TLS_SECRET",
        "API_KEY_HEADER",
        "TOKEN_ENDPOINT",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("aws-access-key", "AKIA" + "Q" * 16),
        ("github-token", "ghp_" + "a" * 36),
        ("github-token", "github_pat_" + "a" * 22),
        ("gitlab-token", "glpat-" + "a" * 20),
        ("slack-token", "xoxb-" + "1" * 12),
        ("private-key", "-----BEGIN RSA " + "PRIVATE KEY-----\nabc"),
        ("private-key", "-----BEGIN " + "PRIVATE KEY-----"),
        ("google-api-key", "AIza" + "a" * 35),
        ("stripe-key", "sk_live_" + "a" * 24),
        ("url-userinfo", "postgres://app:hunter2@db:5432/shop"),
        ("url-userinfo", "redis://:hunter2@cache"),
        ("connection-string", "Server=db;User Id=a;Password=hunter2;"),
        ("password-hash", "admin:$apr1$Zq81uLr5$XcT0vNbW3yHsKe7mPa2dGf"),
        ("password-hash", "$2a$10$RncPyHW/B5ll2Z3J8s.IBOnbZ9uoJ4JhHLKzj5lzG"),
    ],
)
def test_shapes_tell_whatever_the_name(shape: str, value: str) -> None:
    found = suspicion("SETTING", value)
    assert found is not None
    assert found.shape == shape


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "true",
        "False",
        "none",
        "/run/secrets/db",
        "./secrets/db.txt",
        "file:///etc/secret",
        "vault:secret/data/shop#password",
        "arn:aws:secretsmanager:eu-west-1:1:secret:db",
        "op://shop/db/password",
        "projects/1/secrets/db/versions/latest",
        "$(DB_PASSWORD)",
        "${DB_PASSWORD}",
        "Bearer $(TOKEN)",
        "{{ .Values.password }}",
        "${{ secrets.PASSWORD }}",
        "ENC[AES256_GCM,data:x,iv:y]",
        "https://example.com/login",
        "postgres://app:$(PASSWORD)@db",
        "$env:DB_PASSWORD",
        "$(<",
        "`cat /run/secrets/db`",
    ],
)
def test_values_that_are_no_secrets(value: str) -> None:
    assert suspicion("DB_PASSWORD", value) is None


@pytest.mark.parametrize(
    "value", ["hunter2", "12345", "p$word", "abc/def+g==", "secret$(X)12345678"]
)
def test_values_that_may_be_secrets(value: str) -> None:
    assert suspicion("DB_PASSWORD", value) is not None


def test_a_number_is_a_password_and_no_token() -> None:
    assert suspicion("DB_PASSWORD", "4096") is not None
    assert suspicion("AUTH_TOKEN", "4096") is None
    assert suspicion("ALLOW_EMPTY_PASSWORD", "1") is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "changeme",
        "change-me",
        "CHANGE_ME_PLEASE",
        "REPLACE_ME",
        "replace-with-token",
        "<password>",
        "xxxxxxxx",
        "***",
        "...",
        "your-token-here",
        "YOUR_API_KEY",
        "insert-your-token",
        "todo",
        "placeholder",
        "__TOKEN__",
        "AKIAIOSFODNN7EXAMPLE",
        "INSERT_ETCD_DISCOVERY_TOKEN",
        "GOOGLE_API_KEY_VAL",
        "my-secret",
        "yourpassword",
        "my-service-principal-client-id",
        "fake_password",
        "p-XXXX",
        "**access token goes here**",
        "YourPingdomApiToken",
        "YOURDBPASSWORDhere",
        "examplePW",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n...\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [
        "hunter2",
        "exchange",
        "settings",
        "Todorov1",
        "youreit",
        "x1",
        "mysecret",
        "INSERTED",
        "VALUE",
    ],
)
def test_real_values(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSWORD", "admin"),
        ("PASSWORD", "test-password123"),
        ("PASSWORD", "mysecretpassword"),
        ("PASSWORD", "123456"),
        ("POSTGRES_PASSWORD", "Postgres"),
    ],
)
def test_words_that_anybody_tries(name: str, value: str) -> None:
    assert is_guessable(name, value)


@pytest.mark.parametrize("value", ["hunter2", "correct-horse-battery", "a71hc93kdq2", "8" * 30])
def test_words_that_nobody_tries(value: str) -> None:
    assert not is_guessable("PASSWORD", value)


def test_the_login_of_a_sample_address_is_a_placeholder() -> None:
    found = suspicion("DATABASE_URL", "postgresql://user:pass@localhost:5432/dummy")
    assert found is not None
    assert found.placeholder


def test_a_password_right_after_its_flag_is_no_name() -> None:
    assert _container(
        "{name: a, args: [mysql, -pMyPassword, x, '-pToken=y', -password=hunter2]}"
    ) == [("args", "--password", "containers[api].args[--password]", 1)]


def _container(text: str) -> list[tuple[str, str, str, int]]:
    value = parsers.parse(text.encode(), "kubernetes").documents[0].value
    found = in_container(value, "container", "k8s:x", "containers[api]")
    return [
        (fact.where, fact.key, fact.subject, fact.places["key"].line)
        for fact in found
        if isinstance(fact, CredentialFact)
    ]


def test_the_environment_and_arguments_of_a_container() -> None:
    text = """
name: api
env:
  - {name: DB_PASSWORD, value: hunter2}
  - {name: API_TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}
  - {name: PORT, value: "80"}
command: [sh, -c, "run --db-password=hunter2 --token-ttl 5"]
args: [--api-key, abcdef, --password-stdin, --token=$(TOKEN), --verbose]
"""
    assert _container(text) == [
        ("env", "DB_PASSWORD", "containers[api].env[DB_PASSWORD]", 4),
        ("args", "--db-password", "containers[api].command[--db-password]", 7),
        ("args", "--api-key", "containers[api].args[--api-key]", 8),
    ]


@pytest.mark.parametrize("text", ["{env: 5, args: {}, command: x}", "{env: [5, {value: []}, {}]}"])
def test_containers_of_any_shape(text: str) -> None:
    assert _container(text) == []


@given(st.text(), st.text())
def test_no_fact_holds_a_value(name: str, value: str) -> None:
    found = suspicion(name, value)
    assert found is None or len(found.shape) < 20


@pytest.mark.parametrize(
    "part", ["a:", "://", "://a:", "-----BEGIN ", "x-", "a_", "your-", ";pwd="]
)
def test_a_long_value_is_looked_at_once(part: str) -> None:
    # Looked at again from each of its characters, it would take hours.
    found = suspicion("DB_PASSWORD", part * 200_000)
    assert found is None or part not in found.shape
