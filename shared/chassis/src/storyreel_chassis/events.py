"""Making events: the fields that follow from the cause are filled in here."""

from typing import Any, TypeVar

from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import Event

E = TypeVar("E", bound=Event)


def caused_by(cause: Event, event_type: type[E], **fields: Any) -> E:
    """An event that follows from another: same job, owner and trace, and it names its cause."""
    return event_type(
        event_id=new_id(),
        job_id=cause.job_id,
        owner_id=cause.owner_id,
        occurred_at=now(),
        causation_id=cause.event_id,
        traceparent=cause.traceparent,
        **fields,
    )
