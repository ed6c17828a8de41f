"""Which URLs are taken, which are refused, and that none of them tells a secret."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.errors import UsageError
from platguard.mirrors.addresses import read_address, without_secrets


@pytest.mark.parametrize(
    ("text", "url", "name"),
    [
        ("https://git.example/a/b.git", "https://git.example/a/b.git", "a/b"),
        ("HTTPS://Git.Example./a/b/", "https://git.example/a/b", "a/b"),
        ("https://git.example:8443/b", "https://git.example:8443/b", "b"),
        ("https://git.example/group/sub/b.git", "https://git.example/group/sub/b.git", "sub/b"),
        ("https://10.0.0.7/a/b", "https://10.0.0.7/a/b", "a/b"),
        ("https://[2001:db8::7]:443/a/b", "https://[2001:db8::7]:443/a/b", "a/b"),
        ("ssh://git@git.example/a/b.git", "ssh://git@git.example/a/b.git", "a/b"),
        ("ssh://git.example:2222/~git/b.git", "ssh://git.example:2222/~git/b.git", "~git/b"),
        ("git@git.example:a/b.git", "git@git.example:a/b.git", "a/b"),
        ("git@git.example:/srv/a/b", "git@git.example:/srv/a/b", "a/b"),
        ("https://dev.azure.example/o/My%20Project/_git/b", None, "_git/b"),
    ],
)
def test_taken(text: str, url: str | None, name: str) -> None:
    found = read_address(text)
    assert (found.url, found.name) == (url or text, name)


REFUSED = {
    "a program": ["ext::sh -c whoami", "ext::whoami", "fd::7", "https::x//y", "a::b://c/d"],
    "an option": ["-oProxyCommand=x", "--upload-pack=x", "ssh://-oProxyCommand=x/a", "-x@h:a"],
    "an option as host": ["git@-oProxyCommand=x:a/b", "ssh://git@-x/a/b", "https://-x/a/b"],
    "an option as user": ["ssh://-x@git.example/a", "-l@git.example:a"],
    "an option as path": ["git@host.example:-x", "ssh://git.example/-x", "https://h.example/a/-x"],
    "a scheme": ["http://git.example/a/b", "git://git.example/a", "ftp://h/a", "rsync://h/a"],
    "another scheme": ["javascript://x/a", "git+ssh://h/a", "file:///srv/a", "file://h/a"],
    "credentials": ["https://u:p@git.example/a", "https://token@git.example/a", "ssh://u:p@h/a"],
    "a query": ["https://git.example/a?private_token=x", "https://git.example/a#x"],
    "characters": [
        "https://git.example/a\nb",
        "https://git.example/a b",
        "https://git.example/a\tb",
    ],
    "more characters": ["https://git.example/a\0", "https://gít.example/a", "https://h\\@x/a", ""],
    "encoded characters": [
        "https://git.example/a%0ahost=x",
        "https://h.example/%00",
        "https://h/%7f",
    ],
    "encoded hosts": ["https://git%2eexample/a", "ssh://%2doProxyCommand/a", "git@h%0a:a/b"],
    "the link": ["https://169.254.169.254/a", "https://[fe80::1]/a", "https://[fe80::1%25eth0]/a"],
    "the link in disguise": [
        *("https://2852039166/a", "https://0xA9FEA9FE/a", "https://169.254.43518/a"),
        *("https://[::ffff:169.254.169.254]/a", "https://0xa9.0xfe.0xa9.0xfe/a", "git@0:a/b"),
    ],
    "no path": ["https://git.example", "https://git.example/", "git@git.example:", "ssh://h//a"],
    "upwards": ["https://git.example/a/../b", "https://git.example/./a", "file:///../a"],
    "a port": ["https://h.example:0/a", "https://h.example:65536/a", "https://h.example:x/a"],
    "a local path": ["../ledger", "/srv/a.git", "C:/a/b", "host.example:a/b", "~/a"],
    "nothing": ["", "://", "https://", "https:///a", "@:", "git@", "[::1]:a"],
    "too much": ["https://git.example/" + "a" * 2000],
}


@pytest.mark.parametrize("text", [text for texts in REFUSED.values() for text in texts])
def test_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_address(text)


def test_files_only_where_they_are_allowed() -> None:
    assert read_address("file:///srv/a/b.git", files=True).name == "a/b"
    for text in ("file://host/a", "file:////host/a", "file:///", "file:///a/../b", "file:///-x"):
        with pytest.raises(UsageError):
            read_address(text, files=True)


@pytest.mark.parametrize(
    "text",
    [
        "https://bob:hunter2@git.example/a",
        "https://hunter2@git.example/a",
        "https://bob:hunt@er2hunter2@git.example/a",
        "https://bob:hunter2/hunter2@git.example/a",
        "ssh://bob:hunter2@git.example/a",
        "https://git.example/a?private_token=hunter2",
        "http://bob:hunter2@git.example/a#hunter2",
        "https://bob:hunter2@git.example/a b",
    ],
)
def test_what_is_refused_is_told_without_its_secrets(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_address(text)
    assert "hunter2" not in str(refused.value)


def test_complaints_of_git_are_shorn_of_secrets() -> None:
    told = "fatal: unable to access 'https://bob:hunter2@git.example/a/': not found"
    assert (
        without_secrets(told) == "fatal: unable to access 'https://***@git.example/a/': not found"
    )
    told = "unable to access 'https://git.example/a?token=hunter2&x=1', nor https://b/#hunter2 now?"
    assert without_secrets(told) == (
        "unable to access 'https://git.example/a?***', nor https://b/?*** now?"
    )


PARTS = (
    r"https ssh ext file :: :// // / @ : - git h.example %0a %2d [ ] fe80::1 .. . a b.git ? # \ "
)
MORE = "0x7f 169.254.1.1 ssh:// https:// git@ \n"
WORDS = st.sampled_from([*f"{PARTS}{MORE}".split(" "), " "])


@given(st.lists(WORDS, max_size=9).map("".join) | st.text(max_size=30))
def test_whatever_is_taken_is_plain(text: str) -> None:
    try:
        found = read_address(text)
    except UsageError:
        return
    shape = (
        r"https://[a-z0-9_.:\[\]-]+/.+|ssh://(\w[\w.-]*@)?[a-z0-9_.:\[\]-]+/.+|\w[\w.-]*@[^@:]+:.+"
    )
    assert re.fullmatch(shape, found.url, re.ASCII)
    assert "::" not in found.url.partition("[")[0]
    assert not re.search(r"[\s?#\\]|(?:^|/|@|:)-|%0|%1", found.url)
    assert "169.254" not in found.url
    assert "fe80" not in re.sub(r"^[^/]*//", "", found.url).partition("/")[0]
    assert read_address(found.url) == found
