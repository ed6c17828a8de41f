"""What decides about all repositories of a run, read before the first one is judged."""

from __future__ import annotations

from datetime import date

from platguard import __version__, lifecycle
from platguard.cache import Cache
from platguard.model.organisation import RuleNote, Terms
from platguard.model.standard import Rule
from platguard.policy import decide
from platguard.register import read_register
from platguard.request import Request
from platguard.settings import shared_settings
from platguard.sources.given import GivenFiles


def read_terms(request: Request) -> Terms:
    """The terms of a run, by the configuration that the request names.

    Raises UsageError at the place of the first fault: nothing is to be judged then.
    """
    settings = shared_settings(request, GivenFiles({}))
    decided = decide(settings, Cache(request.cache))
    read_register(settings.register, decided.policy.known_ids)
    as_of = request.day(settings.organisation.timezone)
    standards, configuration, register = settings.digests
    return Terms(
        as_of=as_of,
        timezone=settings.organisation.timezone,
        tool_version=__version__,
        standards=standards,
        configuration=configuration,
        register=register,
        tables=dict(decided.tables.as_of),
        rules=[_note(rule, as_of) for rule in sorted(decided.policy.rules, key=lambda r: r.id)],
    )


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
    )
