"""The errors that platguard tells its users, each with its exit code.

PlatguardError
├── UsageError       2  a flag, path, standard, configuration or register that cannot be used
├── SourceError      2  a repository, revision or path that cannot be read at all
└── ParseError       3  a file that cannot be parsed; never leaves the scan, it becomes coverage
"""

from __future__ import annotations


class PlatguardError(Exception):
    """Something that the user can put right.

    `message` says what is wrong and what was expected, `hint` what to do. `line` and `column`
    count from 1; 0 means that the place is not known.
    """

    exit_code = 2

    def __init__(
        self, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.hint = hint

    def __str__(self) -> str:
        place = self.path
        if place and self.line:
            place += f":{self.line}:{self.column}"
        told = f"{place}: {self.message}" if place else self.message
        if not self.hint:
            return told
        return f"{told}{'' if told.endswith(('.', '?', '!')) else '.'} {self.hint}"


class UsageError(PlatguardError):
    """A flag, path, standard, configuration or register that cannot be used: nothing was judged."""


class SourceError(PlatguardError):
    """A repository, revision or path that cannot be read at all."""


class ParseError(PlatguardError):
    """A file that cannot be parsed. It costs only itself: the scan turns it into coverage."""

    exit_code = 3
