"""The errors that platguard tells its users, each with its exit code.

PlatguardError
├── UsageError       2  a flag, path, standard, configuration or register that cannot be used
└── SourceError      2  a repository, revision or path that cannot be read at all
"""

from __future__ import annotations

from platguard import __version__


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


def fault_of_ours(error: BaseException) -> str:
    """What is told of a bug: where it is, and never a value, which may be a secret."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "?"
    if place is not None:
        code = place.tb_frame.f_code
        where = f"{code.co_filename.rpartition('/')[2]}:{place.tb_lineno} in {code.co_name}"
    return f"this is a bug in platguard {__version__}: {type(error).__name__} at {where}"


class UsageError(PlatguardError):
    """A flag, path, standard, configuration or register that cannot be used: nothing was judged."""


class SourceError(PlatguardError):
    """A repository, revision or path that cannot be read at all."""
