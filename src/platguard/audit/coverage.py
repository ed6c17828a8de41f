"""How far the repositories of an organisation were judged, and which were not."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.audit.numbers import rate
from platguard.model.audit import NotJudged, OrganisationCoverage
from platguard.model.organisation import JUDGED, WITH_FINDINGS
from platguard.model.states import RepositoryState


def coverage(
    states: Sequence[RepositoryState], archived: Sequence[str] = ()
) -> OrganisationCoverage:
    """Repositories and files that were judged; whoever was not is named, with the reason.

    `archived` are repositories that are none of them.
    """
    looked = [one for one in states if one.status in WITH_FINDINGS]
    judged, failed = sum(one.judged for one in looked), sum(one.failed for one in looked)
    whole = sum(one.status == JUDGED for one in states)
    return OrganisationCoverage(
        repositories=rate("repositories judged in full", whole, len(states)),
        files=rate("files", judged, judged + failed),
        unrendered=sum(one.unrendered for one in looked),
        skipped=sum(one.skipped for one in looked),
        failed=failed,
        not_judged=sorted(
            (
                NotJudged(one.placement.name, one.placement.team, one.status, one.reason)
                for one in states
                if one.status != JUDGED
            ),
            key=lambda one: one.repository,
        ),
        unassigned=sorted(one.placement.name for one in states if not one.placement.segment),
        archived=archived,
    )
