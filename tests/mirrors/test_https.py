"""Mirrors over https, from git's own server behind a certificate of our own: credentials."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sources.building import Repository

from platguard.errors import SourceError
from platguard.mirrors import Mirror, Mirrors

TOKEN = "hunter2-of-the-test"
LOGIN = "Basic " + b64encode(f"bot:{TOKEN}".encode()).decode()
NOW = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the certificate"
)


class Server(ThreadingHTTPServer):
    """`git http-backend` for those who know the token."""

    projects: Path
    failing = 0
    """How many requests are answered by 503 first."""
    elsewhere = ""
    """Where every request is sent instead."""

    def url(self, path: str) -> str:
        return f"https://localhost:{self.server_address[1]}/{path}"


class Handler(BaseHTTPRequestHandler):
    """One request, handed on as CGI (RFC 3875)."""

    server: Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def _answer(self, body: bytes) -> None:
        if self.server.failing:
            self.server.failing -= 1
            self.send_error(503)
        elif self.server.elsewhere:
            self.send_response(302)
            self.send_header("Location", self.server.elsewhere + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.headers.get("Authorization") != LOGIN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._serve(body)

    def _serve(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        environ = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server.projects),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environ, capture_output=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "certificate.pem"


@pytest.fixture
def server(tmp_path: Path, certificate: Path) -> Iterator[Server]:
    """A server with the repository a/b.git."""
    remote = Repository(tmp_path / "projects" / "a" / "b.git", tmp_path / "home")
    remote.commit()
    found = Server(("127.0.0.1", 0), Handler)
    found.projects = tmp_path / "projects"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    found.socket = context.wrap_socket(found.socket, server_side=True)
    thread = threading.Thread(target=found.serve_forever, args=(0.05,))
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture
def environ(tmp_path: Path, certificate: Path) -> dict[str, str]:
    """The environment of a user who trusts the certificate."""
    home = str(tmp_path / "home")
    return {"PATH": os.environ["PATH"], "HOME": home, "GIT_SSL_CAINFO": str(certificate)}


def fetch(tmp_path: Path, server: Server, environ: dict[str, str]) -> Mirror:
    mirrors = Mirrors(str(tmp_path / "mirrors"), environ, NOW, pauses=(0.0, 0.0))
    return mirrors.fetch(server.url("a/b.git"))


def nothing_tells_the_token(folder: Path) -> bool:
    files = [path for path in folder.rglob("*") if path.is_file()]
    secrets = (TOKEN.encode(), LOGIN.encode())
    return bool(files) and not any(s in path.read_bytes() for path in files for s in secrets)


def test_credentials_of_a_helper(tmp_path: Path, server: Server, environ: dict[str, str]) -> None:
    (tmp_path / "home" / ".gitconfig").write_text(
        '[credential]\n\thelper = "!f() { echo username=bot; echo password=$BOT_TOKEN; }; f"\n'
    )
    assert fetch(tmp_path, server, {**environ, "BOT_TOKEN": TOKEN}).problem == ""
    assert nothing_tells_the_token(tmp_path / "mirrors")


def test_credentials_of_the_environment(
    tmp_path: Path, server: Server, environ: dict[str, str]
) -> None:
    told = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server.url('')}.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: {LOGIN}",
    }
    assert fetch(tmp_path, server, {**environ, **told}).problem == ""
    assert nothing_tells_the_token(tmp_path / "mirrors")


def test_a_program_that_is_asked(tmp_path: Path, server: Server, environ: dict[str, str]) -> None:
    ask = tmp_path / "ask"
    ask.write_text(f'#!/bin/sh\ncase "$1" in Username*) echo bot;; *) echo {TOKEN};; esac\n')
    ask.chmod(0o755)
    assert fetch(tmp_path, server, {**environ, "GIT_ASKPASS": str(ask)}).problem == ""
    assert nothing_tells_the_token(tmp_path / "mirrors")


def test_nobody_is_asked(tmp_path: Path, server: Server, environ: dict[str, str]) -> None:
    marker = tmp_path / "ASKED"
    ask = tmp_path / "ask"
    ask.write_text(f"#!/bin/sh\ntouch {marker}\n")
    ask.chmod(0o755)
    (tmp_path / "home" / ".gitconfig").write_text(f"[core]\n\taskPass = {ask}\n")
    with pytest.raises(SourceError, match="could not read Username"):
        fetch(tmp_path, server, {**environ, "SSH_ASKPASS": str(ask), "DISPLAY": ":0"})
    assert not marker.exists()


def test_a_server_that_nobody_vouches_for(
    tmp_path: Path, server: Server, environ: dict[str, str]
) -> None:
    del environ["GIT_SSL_CAINFO"]
    with pytest.raises(SourceError, match="certificate"):
        fetch(tmp_path, server, {**environ, "GIT_SSL_NO_VERIFY": "1"})


def test_a_server_that_is_busy_is_asked_again(
    tmp_path: Path, server: Server, environ: dict[str, str]
) -> None:
    (tmp_path / "home" / ".gitconfig").write_text(
        f'[credential]\n\thelper = "!f() {{ echo username=bot; echo password={TOKEN}; }}; f"\n'
    )
    server.failing = 2
    assert fetch(tmp_path, server, environ).problem == ""
    assert server.failing == 0


def test_redirects_lead_to_no_other_transport(
    tmp_path: Path, server: Server, environ: dict[str, str]
) -> None:
    server.elsewhere = "http://localhost:9"
    with pytest.raises(SourceError, match=r"(?i)protocol"):
        fetch(tmp_path, server, environ)
