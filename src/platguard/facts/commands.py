"""The commands that a shell text runs, as far as they build, deploy or run something."""

from __future__ import annotations

from platguard.facts.command import Command, downloads, read_command
from platguard.facts.programs import MENTION, SWARM_VERBS, WRAPPING_VERBS, program_of
from platguard.facts.shell_words import HereDocument, SimpleCommand, Word, simple_commands
from platguard.facts.word_lists import word_set
from platguard.patterns import pattern

__all__ = ["Command", "in_text"]

_NAME_PART = pattern(r"[A-Za-z]+")
_PRINTERS = word_set(
    "echo printf print println log logger info warn warning err error die fail failure fatal abort"
    " notice debug msg message say usage title section step header success note banner puts"
    " grep egrep fgrep rg sed awk man which type whereis test case for alias help describe context"
    " assert expect commit cowsay figlet read export declare local readonly unset it hash"
)
"""Programs and functions that only mention what stands in their arguments."""
_RUNNERS = word_set(
    "sh bash zsh dash ash ksh ssh eval su runuser run exec execute retry remote watch trap timeout"
    " sudo do cmd command invoke on parallel xargs flock script screen tmux gosu plink call system"
    " shell vagrant gcloud machine pwsh powershell task"
)
"""Programs and functions that run the text of a quoted argument."""
_REMOTE = word_set("ssh plink remote")
"""Programs and functions that run it on another machine."""
_SCRIPT_FILE = pattern(r".*\.(?:sh|bash|zsh)$")
_WRAPPERS = word_set("sudo env time nohup exec command git nice doas")
_COMMAND_NAMES = frozenset({"cmd", "command"})
_COMPOSE = pattern(r"docker-compose(?=\s|$)")
_NEW_COMPOSE = pattern(r"docker compose\b")
_DEEPEST = 5
"""Shell within the quotes of a shell: `ssh host "bash -c '...'"`."""


def in_text(
    text: str, first_line: int = 1, column: int = 1, *, remote: bool = False
) -> list[Command]:
    """The known commands that `text` runs, in order of their places.

    Its first line is `first_line` of the file, and each of its lines begins at `column`; `remote`
    says that another machine runs it. Comments, messages and here-documents that nothing runs do
    not count.
    """
    if not MENTION.search(text):
        return []
    reader = _Reader(column, chooses_compose=_NEW_COMPOSE.search(text) is not None)
    found = reader.in_text(text.replace("\r\n", "\n"), first_line, column, 0, remote)
    return sorted(found, key=lambda command: command.place)


class _Reader:
    """Follows a text into the texts that its commands run."""

    def __init__(self, column: int, *, chooses_compose: bool) -> None:
        """`chooses_compose`: the text also names the newer program, and may choose between them."""
        self._column = column
        self._chooses_compose = chooses_compose

    def in_text(self, text: str, line: int, column: int, depth: int, remote: bool) -> list[Command]:
        if depth > _DEEPEST:
            return []
        found: list[Command] = []
        for command in simple_commands(text, line, column):
            found += self._in_command(command, depth, remote)
        return found

    def _in_command(self, command: SimpleCommand, depth: int, remote: bool) -> list[Command]:
        found: list[Command] = []
        start, names = _program(command.words)
        elsewhere = remote or bool(names & _REMOTE)
        if not names & _PRINTERS:
            direct = _direct(command.words, start, names, elsewhere)
            if direct and direct[-1].verb not in WRAPPING_VERBS:
                return direct
            found += direct or downloads(command.words)
            names |= {"run"} if direct else set()
            if names & _RUNNERS:
                for word in command.words:
                    name, equals, value = word.text.partition("=")
                    is_flag = bool(equals) and name.startswith("-")
                    text, offset = (value, len(name) + 2) if is_flag else (word.text, 1)
                    found += self._in_quoted(word, text, offset, depth, elsewhere)
        for word in command.assignments:
            name, _, value = word.text.partition("=")
            if _COMMAND_NAMES & _parts(name) or self._chooses_old_compose(value):
                found += self._in_quoted(word, value, len(name) + 2, depth, remote)
        for document in command.documents:
            if _is_run(document, command, names):
                found += self.in_text(
                    document.body, document.line, self._column, depth + 1, elsewhere
                )
        return found

    def _chooses_old_compose(self, value: str) -> bool:
        """Whether `COMPOSE="docker-compose -f x"` says which program is run later on."""
        return not self._chooses_compose and _COMPOSE.match(value) is not None

    def _in_quoted(
        self, word: Word, text: str, offset: int, depth: int, remote: bool
    ) -> list[Command]:
        """The commands of a quoted text that begins `offset` characters after its word."""
        if not (word.quoted or _COMPOSE.match(text)) or not MENTION.search(text):
            return []
        if word.place.line != word.place.end_line:
            return self.in_text(text, word.place.line, self._column, depth + 1, remote)
        column = word.place.column + offset
        return self.in_text(text, word.place.line, column, depth + 1, remote)


def _direct(words: list[Word], start: int, names: set[str], remote: bool) -> list[Command]:
    """The command that the words are, behind wrappers such as sudo, retry or ssh.

    Behind `doppler run` or `docker run` stands a second one. What of docker needs a swarm is told
    from its verb wherever it stands.
    """
    direct: list[Command] = []
    for index in range(len(words)):
        program = program_of(words[index].text)
        found = read_command(program, words, index, remote=remote) if program else None
        if found is None or (index > start and not found.verb):
            continue
        if index == start or direct or names & _RUNNERS or found.verb in SWARM_VERBS:
            direct.append(found)
            if found.verb not in WRAPPING_VERBS or len(direct) == _DEEPEST:
                break
    return direct


def _is_run(document: HereDocument, command: SimpleCommand, names: set[str]) -> bool:
    """Whether a shell runs the here-document, or it is written to a script."""
    if names & _RUNNERS and not names & _PRINTERS:
        return True
    if document.body.lstrip().startswith("#!"):
        return True
    return any(_SCRIPT_FILE.match(word.text) for word in (*command.words, *command.targets))


def _program(words: list[Word]) -> tuple[int, set[str]]:
    """Which word is the program that a command runs in the end, and the parts of its name."""
    index = 0
    while index < len(words) - 1 and (
        words[index].text in _WRAPPERS
        or (index and (words[index].text.startswith("-") or "=" in words[index].text))
    ):
        if words[index].text == "command" and words[index + 1].text in ("-v", "-V"):
            # It only tells where the program is.
            return index, {"which"}
        index += 1
    if index >= len(words):
        return index, set()
    names = _parts(words[index].text.rpartition("/")[2])
    if program_of(words[index].text) == "docker":
        names |= {word.text for word in words[index + 1 :]} & {"exec", "run"}
    return index, names


def _parts(name: str) -> set[str]:
    return {part.lower() for part in _NAME_PART.findall(name)}
