"""One repository at a commit becomes an observation, whatever is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from errno import EAGAIN, EINTR, EIO, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT
from typing import NamedTuple

from platguard import dates
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.counting import counted
from platguard.errors import PlatguardError, SourceError, fault_of_ours
from platguard.json_fields import as_told
from platguard.model.organisation import (
    EMPTY,
    FAILED,
    INCOMPLETE,
    JUDGED,
    MISSING,
    QUARANTINED,
    Blind,
    Observation,
    Row,
)
from platguard.model.report import Finding, Report
from platguard.organisation.birth import born
from platguard.organisation.costs import Cost
from platguard.organisation.exchange import SILENCE, Exchange, exchange_of
from platguard.organisation.orders import Brief, Order
from platguard.organisation.practices import rotations, segmentation
from platguard.organisation.services import services
from platguard.organisation.usages import usages
from platguard.request import Request
from platguard.scan import Scan, judge
from platguard.sources.commits import Commits
from platguard.sources.git import Git
from platguard.sources.git_search import git_dir_of
from platguard.sources.special_files import special_file
from platguard.workspace import Workspace, open_workspace

_EXITS = {EMPTY: 4, MISSING: 3, FAILED: 3, QUARANTINED: 3}
_PASSING = frozenset({EAGAIN, EINTR, EIO, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT})
"""Faults of a machine rather than of a repository."""
_OUT_OF_MEMORY = fault_of_ours(MemoryError()).partition(" at ")[0]
_PASSING_WORDS = ("did not answer within", "git cannot be run")


class Observed(NamedTuple):
    """What came of an order."""

    observation: Observation
    transient: bool = False
    """Whether the same may go well the next time."""
    exchange: Exchange = SILENCE
    """What the repository tells others, and asks them."""
    cost: Cost = Cost()


def observe(order: Order, brief: Brief, bench: Bench, begun: Callable[[str], None]) -> Observed:
    """Judges a repository at a commit, from git's objects and without a checkout.

    `bench` is kept from order to order; `begun` hears of the commit before it is judged. Raises
    MemoryError, and nothing else that a repository can cause.
    """
    try:
        return _observed(order, brief, bench, begun)
    except PlatguardError as error:
        transient, told = any(words in error.message for words in _PASSING_WORDS), str(error)
        waited_for = special_file(git_dir_of(order.folder)) if transient else ""
        if waited_for:  # it would wait for it the next time as well
            transient, told = False, f"{told}; {waited_for}"
        return Observed(unjudged(order, brief.as_of, FAILED, order.elsewhere(told)), transient)
    except OSError as error:
        reason = f"{error.filename or 'it'} cannot be read: {error.strerror or 'unknown error'}"
        observation = unjudged(order, brief.as_of, FAILED, order.elsewhere(reason))
        return Observed(observation, error.errno in _PASSING)
    except MemoryError:
        raise
    except Exception as error:  # a bug of ours, which must not cost the other repositories
        reason = f"{fault_of_ours(error)}; please report it"
        return Observed(unjudged(order, brief.as_of, FAILED, reason))


def unjudged(order: Order, as_of: date, status: str, reason: str, commit: str = "") -> Observation:
    """The observation of a repository that was not judged."""
    return Observation(
        order.name, as_of, status, as_told(reason), commit=commit, exit=_EXITS[status]
    )


def _observed(order: Order, brief: Brief, bench: Bench, begun: Callable[[str], None]) -> Observed:
    if order.fault:
        return Observed(unjudged(order, brief.as_of, FAILED, order.fault))
    if not os.path.isdir(order.folder):
        told = "is a file" if os.path.lexists(order.folder) else "does not exist"
        return Observed(unjudged(order, brief.as_of, MISSING, f"{order.place} {told}"))
    request = brief.request()._replace(
        paths=(order.folder,),
        revision=order.member.revision,
        placement=order.member.placement,
        abroad=order.abroad,
    )
    git = Git.find(order.folder, brief.environ)
    if git is None:
        raise SourceError(f"{order.place} is no git repository")
    if git.head is None and order.member.revision == "HEAD":
        return Observed(_without_head(order, brief, git))
    workspace = open_workspace(request, known=git)
    if not workspace.whole:
        raise SourceError(
            f"{order.place} is a folder of the repository {workspace.root}, and none of its own"
        )
    commit = workspace.source.commit or ""
    if order.avoided and commit == order.avoided:
        reason = f"not tried again, because it broke an earlier scan: {order.avoided_reason}"
        return Observed(unjudged(order, brief.as_of, QUARANTINED, reason, commit))
    begun(commit)
    committed_on = _committed_on(workspace)
    done = judge(request, workspace, bench)
    if any(error.message.startswith(_OUT_OF_MEMORY) for error in done.report.coverage.failed):
        raise MemoryError  # what a scan of one repository blames on a file is a limit here
    found = _of_scan(order, brief, done, workspace, request, bench.cache)
    observation = replace(found, committed_on=committed_on)
    judgement = done.judgement
    exchange = exchange_of(judgement.noticed, judgement.evidence, judgement.claims)
    cost = Cost(done.statistics.parsed, done.statistics.remembered)
    return Observed(observation, exchange=exchange, cost=cost)


def _without_head(order: Order, brief: Brief, git: Git) -> Observation:
    """A repository whose HEAD names no commit: only where there are no branches is it empty.

    A branch that was renamed, or whose file is damaged, would else pass for one that complies.
    """
    branches = git.answer("for-each-ref", "--count=1", "--format=%(refname)", "refs/heads")
    if branches.status or branches.errors.strip():  # git warns of what it leaves out
        reason = f"its branches cannot be read: {branches.complaint()}"
        return unjudged(order, brief.as_of, FAILED, reason)
    named = git.answer("symbolic-ref", "--quiet", "HEAD").output.decode("utf-8", "replace").strip()
    if not branches.output.strip():
        if os.path.lexists(os.path.join(git.git_dir, named)):  # it is empty of a circle
            reason = f"its HEAD names {named or 'a branch'}, which git cannot follow to a commit"
            return unjudged(order, brief.as_of, FAILED, reason)
        return unjudged(order, brief.as_of, EMPTY, "it has no commit yet")
    other = branches.output.decode("utf-8", "replace").strip()
    reason = (
        f"its HEAD names {named or 'no branch'}, which is not there, and {other} is: say by"
        " `revision` in the inventory what is to be judged"
    )
    return unjudged(order, brief.as_of, FAILED, reason)


def _of_scan(
    order: Order,
    brief: Brief,
    done: Scan,
    workspace: Workspace,
    request: Request,
    cache: Cache,
) -> Observation:
    report, coverage = done.report, done.report.coverage
    status, reason = _standing(report, workspace, order.stale)
    # Of nothing a few rules pass all the same, and a README is missing: neither says anything.
    is_empty = status == EMPTY
    return Observation(
        repository=order.name,
        as_of=brief.as_of,
        status=status,
        reason=reason,
        commit=report.target.commit or "",
        exit=report.summary.exit,
        discovered=coverage.discovered,
        judged=coverage.judged,
        unrendered=coverage.unrendered,
        skipped=len(coverage.skipped),
        failed=coverage.unread,
        counts={} if is_empty else dict(_counts(report)),
        rows=[] if is_empty else [_row(finding) for finding in report.findings],
        usages=usages(done.judgement.noticed),
        blind=[
            Blind(as_told(error.path), error.line, as_told(error.message))
            for error in coverage.failed
        ],
        matches={
            entry.id: entry.matches for entry in report.exceptions if entry.matches and not is_empty
        },
        services=services(done, workspace, request, cache, order.name),
        rotations=rotations(done.judgement.noticed, brief.as_of),
        segmentation=segmentation(done.judgement.noticed),
        born=None if order.member.placement.created else born(workspace, cache),
    )


def _standing(report: Report, workspace: Workspace, stale: str) -> tuple[str, str]:
    """The status and its reason."""
    if stale:
        return INCOMPLETE, as_told(f"judged as it was fetched before: {stale}")
    coverage = report.coverage
    if coverage.failed:
        first = coverage.failed[0]
        files = counted(coverage.unread, "file")
        return INCOMPLETE, as_told(f"{files} could not be read, {first.place}: {first.message}")
    if not coverage.judged:
        return EMPTY, "nothing in it that platguard judges"
    if workspace.git is not None and workspace.git.is_shallow:
        return INCOMPLETE, "a shallow clone, whose history does not tell when secrets were rotated"
    return JUDGED, ""


def _committed_on(workspace: Workspace) -> date | None:
    commit, git = workspace.source.commit, workspace.git
    if not commit or git is None:
        return None
    objects = getattr(workspace.source, "objects", None)  # which are read next, and then let go
    return date.fromisoformat(Commits(git, objects).get(commit).day)


def _counts(report: Report) -> Iterator[tuple[str, dict[str, int]]]:
    """Outcomes that came at all, by rule."""
    for rule in report.rules:
        came = {outcome: number for outcome, number in rule.counts.items() if number}
        if came:
            yield rule.id, came


def _row(finding: Finding) -> Row:
    return Row(
        rule=finding.rule,
        fingerprint=finding.fingerprint,
        outcome="soon" if finding.outcome == "pass" else finding.outcome,
        level=finding.level,
        severity=finding.severity,
        message=as_told(finding.message),
        path=as_told(finding.path),
        line=finding.line,
        column=finding.column,
        address=as_told(finding.address),
        subject=as_told(finding.subject),
        exception=finding.exception.id if finding.exception else "",
        ends_on=dates.parse(finding.ends_on),
        ending=as_told(finding.ending),
    )
