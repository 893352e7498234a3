"""Work that must not block the window: one writer thread, two readers, progress that is polled, cancel.

A job is an ordinary service function. Its result comes back through a signal of an object that lives in the
window's thread, so callbacks may touch widgets.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.models.errors import AppError, Cancelled
from app.ui.hub import ChangeHub

if TYPE_CHECKING:
    from app.models.database import Workspace
    from app.models.enums import Topic
    from app.models.recorder import Seen

Callback = Callable[..., None]
# Called with the title of the job and the error where the caller did not ask for it himself.
ErrorDoor = Callable[[str, BaseException], None]


class LiveProgress:
    """How far a job is; written by its thread, read by the window's timer."""

    def __init__(self) -> None:
        self.done = 0
        self.of = 0
        self.text = ""
        self._cancel = Event()

    def total(self, count: int) -> None:
        """Say how many steps there will be."""
        self.of = count

    def step(self, text: str = "") -> None:
        """One step is done. Raises Cancelled once the user has asked to stop."""
        if self._cancel.is_set():
            raise Cancelled
        self.done += 1
        self.text = text or self.text

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._cancel.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the user has asked to stop."""
        return self._cancel.is_set()


@dataclass
class Job:
    """One piece of work on its way."""

    title: str
    work: Callable[[], Any]
    then: Callback | None
    failed: Callback | None
    source: object | None
    writes: bool
    can_stop: bool
    progress: LiveProgress = field(default_factory=LiveProgress)
    started: float = field(default_factory=time.monotonic)
    topics: frozenset[Topic] = frozenset()


class Inline(Executor):
    """Runs everything at once in the calling thread, for tests."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001  a future holds whatever went wrong
            future.set_exception(error)
        return future


class Jobs(QObject):
    """Starts jobs and brings their results back to the window's thread."""

    saving = Signal()
    saved = Signal()
    save_failed = Signal(object)
    _ended = Signal(object, object, object)

    def __init__(
        self,
        hub: ChangeHub,
        error_door: ErrorDoor,
        *,
        writer: Executor | None = None,
        readers: Executor | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._error_door = error_door
        self._writer = writer or ThreadPoolExecutor(1, "writer")
        self._readers = readers or ThreadPoolExecutor(2, "reader")
        self._running: list[Job] = []
        self._ended.connect(self._on_ended)

    @property
    def running(self) -> tuple[Job, ...]:
        """Jobs that are not finished, oldest first."""
        return tuple(self._running)

    def read(
        self,
        title: str,
        function: Callable[..., Any],
        *args: Any,
        then: Callback | None = None,
        failed: Callback | None = None,
    ) -> Job:
        """Run `function(*args)` beside the window; it must not write to the file."""
        return self._start(Job(title, _no_work, then, failed, None, False, False), function, args)

    def run(
        self,
        title: str,
        function: Callable[..., Any],
        *args: Any,
        then: Callback | None = None,
        failed: Callback | None = None,
        source: object | None = None,
    ) -> Job:
        """Run a function that opens its own units of work, in the writer's thread."""
        return self._start(Job(title, _no_work, then, failed, source, True, False), function, args)

    def write(
        self,
        workspace: Workspace,
        label: str,
        function: Callable[..., Any],
        *args: Any,
        then: Callback | None = None,
        failed: Callback | None = None,
        source: object | None = None,
        step: str | None = None,
        seen: Seen | None = None,
    ) -> Job:
        """One user action: `function(session, *args)` in one unit of work called `label`."""
        job = Job(label, _no_work, then, failed, source, True, False)

        def act(*values: Any, **options: Any) -> Any:
            work = workspace.write(label, step=step, seen=seen)
            with work as session:
                result = function(session, *values, **options)
            job.topics = work.touched
            return result

        act.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
        return self._start(job, act, args)

    def cancel(self, job: Job) -> None:
        """Ask `job` to stop at its next step."""
        job.progress.cancel()

    def finish(self) -> None:
        """Let the running jobs end and take no more; for closing the program."""
        for job in self._running:
            job.progress.cancel()
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)

    def wait_for_writes(self) -> None:
        """Return when everything that was to be written until now is on disk."""
        self._writer.submit(_no_work).result()

    def _start(self, job: Job, function: Callable[..., Any], args: tuple[Any, ...]) -> Job:
        job.can_stop = "progress" in inspect.signature(function).parameters
        options = {"progress": job.progress} if job.can_stop else {}

        def work() -> None:
            try:
                result = function(*args, **options)
            except BaseException as error:  # noqa: BLE001  the job boundary: sorted in _on_ended
                self._ended.emit(job, None, error)
            else:
                self._ended.emit(job, result, None)

        job.work = work
        self._running.append(job)
        if job.writes:
            self.saving.emit()
        (self._writer if job.writes else self._readers).submit(work)
        return job

    @Slot(object, object, object)
    def _on_ended(self, job: Job, result: object, error: BaseException | None) -> None:
        assert QThread.currentThread() is self.thread()
        self._running.remove(job)
        if job.writes:
            if error is None or isinstance(error, Cancelled):
                self.saved.emit()
            else:
                self.save_failed.emit(error)
        if error is None:
            _call(job.then, result)
            self._hub.publish(job.topics, job.source)
        elif isinstance(error, AppError) and job.failed is not None:
            _call(job.failed, error)
        else:
            self._error_door(job.title, error)


def _no_work() -> None:
    """Stands in until the real work is known."""


def _call(callback: Callback | None, *values: object) -> None:
    """Call back unless the widget that asked is gone by now."""
    if callback is None:
        return
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, QObject) and not shiboken6.isValid(owner):
        return
    callback(*values)
