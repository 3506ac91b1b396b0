"""The accounts of the bus as a NATS server's configuration: ours, and that of those who only listen."""

from collections.abc import Callable, Iterable, Iterator

from storyreel_chassis.rights import (
    ACCOUNT,
    API,
    COPY_API,
    COPY_VERBS,
    MOST_CONNECTIONS,
    MOST_CONSUMERS,
    ORIGIN_API,
    ORIGIN_DELIVERS,
    SUBSCRIBERS,
    Rights,
    our_rights,
    subscriber_rights,
)
from storyreel_contracts import topology
from storyreel_contracts.events import Progress

Password = Callable[[str], str]
"""A user's password as the configuration has it: a name of the environment, or a quoted word."""

_HEARD = (*topology.STREAM_SUBJECTS, Progress.subject_for())
"""What passes from our account to the subscribers' as it is said."""
_COPIED = f"CONSUMER.CREATE.{topology.STREAM}"
_PACE = f"$JS.FC.{topology.STREAM}.>"
"""By what the copying server says that it keeps up; a stream is not copied beyond its first megabytes without it."""


def accounts(password: Password, *, more: Iterable[Rights] = ()) -> str:
    """The block `accounts { … }`; `more` users belong to our account."""
    return "\n".join(
        (
            "accounts {",
            f"  {ACCOUNT} {{",
            "    jetstream: enabled",
            *_users((*our_rights(), *more), password),
            *_passing("exports", _ours_for_them()),
            *_passing("imports", _theirs_for_us()),
            "  }",
            f"  {SUBSCRIBERS} {{",
            f"    jetstream {{ max_streams: 1, max_consumers: {MOST_CONSUMERS} }}",
            f"    limits {{ max_connections: {MOST_CONNECTIONS} }}",
            *_users((subscriber_rights(),), password),
            *_passing("exports", (f'{{ service: "{subject}", accounts: [{ACCOUNT}] }}' for subject in _made_by_us())),
            *_passing("imports", _ours_to_them()),
            "  }",
            "}\n",
        )
    )


def _users(everybody: Iterable[Rights], password: Password) -> Iterator[str]:
    yield "    users: ["
    for rights in everybody:
        yield "      {"
        yield f"        user: {rights.user}"
        yield f"        password: {password(rights.user)}"
        yield "        permissions: {"
        yield from _listed("publish", rights.publish)
        yield from _listed("subscribe", rights.subscribe)
        yield "        }"
        yield "      }"
    yield "    ]"


def _listed(key: str, subjects: Iterable[str]) -> Iterator[str]:
    yield f"          {key}: ["
    yield from (f'            "{subject}"' for subject in subjects)
    yield "          ]"


def _passing(key: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"    {key}: ["
    yield from (f"      {line}" for line in lines)
    yield "    ]"


def _made_by_us() -> Iterator[str]:
    yield from (f"{API}.STREAM.{verb}.{topology.STREAM}" for verb in COPY_VERBS)


def _ours_for_them() -> Iterator[str]:
    for subject in (f"{API}.{_COPIED}", _PACE):
        yield f'{{ service: "{subject}", accounts: [{SUBSCRIBERS}] }}'
    for subject in (f"{ORIGIN_DELIVERS}.>", *_HEARD):
        yield f'{{ stream: "{subject}", accounts: [{SUBSCRIBERS}] }}'


def _ours_to_them() -> Iterator[str]:
    yield _service(ACCOUNT, f"{API}.{_COPIED}", f"{ORIGIN_API}.{_COPIED}")
    yield _service(ACCOUNT, _PACE, _PACE)
    for subject in (f"{ORIGIN_DELIVERS}.>", *_HEARD):
        yield f'{{ stream: {{ account: {ACCOUNT}, subject: "{subject}" }} }}'


def _theirs_for_us() -> Iterator[str]:
    for subject in _made_by_us():
        yield _service(SUBSCRIBERS, subject, subject.replace(API, COPY_API))


def _service(account: str, subject: str, here: str) -> str:
    return f'{{ service: {{ account: {account}, subject: "{subject}" }}, to: "{here}" }}'
