"""What a scan is asked for: plain values, gathered by whoever has arguments and a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING

from platguard.model.abroad import Abroad
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.model.organisation import Placement


class PreviousFile(NamedTuple):
    """The file of an earlier report."""

    path: str
    """As it was named."""
    data: bytes


class Request(NamedTuple):
    """One scan. Nothing below reads arguments, the environment or a clock: it is all here."""

    now: datetime
    """The clock, read once, with a time zone."""
    cwd: str
    """The folder that relative paths start from."""
    environ: Mapping[str, str] = MappingProxyType({})
    """What git may need: PATH, HOME."""
    paths: Sequence[str] = ()
    """Folders or files; none for `cwd`."""
    files: bool = False
    """Whether the paths are single files, and only they are reported."""
    staged: bool = False
    """Whether the index is judged, and only what it changes is reported."""
    revision: str = ""
    """The commit that is judged instead of the working tree."""
    base: str = ""
    """The branch or commit whose differences from HEAD, `revision` or the index are judged."""
    stream: bytes | None = None
    """Standard input, judged instead of files; the one path names it."""
    as_of: date | None = None
    """The day that is judged; None for today in the organisation's time zone."""
    announced_by: date | None = None
    """A later day than the one that is judged, whose announced rules are judged as well; None for
    the rules of the day. See enforcement.announced_by."""
    standards: Sequence[str] = ()
    """`builtin`, files or folders; none for what the configuration chooses."""
    register: str = ""
    """Folder of the exceptions; empty for the configuration's."""
    config: str = ""
    """The organisation's configuration; empty for `platguard.yaml` at the root."""
    rules: Sequence[str] = ()
    """Ids of the only rules that are judged; none for all."""
    skipped_rules: Sequence[str] = ()
    exclude: Sequence[str] = ()
    """Patterns, as in .gitignore, of paths that are not judged."""
    fail_on: str = "error"
    """error, warning, note or never: the weakest level that makes the exit code 1."""
    allow_incomplete: bool = False
    """Whether what could not be read leaves the exit code alone."""
    previous: PreviousFile | None = None
    """An earlier report, which the findings are compared with."""
    cache: str | None = None
    """The folder in which facts are remembered; None to remember nothing."""
    placement: Placement | None = None
    """Where its organisation places the repository; None for one that is judged by itself."""
    abroad: Abroad | None = None
    """What other repositories of its organisation answer; None for one that is judged by itself:
    nothing is noticed of it that an organisation wants to know."""

    @property
    def commit(self) -> str:
        """The name of the commit that is judged; empty for the working tree and the index."""
        return self.revision or ("HEAD" if self.base and not self.staged else "")

    @property
    def is_narrowed(self) -> bool:
        """Whether some rules or files are left out on purpose."""
        return bool(self.rules or self.skipped_rules or self.exclude)

    def day(self, timezone: str) -> date:
        """The day that is judged: the one that is named, else today in the zone (an IANA name)."""
        return self.as_of or self.now.astimezone(zone(timezone)).date()


def zone(name: str) -> tzinfo:
    """The time zone of an IANA name."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo  # here, because most runs never leave UTC

    return ZoneInfo(name)
