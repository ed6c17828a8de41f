"""The engine that gives orders to the workers of a Dask cluster: the one door to `distributed`.

Bytes of JSON go both ways, and functions by their names. What Dask itself sends is pickled, so that
whoever reaches its ports may run anything there: it needs TLS or a network of its own. Certificates
come from Dask's configuration (`distributed.comm.tls`; https://distributed.dask.org/en/stable/
tls.html). Dask may place a task anywhere and try it again; here each belongs to one worker
(`workers=`, https://distributed.dask.org/en/stable/locality.html), because only that one is known
to come to the same result, and RemoteEngine decides what is tried again.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pkgutil import resolve_name
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Any
from uuid import uuid4

from dask import config as dask_config
from dask.utils import parse_timedelta
from distributed import Client

from platguard.errors import UsageError
from platguard.organisation.engines import Asked, there
from platguard.organisation.engines.cluster import (
    Event,
    Failed,
    Gone,
    Heard,
    Member,
    Members,
    Patience,
)
from platguard.organisation.engines.introduction import introduction
from platguard.organisation.engines.remote import RemoteEngine
from platguard.organisation.engines.there import Job, job_json
from platguard.organisation.orders import brief_json

LIBRARY = "distributed"
EVERY = 0.5
"""Seconds between two questions who is there."""
_CLOSING = 2.0
_WORK = f"{there.__name__}:{there.introduce.__name__}"


def open_engine(asked: Asked) -> RemoteEngine:
    """The engine of a scheduler, when it and its workers are as this process is."""
    # Its workers read for themselves, and say what; the bytes of it would travel with each order.
    brief = brief_json(replace(asked.brief, kept=None))
    here = introduction(brief, LIBRARY)
    job = Job(uuid4().hex, brief, asked.seconds, asked.memory, LIBRARY, here)
    cluster = DaskCluster(asked.address, job)
    silence = _seconds("distributed.scheduler.worker-ttl")
    patience = Patience(silence=silence) if silence else Patience()
    engine = RemoteEngine(cluster, here, asked, patience)
    try:
        engine.begin()
    except BaseException:
        engine.close()
        raise
    return engine


class DaskCluster:
    """The workers of one scheduler."""

    def __init__(self, address: str, job: Job) -> None:
        """Connects; raises UsageError when nothing answers at the address, or no scheduler."""
        self.address = address
        self._job = job
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._futures: dict[str, Any] = {}
        self._closed = Flag()
        self._client = _connect(address)
        Thread(target=self._look, daemon=True).start()

    def introduce(self, key: str, worker: str) -> None:
        """See Cluster."""
        self._client.loop.add_callback(self._introduce, key, worker)

    def judge(self, key: str, worker: str, order: bytes, introduced: bytes) -> None:
        """See Cluster."""
        job = job_json(self._job._replace(introduced=introduced))
        self._submit(key, worker, there.judge, job, order)

    def forget(self, key: str) -> None:
        """See Cluster."""
        future = self._futures.pop(key, None)
        if future is not None:
            future.release()

    def next(self, seconds: float) -> Event | None:
        """See Cluster."""
        try:
            return self._events.get(timeout=seconds) if seconds else self._events.get_nowait()
        except Empty:
            return None

    def close(self) -> None:
        """See Cluster."""
        self._closed.set()
        with suppress(Exception):  # whoever cannot be told any more ends its slots by itself
            self._dismiss()
        with suppress(Exception):
            self._client.close(timeout=_CLOSING)

    async def _introduce(self, key: str, worker: str) -> None:
        # A worker that cannot read a task, because what it names is not installed, ends. So it is
        # asked first for what everybody has.
        try:
            told = await self._client.run(
                resolve_name, _WORK, workers=[worker], on_error="return", asynchronous=True
            )
        except Exception as error:
            told = {worker: error}
        fault = told.get(worker, TimeoutError())
        if isinstance(fault, BaseException):
            self._events.put(Failed(key, _told(fault)))
        else:
            self._submit(key, worker, there.introduce, self._job.brief, self._job.library)

    def _submit(self, key: str, worker: str, work: Callable[..., bytes], *given: object) -> None:
        try:
            future = self._client.submit(
                work,
                *given,
                key=f"platguard-{self._job.run}-{key}",
                workers=[worker],
                allow_other_workers=False,
                pure=False,
            )
        except Exception as error:  # the connection is gone, as everybody will hear
            self._events.put(Failed(key, _told(error)))
            return
        self._futures[key] = future
        self._client.loop.add_callback(self._follow, key, future)

    async def _follow(self, key: str, future: Any) -> None:
        """Waits for an answer on the client's own loop, and puts it where it is heard."""
        try:
            # Through the scheduler: who asks need not reach the workers.
            (data,) = await self._client.gather([future], direct=False, asynchronous=True)
        except asyncio.CancelledError:
            self._events.put(Failed(key, "it was cancelled"))
        except Exception as error:
            self._events.put(Failed(key, _told(error)))
        else:
            self._events.put(Heard(key, data if isinstance(data, bytes) else b""))

    def _look(self) -> None:
        """Tells again and again who is there, until the scheduler is gone for good."""
        known: object = None
        while not self._closed.wait(EVERY):
            status = self._client.status
            if status in ("closing", "closed"):
                self._events.put(Gone(f"the scheduler at {self.address} is gone"))
                return
            if status != "running":
                self._events.put(Members({}))
                continue
            try:
                info = self._client.scheduler_info(n_workers=-1)
            except Exception:
                continue
            if info is not known and self._client.status == "running":
                known = info  # not what an earlier question was answered
                workers = info["workers"].items()
                self._events.put(Members({addr: _member(told) for addr, told in workers}))

    def _dismiss(self) -> None:
        if self._client.status != "running":
            return
        asked = self._client.run(there.dismiss, self._job.run, on_error="ignore", asynchronous=True)
        loop = self._client.loop.asyncio_loop
        asyncio.run_coroutine_threadsafe(asked, loop).result(_CLOSING)


