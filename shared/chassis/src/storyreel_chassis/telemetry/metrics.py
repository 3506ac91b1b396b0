"""The metrics that every service has, or every worker: one object each, used where the thing happens."""

from storyreel_chassis.telemetry.registry import GATEWAY, LONG, WORKERS, Level, counter, gauge, histogram

BUILD = gauge(
    "storyreel_build_info", "1, for the version that runs",
    labels={"service": "its name", "version": "of its package"},
    question="Which version runs where?",
)  # fmt: skip
DEPENDENCY_UP = gauge(
    "storyreel_dependency_up", "1 where a dependency did real work at the last look, else 0",
    labels={"dependency": "as `/readyz` names it"},
    question="Which server does a service miss?",
)  # fmt: skip
LOOP_LAG = gauge(
    "storyreel_loop_lag_seconds", "The latest that the event loop came to anything in the last interval",
    question="Does something block a service, so that its answers and leases are late?",
)  # fmt: skip
EVENTS = counter(
    "storyreel_events_total", "Deliveries of events, by what came of them",
    labels={
        "event": "as its subject names it",
        "outcome": "handled, failed (comes again), refused, buried (a dead letter), given_back (uncounted)",
    },
    question="Are events handled, and which fail?",
)  # fmt: skip
EVENT_SECONDS = histogram(
    "storyreel_event_duration_seconds", "From an event's delivery to its end, with the work that it caused",
    labels={"event": "as its subject names it"}, buckets=LONG,
    question="How long does a request hold its place in the queue?",
)  # fmt: skip
CONSUMER_PENDING = Level(
    "storyreel_consumer_pending", "Events in the stream that no process has fetched yet",
    labels={"consumer": "its durable name, `<service>-<event>`"},
    of=GATEWAY, question="Are there too few workers?",
)  # fmt: skip
CONSUMER_UNACKNOWLEDGED = Level(
    "storyreel_consumer_unacknowledged", "Events that were fetched and whose work is not done",
    labels={"consumer": "its durable name, `<service>-<event>`"},
    of=GATEWAY, question="How much is under way?",
)  # fmt: skip
OUTBOX_WAITING = Level(
    "storyreel_outbox_waiting", "Events that are committed and not in the stream yet",
    question="Does the bus take what is said?",
)  # fmt: skip
OUTBOX_OLDEST = Level(
    "storyreel_outbox_oldest_seconds", "Age of the oldest of them",
    question="For how long has the bus taken nothing?",
)  # fmt: skip
OUTBOX_PUBLISHED = counter(
    "storyreel_outbox_published_total", "Events that this process put into the stream",
    question="How much is said?",
)  # fmt: skip
DEAD_LETTERS = Level(
    "storyreel_dead_letters", "Messages and tasks that nobody could handle and that nobody has replayed",
    question="Is there something that a person must look at?",
)  # fmt: skip
WORK_FREE = gauge(
    "storyreel_work_free_bytes", "Free space where work in progress lies",
    question="Will the disk be full?",
)  # fmt: skip

TASKS = Level(
    "storyreel_tasks", "Tasks that have not ended",
    labels={
        "kind": "of task",
        "state": "leased (under way), open (due, held by nobody), put_off (not due yet, after a failed attempt)",
    },
    of=WORKERS, question="How much work is there, and does somebody do it?",
)  # fmt: skip
TASK_OLDEST = Level(
    "storyreel_task_oldest_seconds", "Age of the oldest task that has not ended",
    labels={"kind": "of task"}, of=WORKERS,
    question="Does a task never end?",
)  # fmt: skip
TASK_ATTEMPTS = counter(
    "storyreel_task_attempts_total", "Attempts at tasks, by how they ended",
    labels={
        "kind": "of task",
        "outcome": "done, failed, away (a server was; costs no attempt), refused, lost_lease",
    },
    of=WORKERS, question="How much is tried again? Retries are failed and away.",
)  # fmt: skip
TASK_SECONDS = histogram(
    "storyreel_task_duration_seconds", "Of the attempts that did their task",
    labels={"kind": "of task"}, buckets=LONG, of=WORKERS,
    question="How long does a picture, a clip, a film, a copy take?",
)  # fmt: skip
