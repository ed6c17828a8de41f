"""Secrets that a Dockerfile bakes into an image, or into the history of its layers.

Whatever an instruction holds can be read by `docker history` or in a layer, of any stage that is
pushed or cached. `RUN --mount=type=secret` leaves nothing (docs.docker.com/build/building/secrets).
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

from platguard.facts.credentials import flags_of, judged
from platguard.facts.dockerfile_assignments import assignments
from platguard.facts.secret_literals import (
    is_guessable,
    is_placeholder,
    is_reference,
    is_secret_name,
    suspicion,
)
from platguard.facts.shell_words import SimpleCommand, simple_commands
from platguard.facts.word_lists import word_set
from platguard.model.document import Instruction
from platguard.model.facts import CredentialFact
from platguard.patterns import pattern
from platguard.records import dataclass

_COMMANDS = frozenset({"RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"})
_SECRET_FILE = pattern(
    r"(?:\.env(?:\.(?!example|sample|template|dist|defaults?\b).+|\*)?|id_(?:rsa|dsa|ecdsa|ed25519)\*?"
    r"|ssh_host_[\w*-]{1,40}_key\*?"
    r"|\.pypirc|\.netrc|\.git-credentials|\.dockercfg|\.dockerconfigjson|kubeconfig|.+\.kubeconfig"
    r"|credentials\.json|service[-_]account(?:[-_]key)?\.json|.+\.p12|.+\.pfx)$",
    re.IGNORECASE,
)
"""Names of files that are there to hold a secret."""
_SECRET_PATH = pattern(
    r"(?:^|/)(?:\.aws(?:/.*)?|\.ssh/?|\.docker/config\.json|\.kube(?:/config)?)/?$"
)
_SETTINGS_FILE = pattern(r"\.npmrc$|.+\.key$|.+\.pem$", re.IGNORECASE)
"""Names of files that hold a secret, or only settings or a certificate."""
_PUBLIC_FILE = pattern(
    r"(?:^|[._-])(?:ca|cacert|cert|certs|certificate|chain|fullchain|root|roots|bundle|public|pub"
    r"|dhparams?|gpg|archive|keyring|signing)(?:[._-]|\d*\.|$)",
    re.IGNORECASE,
)
"""Certificates, and public keys of package archives, which end in `.pem` and `.key` too."""
_NAME = pattern(r"[A-Za-z_][\w.-]{0,80}$")
_SETTERS = word_set("export declare local readonly env set")
_CONFIGURED = word_set("npm yarn pnpm")
_LOGIN_FLAGS = {
    "curl": word_set("-u --user -U --proxy-user"),
    "sshpass": frozenset({"-p"}),
}
"""Flags that take a login or a password, by program."""
_HEADER = pattern(
    r"(?:authorization|x-[a-z-]{0,30}token|private-token|x-api-key): ?"
    r"(?:(?:bearer|basic|token) )?(\S+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One instruction of a stage."""

    instruction: Instruction
    label: str
    """How people name the stage."""
    address: str
    is_final: bool
    """Whether the stage is, or is below, the one that is built in the end."""


def baked(layer: Layer) -> Iterator[CredentialFact]:
    """The secrets that an instruction leaves in an image or its history."""
    name = layer.instruction.name
    if name in ("ENV", "ARG"):
        found = _assigned(layer)
    elif name in ("COPY", "ADD"):
        found = _copied(layer)
    elif name in _COMMANDS:
        found = _run(layer)
    else:
        return
    # A variable that two commands of one RUN set is one thing to put right.
    once = {(fact.subject, fact.shape, fact.placeholder): fact for fact in found}
    for fact in once.values():
        yield replace(fact, stage="final" if layer.is_final else "build")


def _assigned(layer: Layer) -> Iterator[CredentialFact]:
    is_argument = layer.instruction.name == "ARG"
    for name, value, _ in assignments(layer.instruction.arguments):
        if value:
            yield from _judged(layer, name, value)
        elif is_argument and is_secret_name(name):
            yield _fact(layer, name, "argument")


