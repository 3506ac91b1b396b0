"""The client of Replicate's API against the simulator, over HTTP: what works, and every way in which it may not."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from storyreel_chassis.errors import Away, Broken, Refused, Transient
from storyreel_chassis.telemetry import tracing
from storyreel_media.replicate import AnswerLost, Generated, Limits, Watch
from storyreel_media.replicate.client import Created
from support.replicate_stack import Rehearsal, rehearsal
from support.spans import PARENT, collected
from support.webhook_receiver import Receiver, receiver

FLUX, SEEDANCE = "black-forest-labs/flux-schnell", "bytedance/seedance-1-lite"
SMALL = {"prompt": "a fox", "megapixels": "0.25", "output_format": "png", "seed": 1, "go_fast": False}
PATIENT = Watch(deadline=15_000)
"""Seconds of the client's quick time, in which painting takes as long as ever: 30 real ones."""


@pytest.fixture
async def on() -> AsyncIterator[Rehearsal]:
    """A simulator with its client."""
    async with rehearsal() as ready:
        yield ready


async def picture(on: Rehearsal, tmp_path: Path, watch: Watch | None = None) -> Generated:
    """A small one."""
    out = tmp_path / "picture.png"
    watch = watch or PATIENT
    return await on.client.generate_image("a fox", out=out, aspect_ratio="1:1", seed=1, watch=watch)


async def downloaded(on: Rehearsal, tmp_path: Path) -> None:
    """The output of a prediction whose making is not at stake."""
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    ended = await on.client.poll_prediction(made, deadline=PATIENT.deadline)
    await on.client.fetch(ended, FLUX, tmp_path / "out.png", "image")


# what works


async def test_a_picture_is_bought_once_and_brought_home(on: Rehearsal, tmp_path: Path) -> None:
    """It has the shape and format that were asked for, and costs what the catalogue says."""
    made = await on.client.generate_image(
        "a fox in the snow", out=tmp_path / "a.png", aspect_ratio="16:9", seed=3, watch=PATIENT
    )
    with Image.open(made.file.path) as image:
        assert (image.format, image.size) == ("PNG", (1344, 768))
    assert (made.file.width, made.file.height) == (1344, 768)
    assert made.cost_usd == on.world.ledger.total == Decimal("0.003")
    assert [one.name for one in tmp_path.iterdir()] == ["a.png"]


async def test_its_calls_are_spans_that_tell_no_address(on: Rehearsal, tmp_path: Path) -> None:
    """An operator sees how long the provider took; a prompt, a token, a path or a signed query is nowhere in it."""
    with collected() as spans, tracing.entered(PARENT, "a task"):
        await picture(on, tmp_path)
    calls = [one for one in spans.get_finished_spans() if one.name.startswith("replicate ")]
    assert {one.name.split()[1] for one in calls} >= {"create", "get", "download"}
    names = {"storyreel.provider", "storyreel.operation"}
    names |= {"http.request.method", "server.address", "http.response.status_code"}
    for one in calls:
        assert one.attributes is not None
        assert set(one.attributes) == names
        assert one.attributes["server.address"] == "127.0.0.1"


async def test_the_same_seed_gives_the_same_picture(on: Rehearsal, tmp_path: Path) -> None:
    """Without go_fast a scene can be made again as it was."""
    first, second = await picture(on, tmp_path), await picture(on, tmp_path)
    assert first.prediction.id != second.prediction.id
    files = [on.world.predictions[one.prediction.id].files["out-0.png"].data for one in (first, second)]
    assert files[0] == files[1]


async def test_a_clip_is_made_of_a_picture(on: Rehearsal, tmp_path: Path) -> None:
    """Its length is rounded up to whole seconds, its shape the picture's, its price by resolution and second."""
    still = tmp_path / "still.png"
    Image.new("RGB", (320, 180), "teal").save(still)
    made = await on.client.generate_video(
        "slowly", still, out=tmp_path / "clip.mp4", seconds=Decimal("1.5"), seed=1, resolution="480p", watch=PATIENT
    )
    assert (made.file.width, made.file.height, made.file.format) == (864, 480, "mp4")
    assert made.file.seconds == pytest.approx(2, abs=0.05)
    assert made.cost_usd == on.world.ledger.total == Decimal("0.036")


