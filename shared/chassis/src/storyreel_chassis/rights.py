"""What each user of the bus may do, told from the table of who says and hears what; everything else is refused.

Three findings about JetStream's API stand behind it. Who may create consumers under any name may change those of
others, so the services' names are denied to the subscriber. The subject without a name takes one from the request's
body, so it is allowed to nobody. Answers go to inboxes, so each user has a prefix of its own and hears no other's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from storyreel_contracts import topology
from storyreel_contracts.events import CATALOGUE, Progress, PurchaseTold
from storyreel_contracts.health import ASKED, REPORTED
from storyreel_contracts.types import PublisherName

API = "$JS.API"
PROVISIONER, SUBSCRIBER = "provision", "subscriber"
STREAMS = (topology.STREAM, topology.HEALTH_STREAM)


@dataclass(frozen=True, slots=True)
class Rights:
    """Of one user: subjects that it may publish to, without those denied, and subscribe to."""

    user: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
    deny_publish: tuple[str, ...] = ()


def inbox_prefix(user: str) -> str:
    """Under which a user's answers arrive."""
    return f"_INBOX.{user}"


def all_rights() -> tuple[Rights, ...]:
    """Everybody's."""
    return (*(service_rights(service) for service in topology.SUBSCRIPTIONS), provisioner_rights(), subscriber_rights())


def service_rights(service: PublisherName) -> Rights:
    """Say its own events, hear its own consumers, put them back when they are lost, and answer for itself at the roll
    call. The gateway calls the roll, and sees how long everybody's queues are."""
    return Rights(service, tuple(_said_by(service)), tuple(_heard_by(service)))


def _said_by(service: PublisherName) -> Iterator[str]:
    for event in CATALOGUE:
        if event.publisher == service:
            yield event.subject_for()
    yield topology.HEALTH_SUBJECT.format(service=service)
    if service != "gateway":
        yield Progress.subject_for()
    else:
        yield PurchaseTold.subject_for()
        yield ASKED.format(service="*")
        yield f"{API}.CONSUMER.LIST.{topology.STREAM}"
    yield REPORTED.format(service=service, question="*")
    for stream in STREAMS:
        yield f"{API}.STREAM.INFO.{stream}"
        yield f"{API}.STREAM.CREATE.{stream}"
    for durable in _durables(service):
        yield f"{API}.CONSUMER.INFO.{topology.STREAM}.{durable}"
        yield f"{API}.CONSUMER.DURABLE.CREATE.{topology.STREAM}.{durable}"
        yield f"{API}.CONSUMER.MSG.NEXT.{topology.STREAM}.{durable}"
        yield f"$JS.ACK.{topology.STREAM}.{durable}.>"


def _heard_by(service: PublisherName) -> Iterator[str]:
    yield f"{inbox_prefix(service)}.>"
    yield ASKED.format(service=service)
    if service == "gateway":
        yield Progress.subject_for()
        yield REPORTED.format(service="*", question="*")
    if service in topology.BUYERS:
        yield PurchaseTold.subject_for()


def provisioner_rights() -> Rights:
    """Make and change streams and consumers; say and read nothing."""
    streams = [f"{API}.STREAM.{verb}.{stream}" for stream in STREAMS for verb in ("INFO", "CREATE", "UPDATE")]
    consumers = [f"{API}.CONSUMER.DURABLE.CREATE.{topology.STREAM}.{durable}" for durable in _durables()]
    return Rights(PROVISIONER, (*streams, *consumers), (f"{inbox_prefix(PROVISIONER)}.>",))


def subscriber_rights() -> Rights:
    """Hear all events, live and from any time on, by consumers of its own; say nothing."""
    at = f"CONSUMER.{{}}.{topology.STREAM}"
    create, next_, info, delete = (f"{API}.{at.format(verb)}" for verb in ("CREATE", "MSG.NEXT", "INFO", "DELETE"))
    theirs = _durables()
    return Rights(
        SUBSCRIBER,
        publish=(
            f"{API}.STREAM.INFO.{topology.STREAM}",
            f"{create}.*",
            f"{create}.*.>",
            f"{next_}.*",
            f"{info}.*",
            f"{delete}.*",
            f"$JS.ACK.{topology.STREAM}.>",
            "$JS.FC.>",
        ),
        deny_publish=tuple(
            subject
            for durable in theirs
            for subject in (
                f"{create}.{durable}",
                f"{create}.{durable}.>",
                f"{next_}.{durable}",
                f"{delete}.{durable}",
                f"$JS.ACK.{topology.STREAM}.{durable}.>",
            )
        ),
        subscribe=(*topology.STREAM_SUBJECTS, Progress.subject_for(), f"{inbox_prefix(SUBSCRIBER)}.>"),
    )


def _durables(service: PublisherName | None = None) -> tuple[str, ...]:
    return tuple(one.durable for one in topology.consumers() if service in {None, one.service})
