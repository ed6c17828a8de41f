"""Who may ask what."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from platguard.server.app import application
from platguard.server.guards import is_loopback
from platguard.server.reports import Reports


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8470", "LOCALHOST", "[::1]:8470"])
def test_this_machine_may_ask_by_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/days", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8470", "", "[::2]", "::1",
     "127.0.0.1@evil.example", "0.0.0.0"],
)  # fmt: skip
def test_other_names_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/days", headers={"host": host})
    assert answer.status_code == 421
    assert "2026" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(client: TestClient, method: str) -> None:
    answer = client.request(method, "/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_heads_are_answered_without_a_body(client: TestClient) -> None:
    answer = client.head("/days")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("address", ["/", "/days", "/nothing", "/style.css"])
def test_every_answer_says_what_a_browser_may_do(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script" not in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_with_leave_other_names_may_ask(reports: Reports) -> None:
    app = application(reports, ())
    with TestClient(app, base_url="http://reports.example") as asked:
        assert asked.get("/days").status_code == 200


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("reports.example", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_which_addresses_only_this_machine_reaches(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours
