"""Shell text to simple commands: words, quotes, comments, continuations, here-documents.

Not a shell: it follows the grammar as far as telling commands from text needs, and it reads
every character once, whatever the text holds.
"""

from __future__ import annotations

from dataclasses import field

from platguard.facts.word_lists import word_set
from platguard.model.document import Place
from platguard.patterns import pattern
from platguard.records import dataclass

_KEYWORDS = word_set("if then else elif while until do ! { } time coproc")
_ASSIGNMENT = pattern(r"[A-Za-z_]\w*\+?=")
_OPERATORS = frozenset(";&|()`\n")
_BLANKS = frozenset(" \t\r")
_HERE = pattern(r"<<(-?)[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|\\?([A-Za-z_][\w.-]*))")
_REDIRECT = pattern(r"\d*(?:&>>?|>>|>\||>&|<&|<<<|>|<)")
_PLAIN = pattern(r"[^\s;&|()`'\"\\$<>#]+")
_QUOTED_PLAIN = pattern(r"[^\"\\$`]+|`")
_ESCAPED = ('"', "\\", "$", "`")
"""What a backslash within double quotes takes the meaning from (POSIX shell, 2.2.3)."""
_DEEPEST = 10
"""Commands within commands; deeper ones are text."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, without its quotes."""

    text: str
    quoted: bool
    """Whether it begins with a quote, or its value does (`CMD="..."`)."""
    place: Place


@dataclass(frozen=True, slots=True)
class HereDocument:
    """The body of a here-document."""

    body: str
    line: int
    """The line on which the body begins."""


@dataclass(slots=True)
class SimpleCommand:
    """A program and its arguments."""

    words: list[Word] = field(default_factory=list)
    """Without assignments, keywords and redirections before or between them."""
    assignments: list[Word] = field(default_factory=list)
    targets: list[Word] = field(default_factory=list)
    """Files that output is written to."""
    documents: list[HereDocument] = field(default_factory=list)


def simple_commands(text: str, first_line: int = 1, column: int = 1) -> list[SimpleCommand]:
    """Every simple command of `text`, those within substitutions included."""
    reader = _Reader(text, first_line, column)
    while reader.position < len(text):
        reader.read_list(closing="", depth=0)
    return [found for found in reader.commands if found.words or found.assignments]


class _Reader:
    def __init__(self, text: str, first_line: int, column: int) -> None:
        self.text = text
        self.position = 0
        self.commands: list[SimpleCommand] = []
        self._line = first_line
        self._line_start = 0
        self._column = column
        self._pending: list[tuple[SimpleCommand, str, bool]] = []
        self._unclosed: set[str] = set()
        self._open_quotes = 0

    def read_list(self, closing: str, depth: int) -> None:
        """Reads commands up to `closing`, which is consumed, or to the end."""
        command = self._new_command()
        while self.position < len(self.text):
            character = self.text[self.position]
            if character == closing:
                self.position += 1
                return
            if character in _BLANKS:
                self.position += 1
            elif character == "#":
                self._skip_line()
            elif character == "\n":
                self._end_line()
                command = self._new_command()
            elif character == "(":
                self.position += 1
                if depth < _DEEPEST:
                    self.read_list(")", depth + 1)
                command = self._new_command()
            elif character == "`" and depth < _DEEPEST:
                self.position += 1
                self.read_list("`", depth + 1)
            elif character in _OPERATORS:
                self.position += 1
                command = self._new_command()
            elif self.text.startswith("\\\n", self.position):
                self._next_line(self.position + 1)
            elif not self._read_redirection(command, depth):
                self._add(command, self._read_word(depth))

    def _new_command(self) -> SimpleCommand:
        command = SimpleCommand()
        self.commands.append(command)
        return command

    def _add(self, command: SimpleCommand, word: Word) -> None:
        if not command.words:
            if not word.quoted and word.text in _KEYWORDS:
                return
            if _ASSIGNMENT.match(word.text):
                command.assignments.append(word)
                return
        command.words.append(word)

    def _skip_line(self) -> None:
        end = self.text.find("\n", self.position)
        self.position = len(self.text) if end < 0 else end

    def _next_line(self, newline: int) -> None:
        self.position = newline + 1
        self._line += 1
        self._line_start = self.position

    def _end_line(self) -> None:
        self._next_line(self.position)
        pending, self._pending = self._pending, []
        for command, delimiter, is_indented in pending:
            command.documents.append(self._read_body(delimiter, is_indented))

    def _read_body(self, delimiter: str, is_indented: bool) -> HereDocument:
        start, line = self.position, self._line
        while self.position < len(self.text):
            end = self.text.find("\n", self.position)
            end = len(self.text) if end < 0 else end
            written = self.text[self.position : end].rstrip("\r")
            last = self.position
            if end < len(self.text):
                self._next_line(end)
            else:
                self.position = end
            if (written.lstrip("\t") if is_indented else written) == delimiter:
                return HereDocument(self.text[start:last], line)
        return HereDocument(self.text[start:], line)

    def _read_redirection(self, command: SimpleCommand, depth: int) -> bool:
        if here := _HERE.match(self.text, self.position):
            delimiter = here[2] or here[3] or here[4] or ""
            self._pending.append((command, delimiter, bool(here[1])))
            self.position = here.end()
            return True
        found = _REDIRECT.match(self.text, self.position)
        if found is None:
            return False
        self.position = found.end()
        while self.position < len(self.text) and self.text[self.position] in _BLANKS:
            self.position += 1
        if self.position < len(self.text) and self.text[self.position] not in _OPERATORS:
            command.targets.append(self._read_word(depth))
        return True

    def _read_word(self, depth: int) -> Word:
        line, column = self._line, self.position - self._line_start + self._column
        start = self.position
        parts: list[str] = []
        is_quoted = False
        while self.position < len(self.text):
            character = self.text[self.position]
            if plain := _PLAIN.match(self.text, self.position):
                parts.append(plain[0])
                self.position = plain.end()
            elif character in "'\"" and character not in self._unclosed:
                is_quoted = is_quoted or not parts or parts[-1].endswith("=")
                parts.append(self._read_quoted(character, depth))
            elif character == "$":
                parts.append(self._read_dollar(depth))
            elif character == "\\":
                parts.append(self._read_escape())
            elif character in _BLANKS or character in _OPERATORS or character in "<>":
                break
            else:
                parts.append(character)
                self.position += 1
        if self.position == start:
            self.position += 1
        return Word("".join(parts), is_quoted, Place(line, column, self._line))

    def _read_escape(self) -> str:
        following = self.text[self.position + 1 : self.position + 2]
        if following == "\n":
            self._next_line(self.position + 1)
            return ""
        self.position += 2
        return following

    def _read_dollar(self, depth: int) -> str:
        """A substitution stays as written, but the commands within it are read."""
        start = self.position
        self.position += 1
        if self.text.startswith("((", self.position):
            self._skip_past("))")
        elif self.text.startswith("(", self.position) and depth < _DEEPEST:
            self.position += 1
            self.read_list(")", depth + 1)
        elif self.text.startswith("{", self.position):
            self._skip_past("}")
        return self.text[start : self.position]

    def _skip_past(self, closing: str) -> None:
        end = -1 if closing in self._unclosed else self.text.find(closing, self.position)
        if end < 0:
            self._unclosed.add(closing)
            self.position += 1
        else:
            self._skip_to(end + len(closing))

    def _skip_to(self, position: int) -> None:
        newlines = self.text.count("\n", self.position, position)
        if newlines:
            self._line += newlines
            self._line_start = self.text.rindex("\n", self.position, position) + 1
        self.position = position

    def _read_quoted(self, quote: str, depth: int) -> str:
        start, line, line_start = self.position, self._line, self._line_start
        kept = len(self.commands)
        self._open_quotes += 1
        content = self._single() if quote == "'" else self._double(depth)
        self._open_quotes -= 1
        if content is not None:
            return content
        # No such quote closes any more: it and all later ones are plain characters.
        self._unclosed.add(quote)
        if quote == '"' and self._open_quotes:
            # The outermost quote fails as well, and is the one to read again.
            return ""
        self.position, self._line, self._line_start = start + 1, line, line_start
        del self.commands[kept:]
        return quote

    def _single(self) -> str | None:
        end = self.text.find("'", self.position + 1)
        if end < 0:
            return None
        content = self.text[self.position + 1 : end]
        self._skip_to(end + 1)
        return content

    def _double(self, depth: int) -> str | None:
        self.position += 1
        parts: list[str] = []
        while self.position < len(self.text):
            character = self.text[self.position]
            if character == '"':
                self.position += 1
                return "".join(parts)
            if character == "\\":
                escaped = self.text[self.position : self.position + 2]
                # A blank takes the place of the backslash, so that columns stay.
                parts.append(f" {escaped[1:]}" if escaped[1:] in _ESCAPED else escaped)
                self._skip_to(min(self.position + 2, len(self.text)))
            elif character == "$":
                parts.append(self._read_dollar(depth))
            elif character == "`" and depth < _DEEPEST:
                self.position += 1
                self.read_list("`", depth + 1)
            else:
                plain = _QUOTED_PLAIN.match(self.text, self.position)
                end = plain.end() if plain else self.position + 1
                parts.append(self.text[self.position : end])
                self._skip_to(end)
        return None
