"""What decides about all repositories of a run, read before the first one is judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from platguard import __version__, lifecycle
from platguard.builtin import builtin_by_name
from platguard.cache import Cache
from platguard.model.organisation import RuleNote, Terms
from platguard.model.standard import Rule
from platguard.organisation.orders import KeptFiles
from platguard.organisation.register_days import SharedRegister
from platguard.policy import decide
from platguard.reads import Files, OnDisk
from platguard.request import Request
from platguard.settings import shared_settings
from platguard.sources.given import GivenFiles


def read_terms(request: Request, folder_of: Callable[..., Files] = OnDisk) -> Terms:
    """The terms of a run, by the configuration that the request names.

    `folder_of` gives the files of a folder that the request names. Raises UsageError at the place
    of the first fault: nothing is to be judged then.
    """
    deciding = Deciding(request, folder_of)
    return deciding.on(request.day(deciding.timezone))


class Deciding:
    """What decides, read once, for runs about several days; raises what `read_terms` raises."""

    def __init__(self, request: Request, folder_of: Callable[..., Files] = OnDisk) -> None:
        settings = shared_settings(request, GivenFiles({}), folder_of)
        decided = decide(settings, Cache(request.cache))
        self._register = SharedRegister(request, settings, decided)
        self._is_shared = bool(request.config)
        self.timezone = settings.organisation.timezone
        self.kept = KeptFiles(settings.reads.entries, _builtin())
        """What was read, for those who judge by it later: a scan that goes on for an hour comes to
        what it would have come to had nobody touched a file meanwhile."""
        self._digests = settings.digests
        self._tables = dict(decided.tables.as_of)
        on = (rule for rule in decided.policy.rules if rule.enabled)
        self._rules = sorted(on, key=lambda rule: rule.id)

    def on(self, as_of: date) -> Terms:
        """The terms of a run about a day."""
        standards, configuration, register = self._digests
        return Terms(
            as_of=as_of,
            timezone=self.timezone,
            tool_version=__version__,
            standards=standards,
            configuration=configuration,
            register=register,
            tables=self._tables,
            rules=[_note(rule, as_of) for rule in self._rules],
            exceptions=self._register.on(as_of) if self._is_shared else None,
        )


def _builtin() -> dict[str, str]:
    """What comes with platguard, as KeptFiles has it."""
    return {name: data.decode("latin-1") for name, data in builtin_by_name().items()}


def _note(rule: Rule, as_of: date) -> RuleNote:
    life = rule.lifecycle
    return RuleNote(
        id=rule.id,
        standard=rule.standard,
        title=rule.title,
        severity=rule.severity,
        state=lifecycle.state(life, as_of),
        revision=rule.revision,
        owner=rule.owner,
        contact=rule.contact,
        guide=life.guide if life else "",
        announced=life.announced if life else None,
        warn_from=life.warn_from if life else None,
        enforced_from=life.enforced_from if life else None,
        replacement=life.replacement if life else "",
        controls=rule.controls,
        retired_from=life.retired_from if life else None,
    )
