"""The commands of a shell text that only Docker Swarm has a use for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from platguard.facts.secret_literals import suspicion
from platguard.facts.shell_words import HereDocument, SimpleCommand, Word, simple_commands
from platguard.facts.word_lists import word_set
from platguard.model.document import Place
from platguard.model.facts import RuntimeFact

_VERBS: dict[str, frozenset[str]] = {
    "stack": word_set("deploy up rm remove down services ps"),
    "service": word_set("create update scale rollback rm remove"),
    "swarm": word_set("init join join-token update leave ca unlock unlock-key"),
    "node": word_set("update promote demote"),
    "secret": frozenset({"create"}),
    "config": frozenset({"create"}),
}
"""Each management command of the docker CLI that needs a swarm, with its verbs."""
_DOCKER = re.compile(r"(?:.*/)?docker(?:\.exe)?$|\$[({]?DOCKER(?:_CMD|_BIN|_CLI)?[)}]?$")
_GLOBAL_VALUES = word_set(
    "-c --context --config -H --host -l --log-level --tlscacert --tlscert --tlskey"
    " --orchestrator --kubeconfig"
)
"""Flags of the docker CLI whose value is the next word."""
_KEPT_VALUES = frozenset({"-c", "--compose-file", "--name"})
_SWITCHES = word_set(
    "--with-registry-auth --prune --detach -d --force -f --force-new-cluster --no-healthcheck"
    " --read-only --quiet -q --rollback --autolock --init --tty -t --rotate --no-resolve-image"
    " --insecure"
)
_NAME_PART = re.compile(r"[A-Za-z]+")
_PRINTERS = word_set(
    "echo printf print println log logger info warn warning err error die fail failure fatal abort"
    " notice debug msg message say usage title section step header success note banner puts"
    " grep egrep fgrep rg sed awk man which type whereis test case for alias help describe context"
    " assert expect commit cowsay figlet read export declare local readonly unset it"
)
"""Programs and functions that only mention what stands in their arguments."""
_RUNNERS = word_set(
    "sh bash zsh dash ash ksh ssh eval su runuser run exec execute retry remote watch trap timeout"
    " sudo do cmd command invoke on parallel xargs flock script screen tmux gosu plink call system"
    " shell vagrant gcloud machine pwsh powershell task"
)
"""Programs and functions that run the text of a quoted argument."""
_SCRIPT_FILE = re.compile(r".*\.(?:sh|bash|zsh)$")
_WRAPPERS = word_set("sudo env time nohup exec command git nice doas")
_COMMAND_NAMES = frozenset({"cmd", "command"})
_NUMBER = re.compile(r"\d+")
_DEEPEST = 5
"""Shell within the quotes of a shell: `ssh host "bash -c '...'"`."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command that needs a swarm."""

    evidence: str
    """`docker stack deploy`."""
    normalised: str
    """The command with numbers and the values of flags masked; never holds a secret."""
    place: Place


def in_text(text: str, first_line: int = 1, column: int = 1) -> list[Command]:
    """The Swarm commands that `text` runs, in order of their places.

    Its first line is `first_line` of the file, and each of its lines begins at `column`.
    Comments, messages and here-documents that nothing runs do not count.
    """
    if "docker" not in text.lower():
        return []
    found = _in_text(text.replace("\r\n", "\n"), first_line, column, 0)
    return sorted(found, key=lambda command: command.place)


def runtime(command: Command, *, label: str, address: str) -> RuntimeFact:
    """The fact that a command shows."""
    place = command.place
    return RuntimeFact(
        address=address,
        subject=command.normalised,
        places={"": place, "evidence": place},
        label=label,
        category="orchestrator",
        product="docker-swarm",
        version="",
        evidence=command.evidence,
        stage="",
        strong=1,
        weak=0,
    )


def _in_text(text: str, line: int, column: int, depth: int) -> list[Command]:
    if depth > _DEEPEST:
        return []
    found: list[Command] = []
    for command in simple_commands(text, line, column):
        found += _in_command(command, column, depth)
    return found


def _in_command(command: SimpleCommand, column: int, depth: int) -> list[Command]:
    found: list[Command] = []
    names = _program(command.words)
    if not names & _PRINTERS:
        direct = _swarm_command(command.words)
        if direct:
            return [direct]
        if names & _RUNNERS:
            for word in command.words:
                name, equals, value = word.text.partition("=")
                is_flag = bool(equals) and name.startswith("-")
                text, offset = (value, len(name) + 2) if is_flag else (word.text, 1)
                found += _in_quoted(word, text, offset, column, depth)
    for word in command.assignments:
        name, _, value = word.text.partition("=")
        if _COMMAND_NAMES & _parts(name):
            found += _in_quoted(word, value, len(name) + 2, column, depth)
    for document in command.documents:
        if _is_run(document, command, names):
            found += _in_text(document.body, document.line, column, depth + 1)
    return found


def _in_quoted(word: Word, text: str, offset: int, column: int, depth: int) -> list[Command]:
    """The commands of a quoted text that begins `offset` characters after its word."""
    if not word.quoted or "docker" not in text.lower():
        return []
    if word.place.line != word.place.end_line:
        return _in_text(text, word.place.line, column, depth + 1)
    return _in_text(text, word.place.line, word.place.column + offset, depth + 1)


def _is_run(document: HereDocument, command: SimpleCommand, names: set[str]) -> bool:
    """Whether a shell runs the here-document, or it is written to a script."""
    if names & _RUNNERS and not names & _PRINTERS:
        return True
    if document.body.lstrip().startswith("#!"):
        return True
    return any(_SCRIPT_FILE.match(word.text) for word in (*command.words, *command.targets))


def _program(words: list[Word]) -> set[str]:
    """The parts of the name of the program that a command runs in the end."""
    index = 0
    while index < len(words) - 1 and (
        words[index].text in _WRAPPERS
        or (index and (words[index].text.startswith("-") or "=" in words[index].text))
    ):
        index += 1
    if index >= len(words):
        return set()
    names = _parts(words[index].text.rpartition("/")[2])
    if _DOCKER.match(words[index].text):
        names |= {word.text for word in words[index + 1 :]} & {"exec", "run"}
    return names


def _parts(name: str) -> set[str]:
    return {part.lower() for part in _NAME_PART.findall(name)}


def _swarm_command(words: list[Word]) -> Command | None:
    for index, word in enumerate(words):
        if _DOCKER.match(word.text):
            management = _skip_flags(words, index + 1)
            verb = _skip_flags(words, management + 1)
            if verb < len(words) and words[verb].text in _VERBS.get(words[management].text, ()):
                return _command(word, words[management], words[verb], words[verb + 1 :])
    return None


def _skip_flags(words: list[Word], index: int) -> int:
    while index < len(words) and words[index].text.startswith("-"):
        index += 2 if words[index].text in _GLOBAL_VALUES else 1
    return index


def _command(docker: Word, management: Word, verb: Word, rest: list[Word]) -> Command | None:
    if any(word.text in ("--help", "-h") for word in rest):
        return None
    evidence = f"docker {management.text} {verb.text}"
    place = Place(docker.place.line, docker.place.column, (rest or [verb])[-1].place.end_line)
    return Command(evidence, " ".join([evidence, *_normalised(rest)]), place)


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
    if word.quoted or suspicion("", word.text):
        return "*"
    name, equals, _ = word.text.partition("=")
    return f"{name}=*" if equals else _NUMBER.sub("#", name)
