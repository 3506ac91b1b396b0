"""Dead letters of all services, on a real database and bus: listed, read, replayed."""

import asyncio
import json
from collections.abc import Callable
from uuid import UUID

import nats
import pytest

from storyreel import dead_letters
from storyreel.cli import main
from storyreel_chassis.dead_letters import DeadLetters
from storyreel_chassis.errors import Broken
from storyreel_chassis.migrations import migrate
from storyreel_chassis.postgres import open_pool
from storyreel_contracts import topology
from support.arrived import arrived

BODY = b'{"event": "bent"}'
SUBJECT = "storyreel.gateway.export_requested.v1.01920000-0000-7000-8000-000000000001"
EVENT_ID = UUID("01920000-0000-7000-8000-000000000002")

Command = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
async def buried(database: str, nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter each of two services; the other two have never been started."""
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("NATS_URL", nats_url)
    monkeypatch.setattr(dead_letters, "ANSWER_SECONDS", 60.0)  # others use the disk too
    for service in ("exporter", "storyboard"):
        await migrate(database, schema=service, packages=["storyreel_chassis"])
        async with open_pool(database, schema=service, size=2) as pool:
            error = Broken("bent", f"the {service} could not read it")
            await DeadLetters(pool).bury_message(
                event_type="ExportRequested", subject=SUBJECT, body=BODY, error=error, attempts=7, event_id=EVENT_ID
            )


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command as a person would; exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(("dead-letters", *arguments))
        return code, *capsys.readouterr()

    return run


async def in_a_thread(command: Command, *arguments: str) -> tuple[int, str, str]:
    """The command has an event loop of its own."""
    return await asyncio.to_thread(command, *arguments)


@pytest.mark.usefixtures("buried")
async def test_letters_of_all_services_are_listed(command: Command) -> None:
    """Whose it is, what it is and why; services that never ran are no obstacle."""
    code, out, _ = await in_a_thread(command, "list")
    assert code == 0
    assert "bent: the exporter could not read it" in out
    assert "bent: the storyboard could not read it" in out


@pytest.mark.usefixtures("buried")
async def test_a_letter_is_shown_by_the_start_of_its_id(command: Command) -> None:
    """With its body and traceback; an ambiguous or unknown start says so."""
    _, listed, _ = await in_a_thread(command, "list", "--json")
    letter = json.loads(listed)[0]
    code, out, _ = await in_a_thread(command, "show", letter["letter_id"])
    assert code == 0
    assert BODY.decode() in out
    assert "Broken" in out
    assert (await in_a_thread(command, "show", "ffff"))[0] == 1
    assert "2 dead letters begin with" in (await in_a_thread(command, "show", "0"))[2]


@pytest.mark.usefixtures("buried")
async def test_a_letter_moves_no_cursor(database: str, command: Command) -> None:
    """What could not be handled may be anything: the terminal of who reads it does not obey it."""
    async with open_pool(database, schema="exporter", size=2) as pool:
        await DeadLetters(pool).bury_message(
            event_type="\x1b[2J", subject="s", body=b"first\n\x1b[2Jlast", error=Broken("bent", "\x1b[2J"), attempts=1
        )
    _, listed, _ = await in_a_thread(command, "list")
    assert "bent: \ufffd[2J" in listed
    letter = json.loads((await in_a_thread(command, "list", "--json"))[1])[0]
    _, shown, _ = await in_a_thread(command, "show", letter["letter_id"])
    assert "first\n\ufffd[2Jlast" in shown
    assert "\x1b" not in listed + shown


@pytest.mark.usefixtures("buried")
async def test_replayed_letters_are_back_on_the_bus(command: Command, nats_url: str) -> None:
    """A replay publishes the very bytes to the stream, and the letter leaves the list."""
    client = await nats.connect(nats_url)
    try:
        await client.jetstream(timeout=60).add_stream(name=topology.STREAM, subjects=list(topology.STREAM_SUBJECTS))
        code, out, err = await in_a_thread(command, "replay", "--all")
        assert (code, out.count("replayed"), err) == (0, 2, "")
        message = await client.jetstream(timeout=60).get_msg(topology.STREAM, 1)
        assert (message.subject, message.data) == (SUBJECT, BODY)
        assert (await client.jetstream(timeout=60).stream_info(topology.STREAM)).state.messages == 2
    finally:
        await client.close()
    assert (await in_a_thread(command, "list"))[1] == "no dead letters\n"
    assert "(replayed)" in (await in_a_thread(command, "list", "--all"))[1]


@pytest.mark.usefixtures("buried")
async def test_a_replay_is_told_to_programs(command: Command, nats_url: str) -> None:
    """By the ids of its letters; nothing to replay is an empty list."""
    client = await nats.connect(nats_url)
    try:
        await client.jetstream(timeout=60).add_stream(name=topology.STREAM, subjects=list(topology.STREAM_SUBJECTS))
        listed = json.loads((await in_a_thread(command, "list", "--json"))[1])
        code, out, _ = await in_a_thread(command, "replay", "--all", "--json")
        assert (code, json.loads(out)["replayed"]) == (0, [letter["letter_id"] for letter in listed])
        assert json.loads((await in_a_thread(command, "replay", "--all", "--json"))[1]) == {"replayed": []}
    finally:
        await client.close()


@pytest.mark.usefixtures("buried")
async def test_a_replay_that_fails_changes_nothing(command: Command) -> None:
    """Without a stream nothing is published, and the letter stays."""
    code, _, err = await in_a_thread(command, "replay", "--all")
    assert code == 3
    assert err.count("\n") == 1
    assert json.loads((await in_a_thread(command, "list", "--json"))[1])[0]["replayed_at"] is None


@pytest.mark.usefixtures("buried")
async def test_a_bus_that_does_not_answer_is_not_taken_for_the_database(
    command: Command, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads it looks at the right server."""
    monkeypatch.setattr(dead_letters, "ANSWER_SECONDS", 0.2)
    client = await nats.connect(nats_url)
    try:
        await client.subscribe(SUBJECT)  # somebody hears it, and no stream says that it is kept
        await arrived(client)
        code, _, err = await in_a_thread(command, "replay", "--all")
    finally:
        await client.close()
    assert code == 3
    assert err == "storyreel: NATS did not take the message: TimeoutError\n"


@pytest.mark.usefixtures("buried")
async def test_a_database_that_is_away_is_one_sentence(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, as for an API that is away."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://storyreel:x@127.0.0.1:9/storyreel?sslmode=disable")
    code, _, err = await in_a_thread(command, "list")
    assert code == 3
    assert err.startswith("storyreel: Postgres does not answer")
