"""The one place that lets git reach other machines: for mirrors, and by few transports.

Everything else runs in an environment without any (see `git_processes`). What is different here,
and why:

- `GIT_ALLOW_PROTOCOL` names what is allowed, also for redirects and for what `url.*.insteadOf` in
  the user's configuration makes of an address (git(1)).
- Helpers for credentials read variables of their own (`GH_TOKEN`, `AWS_PROFILE`, ...), proxies and
  agents are found by others: the environment is the caller's, but for all that changes git itself.
  Of `GIT_*` only KEPT is let through; `GIT_TRACE_CURL` would write credentials down, and
  `GIT_SSL_NO_VERIFY` would let anybody answer.
- Of settings in the environment (`GIT_CONFIG_COUNT`, git-config(1)) those that say how to reach a
  host and what to show it are let through.
- Nobody is asked for anything: an empty `GIT_ASKPASS` keeps git from `core.askPass` and
  `SSH_ASKPASS` (prompt.c), and there is no terminal (`Git.answer_within`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from platguard.patterns import pattern
from platguard.sources.git import Git

PROTOCOLS = ("https", "ssh")
"""By which repositories are fetched; `file` joins them where it is allowed."""
KEPT = (
    *("GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT"),
    *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY"),
)
SETTINGS = {
    "protocol.version": "2",
    "transfer.bundleURI": "false",
    "fetch.recurseSubmodules": "false",
    "fetch.writeCommitGraph": "false",
    "fetch.showForcedUpdates": "false",
    "fetch.unpackLimit": "1",  # a pack is there or it is not; loose objects are many small files
    "gc.autoDetach": "false",
    "maintenance.autoDetach": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
    "credential.interactive": "false",
}
_SETTING = pattern(r"(?:http|credential|url)\..+|core\.sshcommand", re.IGNORECASE | re.DOTALL)


def reaching(git: Git, environ: Mapping[str, str], protocols: Sequence[str]) -> Git:
    """The same repository, allowed to reach others by these protocols.

    `environ` is the caller's whole environment.
    """
    given = {
        name: value
        for name, value in environ.items()
        if not name.startswith("GIT_") and name not in ("SSH_ASKPASS", "PATH")
    }
    kept = {name: environ[name] for name in KEPT if name in environ}
    return git.with_settings(
        SETTINGS,
        {
            **given,
            **git.environ,
            **kept,
            **_settings(environ),
            "GIT_ASKPASS": environ.get("GIT_ASKPASS", ""),
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_ALLOW_PROTOCOL": ":".join(protocols),
        },
    )


def _settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings of the environment that are let through, numbered anew."""
    count = environ.get("GIT_CONFIG_COUNT", "")
    numbers = range(min(int(count), 1000)) if re.fullmatch(r"[0-9]{1,4}", count) else range(0)
    pairs = [
        (environ.get(f"GIT_CONFIG_KEY_{number}", ""), environ.get(f"GIT_CONFIG_VALUE_{number}", ""))
        for number in numbers
    ]
    taken = [pair for pair in pairs if _SETTING.fullmatch(pair[0])]
    told = {"GIT_CONFIG_COUNT": str(len(taken))} if taken else {}
    for number, (key, value) in enumerate(taken):
        told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return told
