"""Serves the application until somebody stops it."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from platguard.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits at an address; UsageError when it cannot. Port 0 takes a free one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        waiting = socket.socket(family, kind, protocol)
        waiting.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        waiting.bind(address)
        waiting.listen(64)
    except OSError as error:
        raise UsageError(
            f"nothing can be served at {host}, port {port}: {error.strerror or error}",
            hint="Name another --port; 0 takes a free one.",
        ) from None
    return waiting


def serve(app: ASGIApp, waiting: socket.socket, ready: Callable[[int], None]) -> None:
    """Answers until a signal comes; `ready` hears the port when somebody may ask."""
    configuration = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    gc.enable()  # unlike other commands, see `__main__`, this one may run for days
    ready(int(waiting.getsockname()[1]))
    uvicorn.Server(configuration).run(sockets=[waiting])