def _connect(address: str) -> Any:
    """A client of the scheduler, which must answer in `distributed.comm.timeouts.connect`."""
    # What it would tell its users is told here, in one sentence.
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    logging.getLogger("tornado").setLevel(logging.CRITICAL + 1)
    hint = "Start one: dask scheduler."
    if address.startswith("tls:"):
        hint = "Its certificates are those of Dask's configuration, distributed.comm.tls."
    seconds = _seconds("distributed.comm.timeouts.connect") or 30.0
    made: SimpleQueue[Any] = SimpleQueue()
    # A scheduler that is stopped takes connections, and Dask waits for it without end.
    Thread(target=_make, args=(address, seconds, made), daemon=True).start()
    try:
        found = made.get(timeout=seconds + _CLOSING)
    except Empty:
        found = TimeoutError()
    if not isinstance(found, BaseException):
        return found
    told = _told(found)
    if isinstance(found, TimeoutError):
        told = f"nothing answered in {seconds:g} seconds"
    raise UsageError(f"no scheduler of Dask at {address}: {told}", hint=hint)


def _make(address: str, seconds: float, made: SimpleQueue[Any]) -> None:
    connect: Callable[..., Any] = Client
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.put(
                connect(
                    address,
                    timeout=seconds,
                    name="platguard",
                    set_as_default=False,
                    direct_to_workers=False,
                )
            )
    except Exception as error:
        made.put(error)


def _seconds(name: str) -> float:
    """What Dask's configuration has for a time; 0 where it has nothing."""
    given = dask_config.get(name, None)
    return float(parse_timedelta(given)) if given else 0.0


def _member(told: dict[str, Any]) -> Member:
    return Member(
        name=str(told["name"]),
        threads=int(told["nthreads"]),
        seen=float(told["last_seen"]),
        is_open=told["status"] == "running",
    )


def _told(error: BaseException) -> str:
    """The error in one line; what a task raised has no traceback of ours to tell."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}" if text else type(error).__name__
