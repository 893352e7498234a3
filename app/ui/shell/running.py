"""Shows the jobs that take long: polled, because a job in another thread must not touch widgets."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Slot

from app.ui.jobs import Job, Jobs
from app.ui.progress_strip import ProgressStrip, StripState
from app.ui.shell_parts import StatusBar

_EVERY = 100


class Running(QObject):
    """Feeds the progress strip with jobs that can be stopped, the status bar with the others."""

    def __init__(self, jobs: Jobs, strip: ProgressStrip, status: StatusBar) -> None:
        super().__init__(strip)
        self._jobs = jobs
        self._strip = strip
        self._status = status
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        strip.cancel_wanted.connect(self._on_cancel)

    @Slot()
    def look(self) -> None:
        """Show what is running now."""
        long_ones = [job for job in self._jobs.running if job.can_stop]
        self._strip.show_state(self._state(long_ones) if long_ones else None)
        quiet = [job for job in self._jobs.running if not job.can_stop and _seconds(job) > 1]
        self._status.set_job(f"正在{quiet[0].title}…" if quiet and not long_ones else "")

    def _state(self, jobs: list[Job]) -> StripState:
        job = jobs[0]
        return StripState(
            title=f"正在{job.title}",
            done=job.progress.done,
            total=job.progress.of,
            text=job.progress.text,
            seconds=_seconds(job),
            queued=len(jobs) - 1,
            is_stopping=job.progress.is_cancelled,
        )

    @Slot()
    def _on_cancel(self) -> None:
        for job in self._jobs.running:
            if job.can_stop:
                self._jobs.cancel(job)
                return


def _seconds(job: Job) -> float:
    return time.monotonic() - job.started
