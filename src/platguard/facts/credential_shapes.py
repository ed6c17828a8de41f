"""Credentials that are known by their shape alone, wherever they stand in a text.

The prefixes are those that the issuers document and that gitleaks collects in
`config/gitleaks.toml`. A text is searched for the fixed part of each shape first, at the speed of
`bytes.find`; a pattern is only compiled, and only runs, where that part stands. Every pattern is
linear: no quantifier without an end stands within another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from platguard.model.document import Place
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

_BASE64 = r"A-Za-z0-9+/"


class Shape(NamedTuple):
    """A kind of credential."""

    name: str
    anchors: tuple[str, ...]
    """Fixed texts, one of which stands in every credential of the kind."""
    core: str
    """An expression for the shortest text that is such a credential or begins one."""
    before: str = ""
    """What must stand before, for people to be told of it."""
    after: str = ""
    """What else belongs to it or must stand behind, for people to be told of it."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds credentials of the kind where one would be written."""
        return _compiled(self.before + self.core + self.after)

    def anywhere(self, *, any_case: bool) -> re.Pattern[str]:
        """Finds each place where a credential of the kind may begin, whatever is glued to it.

        What it finds is empty, so that none hides another that begins within it; the group 1 is the
        core. `any_case` is for what some fields keep in small letters, or in capitals.
        """
        return _compiled(f"(?=({self.core}))", re.IGNORECASE if any_case else 0)


@cache
def _compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(expression, flags)


def _shape(name: str, anchors: str, core: str, after: str = "") -> Shape:
    return Shape(name, tuple(anchors.split()), core, r"(?<![A-Za-z0-9_])", after)


def _plain_shape(name: str, anchors: str, core: str, after: str) -> Shape:
    # Base64 holds letters in any order by chance: what goes before must not be of it.
    return Shape(name, tuple(anchors.split()), core, r"(?<![A-Za-z0-9+/_])", after)


