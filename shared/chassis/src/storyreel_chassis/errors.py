"""What can go wrong, by what should be done about it.

StoryreelError
├── Refused      the caller's mistake: said back to them, never tried again
├── Transient    the world's mistake: tried again later, with backoff
│   ├── Away     a server that everybody needs: waited for, costs no attempt
│   │   └── Queued  others are served before us: waited for, however long the queue
│   ├── Fenced   somebody else holds the work now: let go, write nothing
│   └── Leaving  this process stops: another one goes on
└── Broken       ours: a person must look, it becomes a dead letter
"""

from storyreel_contracts.events import Problem


class StoryreelError(Exception):
    """Base of the tree; `code` is stable and machine-readable, the message is for a person."""

    retryable = False

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def problem(self) -> Problem:
        """The error as events and answers carry it."""
        message = self.message[:1000].replace("\x00", "\ufffd")  # Postgres keeps no NUL
        return Problem(code=self.code, message=message, retryable=self.retryable)


class Refused(StoryreelError):
    """The caller asked for something that cannot be; saying it again changes nothing."""


class Transient(StoryreelError):
    """Something needed is away for now; the same call may work later.

    `retry_after` (seconds) is the other side's own wish, where it gave one.
    """

    retryable = True

    def __init__(self, code: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class Away(Transient):
    """A server does not answer or asks to wait; that is no failure of the work, which is tried again uncounted."""


class Queued(Away):
    """It is others' turn, and ours will come: that a queue is long says nothing of a server's health."""


class Fenced(Transient):
    """The lease was lost: another worker holds this task, or it was canceled; nothing may be written for it."""

    def __init__(self, task: str) -> None:
        super().__init__("lease_lost", f"the lease on {task} is no longer held")


class Leaving(Transient):
    """This process is stopping; what it waited for goes on elsewhere or later."""

    def __init__(self) -> None:
        super().__init__("service_stopping", "this process is stopping; the work goes on elsewhere")


class Broken(StoryreelError):
    """A defect or a corrupt state; trying again would not help."""


def problem_of(error: BaseException) -> Problem:
    """Any error as a `Problem`; what is not ours is named by its class and told without its details."""
    if isinstance(error, StoryreelError):
        return error.problem()
    return Problem(code="internal_error", message=f"unexpected {type(error).__name__}; see the logs", retryable=False)
