"""What is judged, read once: a policy and a day decide what it means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from copy import copy
from functools import cached_property

from platguard.authorities import Evidence
from platguard.cache import Cache
from platguard.deployed import NOTHING, Deployed, DeployedPaths
from platguard.memory import FactMemory
from platguard.model.abroad import Abroad
from platguard.model.blob import Blob, Skipped
from platguard.model.facts import Fact
from platguard.model.policy_exception import Entry
from platguard.model.report import Coverage
from platguard.object_labels import ObjectLabels
from platguard.policy_exceptions import Authority
from platguard.related import Related, needed
from platguard.request import Request
from platguard.settings import Settings
from platguard.situation import Situation
from platguard.survey import Survey, excluded_of, survey_of
from platguard.workspace import Workspace, with_files


class Material:
    """The facts of a repository, and the exceptions that may be about them."""

    def __init__(
        self,
        request: Request,
        workspace: Workspace,
        settings: Settings,
        register: list[Entry],
        cache: Cache,
        wanted: Collection[str],
        *,
        manifests: bool,
        memory: FactMemory | None = None,
    ) -> None:
        """`wanted` are the fact types that rules ask for; with `manifests`, objects are whole.

        `memory` is one that others use as well, who close it; it serves where it keeps enough.
        """
        self.request = request
        self.settings = settings
        self.register = register
        self.evidence = Evidence(request, settings, workspace)
        """What git knows of the approvals of exceptions."""
        self.labels = ObjectLabels(register)
        if memory is None or memory.manifests != manifests:
            memory = FactMemory(cache, workspace.root, manifests=manifests)
        self.memory = memory
        self.kinds = needed(wanted) | self.labels.fact_types | {"exception_comment"}
        """The fact types of files that are read."""
        self._stand_on(workspace)
        self.survey = self._survey(self.workspace, self.memory, lambda: self.deployed.paths)
        """What is known of the files: all of it once facts were asked for, or `taken`."""
        self._walk = self.survey
        self.is_walked = False
        """Whether every file was asked for its facts."""

    def of(self, workspace: Workspace) -> Material:
        """The same questions asked of another state of the repository."""
        other = copy(self)
        other._stand_on(workspace)
        return other

    def _stand_on(self, workspace: Workspace) -> None:
        """Takes a workspace with all that its Kustomizations deploy."""
        excluded = excluded_of(self.request, self.settings)
        deployed = Deployed(workspace.source, self.memory, excluded)
        self.workspace = with_files(workspace, lambda: deployed.paths.elsewhere)
        self.deployed = deployed

    def _survey(
        self, workspace: Workspace, memory: FactMemory, deployed: Callable[[], DeployedPaths]
    ) -> Survey:
        return survey_of(self.request, self.settings, workspace, memory, self.kinds, deployed)

    def authority(self, situation: Situation) -> AbstractContextManager[Authority]:
        """What decides about the entries of the register, while the context lasts."""
        return self.evidence.authority(self.register, situation)

    def facts(self, situation: Situation, wanted: Collection[str]) -> Iterator[Fact]:
        """The facts of the wanted types on a day, those of relations last; asked once."""
        return self.related(situation, wanted).facts(self._of_files())

    def facts_again(self, situation: Situation, wanted: Collection[str]) -> Iterator[Fact]:
        """As `facts`, for those who ask for several days: the facts of files are kept."""
        return self.related(situation, wanted).facts(self._kept)

    @cached_property
    def _kept(self) -> list[Fact]:
        return list(self._of_files())

    def _of_files(self) -> Iterator[Fact]:
        self.is_walked = True
        return self.labels.kept_from(self._walk.facts())

    def take(self, coverage: Coverage, unrendered: Sequence[str]) -> None:
        """Takes what is known of the files from somebody who read them before."""
        self.survey = self.part(())
        self.survey.judged = coverage.judged
        self.survey.unrendered += unrendered
        self.survey.skipped += coverage.skipped
        self.survey.failed += coverage.failed

    def part(self, blobs: Sequence[Blob | Skipped], deployed: DeployedPaths = NOTHING) -> Survey:
        """A walk over some files, whose numbers are those of these files; `deployed` is what the
        Kustomizations of all files deploy."""
        workspace = self.workspace._replace(blobs=blobs, left_out=())
        memory = self.memory.singly()
        return self._survey(workspace, memory, lambda: deployed)

    def related(self, situation: Situation, wanted: Collection[str]) -> Related:
        """What completes the facts of files on a day."""
        source, abroad = self.workspace.source, self.request.abroad or Abroad()
        return Related(source, self.memory, wanted, situation.as_of, abroad)
