"""Places of work: each is a process of its own, which may die, hang or grow without costing others.

A `ProcessPoolExecutor` of several processes breaks as a whole when one of them dies, and cannot
stop the one that hangs. So each place is one process behind a pipe, known by its id and killed by
it. It is spawned rather than forked by a server: it lives for thousands of repositories, so that
its start costs nothing, and nobody stands between it and its parent when one of them ends.

Bytes go both ways and are read as JSON. Nothing is unpickled that a worker wrote.
"""

from __future__ import annotations

import fcntl
import gc
import multiprocessing
import os
import signal
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from threading import Thread, Timer

from platguard.organisation import limits
from platguard.organisation.orders import read_brief
from platguard.organisation.worker import Worker

LARGEST_ANSWER = 256 * 1024 * 1024
"""Bytes of the longest answer that is taken."""
_GARBAGE = 50_000
"""Objects more than when garbage was collected last, after which it is collected again. It is once
a repository is judged: on the way the collector would visit again and again what is still in use,
and a process that lives for thousands of repositories cannot do without it."""
_ENDING = (signal.SIGINT, signal.SIGTERM)


class Slot:
    """One process that works on one order at a time, and is replaced when it is lost."""

    def __init__(self, brief: bytes, memory: int) -> None:
        """`memory` is how many bytes a repository may take; 0 for no limit."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, memory), daemon=True)
        with _undisturbed():
            self._process.start()
        theirs.close()
        # What a process is given to start with waits for it to read. What goes through the pipe
        # does not, so that others can be started meanwhile, as long as it is not very large.
        self.give(zlib.compress(brief, 1))

    def give(self, order: bytes) -> None:
        """Sends an order, after the brief; a process that is gone is noticed by whoever reads."""
        with suppress(OSError):
            self.pipe.send_bytes(order)

    def read(self, seconds: float) -> bytes | None:
        """The next message, which has begun to come; None when the process is lost.

        A process that stops in the middle of a message is killed after so many seconds.
        """
        watch = Timer(max(seconds, 0.1), self.kill)
        watch.daemon = True
        watch.start()
        try:
            return self.pipe.recv_bytes(LARGEST_ANSWER)
        except (EOFError, OSError):
            return None
        finally:
            watch.cancel()

    @property
    def is_there(self) -> bool:
        """Whether the process has not ended."""
        return self._process.is_alive()

    def end(self) -> None:
        """Kills the process and what it started, at once."""
        self.kill()
        self._process.join()
        self.pipe.close()

    def ended_by(self) -> str:
        """For people: how a process ended that nobody asked to."""
        self._process.join(1)
        code = self._process.exitcode
        if code is None:
            return "its process broke off an answer"
        if code == limits.OUT_OF_MEMORY:
            return "it needed more memory than a repository may take"
        if code < 0:
            return f"its process was ended by signal {-code} ({_signal_name(-code)})"
        return f"its process ended with {code}"

    def kill(self) -> None:
        """Kills the process and what it started; whoever reads from it notices."""
        pid = self._process.pid
        if pid is None:
            return
        with suppress(OSError):
            # git, which it started, is in its group, and may be there when the process is gone.
            # Before it has a group, nothing is started.
            os.killpg(pid, signal.SIGKILL)
        self._process.kill()


def ready(pipes: Sequence[Connection], seconds: float) -> list[Connection]:
    """The pipes on which something waits or whose process is gone, within so many seconds."""
    return [found for found in wait(pipes, seconds) if isinstance(found, Connection)]


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return "unknown"


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Holds signals back, here and in what is started, until it can deal with them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, memory: int) -> None:
    """The whole life of a process: orders in, answers out, until nobody asks any more."""
    with suppress(OSError):
        os.setpgid(0, 0)  # Ctrl-C is the parent's affair, who ends all of us
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    _end_with_parent()
    watch = limits.MemoryWatch()
    brief = _heard(pipe)
    if brief is None:
        return
    worker = Worker(read_brief(zlib.decompress(brief)), time.monotonic)
    gc.disable()  # see _GARBAGE
    while True:
        order = _heard(pipe)
        if order is None:
            return
        watch.allow(memory)
        answer = worker.work(order, pipe.send_bytes)
        watch.allow(0)
        pipe.send_bytes(answer)
        if gc.get_count()[0] > _GARBAGE:
            gc.collect()


def _heard(pipe: Connection) -> bytes | None:
    """What comes next; None when nobody asks any more."""
    try:
        return pipe.recv_bytes()
    except (EOFError, OSError):
        return None


def _end_with_parent() -> None:
    """Ends this process and all that it started when its parent is gone, however it went.

    The sentinel is a pipe that only the parent could write to, so that something comes of it when
    the parent ends. On Linux the system itself then kills the group, even if this process has no
    memory left to do it, or holds the interpreter's lock for long (fcntl(2): F_SETOWN with the
    number of a group, F_SETSIG; open(2): O_ASYNC). PR_SET_PDEATHSIG would not reach git, and comes
    when the thread ends that started this process rather than the parent. Elsewhere a thread does
    it, which needs next to nothing for that.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel
    group = os.getpgid(0)
    if group != os.getpid():  # that of our parent, who may share it with others
        group = 0
    _let_system_end(group, sentinel)

    def watch() -> None:
        while True:
            with suppress(MemoryError):
                os.read(sentinel, 1)
                break
        if group:
            os.killpg(group, signal.SIGKILL)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _let_system_end(group: int, sentinel: int) -> None:
    if not (group and hasattr(fcntl, "F_SETSIG")):
        return
    with suppress(OSError):  # the thread does it
        fcntl.fcntl(sentinel, fcntl.F_SETOWN, -group)
        fcntl.fcntl(sentinel, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(sentinel, fcntl.F_GETFL)
        fcntl.fcntl(sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)


def may_start() -> bool:
    """Whether this process may start slots: those of multiprocessing that are daemons may not."""
    return not multiprocessing.current_process().daemon


Clock = Callable[[], float]
"""Seconds that only ever grow."""
