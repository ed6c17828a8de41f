"""Why a fetch failed, in one line without secrets, and whether another try may help."""

from __future__ import annotations

import re

from platguard.mirrors.addresses import without_secrets
from platguard.sources.git_processes import Answer

# fetch-pack.c, http.c, remote-curl.c, transport.c and ssh; what is final is looked for first.
_FINAL = re.compile(
    r"Permission denied|Authentication failed|could not read (?:Username|Password)|not found"
    r"|access denied|error: 40[0-9]|Host key verification|does not appear to be a git repository"
    r"|corruption on the remote side|not allowed|unable to find remote helper|not exported",
    re.IGNORECASE,
)
_TRANSIENT = re.compile(
    r"Could not resolve host|name resolution|timed? ?out|reset by peer|Connection refused"
    r"|early EOF|hung up|RPC failed|unexpected disconnect|Empty reply|Failed to connect"
    r"|Connection closed|Network is unreachable|No route to host|kex_exchange|SSL_ERROR_SYSCALL"
    r"|GnuTLS recv|transfer closed|error: (?:429|5[0-9]{2})",
    re.IGNORECASE,
)
_DAMAGE = re.compile(
    r"corrupt|bad object|valid object|bad config|bad signature|unable to read|cannot read"
    r"|missing (?:blob|tree|commit|tag|necessary)|inflate|not a git repository|unknown repository"
    r"|sha1 mismatch|hash mismatch|index file|packfile .* (?:is|has|claims)|broken ref",
    re.IGNORECASE,
)
_CONFLICT = re.compile(r"cannot lock ref|cannot create|unable to update local ref")


class Failure(Exception):
    """A fetch that did not come about.

    `is_transient` when another one may; `is_damage` when what lies here is in its way.
    """

    def __init__(
        self, message: str, *, is_transient: bool = False, is_damage: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.is_transient = is_transient
        self.is_damage = is_damage


def is_conflict(answer: Answer) -> bool:
    """Whether references could not all be changed in one transaction."""
    return answer.status != 0 and _CONFLICT.search(answer.errors) is not None


def expect(answer: Answer) -> None:
    """Raises Failure for a command that failed."""
    if answer.status:
        told = answer.errors
        is_final = _FINAL.search(told) is not None
        raise Failure(
            without_secrets(_complaint(answer)),
            is_transient=not is_final and _TRANSIENT.search(told) is not None,
            is_damage=not is_final and _DAMAGE.search(told) is not None,
        )


def _complaint(answer: Answer) -> str:
    """The line that tells most: git's last one often only says that something went wrong."""
    lines = [line.strip() for line in answer.errors.splitlines() if line.strip()]
    telling = [line for line in lines if _FINAL.search(line) or _TRANSIENT.search(line)]
    return (telling[0] if telling else answer.complaint()).removeprefix("fatal: ")[:300]