SHAPES: tuple[Shape, ...] = (
    Shape(
        "private-key",
        ("PRIVATE KEY",),
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----",
    ),
    _plain_shape("aws-access-key", "AKIA ASIA", r"(?:AKIA|ASIA)[A-Z0-9]{16}", r"(?![A-Za-z0-9])"),
    _shape(
        "github-token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        r"(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})",
    ),
    _shape("gitlab-token", "glpat- gldt- glrt-", r"gl(?:pat|dt|rt)-[A-Za-z0-9_-]{20}"),
    _shape(
        "slack-token",
        "xox xapp-",
        r"(?:xox[abeprs]-[A-Za-z0-9-]{10}|xapp-\d-[A-Z0-9]{8})",
        r"[A-Za-z0-9-]{0,70}",
    ),
    Shape(
        "slack-webhook",
        ("hooks.slack.com/services/T",),
        r"hooks\.slack\.com/services/T[A-Za-z0-9]{6,20}/B[A-Za-z0-9]{6,20}/\w{16}",
        after=r"\w{0,24}",
    ),
    Shape(
        "discord-webhook",
        ("/api/webhooks/",),
        r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60}",
        after=r"[\w-]{0,20}",
    ),
    _plain_shape("google-api-key", "AIza", r"AIza[A-Za-z0-9_-]{35}", r"(?![A-Za-z0-9_-])"),
    _shape("google-client-secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}"),
    _shape("stripe-key", "sk_live_ rk_live_", r"[rs]k_live_[A-Za-z0-9]{16}"),
    _shape("npm-token", "npm_", r"npm_[A-Za-z0-9]{36}", r"(?![A-Za-z0-9])"),
    _shape("pypi-token", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{50}"),
    _shape("sendgrid-key", "SG.", r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    _shape("docker-token", "dckr_pat_", r"dckr_pat_[A-Za-z0-9_-]{27}"),
    _shape("vault-token", "hvs. hvb.", r"hv[sb]\.[A-Za-z0-9_-]{24}"),
    _shape("anthropic-key", "sk-ant-", r"sk-ant-[a-z]{3,8}\d\d-[A-Za-z0-9_-]{80}"),
    _shape(
        "openai-key",
        "T3BlbkFJ",
        r"sk-(?:[a-z]{3,10}-)?[A-Za-z0-9_-]{20,80}T3BlbkFJ[A-Za-z0-9_-]{20}",
    ),
    _shape("digitalocean-token", "dop_v1_ doo_v1_", r"do[op]_v1_[a-f0-9]{64}"),
    _shape("grafana-token", "glsa_", r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    _shape("shopify-token", "shpat_ shpss_", r"shp(?:at|ss)_[a-fA-F0-9]{32}"),
    _shape("hugging-face-token", "hf_", r"hf_[A-Za-z]{34}", r"(?![A-Za-z0-9])"),
    _shape("age-key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    Shape("azure-storage-key", ("AccountKey=",), rf"AccountKey=[{_BASE64}]{{86}}=="),
)
"""Every kind of credential that is known by its shape."""

CALLED = {
    "private-key": "a private key",
    "aws-access-key": "an AWS access key",
    "github-token": "a GitHub token",
    "gitlab-token": "a GitLab token",
    "slack-token": "a Slack token",
    "slack-webhook": "a Slack webhook",
    "discord-webhook": "a Discord webhook",
    "google-api-key": "a Google API key",
    "google-client-secret": "a Google client secret",
    "stripe-key": "a Stripe key",
    "npm-token": "an npm token",
    "pypi-token": "a PyPI token",
    "sendgrid-key": "a SendGrid key",
    "docker-token": "a Docker token",
    "vault-token": "a Vault token",
    "anthropic-key": "an Anthropic key",
    "openai-key": "an OpenAI key",
    "digitalocean-token": "a DigitalOcean token",
    "grafana-token": "a Grafana token",
    "shopify-token": "a Shopify token",
    "hugging-face-token": "a Hugging Face token",
    "age-key": "an age key",
    "azure-storage-key": "an Azure storage key",
    "url-userinfo": "an address with a password",
    "connection-string": "a connection string with a password",
    "password-hash": "the hash of a password",
}
"""What people call each shape; a literal that only its name gives away has none."""

_ANCHORS = tuple((a.encode(), shape) for shape in SHAPES for a in shape.anchors)
# Line ends may be written as `\n`; a key of OpenPGP or an older one begins with headers.
_KEY_BODY = (
    r"[\s\\nr\"'+,|]{0,200}(?:[A-Z][A-Za-z-]{2,20}: ?[^\n]{0,100}\s{1,40}){0,4}"
    rf"[{_BASE64}]{{40}}"
)
_LONGEST_BODY = 1_000
_FEW = 6
"""A token with fewer different characters after its prefix is made up: `ghp_xxxx`, `AKIA0000`."""
_RUNS = pattern(
    r"example|Eby8vdM02xNO|abcdefgh|12345678|01234567|placeholder|redacted|xxxxx", re.IGNORECASE
)
"""Letters in a row, and the key of the Azure storage emulator, which is the same everywhere."""
_MOST_HITS = 200
"""More of them are not told of one file: it is known by then for what it is."""


class Hit(NamedTuple):
    """A credential in a text; never its value."""

    shape: str
    place: Place


def shape_of(value: str) -> tuple[str, str] | None:
    """The name of the first shape that stands in `value`, and what stands there; None without."""
    for shape in SHAPES:
        if any(anchor in value for anchor in shape.anchors) and (
            found := shape.pattern.search(value)
        ):
            return shape.name, found[0]
    return None


def has_key_body(text: str) -> bool:
    """Whether a private key stands in a text, rather than its header around a placeholder."""
    pattern = SHAPES[0].pattern
    return any(is_key_body(text, found.end()) for found in pattern.finditer(text))


def is_made_up(credential: str) -> bool:
    """Whether a credential of a known shape is one that people write into examples."""
    tail = re.split(r"[-_.]", credential)[-1] or credential
    different = len(set(tail[4:] if credential.isalnum() else tail))
    return different < _FEW or _RUNS.search(credential) is not None


def may_hold(data: bytes) -> bool:
    """Whether the bytes of a file hold the fixed part of any shape: cheap, and mostly no."""
    return any(anchor in data for anchor, _ in _ANCHORS)


def cores(text: str, *, any_case: bool = False) -> list[tuple[int, int, str]]:
    """(start, end, name of the shape) of each core in a text, in order; they may overlap.

    This is for withholding and finds more than people are told of: what is glued to a credential,
    as in `1.2ghp_...`, hides it from nobody who reads it.
    """
    searched = text.lower() if any_case else text
    return sorted(
        (*found.span(1), shape.name)
        for shape in SHAPES
        if any((anchor.lower() if any_case else anchor) in searched for anchor in shape.anchors)
        for found in shape.anywhere(any_case=any_case).finditer(text)
    )


def hits(data: bytes) -> Iterator[Hit]:
    """The credentials in the bytes of a text file, by shape, at most some hundreds.

    What people make up for examples is left out. A private key counts where its body follows:
    scripts and documents name the header alone.
    """
    if b"\0" in data:
        return
    text = data.decode("utf-8", "replace")
    told = 0
    for shape in dict.fromkeys(shape for anchor, shape in _ANCHORS if anchor in data):
        line, counted = 1, 0
        for found in shape.pattern.finditer(text):
            if not _is_whole(shape, found, text):
                continue
            line += text.count("\n", counted, found.start())
            counted = found.start()
            yield Hit(shape.name, Place(line, counted - text.rfind("\n", 0, counted), line))
            told += 1
            if told >= _MOST_HITS:
                return


def _is_whole(shape: Shape, found: re.Match[str], text: str) -> bool:
    if shape.name != "private-key":
        return not is_made_up(found[0])
    return is_key_body(text, found.end())


def is_key_body(text: str, start: int) -> bool:
    """Whether the body of a private key begins there, behind its header."""
    whole = _compiled(_KEY_BODY).match(text[start : start + _LONGEST_BODY])
    return whole is not None and _RUNS.search(whole[0]) is None
