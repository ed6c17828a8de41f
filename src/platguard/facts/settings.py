"""Keys of a Secret that hold a setting rather than a secret: an address, a name, a switch, a file.

People keep the URL and the user's name beside the password. Only a key whose name and value both
say so is a setting; whatever looks like a credential is none.
"""

from __future__ import annotations

import re

from platguard.facts.secret_literals import is_secret_name, suspicion, words_of
from platguard.facts.word_lists import word_set
from platguard.patterns import pattern

_NAMING_WORDS = word_set(
    "url uri host hostname domain address addr endpoint port server user username login email"
    " type project name namespace region zone database db bucket org tenant id issuer path enabled"
    " disabled enable disable insecure tls ssl scope scopes version provider role"
)
"""As the last word of a name, a number after it aside, they say that the value names something."""
_JOINED = ("username", "hostname", "accountname", "role")
_KINDS = word_set("type algorithm ttl expiry enabled")
"""They name a kind or a time, also of a secret: `token-type`."""
_SWITCHES = word_set("true false yes no on off")
_PUBLIC = word_set("crt cert cacert ca pub")
"""As the last word of a name, they say that anybody may read the value: a certificate."""
_INSTANT = pattern(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)?)?$")
"""A day, or an instant: `admin.passwordMtime` of Argo CD."""
_CAPABILITY = pattern(r"hooks?\b|(?:token|key|sig|signature|secret|code)=", re.IGNORECASE)
"""In an address: whoever knows it may use it."""
_LONGEST_NAME = 200
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_FILE = pattern(r"\.(?:ya?ml|json|ini|conf|cfg|cnf|toml|properties|env)$", re.IGNORECASE)
# The look-behind makes each word a start only once: no text takes quadratic time.
_ENTRY = pattern(r"(?<![\w.-])([\w.-]+)[\"']?[ \t]*[:=][ \t]*[\"']?([^\"'\s,;}]+)")
_MULTILINE = pattern(r"[:=][ \t]*[|>][+-]?[ \t]*$", re.MULTILINE)


def is_setting(name: str, value: str) -> bool:
    """Whether `value` of the key `name` is a setting, so that nobody needs to rotate it."""
    value = value.strip()
    words = words_of(name)
    if _INSTANT.match(value):
        return True
    if words and words[-1] in _KINDS and suspicion("", value) is None:
        return _names_something(name, value)
    # TOKEN_URL is about a token, and so is secret_id, which is one.
    if suspicion(name, value) is not None or any(map(is_secret_name, words)):
        return False
    if value.startswith(_CERTIFICATE) or (words and words[-1] in _PUBLIC):
        return True
    if _FILE.search(name):
        return _is_plain_file(value)
    return _names_something(name, value)


def _is_plain_file(text: str) -> bool:
    """Whether a configuration file has entries, and none of them looks like a secret."""
    entries = [(entry[1], entry[2]) for entry in _ENTRY.finditer(text)]
    # A block of text is an entry that is not read here.
    return (
        bool(entries)
        and not _MULTILINE.search(text)
        and not _CAPABILITY.search(text)
        and all(suspicion(name, value) is None for name, value in entries)
    )


def _names_something(name: str, value: str) -> bool:
    words = words_of(name)
    if not words or "\n" in value or len(value) > _LONGEST_NAME or _CAPABILITY.search(value):
        return False
    last = words[-1].rstrip("0123456789")
    # CHAP calls them `username_in` and `password_in`.
    last = words[-2] if last == "in" and len(words) > 1 else last
    is_named = last in _NAMING_WORDS | _KINDS or last.endswith(_JOINED)
    return is_named or value.lower() in _SWITCHES
