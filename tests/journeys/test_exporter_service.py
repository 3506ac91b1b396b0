"""What the exporter promises, as a process on real servers with the real ffmpeg."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis.ids import new_id, now
from storyreel_chassis.telemetry import tracing
from storyreel_contracts.events import ExportFailed, ExportRequested, VideoExported
from storyreel_contracts.types import ExportFormat, ExportQuality
from storyreel_media.probe import probe
from support.collector import Collected, Collector, collector
from support.deadlines import eventually
from support.spans import PARENT, TRACE_ID
from support.stack import clear_streams
from support.workers_bench import Bench, bench
from support.workers_media import write_film


@pytest.fixture(scope="module")
def collecting() -> Iterator[Collector]:
    """A collector of the exporter's traces."""
    with collector() as found:
        yield found


@pytest.fixture(scope="module")
async def exporter(
    infra: Infrastructure, module_database: str, tmp_path_factory: pytest.TempPathFactory, collecting: Collector
) -> AsyncIterator[Bench]:
    """The exporter, started once for this module; its leases end when a test says so, however busy the machine is."""
    await clear_streams(infra.nats_url)
    folder = tmp_path_factory.mktemp("exporter")
    async with bench(
        infra, module_database, schema="exporter", module="storyreel_exporter", folder=folder,
        STORYREEL_LEASE_SECONDS="3600", **collecting.environment(),
    ) as found:  # fmt: skip
        await found.start()
        yield found