async def test_a_long_list_is_read_page_after_page(on: Rehearsal) -> None:
    """A hundred a page; the newest first, none twice, none left out; bounds hold."""
    on.fault("stuck_in_starting", times=None)
    made = [await on.client.create_prediction(FLUX, SMALL, cancel_after=36000) for _ in range(103)]
    found = [one.id async for one in on.client.list_predictions()]
    assert found == [one.id for one in reversed(made)]
    middle = made[50].created_at
    after = [one.id async for one in on.client.list_predictions(created_after=middle)]
    before = [one.id async for one in on.client.list_predictions(created_before=middle)]
    assert (len(after), len(before)) == (53, 50)
    assert not set(after) & set(before)


async def test_a_picture_that_is_not_wanted_any_more_is_stopped(on: Rehearsal) -> None:
    """Before it starts that costs nothing, afterwards all of it."""
    on.fault("stuck_in_starting")
    waiting = await on.client.create_prediction(FLUX, SMALL, cancel_after=36000)
    assert (await on.client.cancel(waiting.id)).status == "canceled"
    assert on.world.ledger.total == 0
    on.fault("never_finishes")
    working = await on.client.create_prediction(FLUX, SMALL, cancel_after=36000)
    while not (await on.client.get_prediction(working.id)).started:
        pass
    await on.client.cancel(working.id)
    assert on.world.ledger.total == Decimal("0.003")


async def test_a_webhook_ends_the_wait(on: Rehearsal, tmp_path: Path) -> None:
    """Its signature is right, and who is told looks at once instead of at the next poll."""
    secret = (await on.client.webhook_secret()).get_secret_value()
    told = asyncio.Event()
    async with receiver() as hook:
        watch = Watch(PATIENT.deadline, webhook=hook.url, told=told, on_created=_telling(hook, told))
        on.time.sleep = _never  # type: ignore[method-assign, assignment]  # no poll ever comes
        await picture(on, tmp_path, watch)
        got = await hook.until(1)
    assert Webhook(secret).verify(got[0].body, got[0].headers)["status"] == "succeeded"


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()


_tasks: set[asyncio.Task[None]] = set()


def _telling(hook: Receiver, told: asyncio.Event) -> Created:
    async def created(_prediction: object) -> None:
        async def pass_on() -> None:
            await hook.until(1)
            told.set()

        _tasks.add(asyncio.create_task(pass_on()))

    return created


# answers that are refusals


async def test_a_wrong_token_needs_a_person(on: Rehearsal) -> None:
    """It is refused, not tried again."""
    async with on.client_with(token="r8_wrong") as stranger:
        with pytest.raises(Refused) as caught:
            await stranger.create_prediction(FLUX, SMALL, cancel_after=60)
    assert caught.value.code == "provider_token"


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("no_credit", Refused, "provider_credit"),
        ("throttled", Away, "provider_throttled"),
        ("unavailable", AnswerLost, "answer_lost"),
        ("html", AnswerLost, "answer_lost"),
        ("reset", AnswerLost, "answer_lost"),
    ],
)
async def test_a_purchase_that_is_not_made_is_not_repeated(
    on: Rehearsal, fault: str, kind: type[Exception], code: str
) -> None:
    """Whether it was made is known for some answers and open for others; nothing is made twice by either."""
    on.fault(fault, seconds=7)
    with pytest.raises(kind) as caught:
        await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    assert caught.value.code == code  # type: ignore[attr-defined]
    assert getattr(caught.value, "retry_after", None) in (7, None)
    assert not on.world.predictions
    assert not on.time.slept


async def test_nobody_listening_is_no_lost_answer(on: Rehearsal) -> None:
    """Where no connection came about nothing can have been bought."""
    on.url = "http://127.0.0.1:9/v1"
    async with on.client_with() as nowhere:
        with pytest.raises(Away) as caught:
            await nowhere.create_prediction(FLUX, SMALL, cancel_after=60)
    assert caught.value.code == "provider_away"


