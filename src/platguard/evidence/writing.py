"""Writes the files of an export, one kind after the other, and the statement at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

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
    lines_bytes,
    read_json,
    read_register,
    register_bytes,
    repositories_bytes,
)
from platguard.evidence.folder import NewFolder
from platguard.evidence.inputs import Inputs, input_files
from platguard.evidence.names import Paths, file_name
from platguard.evidence.objects import FOLDER, write_pack
from platguard.evidence.past import Past
from platguard.evidence.readme import README, readme
from platguard.evidence.reporting import report_of
from platguard.evidence.rerun import Means, judge_again
from platguard.evidence.statement import STATEMENT, Outcomes, statement_bytes
from platguard.evidence.tool import code_digest
from platguard.evidence.trees import tree_of
from platguard.model.organisation import Member, Observation, Placement, Terms
from platguard.organisation import observation_json
from platguard.organisation.holding import Held
from platguard.organisation.orders import Order
from platguard.organisation.scanning import Watcher
from platguard.request import Request
from platguard.settings import shared_settings
from platguard.sources.given import GivenFiles

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport


class Writing:
    """An export that is being written: `judge`, then `put` what else is known, then `inputs`,
    `repositories`, `report` and `statement`."""

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
        self._note: ExportNote
        self._absent: Held = {}
        self._notes: list[RepositoryNote] = []
        self.unpacked: list[str] = []
        """Whose commits were asked for and could not be packed, and why."""

    def judge(
        self, orders: Sequence[Order], watcher: Watcher, names: Sequence[str] | None, absent: Held
    ) -> None:
        """Judges the repositories and writes what comes of each, and of the register they share.

        `names` are those of all repositories of the organisation, judged or not; None where not
        all are exported: nobody knows then which exceptions are needed. `absent` are those that
        were not judged, and what they took of limits when they were judged last.
        """
        self._absent = absent
        found = judge_again(
            orders, self._inputs, self._terms, self._means, self.put, watcher, names, absent
        )
        self._folder.write(REGISTER, register_bytes(found))

    def put(self, placement: Placement, observation: Observation) -> None:
        """Writes what came of a repository; it takes the place of what came of it before."""
        name = placement.name
        self._placements[name] = placement
        if name not in self._paths:
            self._paths[name] = self._taken.take(f"results/{file_name(name, '.json')}")
        data = lines_bytes(observation_json.document(observation))
        self._folder.write(self._paths[name], data)

    def results(self) -> Iterator[tuple[Placement, Observation]]:
        """What came of each repository, in the order of names."""
        for name in sorted(self._paths):
            path = self._paths[name]
            given = read_json(self._folder.read(path), path, "what came of a repository")
            yield self._placements[name], observation_json.read(given)

    def inputs(self, past: Past | None, only: str, engineers: Mapping[str, int]) -> None:
        """Writes what decided, and what the export says of itself."""
        request = self._inputs.request(self._request)
        settings = shared_settings(request, GivenFiles({}), self._inputs.folder_of)
        files, told = input_files(self._inputs, settings)
        for path, data in files.items():
            self._folder.write(path, data)
        self._note = ExportNote(
            terms=replace(self._terms, rules=(), exceptions=None),
            tool_digest=code_digest(),
            commits=HISTORY if past else REVISION,
            only=only,
            inputs=told,
            engineers=engineers,
        )
        self._folder.write(EXPORT, export_bytes(self._note))
        self._folder.write(README, readme(self._note).encode())

    def repositories(
        self, orders: Iterable[Order], past: Past | None, *, objects: bool
    ) -> list[RepositoryNote]:
        """Writes the list of repositories, and their commits where `objects` are wanted."""
        by_name = {order.name: order for order in orders}
        for placement, observation in self.results():
            order = by_name.get(placement.name)
            self._notes.append(self._of(placement, observation, order, past, objects=objects))
        self._folder.write(REPOSITORIES, repositories_bytes(self._notes))
        return self._notes

    def report(
        self, encode: Callable[[OrganisationReport], bytes], engineers: Mapping[str, int]
    ) -> None:
        """Writes the report about the organisation."""
        register = read_register(self._folder.read(REGISTER)) if self._note.only == ALL else None
        found = report_of(
            self.results, self._inputs, self._terms, engineers, self._request, register
        )
        self._folder.write(REPORT, encode(found))

    def statement(self) -> str:
        """Writes the statement about all that was written; PASSED, WARNED or FAILED."""
        outcomes = Outcomes()
        outcomes.add_register(read_register(self._folder.read(REGISTER)))
        for _, observation in self.results():
            outcomes.add(observation)
        made = statement_bytes(self._note, self._notes, self._folder.digests, outcomes)
        self._folder.write(STATEMENT, made)
        return str(outcomes.predicate()["result"])

    def _of(
        self,
        placement: Placement,
        observation: Observation,
        order: Order | None,
        past: Past | None,
        *,
        objects: bool,
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
            objects=self._pack(order, commit) if objects and order and commit else "",
            recorded_on=state.seen_on if state else None,
            recorded=state.status if state else "",
            held=self._absent.get(placement.name, {}),
        )

    def _pack(self, order: Order, commit: str) -> str:
        path = self._taken.take(f"{FOLDER}/{file_name(order.name, '.pack')}")
        try:
            write_pack(order.folder, commit, self._folder.where(path), self._means.environ)
        except PlatguardError as error:
            self.unpacked.append(f"{order.name}: its commits are not exported: {error.message}")
            return ""
        return path
