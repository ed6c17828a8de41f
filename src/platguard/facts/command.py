"""One command from its words: program, verb, and the names of its flags, never their values."""

from __future__ import annotations

from itertools import zip_longest

from platguard.facts.programs import PROGRAMS, SWARM_VERBS, VERBLESS
from platguard.facts.secret_literals import suspicion
from platguard.facts.shell_words import Word
from platguard.facts.withholding import holds_credential
from platguard.facts.word_lists import word_set
from platguard.model.document import Place
from platguard.patterns import pattern
from platguard.records import dataclass

_DOCKER_VALUES = word_set(
    "-c --context --config -H --host -l --log-level --tlscacert --tlscert --tlskey"
    " --orchestrator --kubeconfig"
)
"""Flags of the docker CLI before its verb whose value is the next word."""
_COMPOSE_FILES = {
    "stack deploy": frozenset({"-c", "--compose-file"}),
    "stack up": frozenset({"-c", "--compose-file"}),
    "compose": frozenset({"-f", "--file"}),
}
"""Flags of docker that name a Compose file, by verb or its first word."""
_KEPT_VALUES = frozenset({"-c", "--compose-file", "--name"})
_SWITCHES = word_set(
    "--with-registry-auth --prune --detach -d --force -f --force-new-cluster --no-healthcheck"
    " --read-only --quiet -q --rollback --autolock --init --tty -t --rotate --no-resolve-image"
    " --insecure"
)
_FLAG = pattern(r"--?[A-Za-z][\w-]{0,60}")
_FILE = pattern(r"[\w./-]{1,200}\.(?:ya?ml|json)$")
_MOST_WORDS = 500
"""Words of a command that are read."""
_MOST_BEFORE_VERB = 40
"""Words, most of them flags, among which the verb of a program is looked for."""
_NUMBER = pattern(r"\d+")
_HELM_SCRIPT = pattern(r"(?:^|/)get-helm-(\d)$")
_HELM_ARCHIVE = pattern(r"(?:^|/)helm-v(\d+(?:\.\d+)*)-")


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a known program."""

    program: str
    verb: str
    """`stack deploy`; empty when the program has none, or another than the known ones."""
    flags: tuple[str, ...]
    """The names of its flags."""
    files: tuple[str, ...]
    """Compose files that it names."""
    normalised: str
    """The command with numbers and the values of flags masked; never holds a secret."""
    place: Place
    remote: bool = False
    """Whether another machine runs it."""
    version: str = ""
    """Of a program that is downloaded, its version."""

    @property
    def evidence(self) -> str:
        """`docker stack deploy`."""
        return f"{self.program} {self.verb}".rstrip()


def read_command(program: str, words: list[Word], index: int, *, remote: bool) -> Command | None:
    """The command whose program is the word at `index`; None when it is none that counts."""
    last = words[-1].place
    words = words[index : index + _MOST_WORDS]
    verb, after = _verb(program, words[:_MOST_BEFORE_VERB], 1)
    rest = words[after:]
    if not verb and (program not in VERBLESS or (PROGRAMS[program] and rest)):
        return None
    if any(word.text == "--help" for word in rest) or (rest and rest[-1].text == "-h"):
        return None
    start = words[0].place
    flags = tuple(dict.fromkeys(_flags(words[1:])))
    evidence = f"{program} {verb}".rstrip()
    masked = _normalised(rest) if verb in SWARM_VERBS else list(flags)
    return Command(
        program=program,
        verb=verb,
        flags=flags,
        files=tuple(_files(program, verb, words[1:])),
        normalised=" ".join([evidence, *masked]),
        place=Place(start.line, start.column, last.end_line),
        remote=remote,
    )


def downloads(words: list[Word]) -> list[Command]:
    """Helm, where a command fetches one of its releases or its installer for a major version."""
    for word in words:
        found = _HELM_SCRIPT.search(word.text) or _HELM_ARCHIVE.search(word.text)
        if found:
            name = found[0].strip("/-")
            return [Command("helm", "", (), (), f"download {name}", word.place, version=found[1])]
    return []


def _verb(program: str, words: list[Word], index: int) -> tuple[str, int]:
    """The verb that follows a program and its own flags, and the index behind it.

    Flags may also stand between the words of a verb, `docker compose -f x up`. What follows a flag
    and is no verb is its value.
    """
    verbs = PROGRAMS[program]
    groups = {verb.partition(" ")[0] for verb in verbs if " " in verb}
    group = ""
    is_value = False
    while index < len(words):
        text = words[index].text
        if text.startswith("-"):
            is_value = "=" not in text
            index += 2 if program == "docker" and not group and text in _DOCKER_VALUES else 1
            continue
        verb = f"{group} {text}".lstrip()
        index += 1
        if verb in verbs:
            return verb, index
        if not group and text in groups:
            group = text
        elif not is_value:
            return "", index - 1
        is_value = False
    return "", index


def _flags(words: list[Word]) -> list[str]:
    found = (_FLAG.match(word.text) for word in words if not word.quoted)
    return [_short(match[0]) for match in found if match]


def _short(flag: str) -> str:
    """A short flag without what is glued to it: `-phunter2` is `-p`."""
    return flag if flag.startswith("--") else flag[:2]


def _files(program: str, verb: str, words: list[Word]) -> list[str]:
    key = "compose" if program == "docker-compose" or verb.startswith("compose ") else verb
    named = _COMPOSE_FILES.get(key, frozenset())
    found: list[str] = []
    for word, following in zip_longest(words, words[1:]):
        name, equals, value = word.text.partition("=")
        if name in named:
            file = value if equals else (following.text if following else "")
            if _FILE.match(file) and not suspicion("", file) and not holds_credential(file):
                found.append(file)
    return found


def _normalised(words: list[Word]) -> list[str]:
    """The words with every value masked that may differ from day to day, or be a secret."""
    masked: list[str] = []
    named = False
    flag = ""
    for word in words:
        if word.text.startswith("-") and len(word.text) > 1:
            name, equals, _ = word.text.partition("=")
            is_short = not name.startswith("--") and len(name) > 2
            masked.append(f"{name[:2]}*" if is_short else f"{name}=*" if equals else name)
            flag = "" if equals or is_short or name in _SWITCHES else name
        elif flag:
            masked.append(_masked(word) if flag in _KEPT_VALUES else "*")
            flag = ""
        elif not named:
            masked.append(_masked(word))
            named = True
    return masked


def _masked(word: Word) -> str:
    if word.quoted or suspicion("", word.text) or holds_credential(word.text):
        return "*"
    name, equals, _ = word.text.partition("=")
    return f"{name}=*" if equals else _NUMBER.sub("#", name)