async def test_an_input_that_the_model_does_not_take_is_named(on: Rehearsal) -> None:
    """The field is in the message."""
    with pytest.raises(Refused, match="num_outputs: Must be less than or equal to 4") as caught:
        await on.client.create_prediction(FLUX, SMALL | {"num_outputs": 9, "colour": "red"}, cancel_after=60)
    assert caught.value.code == "provider_input"
    assert "Additional property colour is not allowed" in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("nsfw", Refused, "provider_refused"),
        ("e005", Refused, "provider_refused"),
        ("failed", Transient, "provider_failed"),
        ("aborted", Transient, "provider_timeout"),
        ("no_output", Transient, "provider_output"),
        ("foreign_output", Broken, "provider_untrusted"),
    ],
)
async def test_a_prediction_that_comes_to_nothing_says_why(
    on: Rehearsal, tmp_path: Path, fault: str, kind: type[Exception], code: str
) -> None:
    """The model is named, and the kind of error says what to do."""
    on.fault(fault)
    with pytest.raises(kind, match=FLUX) as caught:
        await picture(on, tmp_path)
    assert caught.value.code == code  # type: ignore[attr-defined]
    assert len(on.world.predictions) == 1
    assert not list(tmp_path.iterdir())


# lost answers


@pytest.mark.parametrize("fault", ["lost_answer", "broken_answer", "cut_answer"])
async def test_a_lost_answer_is_said_and_the_prediction_found(on: Rehearsal, fault: str) -> None:
    """It was bought: who lost the answer finds it by what was sent, and only it."""
    other = await on.client.create_prediction(FLUX, SMALL | {"prompt": "a hare"}, cancel_after=60)
    on.fault(fault)
    with pytest.raises(AnswerLost) as caught:
        await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    lost = caught.value
    found = await on.client.find_predictions(lost.model, lost.input, created_after=lost.sent_at)
    assert len(on.world.predictions) == 2
    assert {one.id for one in found} == on.world.predictions.keys() - {other.id}


async def test_a_purchase_that_is_not_answered_in_time_is_lost(on: Rehearsal) -> None:
    """Silence ends by our own deadline, and is told from a refusal."""
    on.fault("slow_answer", seconds=30)
    async with on.client_with(limits=Limits(seconds=2)) as hasty:
        with pytest.raises(AnswerLost):
            await hasty.create_prediction(FLUX, SMALL, cancel_after=60)


# reading


@pytest.mark.parametrize("fault", ["unavailable", "html", "reset", "throttled"])
async def test_reading_is_repeated_until_there_is_an_answer(on: Rehearsal, fault: str) -> None:
    """Three times, with growing pauses of which a random part is left out."""
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    on.fault(fault, on="read", times=3, seconds=4)
    assert (await on.client.get_prediction(made.id)).id == made.id
    ceilings = (4, 4, 4) if fault == "throttled" else (5, 15, 45)
    assert all(most / 2 <= pause <= most for pause, most in zip(on.time.slept, ceilings, strict=True))


async def test_reading_ends_when_patience_does(on: Rehearsal) -> None:
    """Four attempts."""
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    on.fault("unavailable", on="read", times=None)
    with pytest.raises(Transient):
        await on.client.get_prediction(made.id)
    assert len(on.time.slept) == 3


async def test_a_long_wish_to_wait_is_capped(on: Rehearsal) -> None:
    """No answer puts us to sleep for an hour."""
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    on.fault("throttled", on="read", seconds=3600)
    await on.client.get_prediction(made.id)
    assert on.time.slept == [45]


async def test_canceling_is_repeated(on: Rehearsal) -> None:
    """It changes nothing the second time."""
    on.fault("never_finishes")
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=600)
    on.fault("reset", on="cancel")
    assert (await on.client.cancel(made.id)).status == "canceled"


# statuses


async def test_an_output_counts_whatever_the_status_says(on: Rehearsal, tmp_path: Path) -> None:
    """A prediction that says it is processing and has its output is not waited for."""
    on.fault("early_output")
    assert (await picture(on, tmp_path)).prediction.status == "processing"


