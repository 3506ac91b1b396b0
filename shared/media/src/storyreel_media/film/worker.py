"""The child process that makes segments and films: `python -m storyreel_media.film.worker`.

One job a line on stdin, as JSON; on stdout lines of JSON: {"frame": n} now and then, {"shot": n, "silent": reason}
where a clip's sound is not all there, and at a job's end {"done": true} or {"error": class, "message": text}. It ends
when stdin does, in the middle of a job too, so it cannot outlive its parent for long where the kernel does not see to
that (see `leash`).
"""

import json
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment
from storyreel_media.film.files import partial
from storyreel_media.film.jobs import Job, SegmentJob, job_of

_PROGRESS_SECONDS = 0.2


class _Reporter:
    """Tells the parent how far the job is, a few times a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._told = 0.0

    def frame(self, done: int) -> None:
        now = time.monotonic()
        if now - self._told >= _PROGRESS_SECONDS:
            self._told = now
            self.say({"frame": done})

    def trouble(self, shot: int, reason: str) -> None:
        self.say({"shot": shot, "silent": reason[:200]})

    def say(self, message: dict[str, object]) -> None:
        self._stream.write(json.dumps(message) + "\n")
        self._stream.flush()


class _Inbox:
    """Jobs from stdin, read by a thread, so that the end of the parent is noticed while a job runs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._current: Path | None = None
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> Job | None:
        self._current = None
        job = self._jobs.get()
        self._current = job.out if job else None
        return job

    def _read(self) -> None:
        for line in self._stream:
            self._jobs.put(job_of(line))
        current = self._current
        if current is not None:
            partial(current, os.getpid()).unlink(missing_ok=True)
            os._exit(1)
        self._jobs.put(None)


def work(job: Job, reporter: _Reporter) -> None:
    """Do one job and say how it ended."""
    try:
        if isinstance(job, SegmentJob):
            render_segment(job.film, job.segment, job.out, reporter.frame, threads=job.threads)
        else:
            compose(job.film, job.files, job.out, reporter.frame, reporter.trouble)
    except Exception as error:  # noqa: BLE001 - the parent hears of it and decides
        reporter.say({"error": type(error).__name__, "message": str(error)[:2000]})
    else:
        reporter.say({"done": True})


def main() -> None:
    """Work until stdin ends. What anything prints goes to stderr, so stdout carries messages only."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    inbox, reporter = _Inbox(sys.stdin), _Reporter(stdout)
    while job := inbox.next():
        work(job, reporter)


if __name__ == "__main__":
    main()
