"""What the URL of a repository may be.

git takes more for a URL than people think: `ext::sh -c ...` runs a program, `ssh://-oProxyCommand=`
hands ssh an option (CVE-2017-1000117), and a `%0a` in an address once handed a credential helper
another host's question (CVE-2020-5260). So an address is taken only if each of its parts is what it
seems to be: https or ssh, a host, a path. It holds no secret, because inventories, databases and
reports name it. An address that stands for the machine's own neighbourhood only (link-local, where
clouds answer questions about credentials) is refused however it is written.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

from platguard.errors import UsageError

LONGEST = 2000
"""Characters of the longest address."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_SHORT = re.compile(r"([^/:@]*)@([^/:@]*):(.*)", re.DOTALL)
"""`user@host:path`, as scp writes it and git reads it (git-clone(1), "GIT URLS")."""
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
"""A last label by which the whole host is an IPv4 address (WHATWG URL, "ends in a number")."""
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()+,;=@/-]|%[2-9A-Fa-f][0-9A-Fa-f])+")
_USERINFO = re.compile(r"(?<=://)[^/?#]*@")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_ASKED = re.compile(r"(://[^\s'\"?#]*)[?#][^\s'\"]*")


class Address(NamedTuple):
    """Where a repository is fetched from."""

    url: str
    """As git is given it, scheme and host in small letters, without a slash at its end."""
    name: str
    """`owner/name`, the last two parts of its path without `.git`."""

    @property
    def identity(self) -> str:
        """The same for two spellings of one address."""
        return self.url.removesuffix(".git")


def read_address(text: str, *, files: bool = False) -> Address:
    """The address that `text` is; raises UsageError for one that is refused.

    `files` allows `file:///...` as well. What is refused is told without anything secret in it.
    """
    if len(text) > LONGEST:
        raise UsageError(f"a URL of {len(text)} characters is too long: {LONGEST} at most")
    if text.startswith("-"):
        raise _refused(text, "begins with -, as options do")
    if "::" in text.partition("[")[0]:
        raise _refused(text, "names a program that git would run", _WRITE)
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        raise _refused(text, "has a character that no URL has", "Write it percent-encoded.")
    scheme = _SCHEME.fullmatch(text)
    if scheme is None:
        return _short(text)
    name = scheme[1].lower()
    if name == "file" and files:
        return _file(text, scheme[2])
    if name not in ("https", "ssh"):
        raise _refused(text, _WHY.get(name, f"is of the scheme {name}"), _WRITE)
    return _remote(text, name, scheme[2])


def without_secrets(text: str) -> str:
    """A text with every URL in it shorn of what stands before its host, and of its query."""
    return _ASKED.sub(r"\1?***", _USERINFO.sub("***@", text))


_WRITE = "Write https://HOST/OWNER/NAME.git or ssh://git@HOST/OWNER/NAME.git."
_WHY = {
    "http": "would be fetched in clear text, where anybody on the way can change it",
    "git": "would be fetched in clear text, where anybody on the way can change it",
    "file": "is a file: repositories on this machine are named by `path`, or allowed"
    " by --allow-file-urls",
}
_BY_HELPER = (
    "Give credentials by a credential helper of git, GIT_ASKPASS or the environment, never here."
)


def _refused(text: str, why: str, hint: str = "") -> UsageError:
    # A password may hold an @ or a slash, so that no part of it can be told from the rest for sure.
    shown = _QUERY.sub("", without_secrets(text))
    shown = "" if "@" in shown.rpartition("***@")[2] and "://" in shown else repr(shown[:80])
    return UsageError(f"the URL {shown} {why}".replace("  ", " "), hint=hint)


def _remote(text: str, scheme: str, rest: str) -> Address:
    if "?" in rest or "#" in rest:
        raise _refused(text, "has a query or a fragment, which no repository needs", _BY_HELPER)
    authority, _, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if at and (scheme == "https" or ":" in user):
        raise _refused(text, "holds credentials", _BY_HELPER)
    if at and not _USER.fullmatch(user):
        raise _refused(text, "has a user that is none")
    place = _place(text, host)
    return _address(text, f"{scheme}://{user}{at}{place}/", path)


def _short(text: str) -> Address:
    found = _SHORT.fullmatch(text)
    if found is None:
        raise _refused(text, "has no scheme", f"{_WRITE} A folder is named by `path`.")
    user, host, path = found.groups()
    if not _USER.fullmatch(user):
        raise _refused(text, "has a user that is none")
    root = "/" if path.startswith("/") else ""
    return _address(text, f"{user}@{_host(text, host)}:{root}", path.lstrip("/"))


def _file(text: str, rest: str) -> Address:
    if not rest.startswith("/") or rest.startswith("//"):
        raise _refused(text, "names no file of this machine", "Write file:///FOLDER/NAME.git.")
    return _address(text, "file:///", rest[1:])


def _place(text: str, authority: str) -> str:
    """The host and the port, if one is given."""
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        return _host(text, authority)
    if not port.isdigit() or len(port) > 5 or not 0 < int(port) < 65536:
        raise _refused(text, "has a port that is none")
    return f"{_host(text, host)}:{int(port)}"


def _host(text: str, host: str) -> str:
    if host.startswith("[") and host.endswith("]"):
        return f"[{_ipv6(text, host[1:-1])}]"
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise _refused(text, "has a host that is none")
    name = host.lower().removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            _refuse_neighbour(text, IPv4Address(name))
        except AddressValueError:
            raise _refused(text, "has a host that is a number, but no address") from None
    return name


def _ipv6(text: str, written: str) -> str:
    try:
        address = IPv6Address(written)
    except AddressValueError:
        raise _refused(text, "has a host that is none") from None
    _refuse_neighbour(text, address)
    inner = address.ipv4_mapped or address.sixtofour
    if inner is not None:
        _refuse_neighbour(text, inner)
    return str(address)


def _refuse_neighbour(text: str, address: IPv4Address | IPv6Address) -> None:
    is_scoped = isinstance(address, IPv6Address) and address.scope_id is not None
    if address.is_link_local or address.is_multicast or address.is_unspecified or is_scoped:
        raise _refused(text, "leads to no host that has repositories, but to this machine's link")


def _address(text: str, beginning: str, path: str) -> Address:
    kept = path.rstrip("/")
    parts = kept.split("/")
    if not kept or not _PATH.fullmatch(kept) or re.search(r"%7[fF]", kept):
        raise _refused(text, "has no path that a repository could have", _WRITE)
    if any(part in ("", ".", "..") or part.startswith("-") for part in parts):
        raise _refused(text, "has a path with a part that is empty, a dot, or begins with -")
    return Address(beginning + kept, "/".join(parts[-2:]).removesuffix(".git"))