async def test_a_status_that_nobody_knows_counts_as_running(on: Rehearsal, tmp_path: Path) -> None:
    """It is kept as it is and waited for."""
    on.fault("unknown_status")
    assert (await picture(on, tmp_path)).file.size > 0


@pytest.mark.parametrize("fault", ["stuck_in_starting", "never_finishes"])
async def test_what_does_not_end_is_stopped_on_both_sides(on: Rehearsal, tmp_path: Path, fault: str) -> None:
    """Our deadline comes, or the provider's, whichever is first: nothing goes on for nobody."""
    on.fault(fault)
    with pytest.raises(Transient) as caught:
        await picture(on, tmp_path, Watch(deadline=30))
    assert caught.value.code == "provider_timeout"
    made = next(iter(on.world.predictions.values()))
    assert made.deadline is not None
    assert made.deadline - made.created_at == timedelta(seconds=30)
    assert made.status in {"aborted", "canceled"}


async def test_polls_become_rarer(on: Rehearsal) -> None:
    """Two seconds, five, then ten."""
    on.fault("never_finishes")
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=36000)
    with pytest.raises(Transient, match="still processing after 40 s"):
        await on.client.poll_prediction(made, deadline=40)
    assert on.time.slept == [2, 5, 10, 10, 10, 3]


async def test_an_hour_later_the_data_is_gone(on: Rehearsal, tmp_path: Path) -> None:
    """Then the picture must be made again, and the error says so."""
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    ended = await on.client.poll_prediction(made, deadline=PATIENT.deadline)
    on.world.clock.advance(3700)
    late = await on.client.get_prediction(made.id)
    assert late.data_removed
    assert not late.input
    with pytest.raises(Transient, match="has been deleted"):
        await on.client.fetch(late, FLUX, tmp_path / "a.png", "image")
    with pytest.raises(Transient, match="answered with 404"):
        await on.client.fetch(ended, FLUX, tmp_path / "a.png", "image")


# outputs


@pytest.mark.parametrize("fault", ["truncated", "wrong_type", "other_type", "gone", "reset_download", "redirect"])
async def test_an_output_that_is_wrong_once_is_fetched_again(on: Rehearsal, tmp_path: Path, fault: str) -> None:
    """Nothing is bought for that."""
    on.fault(fault)
    await downloaded(on, tmp_path)
    assert 30 in on.time.slept
    assert len(on.world.predictions) == 1


async def test_an_output_that_stays_wrong_is_refused(on: Rehearsal, tmp_path: Path) -> None:
    """After 30 and 90 seconds; nothing of it is left."""
    on.fault("wrong_type", times=None)
    with pytest.raises(Transient, match="is no image but something else") as caught:
        await downloaded(on, tmp_path)
    assert caught.value.code == "provider_output"
    assert on.time.slept[-2:] == [30, 90]
    assert not list(tmp_path.iterdir())


async def test_an_output_has_a_largest_size(on: Rehearsal, tmp_path: Path) -> None:
    """Also where none is announced: the stream is cut off, not stored."""
    on.fault("endless", times=None)
    async with on.client_with(most_bytes={"image": 2_000_000, "video": 1}) as on.client:
        with pytest.raises(Transient, match="larger than 2000000 bytes"):
            await downloaded(on, tmp_path)


async def test_an_output_has_a_longest_time(on: Rehearsal, tmp_path: Path) -> None:
    """A body that drips is not waited for."""
    on.fault("slow_body", times=None)
    async with on.client_with(seconds=1) as on.client:
        with pytest.raises(Transient, match="takes longer than"):
            await downloaded(on, tmp_path)


# our own limits, and secrets


async def test_few_purchases_are_made_at_once(on: Rehearsal) -> None:
    """And no more a minute than was said: the rest wait their turn."""
    async with on.client_with(limits=Limits(creates_a_minute=3, creates_at_once=2)) as modest:
        await asyncio.gather(*(modest.create_prediction(FLUX, SMALL, cancel_after=60) for _ in range(5)))
    assert len(on.world.predictions) == 5
    assert on.time.passed == pytest.approx(60, abs=1)


