"""Writes an export: judges what is exported by the very files that are exported, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from platguard import __version__
from platguard.errors import PlatguardError
from platguard.evidence.documents import (
    ALL,
    EXPORT,
    HISTORY,
    REGISTER,
    REPORT,
    REPOSITORIES,
    REVISION,
    ExportNote,
    RepositoryNote,
    export_bytes,
    json_bytes,
    read_json,
    read_register,
    register_bytes,
    repositories_bytes,
)
from platguard.evidence.folder import NewFolder
from platguard.evidence.inputs import Inputs, input_files, inputs_of
from platguard.evidence.names import Paths, file_name
from platguard.evidence.objects import FOLDER, write_pack
from platguard.evidence.past import Past, orders_then, past_of, refuse_others, unlike
from platguard.evidence.readme import README, readme
from platguard.evidence.reporting import report_of
from platguard.evidence.rerun import Means, judge_again, terms_of
from platguard.evidence.statement import STATEMENT, Outcomes, statement_bytes
from platguard.evidence.tool import code_digest
from platguard.model.organisation import (
    Member,
    Observation,
    Placement,
    Terms,
)
from platguard.organisation import observation_json
from platguard.organisation.orders import Order
from platguard.organisation.scanning import Watcher
from platguard.records import dataclass
from platguard.request import Request
from platguard.settings import shared_settings
from platguard.sources.commits import Commits
from platguard.sources.git import Git
from platguard.sources.given import GivenFiles

if TYPE_CHECKING:
    from platguard.history.database import Database
    from platguard.model.audit import OrganisationReport


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported."""

    request: Request
    """What decides, and the day; the last scan by then counts where there is a history."""
    orders: Sequence[Order]
    """The repositories of the inventory that are chosen."""
    only: str
    """The pattern of names that chose them."""
    engineers: Mapping[str, int]
    """How many each team has."""
    database: Database | None
    """The history; None to judge what the inventory names now."""
    objects: bool
    """Whether the commits themselves are written."""
    encode: Callable[[OrganisationReport], bytes]
    """Gives the bytes of the organisation's report."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has come to."""

    as_of: date
    repositories: Sequence[RepositoryNote]
    result: str
    """PASSED, WARNED or FAILED."""
    unlike: Sequence[str] = ()
    """How the history differs, a line for each repository."""
    unpacked: Sequence[str] = ()
    """Whose commits were asked for and could not be packed, and why."""


def export(
    wanted: Wanted, folder: NewFolder, means: Means, watch: Callable[[int], Watcher]
) -> Exported:
    """Writes an export; `watch` is told how many repositories will be judged.

    Raises UsageError for what cannot be used, before anything is judged, and SourceError where
    commits cannot be packed.
    """
    request, orders = wanted.request, list(wanted.orders)
    inputs = inputs_of(request)
    terms = terms_of(inputs, request)
    past: Past | None = None
    others: list[tuple[Placement, Observation]] = []
    if wanted.database is not None:
        past = past_of(wanted.database, terms.as_of, wanted.only)
        request = request._replace(as_of=past.run.as_of)
        terms = terms_of(inputs, request)
        refuse_others(past.run, terms)
        orders, others = orders_then(orders, past)
    exporting = Exporting(folder, inputs, terms, request, means)
    names = [*(order.name for order in orders), *(placement.name for placement, _ in others)]
    exporting.judge(orders, watch(len(orders)), names if wanted.only == ALL else None)
    for placement, observation in others:
        exporting.put(placement, observation)
    exported = exporting.finish(orders, past, wanted)
    if wanted.database is None or past is None:
        return exported
    lines = unlike(wanted.database, past, (found for _, found in exporting.results()))
    return replace(exported, unlike=list(lines))


