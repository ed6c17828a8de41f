"""The notes of one merge request, by the API of GitLab, on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

NOTES = "/api/v4/projects/7/merge_requests/3/notes"
US = 42


class GitLab(ThreadingHTTPServer):
    """What was written, and what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.notes: list[dict[str, Any]] = []
        self.tokens: set[str | None] = set()
        self.answers_with = 200
        """Another status refuses everything; 302 names another server."""

    @property
    def api(self) -> str:
        """CI_API_V4_URL."""
        return f"http://127.0.0.1:{self.server_port}/api/v4"

    @property
    def bodies(self) -> list[str]:
        """The texts of all notes, the oldest first."""
        return [note["body"] for note in self.notes]

    def write(self, author: int, body: str) -> None:
        """Somebody writes a note."""
        self.notes.append({"id": len(self.notes) + 1, "author": {"id": author}, "body": body})


class _Handler(BaseHTTPRequestHandler):
    server: GitLab

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path.endswith("/user"):
            return self._answer({"id": US})
        assert address.path == NOTES, self.path
        page = int(parse_qs(address.query)["page"][0])
        return self._answer(self.server.notes[(page - 1) * 2 : page * 2])

    def do_POST(self) -> None:
        assert self.path == NOTES, self.path
        self.server.write(US, self._given()["body"])
        self._answer({})

    def do_PUT(self) -> None:
        folder, _, number = self.path.rpartition("/")
        assert folder == NOTES, self.path
        self.server.notes[int(number) - 1]["body"] = self._given()["body"]
        self._answer({})

    def _given(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, document: Any) -> None:
        self.server.tokens.add(self.headers["PRIVATE-TOKEN"])
        self.send_response(self.server.answers_with)
        if self.server.answers_with == 302:
            self.send_header("Location", f"http://localhost:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())


@contextmanager
def serving() -> Iterator[GitLab]:
    """A server that is there as long as the block."""
    with GitLab() as server:
        # Otherwise shutting down takes half a second, until it looks again.
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