async def test_the_token_is_in_no_text(on: Rehearsal, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in a representation, nor in an error, nor in a log at its most talkative."""
    caplog.set_level(logging.DEBUG)
    on.fault("html", on="read", times=None)
    made = await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
    with pytest.raises(Transient) as caught:
        await on.client.get_prediction(made.id)
    texts = [repr(on.client), repr(vars(on.client)), str(caught.value), repr(caught.value), caplog.text]
    assert caught.value.__cause__ is None
    assert not [text for text in texts if on.world.token in text]


# webhooks as they come


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("webhook_duplicate", ["processing", "succeeded", "succeeded"]),
        ("webhook_out_of_order", ["succeeded", "processing"]),
        ("webhook_late", ["processing", "succeeded"]),
    ],
)
async def test_webhooks_come_as_webhooks_do(on: Rehearsal, fault: str, statuses: list[str]) -> None:
    """Twice with one id, late, or in the wrong order, and always signed."""
    on.fault(fault)
    secret = (await on.client.webhook_secret()).get_secret_value()
    async with receiver() as hook:
        events = ("start", "completed")
        await on.client.create_prediction(FLUX, SMALL, cancel_after=60, webhook=hook.url, events=events)
        got = await hook.until(len(statuses))
    assert [Webhook(secret).verify(one.body, one.headers)["status"] for one in got] == statuses
    assert len({one.id for one in got}) == 2


async def test_a_forged_webhook_does_not_verify(on: Rehearsal) -> None:
    """The last event signed by another secret."""
    on.fault("webhook_forged")
    secret = (await on.client.webhook_secret()).get_secret_value()
    async with receiver() as hook:
        await on.client.create_prediction(FLUX, SMALL, cancel_after=60, webhook=hook.url)
        got = (await hook.until(1))[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(got.body, got.headers)


async def test_a_lost_webhook_is_made_up_for_by_polls(on: Rehearsal, tmp_path: Path) -> None:
    """Polling stays the truth."""
    on.fault("webhook_lost", times=None)
    async with receiver() as hook:
        await picture(on, tmp_path, Watch(PATIENT.deadline, webhook=hook.url, told=asyncio.Event()))
        assert not hook.got


async def test_only_the_last_event_is_sent_again(on: Rehearsal) -> None:
    """Under its first id, until it is taken."""
    answers = iter([500, 500, 204])
    async with receiver() as hook:
        hook.answer = lambda _got: f"HTTP/1.1 {next(answers)} x\r\ncontent-length: 0\r\n\r\n".encode()
        await on.client.create_prediction(FLUX, SMALL, cancel_after=60, webhook=hook.url)
        got = await hook.until(3)
    assert len({one.id for one in got}) == 1


# the provider's limits, by its own clock


async def test_the_provider_throttles_and_says_when_it_is_over() -> None:
    """Its limit is by the minute; a minute later there is room again."""
    async with rehearsal(creates_a_minute=2) as on:
        for _ in range(2):
            await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
        with pytest.raises(Away) as caught:
            await on.client.create_prediction(FLUX, SMALL, cancel_after=60)
        assert 50 < (caught.value.retry_after or 0) <= 60
        on.world.clock.advance(61)
        assert (await on.client.create_prediction(FLUX, SMALL, cancel_after=60)).status == "starting"


async def test_a_file_is_kept_for_a_day(on: Rehearsal, tmp_path: Path) -> None:
    """Then an input that names it fails."""
    still = tmp_path / "still.png"
    Image.new("RGB", (64, 64)).save(still)
    laid = await on.client.upload_file(still)
    assert laid.expires_at is not None
    assert laid.expires_at - datetime.now(UTC) > timedelta(hours=23)
    on.world.clock.advance(25 * 3600)
    made = await on.client.create_prediction(SEEDANCE, {"prompt": "x", "image": laid.url}, cancel_after=600)
    ended = await on.client.poll_prediction(made, deadline=PATIENT.deadline)
    assert ended.status == "failed"
    assert on.world.ledger.total == 0