def _copied(layer: Layer) -> Iterator[CredentialFact]:
    """Files that come from the folder of the build; those of other stages were told of there."""
    if any(flag.lower().startswith("--from") for flag in layer.instruction.flags):
        return
    for source in _words(layer.instruction.arguments)[:-1]:
        path = source.rstrip("/") if source != "/" else source
        name = path.rpartition("/")[2]
        if "://" in source:
            yield from _judged(layer, "", source)
        elif _SECRET_FILE.match(name) or _SECRET_PATH.search(path):
            yield _fact(layer, path, "secret-file")
        elif _SETTINGS_FILE.match(name) and not _PUBLIC_FILE.search(name):
            yield _fact(layer, path, "settings-file")


def _words(arguments: str) -> list[str]:
    """The words of an instruction, in its shell form or as a JSON list."""
    if arguments.startswith("["):
        try:
            listed = json.loads(arguments)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return [word for word in listed if isinstance(word, str)]
    try:
        return shlex.split(arguments, posix=True)
    except ValueError:
        return arguments.split()


def _run(layer: Layer) -> Iterator[CredentialFact]:
    arguments = layer.instruction.arguments
    if arguments.startswith("["):
        yield from _of_words(layer, _words(arguments))
        return
    echoed: list[str] = []
    for text in (arguments, *layer.instruction.heredocs):
        for command in simple_commands(text):
            words = [word.text for word in command.words]
            if words and words[0].rpartition("/")[2] == "chpasswd":
                yield from _login(layer, "chpasswd", " ".join(echoed))
            echoed = words[1:] if words and words[0] in ("echo", "printf") else []
            yield from _set(layer, command, words)
            yield from _of_words(layer, words)


def _set(layer: Layer, command: SimpleCommand, words: list[str]) -> Iterator[CredentialFact]:
    """Variables of the shell, and settings of package managers: `export NPM_TOKEN=x`."""
    assigned = [word.text for word in command.assignments]
    if words and words[0] in _SETTERS | _CONFIGURED:
        assigned += [word for word in words[1:] if not word.startswith("-")]
    for text in assigned:
        name, equals, value = text.partition("=")
        name = name.rpartition(":")[2].rstrip("+")
        # Anything may stand before an equals sign, even a secret: only names are told.
        if equals and _NAME.match(name):
            yield from _judged(layer, name, value)


def _of_words(layer: Layer, words: list[str]) -> Iterator[CredentialFact]:
    """Logins, flags and known credentials among the words of a command."""
    program = words[0].rpartition("/")[2] if words else ""
    logins = _LOGIN_FLAGS.get(program, frozenset())
    for word, following in zip(words, [*words[1:], ""], strict=False):
        flag, equals, value = word.partition("=")
        if flag in logins:
            yield from _login(layer, f"{program} {flag}", value if equals else following)
        elif header := _HEADER.match(word):
            yield from _secret(layer, word.partition(":")[0], header[1])
        elif suspicion("", word):
            yield from _judged(layer, "", word)
    for _, flag, value in flags_of(words):
        if flag and suspicion("", value) is None:
            yield from _judged(layer, flag, value)


def _login(layer: Layer, key: str, login: str) -> Iterator[CredentialFact]:
    """A `user:password`; with `sshpass`, a password alone."""
    _, colon, password = login.partition(":")
    if colon:
        yield from _secret(layer, key, password.split(" ")[0])
    elif key.startswith("sshpass"):
        yield from _secret(layer, key, login)


def _secret(layer: Layer, key: str, value: str) -> Iterator[CredentialFact]:
    if value and "$" not in value and not is_reference(value):
        is_made_up = is_placeholder(value)
        yield replace(
            _fact(layer, key, "name"),
            placeholder=is_made_up,
            guessable=not is_made_up and is_guessable("", value),
        )


def _judged(layer: Layer, name: str, value: str) -> Iterator[CredentialFact]:
    instruction = layer.instruction
    for fact in judged(
        "dockerfile", name, value, instruction.place, layer.label, layer.address, instruction.name
    ):
        yield (
            fact
            if name
            else replace(fact, key=fact.shape, subject=f"{instruction.name}[{fact.shape}]")
        )


def _fact(layer: Layer, key: str, shape: str) -> CredentialFact:
    place = layer.instruction.place
    return CredentialFact(
        address=layer.address,
        subject=f"{layer.instruction.name}[{key}]",
        places={"": place, "key": place},
        where="dockerfile",
        holder=layer.label,
        key=key,
        shape=shape,
        placeholder=False,
    )
