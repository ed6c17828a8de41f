"""Who may work for this process: workers introduce themselves, and are compared with it."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.errors import UsageError
from platguard.organisation.engines.cluster import Cluster, Failed, Heard
from platguard.organisation.engines.introduction import differences, read_introduction
from platguard.organisation.engines.staff import Staff, Worker

_TOLD = 5
_DAEMON = ["may not start processes"]


class Meeting:
    """Asks each worker once, and knows who is not fit."""

    def __init__(self, cluster: Cluster, introduced: bytes) -> None:
        """`introduced` is what this process says of itself."""
        self._cluster = cluster
        self._here = read_introduction(introduced)
        self._asked: dict[str, str] = {}
        self._unfit: list[tuple[str, Sequence[str]]] = []

    @property
    def is_waiting(self) -> bool:
        """Whether somebody who was asked has not answered yet."""
        return bool(self._asked)

    @property
    def has_unfit(self) -> bool:
        """Whether somebody came who may not work for this process."""
        return bool(self._unfit)

    def ask(self, worker: Worker, number: int) -> None:
        """Asks a worker who it is."""
        key = f"introduction-{number}"
        self._asked[key] = worker.address
        self._cluster.introduce(key, worker.address)

    def forget(self, worker: Worker) -> None:
        """Waits no longer for a worker that is gone."""
        for key in [key for key, address in self._asked.items() if address == worker.address]:
            del self._asked[key]
            self._cluster.forget(key)

    def hear(self, event: Heard | Failed, staff: Staff) -> str:
        """What people should know of the worker that the event is about, which is fit now or not;
        empty where it is, and where the event is about nobody who was asked."""
        worker = staff.get(self._asked.pop(event.key, ""))
        if worker is None:
            return ""
        self._cluster.forget(event.key)
        if isinstance(event, Failed):
            found = [f"cannot run platguard: {event.reason}"]
        else:
            worker.introduced = event.data
            found = self._compared(event.data)
        worker.is_fit = not found
        if not found:
            return ""
        self._unfit.append((worker.told, found))
        return f"{worker.told} is not used: it {found[0]}"

    def _compared(self, introduced: bytes) -> list[str]:
        try:
            return list(differences(self._here, read_introduction(introduced)))
        except UsageError as error:
            return [error.message]

    def refusal(self) -> UsageError:
        """All that keeps workers from being used."""
        told = [f"{name} {reason}" for name, reasons in self._unfit for reason in reasons]
        more = f"; and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
        hint = "Start the scheduler and all workers in the same environment as this command."
        if all(reasons == _DAEMON for _, reasons in self._unfit):
            hint = f"Start the workers like this: {command(self._cluster.address)}."
        return UsageError("; ".join(told[:_TOLD]) + more, hint=hint)


def command(address: str) -> str:
    """How a worker is started."""
    # Workers that a nanny watches are daemons unless they are told otherwise.
    return f"DASK_DISTRIBUTED__WORKER__DAEMON=False dask worker {address}"
