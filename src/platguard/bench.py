"""What is opened once, for however many repositories are judged: as a court has one bench.

Standards, the organisation's configuration, its register and the dated tables are the same for all
repositories of an organisation. To read them, to load their expressions and to find out again what
rules say of equal facts costs more than judging a repository of which little changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from platguard.cache import Cache
from platguard.policy import Decided, Policies
from platguard.reads import Files, OnDisk
from platguard.register import read_register
from platguard.settings import Settings, own_settings, read_settings, shared_settings

if TYPE_CHECKING:
    from platguard.model.policy_exception import Entry
    from platguard.request import Request
    from platguard.workspace import Workspace


class Bench:
    """What repositories are judged by, one after the other.

    Their requests name one configuration, from one current folder. Everything is judged as if it
    were read anew for each, but for one thing: what changes in a file that was read is not noticed.
    Who judges for hours by one bench judges by one state of the standards.
    """

    def __init__(self, cache: Cache, folder_of: Callable[..., Files] = OnDisk) -> None:
        """`folder_of` gives the files of a folder that a request names; see `read_settings`."""
        self.cache = cache
        self._folder_of = folder_of
        self._policies = Policies(cache)
        self._shared: dict[tuple[object, ...], Settings] = {}
        self._registers: dict[tuple[object, ...], list[Entry]] = {}

    def settings(self, request: Request, workspace: Workspace) -> Settings:
        """What decides about a repository; raises what `settings.read_settings` raises."""
        base = workspace.base
        if base is not None:
            return read_settings(request, base.files, base.folder)
        source = workspace.source
        if not request.config:
            return read_settings(request, source, self._folder_of)  # its own configuration decides
        named = request.cwd, request.config, tuple(request.standards), request.register
        if named not in self._shared:
            self._shared.clear()
            self._shared[named] = shared_settings(request, source, self._folder_of)
        return own_settings(self._shared[named], request, source)

    def decided(self, settings: Settings) -> Decided:
        """The policy that settings make; raises what `policy.decide` raises."""
        decided = self._policies.decided(settings)
        decided.answers.make_room()
        return decided

    def register(self, settings: Settings, decided: Decided) -> list[Entry]:
        """The entries of the register; raises what `register.read_register` raises."""
        files = *settings.register.items(), *decided.policy.known_ids.items()
        if files not in self._registers:
            self._registers.clear()
            self._registers[files] = read_register(settings.register, decided.policy.known_ids)
        return self._registers[files]
