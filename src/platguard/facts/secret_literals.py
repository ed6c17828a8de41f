"""Does a named literal look like a secret? Names, shapes of known credentials, placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from platguard.facts.credential_shapes import has_key_body, is_made_up, shape_of
from platguard.facts.word_lists import word_set
from platguard.patterns import pattern
from platguard.records import dataclass

# Every pattern in this module is linear: no quantifier stands within a quantifier.
_USERINFO = pattern(r"://[^\s/:@]*:([^\s/@]+)@")
_CONNECTION = pattern(r"(?:^|;)\s{0,4}(?:password|pwd)\s{0,4}=\s{0,4}([^;\s]+)", re.IGNORECASE)

_HASH = pattern(
    r"(?<![^\s:=,;\"'])(?:\$1\$|\$2[abxy]\$\d\d\$|\$[56]\$|\$apr1\$|\$argon2(?:d|i|id)\$|\$scrypt\$"
    r"|pbkdf2_sha\d{1,3}\$\d|\{SSHA\d{0,3}\}|\{SHA\d{0,3}\})[./A-Za-z0-9+=$,]{16}"
)
"""The hash of a password, as crypt(3), Apache, Django and LDAP write it. It opens no door itself,
but who has it may guess at leisure."""

_CAMEL = pattern(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATOR = pattern(r"[^A-Za-z0-9]+")
_SECRET_WORDS = word_set(
    "password passwd passphrase secret token apikey accesskey secretkey privatekey credential"
    " credentials requirepass masterauth"
)
_KEY_KINDS = word_set("api private access secret encryption signing master account")
"""A key of such a kind is a secret; a bare KEY, a PUBLIC_KEY or KEYCLOAK is not."""
_SHORT_WORDS = frozenset({"pass", "pwd"})
"""Secret only at the end of a longer name: DB_PASS, and neither PWD nor PASS_THROUGH."""
_STORES = word_set("aws s3 minio")
"""Object stores call the name of a user an access key, and its password a secret key."""
_ABOUT_WORDS = word_set(
    "file files path dir directory location name names url uri endpoint ttl length len min max"
    " enabled enable disabled required expiry expires expire expiration timeout lifetime age"
    " interval duration seconds minutes hours days type id ids policy policies issuer audience"
    " alg algorithm header prefix suffix field rotation rotate store storage manager provider"
    " ref arn version hash hasher hashers count limit size mode format strategy region"
    " namespace service server host port user username claim claims scope scopes subject hint reset"
    " strength regex pattern charset encoding cache backend mount engine class lookup"
    " stdin validation verify check method grant cost rounds iterations backoff retries"
    " lock leeway address addr realm operator agent plugin driver controller env var usage"
    " summary title"
)
"""After the secret word they make the name speak about a secret: TOKEN_TTL, SECRET_NAME."""
_CARRIER_WORDS = word_set("tls pull cert certificate password passwd credential credentials")
"""Before a last `secret` they make it the name of an object: IMAGE_PULL_SECRET."""
_COUNT_WORDS = word_set("min max num allow use enable disable require no has is")

_REFERENCE = pattern(
    r"\$\([^()]*\)|\$\{\{[^}]*\}\}|\$\{[^}]*\}|\{\{[^}]*\}\}|<%[^%]*%>|^\$[A-Za-z_]\w*$"
    r"|^\$\([^()]*$|^`[^`]*`?$|^\$env:\w+$"
)
"""Variables and expressions, those of PowerShell and the beginning of a command among them."""
_TELLING = pattern(r"[A-Za-z0-9]{8}")
"""Beside a reference, less than this is a scheme or a separator: `Bearer $(TOKEN)`."""
_SWITCHES = word_set(
    "true false yes no on off null none nil undefined enabled disabled enable disable optional"
    " required always never auto default"
)
_PATH = pattern(
    r"(?:file://)?(?:/|\./|\.\./|~/|[A-Za-z]:\\)[^\s=+]*$"
    r"|[\w./-]{1,200}\.(?:json|ya?ml|txt|pem|key|crt|p12|pfx|jks|env|toml|conf|ini)$"
)
_SCHEME = pattern(
    r"(?:vault|bao|op|arn|ssm|awssm|awsssm|aws-sm|secretsmanager|gcpsm|gcp-sm|sm|gsm|kms|sops|azkv"
    r"|akv|azurekeyvault|keyvault|secretref|env|doppler|k8s|keyring|ref\+[a-z0-9]{1,20})"
    r":[^\s]+$"
    r"|secret://|<path:[^<>\s]+>$"
)
_MANAGED = ("ENC[", "{cipher}", "@Microsoft.KeyVault(", "{{resolve:", "projects/", "AQICAH")
_URL = pattern(r"[a-z][a-z0-9+.-]{1,20}://\S+$", re.IGNORECASE)

_PLACEHOLDER = pattern(
    r"<[^<>]*>$|\[[^\[\]]*\]$|[x*.#_-]+$|__\w+__$|%\w+%$|@\w+@$"
    r"|(?:please[-_ ]?|to[-_ ]?be[-_ ]?)?(?:changed?|replaced?|fill|insert|set|put|enter)"
    r"[-_ ]?(?:me|this|your|here|[-_ ](?:it|with|in|by|before))"
    r"|your[-_ ]|your[^\s=]{0,40}(?:password|secret|token|key|here)$|[\w -]{1,60}[-_ ]here$"
    r"|[a-z0-9_-]{0,12}x{4,}$"
    r"|my[-_ ][a-z_ -]{0,40}(?:secret|token|password|passphrase|username|user|key|id|credentials?)$"
    r"|build(?:[-_ ]?time)?[-_ ](?:only|secret|token|password|key)$"
    r"|(?:place[-_ ]?holder|dummy|fake|todo|tbd|fixme|redacted|n/a|sample)(?:[-_ ]|$)|example",
    re.IGNORECASE,
)
_SHOUTED = pattern(
    r"(?:INSERT|ENTER|REPLACE|FILL|YOUR)_[A-Z0-9_]+$|[A-Z][A-Z0-9_]*_(?:VAL|VALUE|HERE)$"
)
"""`INSERT_TOKEN`, `API_KEY_VAL`: in capitals, where a script puts the value."""
_DOCUMENTED = pattern(r"(?:AKIA|ASIA)[A-Z0-9]{9}EXAMPLE$|[A-Za-z0-9+/]{30}EXAMPLEKEY$")
_GUESSED = pattern(
    r"(?:my|the|some|super|very|test(?:ing)?|dev|local|build|root|admin(?:istrator)?|user|guest"
    r"|demo|default|database|db|sql|postgres(?:ql)?|pg|mysql|mariadb|mongo(?:db)?|redis"
    r"|rabbit(?:mq)?|minio|grafana|pass(?:w(?:or)?d)?|pwd?|s[e3]cr[e3]t|token|key|abc|qwerty"
    r"|letmein|welcome|toor|\d|[-_!.@ ])++$",
    re.IGNORECASE,
)
_PLAIN_WORD = pattern(r"[a-z]{1,10}$|\d{1,6}$")
_LONGEST_GUESSED = 24
_LOGIN_WORDS = word_set("user username pass password passwd pwd secret")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a literal looks like a secret."""

    shape: str
    """`name`, or the kind of credential that the value looks like: see `CALLED`."""
    placeholder: bool
    guessable: bool = False
    """Whether it is a word that anybody tries first: `admin`, `postgres`, `test123`."""


