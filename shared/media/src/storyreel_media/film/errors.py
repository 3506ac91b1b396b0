"""What can go wrong with a film.

FilmError
├── UnreadableSource   a picture or a clip cannot be read: the same call fails again
├── SegmentMismatch    the files given to `compose` are not the film's segments: encode them again
├── WorkerFailed       the child process raised something else; `tail` is the end of its stderr
├── WorkerDied         the child process ended in the middle of a job: try again
└── WorkerTimedOut     the job passed its deadline, or showed no progress, and was killed: try again
"""


class FilmError(Exception):
    """Base of the tree."""


class UnreadableSource(FilmError):
    """A picture or a clip cannot be read as what it should be."""


class SegmentMismatch(FilmError):
    """The files are not the segments of this film."""


class WorkerFailed(FilmError):
    """The child process reported an error of no known kind."""

    def __init__(self, message: str, tail: str = "") -> None:
        super().__init__(f"{message}: {tail}" if tail else message)
        self.tail = tail


class WorkerDied(WorkerFailed):
    """The child process ended in the middle of a job."""


class WorkerTimedOut(WorkerFailed):
    """The child process was killed: past its deadline, or without progress for too long."""
