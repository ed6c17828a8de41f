"""What is written where, also when a scan comes to no end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import StringIO

from platguard import __version__
from platguard.cli.output import put
from platguard.errors import PlatguardError, UsageError, fault_of_ours
from platguard.reporters import FAILURES, REPORTERS, Failure, write_failure
from platguard.tuples import NamedTuple


class Target(NamedTuple):
    """One report that was asked for."""

    format: str
    """A key of REPORTERS, or of the formats of another command."""
    file: str
    """Empty for standard output."""


def targets_of(
    formats: Sequence[str],
    output: str,
    known: Collection[str] = tuple(REPORTERS),
    default: str = "text",
) -> list[Target]:
    """Where each format goes, from `--format` and `--output`; UsageError when that is unclear.

    `known` are the formats that there are, `default` is what is written when none is named.
    """
    targets = []
    for told in formats or (default,):
        name, _, file = told.partition("=")
        if name not in known:
            raise UsageError(
                f"--format {name}: there is no such format",
                hint=f"Known are: {', '.join(known)}.",
            )
        targets.append(Target(name, file or output))
    if output and all("=" in told for told in formats or (default,)):
        raise UsageError("--output is for a format without a file of its own, and there is none")
    shared = [target.file for target in targets]
    if len(set(shared)) < len(shared):
        raise UsageError("two formats go to one place", hint="Write each as FORMAT=FILE.")
    return targets


@contextmanager
def failure_told(
    targets: Sequence[Target], scope: Callable[[], Sequence[str]] = tuple
) -> Iterator[None]:
    """Whatever ends a scan without a report is told in every format that can say so.

    Otherwise a pipeline would upload the file that an earlier run left, and show it as the result.
    A report for programs or people stays as it was: it says itself of which commit and day it is.
    `scope` gives the part of the repository that was to be judged, as far as anybody knows.
    """
    try:
        yield
    except BaseException as error:
        told = [target for target in targets if target.format in FAILURES]
        failure = _failure(error)
        if told:
            with suppress(OSError):  # of a folder that is gone nobody knows the part
                failure = failure._replace(scope=scope())
        for target in told:
            text = StringIO()
            write_failure(failure, text, target.format)
            with suppress(OSError, PlatguardError):  # the first error is the one to tell
                put(text.getvalue(), target.file)
        raise


def _failure(error: BaseException) -> Failure:
    from platguard.model.report import ReportError

    if isinstance(error, PlatguardError):
        told = PlatguardError(error.message, hint=error.hint)
        place = ReportError(error.path, error.line, error.column, f"{told}")
        return Failure(__version__, error.exit_code, place)
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return Failure(__version__, error.code, ReportError("", 0, 0, "The scan was interrupted."))
    message = f"{fault_of_ours(error)}."
    return Failure(__version__, PlatguardError.exit_code, ReportError("", 0, 0, message))