def suspicion(name: str, value: str) -> Suspicion | None:
    """Why the literal `value` of `name` looks like a secret, or None when it does not."""
    value = value.strip()
    if not value:
        return None
    shape = _shape(value)
    if shape is not None:
        return shape
    if not is_secret_name(name) or _is_harmless(name, value):
        return None
    entries = _entries(value)
    if entries is None:
        return _judged("name", value, name)
    found = [inner for inner in (suspicion(key, text) for key, text in entries) if inner]
    return min(found, key=lambda inner: (inner.placeholder, inner.guessable), default=None)


def is_secret_name(name: str) -> bool:
    """Whether `name` names a secret, rather than something else or something about a secret."""
    words = words_of(name)
    last = max((i for i in range(len(words)) if _is_secret_word(words, i)), default=-1)
    if last < 0 or _ABOUT_WORDS.intersection(words[last + 1 :]):
        return False
    is_object = words[last] == "secret" and last > 0 and words[last - 1] in _CARRIER_WORDS
    return not is_object


def is_placeholder(value: str) -> bool:
    """Whether `value` only stands for a secret: empty, `changeme`, `<password>`, `xxxx`."""
    value = value.strip().strip("\"'*")
    patterns = (_PLACEHOLDER, _SHOUTED, _DOCUMENTED)
    return not value or is_hollow_key(value) or any(pattern.match(value) for pattern in patterns)


