"""Who may ask: this machine, by its own names, and only for reading.

A page of a stranger can send the browser of somebody on this machine to `127.0.0.1`, and by DNS
rebinding under a name of its own. So the name that a request is addressed to must be one of ours
(OWASP, "DNS rebinding"), and no answer may be framed, sniffed or kept by a shared cache.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from ipaddress import ip_address

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""What this machine is called by itself."""
_READING = ("GET", "HEAD")
HEADERS = {
    "cache-control": "private, no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What every answer says, beside its content security policy."""
POLICY = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"  # noqa: E501
"""Of a page: styles from here, no scripts at all."""


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    if host in LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Answers what may be asked, and refuses the rest."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        """`hosts` are the names that a request may be addressed to; empty for any."""
        self._app = app
        self._hosts = {host.casefold() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", POLICY)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if self._hosts and _host(scope["headers"]) not in self._hosts:
            told = "Addressed to a name that is not served here; see platguard serve --help.\n"
            return PlainTextResponse(told, 421)
        if scope["method"] not in _READING:
            allowed = {"allow": ", ".join(_READING)}
            return PlainTextResponse("These pages can only be read.\n", 405, headers=allowed)
        return None


def _host(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The name that a request is addressed to, without its port; empty unless there is just one."""
    found = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(found) != 1:
        return ""
    host = found[0].casefold()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
