"""What each user of the bus may do, told from the table of who says and hears what; everything else is refused.

Two findings about JetStream's API stand behind it. Who may create consumers on a stream may change those of others, and
may have events delivered to any subject of the account, other events' subjects among them; so whoever is not one of us
has an account apart, with a copy of the stream that the server itself keeps. Answers go to inboxes, so each of our
users has a prefix of its own and hears no other's.
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
ACCOUNT, SUBSCRIBERS = "STORYREEL", "SUBSCRIBERS"
"""Ours, and that of those who only listen."""
COPY_API = "subscribers.API"
"""In our account: the part of the subscribers' JetStream API by which their copy of the stream is made."""
ORIGIN_API, ORIGIN_DELIVERS = "origin.API", "origin.deliver"
"""In the subscribers' account: by what the server asks for the stream that it copies, and where that comes in."""
COPY_VERBS = ("INFO", "CREATE", "UPDATE", "DELETE")
MOST_CONSUMERS, MOST_CONNECTIONS = 500, 100
"""What all subscribers together may have at a time."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Of one user: subjects that it may publish to, and subscribe to."""

    user: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def inbox_prefix(user: str) -> str:
    """Under which a user's answers arrive."""
    return f"_INBOX.{user}"


def all_rights() -> tuple[Rights, ...]:
    """Everybody's."""
    return (*our_rights(), subscriber_rights())


def our_rights() -> tuple[Rights, ...]:
    """Those of the users in our own account."""
    return (*(service_rights(service) for service in topology.SUBSCRIPTIONS), provisioner_rights())


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
        yield from _copy("INFO", "CREATE", "DELETE")
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
    """Make and change streams, the subscribers' copy and consumers; say and read nothing."""
    streams = [f"{API}.STREAM.{verb}.{stream}" for stream in STREAMS for verb in ("INFO", "CREATE", "UPDATE")]
    consumers = [f"{API}.CONSUMER.DURABLE.CREATE.{topology.STREAM}.{durable}" for durable in _durables()]
    return Rights(PROVISIONER, (*streams, *_copy(*COPY_VERBS), *consumers), (f"{inbox_prefix(PROVISIONER)}.>",))


def _copy(*verbs: str) -> Iterator[str]:
    for verb in verbs:
        yield f"{COPY_API}.STREAM.{verb}.{topology.STREAM}"


def subscriber_rights() -> Rights:
    """Hear all events, live and from any time on, as clients usually do; say nothing.

    In an account where nobody else is, consumers of any name and kind are its own, and so are all inboxes.
    """
    at = f"CONSUMER.{{}}.{topology.STREAM}"
    consumers = [f"{API}.{at.format(verb)}" for verb in ("CREATE", "DURABLE.CREATE", "INFO", "MSG.NEXT", "DELETE")]
    return Rights(
        SUBSCRIBER,
        publish=(
            f"{API}.INFO",
            *(f"{API}.STREAM.{verb}" for verb in ("NAMES", "LIST")),
            *(f"{API}.{verb}.{topology.STREAM}" for verb in ("STREAM.INFO", "STREAM.MSG.GET", "DIRECT.GET")),
            f"{API}.DIRECT.GET.{topology.STREAM}.>",
            *(f"{API}.{at.format(verb)}" for verb in ("CREATE", "NAMES", "LIST")),
            *(f"{subject}.>" for subject in consumers),
            f"$JS.ACK.{topology.STREAM}.>",
            f"$JS.FC.{topology.STREAM}.>",
        ),
        subscribe=("storyreel.>", "_INBOX.>"),
    )


def _durables(service: PublisherName | None = None) -> tuple[str, ...]:
    return tuple(one.durable for one in topology.consumers() if service in {None, one.service})