def is_hollow_key(value: str) -> bool:
    """Whether `value` is the frame of a private key around nothing, or JSON with only that."""
    is_key = value.startswith(("-----BEGIN", "{")) and "PRIVATE KEY-----" in value
    return is_key and not has_key_body(value)


def is_hash(value: str) -> bool:
    """Whether `value` is the hash of a password, or a login with one: `admin:$apr1$...`."""
    return _HASH.search(value) is not None


def is_guessable(name: str, value: str) -> bool:
    """Whether `value` is a word that anybody tries first, such as a default, or that of `name`."""
    value = value.strip()
    if len(value) > _LONGEST_GUESSED:
        return False
    is_tried = bool(_PLAIN_WORD.match(value) or _GUESSED.match(value))
    return is_tried or value.lower() in words_of(name)


def is_kept_elsewhere(value: str) -> bool:
    """Whether `value` names the place of a secret in a store, or is encrypted: `op://a/b/c`."""
    value = value.strip()
    return value.startswith(_MANAGED) or _SCHEME.match(value) is not None


def is_reference(value: str) -> bool:
    """Whether `value` holds a variable or an expression that something else fills in."""
    return _REFERENCE.search(value) is not None


def _shape(value: str) -> Suspicion | None:
    if known := shape_of(value):
        shape, credential = known
        if shape == "private-key":
            return Suspicion(shape, is_hollow_key(value))
        return Suspicion(shape, is_placeholder(credential) or is_made_up(credential))
    for shape, form in (("url-userinfo", _USERINFO), ("connection-string", _CONNECTION)):
        for found in form.finditer(value):
            if not is_reference(found[1]):
                return _judged(shape, found[1])
    return Suspicion("password-hash", False) if is_hash(value) else None


def _entries(value: str) -> list[tuple[str, str]] | None:
    """(name, text) of each scalar in a value that is an object of JSON; None for any other."""
    if not value.startswith("{"):
        return None
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return list(_texts(document)) if isinstance(document, dict) else None


def _texts(document: Any) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        name, item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.items()
        elif isinstance(item, list):
            waiting += [(name, inner) for inner in item]
        elif isinstance(item, str):
            yield name, item


def _judged(shape: str, value: str, name: str = "") -> Suspicion:
    is_made_up = is_placeholder(value) or (shape == "url-userinfo" and value in _LOGIN_WORDS)
    return Suspicion(shape, is_made_up, not is_made_up and is_guessable(name, value))


def words_of(name: str) -> list[str]:
    """The words of `name` in lower case, whichever way it joins them."""
    return [word.lower() for word in _SEPARATOR.split(_CAMEL.sub("_", name)) if word]


def _is_secret_word(words: list[str], index: int) -> bool:
    word = words[index]
    if word in _SECRET_WORDS or word.endswith(("password", "passwd")):
        return True
    if word == "key":
        kind, owner = words[index - 1] if index else "", words[index - 2] if index > 1 else ""
        return kind in _KEY_KINDS and not (kind == "access" and owner in _STORES)
    return word in _SHORT_WORDS and 0 < index == len(words) - 1


def _is_harmless(name: str, value: str) -> bool:
    """Whether a value is no secret, whatever its name: a reference, a path, a switch, a count."""
    if value.lower() in _SWITCHES or is_kept_elsewhere(value):
        return True
    if any(pattern.match(value) for pattern in (_PATH, _URL)):
        return True
    if is_reference(value):
        return _TELLING.search(_REFERENCE.sub(" ", value)) is None
    return value.lstrip("-").isdigit() and not _is_numeric_secret(name, value)


def _is_numeric_secret(name: str, value: str) -> bool:
    """A password may be a number; a switch, a limit or a token of digits is a setting."""
    words = set(words_of(name))
    is_password = any(word.endswith(("password", "passwd", "pass", "pwd")) for word in words)
    return is_password and len(value) > 1 and not words & _COUNT_WORDS