class Exporting:
    """One export that is being written."""

    def __init__(
        self, folder: NewFolder, inputs: Inputs, terms: Terms, request: Request, means: Means
    ) -> None:
        self._folder = folder
        self._inputs = inputs
        self._terms = terms
        self._request = request
        self._means = means
        self._placements: dict[str, Placement] = {}
        self._paths: dict[str, str] = {}
        self._taken = Paths()
        self._unpacked: list[str] = []

    def judge(self, orders: Sequence[Order], watcher: Watcher, names: Sequence[str] | None) -> None:
        """Judges the repositories and writes what comes of each, and of the register they share.

        `names` are those of all repositories of the organisation, judged or not; None where not
        all are exported: nobody knows then which exceptions are needed.
        """
        found = judge_again(
            orders, self._inputs, self._terms, self._means, self.put, watcher, names
        )
        self._folder.write(REGISTER, register_bytes(found))

    def put(self, placement: Placement, observation: Observation) -> None:
        """Writes what came of a repository; it takes the place of what came of it before."""
        name = placement.name
        self._placements[name] = placement
        if name not in self._paths:
            self._paths[name] = self._taken.take(f"results/{file_name(name, '.json')}")
        data = json_bytes(observation_json.document(observation))
        self._folder.write(self._paths[name], data)

    def results(self) -> Iterator[tuple[Placement, Observation]]:
        """What came of each repository, in the order of names."""
        for name in sorted(self._paths):
            path = self._paths[name]
            given = read_json(self._folder.read(path), path, "what came of a repository")
            yield self._placements[name], observation_json.read(given)

    def finish(self, orders: Iterable[Order], past: Past | None, wanted: Wanted) -> Exported:
        """Writes everything but the results."""
        request = self._inputs.request(self._request)
        settings = shared_settings(request, GivenFiles({}), self._inputs.folder_of)
        files, told = input_files(self._inputs, settings)
        for path, data in files.items():
            self._folder.write(path, data)
        terms = self._terms
        note = ExportNote(
            tool_version=__version__,
            tool_digest=code_digest(),
            as_of=terms.as_of,
            timezone=terms.timezone,
            commits=HISTORY if past else REVISION,
            only=wanted.only,
            standards=terms.standards,
            configuration=terms.configuration,
            register=terms.register,
            tables=terms.tables,
            inputs=told,
            engineers=wanted.engineers,
        )
        self._folder.write(EXPORT, export_bytes(note))
        by_name = {order.name: order for order in orders}
        notes, outcomes = [], Outcomes()
        outcomes.add_register(read_register(self._folder.read(REGISTER)))
        for placement, observation in self.results():
            order = by_name.get(placement.name)
            notes.append(self._note(placement, observation, order, past, wanted))
            outcomes.add(observation)
        self._folder.write(REPOSITORIES, repositories_bytes(notes))
        report = report_of(self.results, self._inputs, terms, wanted.engineers, self._request)
        self._folder.write(REPORT, wanted.encode(report))
        self._folder.write(README, readme(note).encode())
        statement = statement_bytes(note, notes, self._folder.digests, outcomes)
        self._folder.write(STATEMENT, statement)
        result = outcomes.predicate()["result"]
        return Exported(terms.as_of, notes, result, unpacked=self._unpacked)

    def _note(
        self,
        placement: Placement,
        observation: Observation,
        order: Order | None,
        past: Past | None,
        wanted: Wanted,
    ) -> RepositoryNote:
        state = past.states.get(placement.name) if past else None
        member = order.member if order else Member(placement, revision="")
        commit = observation.commit
        return RepositoryNote(
            placement=placement,
            url=member.url,
            revision=member.revision,
            archived=member.archived,
            commit=commit,
            tree=tree_of(order.folder, commit, self._means.environ) if order and commit else "",
            committed_on=observation.committed_on,
            status=observation.status,
            reason=observation.reason,
            exit=observation.exit,
            discovered=observation.discovered,
            judged=observation.judged,
            unrendered=observation.unrendered,
            skipped=observation.skipped,
            failed=observation.failed,
            result=self._paths[placement.name],
            objects=self._pack(order, commit) if wanted.objects and order and commit else "",
            recorded_on=state.seen_on if state else None,
            recorded=state.status if state else "",
        )

    def _pack(self, order: Order, commit: str) -> str:
        path = self._taken.take(f"{FOLDER}/{file_name(order.name, '.pack')}")
        try:
            write_pack(order.folder, commit, self._folder.where(path), self._means.environ)
        except PlatguardError as error:
            self._unpacked.append(f"{order.name}: its commits are not exported: {error.message}")
            return ""
        return path


def tree_of(folder: str, commit: str, environ: Mapping[str, str]) -> str:
    """The tree of a commit, both held against their ids; empty where git has neither."""
    git = Git.find(folder, environ)
    if git is None:
        return ""
    commits = Commits(git)
    with closing(_Resting(commits)):
        return commits.get(commit).tree


class _Resting:
    """Lets go of the process of some commits."""

    def __init__(self, commits: Commits) -> None:
        self.close = commits.rest