@pytest.fixture(scope="module")
async def master(exporter: Bench, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The object key of a film of two seconds."""
    film = write_film(tmp_path_factory.mktemp("film") / "master.mp4")
    await exporter.objects.put_file("owner/films/test/master-1.mp4", film, media_type="video/mp4")
    return "owner/films/test/master-1.mp4"


def asked(
    master_key: str, format_: ExportFormat = "mp4", quality: ExportQuality = "low", render_id: UUID | None = None
) -> ExportRequested:
    """A request in a job of its own."""
    return ExportRequested(
        event_id=new_id(),
        job_id=new_id(),
        owner_id="owner",
        occurred_at=now(),
        export_id=new_id(),
        render_id=render_id or new_id(),
        master_key=master_key,
        format=format_,
        quality=quality,
    )


async def encodes(exporter: Bench, render_id: UUID) -> int:
    """How many export tasks a film caused."""
    tasks = await exporter.rows("select 1 from tasks where payload ->> 'render_id' = $1", str(render_id))
    return len(tasks)


@pytest.mark.parametrize(("format_", "remuxed"), [("mp4", True), ("mov", True), ("webm", False)])
async def test_a_copy_is_what_it_says(
    exporter: Bench, master: str, tmp_path: Path, format_: ExportFormat, remuxed: bool
) -> None:
    """The stored object is a film of the asked format, and the fact describes it; nothing is encoded needlessly."""
    request = asked(master, format_)
    await exporter.say(request)
    (fact,) = await exporter.fact(request.job_id, VideoExported)
    await exporter.objects.get_file(fact.object_key, tmp_path / "copy")
    info = probe(tmp_path / "copy")
    assert (info.container, info.size) == (format_, fact.size)
    assert info.video is not None
    assert (info.video.width, info.video.height) == (fact.width, fact.height)
    assert float(fact.duration) == pytest.approx(2, abs=1 / 30 + 0.01)
    assert fact.remuxed is remuxed
    assert (fact.export_id, fact.causation_id) == (request.export_id, request.event_id)


async def test_fifty_who_ask_at_once_share_one_encode(exporter: Bench, master: str) -> None:
    """One copy is made, and everyone gets the same one."""
    render_id = new_id()
    requests = [asked(master, "webm", "medium", render_id) for _ in range(50)]
    await exporter.say(*requests)
    answers = [(await exporter.fact(request.job_id, VideoExported))[0] for request in requests]
    assert len({answer.object_key for answer in answers}) == 1
    assert {answer.export_id for answer in answers} == {request.export_id for request in requests}
    folder = await exporter.objects.list(f"owner/films/{render_id}/")
    assert [found.key for found in folder] == [answers[0].object_key]


async def test_a_request_delivered_again_makes_and_says_nothing_new(exporter: Bench, master: str) -> None:
    """The stream may deliver twice; there is one fact, however often it is published."""
    request = asked(master)
    await exporter.say(request)
    (fact,) = await exporter.fact(request.job_id, VideoExported)

    async def noted() -> list[dict[str, object]]:
        return await exporter.rows("select 1 from outbox where event_id = $1 and sent_at is not null", fact.event_id)

    await eventually(noted, what="the relay notes that it was sent: it may be heard before")
    before = len(exporter.heard)
    await exporter.say(request, message_id="again")
    await exporter.until(lambda: len(exporter.heard) >= before + 2, what="the fact published once more")
    assert len(exporter.facts(request.job_id, VideoExported)) == 1
    assert await encodes(exporter, request.render_id) == 1


async def test_a_copy_whose_object_is_gone_is_made_again(exporter: Bench, master: str) -> None:
    """The table says done, the store says no: whoever asks gets a copy all the same."""
    first = asked(master)
    await exporter.say(first)
    (lost,) = await exporter.fact(first.job_id, VideoExported)
    await exporter.objects.delete(lost.object_key)
    second = asked(master, render_id=first.render_id)
    await exporter.say(second)
    (fact,) = await exporter.fact(second.job_id, VideoExported)
    assert (await exporter.objects.stat(fact.object_key)).size == fact.size


async def test_a_film_that_is_gone_fails_with_its_reason(exporter: Bench) -> None:
    """Nobody waits for ever for a copy of nothing."""
    request = asked("owner/films/never/master-1.mp4")
    await exporter.say(request)
    (fact,) = await exporter.fact(request.job_id, ExportFailed)
    assert (fact.problem.code, fact.problem.retryable) == ("master_missing", False)


async def test_a_broken_film_fails_with_its_reason(exporter: Bench) -> None:
    """What cannot be read is refused at once, not tried three times."""
    await exporter.objects.put_bytes("owner/films/broken/master-1.mp4", b"no film at all" * 99, media_type="video/mp4")
    request = asked("owner/films/broken/master-1.mp4")
    await exporter.say(request)
    (fact,) = await exporter.fact(request.job_id, ExportFailed)
    assert fact.problem.code == "master_unreadable"


async def test_poison_becomes_a_dead_letter_and_holds_nobody_up(exporter: Bench, master: str) -> None:
    """A message that nobody can read is put aside with its reason; the next one is served."""
    subject = ExportRequested.subject_for(new_id())
    await exporter.client.jetstream().publish(subject, b'{"export_id": 7}', headers={"Nats-Msg-Id": str(new_id())})
    request = asked(master)
    await exporter.say(request)
    await exporter.fact(request.job_id, VideoExported)

    async def buried() -> list[dict[str, object]]:
        return await exporter.rows("select code from dead_letters where subject = $1", subject)

    assert await eventually(buried, what="a dead letter") == [{"code": "event_not_understood"}]


async def test_killed_in_the_middle_it_ends_once(exporter: Bench, tmp_path: Path, collecting: Collector) -> None:
    """After a kill -9 another process takes the work up: one copy, one fact, no process and no file left behind. Its
    attempt is in the same trace, and leads to the one that was killed."""
    film = write_film(tmp_path / "long.mp4", seconds=12, size=(640, 360))
    await exporter.objects.put_file("owner/films/long/master-1.mp4", film, media_type="video/mp4")
    victim = exporter.processes[-1]
    request = asked("owner/films/long/master-1.mp4", "webm", "medium").model_copy(update={"traceparent": PARENT})
    await exporter.say(request)
    assert await exporter.freeze()
    await exporter.kill(victim)
    over = "update tasks set lease_until = now() - interval '1 second' where key = $1 returning fence"
    assert await exporter.rows(over, str(request.export_id)) == [{"fence": 1}]
    await exporter.start()
    (fact,) = await exporter.fact(request.job_id, VideoExported)
    await exporter.say(request, message_id="what the killed process never acknowledged")
    await exporter.quiet(ExportRequested, unacknowledged=1)
    assert len(exporter.facts(request.job_id, VideoExported)) == 1
    folder = await exporter.objects.list(f"owner/films/{request.render_id}/")
    assert [found.key for found in folder] == [fact.object_key]
    assert len(exporter.homes()) == 1

    async def attempts() -> list[Collected]:
        return [one for one in collecting.of(TRACE_ID) if one.name == "task export"]

    (taken_up,) = await eventually(attempts, what="the second attempt's span")
    assert (taken_up.attributes["storyreel.fence"], taken_up.attributes["storyreel.crashes"]) == (2, 1)
    assert [trace_id for trace_id, _ in taken_up.links] == [TRACE_ID]
    assert tracing.trace_id_of(fact.traceparent) == TRACE_ID


async def test_asked_to_stop_it_gives_its_lease_back_at_once(exporter: Bench, tmp_path: Path) -> None:
    """A rolling restart costs no lease time: the next process goes on within moments, and the old one ends well."""
    film = write_film(tmp_path / "long.mp4", seconds=12, size=(640, 360))
    await exporter.objects.put_file("owner/films/long2/master-1.mp4", film, media_type="video/mp4")
    request = asked("owner/films/long2/master-1.mp4", "webm", "medium")
    await exporter.say(request)
    assert await exporter.freeze()
    assert await exporter.stop(exporter.processes[-1]) == 0
    (task,) = await exporter.rows("select state, lease_until from tasks where key = $1", str(request.export_id))
    assert task == {"state": "open", "lease_until": None}
    await exporter.start()
    await exporter.fact(request.job_id, VideoExported)
    assert len(exporter.facts(request.job_id, VideoExported)) == 1
