"""The client: predictions made once, waited for, and their files brought home."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from storyreel_chassis.errors import Refused, StoryreelError, Transient
from storyreel_contracts.pricing import Prices, Resolution, current
from storyreel_media.metrics import asking
from storyreel_media.outputs.judging import HEAD, MEDIA_TYPES, Medium, Received, sniff
from storyreel_media.replicate.answers import Prediction, Predictions, Secret, UploadedFile, sent_as
from storyreel_media.replicate.download import Downloads
from storyreel_media.replicate.errors import outcome
from storyreel_media.replicate.limits import Limiter
from storyreel_media.replicate.models import CLIPS, IMAGES, PROVIDER, clip_seconds, prices_here
from storyreel_media.replicate.timing import RealTime, Time, sleep_or_told
from storyreel_media.replicate.wire import Wire

BASE_URL = "https://api.replicate.com/v1"
INTERVALS = (2.0, 5.0, 10.0)
"""Seconds between polls; the last one stays."""
LARGEST_FILE = 100 * 1_000_000
SKEW = timedelta(minutes=5)
"""How far the provider's clock may be from ours when a lost prediction is looked for."""
_MODEL = re.compile(r"[\w.-]+/[\w.-]+")

Created = Callable[[Prediction], Awaitable[None]]


async def _nobody(_prediction: Prediction) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Our own limits, below the provider's; `seconds` is what one call may take."""

    seconds: float = 60
    creates_at_once: int = 4
    creates_a_minute: int = 300
    others_at_once: int = 16
    others_a_minute: int = 1500


@dataclass(frozen=True, slots=True)
class Watch:
    """How a prediction is watched: `deadline` in seconds, after which it is stopped on both sides.

    `on_created` hears of it before anything is waited for; `webhook` is told of its end, and whoever receives that sets
    `told`, so that no poll is waited for.
    """

    deadline: float
    webhook: str | None = None
    told: asyncio.Event | None = None
    on_created: Created = _nobody


_PICTURE, _CLIP = Watch(deadline=120), Watch(deadline=600)


@dataclass(frozen=True, slots=True)
class Generated:
    """A file, the prediction that made it, and its list price in US dollars."""

    prediction: Prediction
    file: Received
    cost_usd: Decimal


class Replicate:
    """One account's use of the API.

        async with Replicate(token) as replicate:
            made = await replicate.generate_image("a fox", out=path, aspect_ratio="16:9", seed=7)

    `downloads` fetches outputs, by default from the API's own hosts.
    """

    def __init__(
        self,
        token: SecretStr,
        *,
        base_url: str = BASE_URL,
        prices: Prices | None = None,
        time: Time | None = None,
        downloads: Downloads | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._time: Time = time or RealTime()
        self._prices = prices or current()
        self._rates = prices_here(self._prices)
        own = limits or Limits()
        connections = own.creates_at_once + own.others_at_once
        self._wire = Wire(token, base_url, self._time, timeout=own.seconds, connections=connections)
        self._downloads = downloads or Downloads(self._time)
        self._creates = Limiter(self._time, at_once=own.creates_at_once, a_minute=own.creates_a_minute)
        self._others = Limiter(self._time, at_once=own.others_at_once, a_minute=own.others_a_minute)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(self._wire.close(), self._downloads.close())

    async def create_prediction(
        self,
        model: str,
        given: Mapping[str, Any],
        *,
        cancel_after: float,
        webhook: str | None = None,
        events: tuple[str, ...] = ("completed",),
        sending: Callable[[], Awaitable[None]] | None = None,
    ) -> Prediction:
        """Buy a prediction of an official model, `owner/name`; it is stopped after `cancel_after` seconds, at least 5.

        `sending` is awaited when its turn has come, right before the call goes out; what it raises is passed on.

        Raises:
            AnswerLost: it may have been made; look before another is bought
            StoryreelError: it was not made
        """
        if not _MODEL.fullmatch(model):
            raise Refused("provider_unknown", f"{model!r} is no model: it must be owner/name")
        body: dict[str, Any] = {"input": dict(given)}
        if webhook is not None:
            body |= {"webhook": webhook, "webhook_events_filter": list(events)}
        headers = {"cancel-after": f"{max(5, round(cancel_after))}s"}
        async with self._creates.turn():
            if sending is not None:
                await sending()
            return await self._wire.paid(f"models/{model}/predictions", model, body, headers, Prediction)

    async def get_prediction(self, prediction_id: str) -> Prediction:
        """A prediction as it is now."""
        about = f"prediction {prediction_id}"
        return await self._wire.repeatable(
            "GET", _path(prediction_id), Prediction, about, self._others, operation="get"
        )

    async def cancel(self, prediction_id: str) -> Prediction:
        """Stop a prediction; one that is over stays as it is. What had started is charged."""
        about = f"canceling prediction {prediction_id}"
        path = f"{_path(prediction_id)}/cancel"
        return await self._wire.repeatable("POST", path, Prediction, about, self._others, operation="cancel")

    async def list_predictions(
        self, *, created_after: datetime | None = None, created_before: datetime | None = None
    ) -> AsyncIterator[Prediction]:
        """Predictions, the newest first, page after page."""
        bounds = {"created_after": created_after, "created_before": created_before}
        query = urlencode({name: when.astimezone(UTC).isoformat() for name, when in bounds.items() if when is not None})
        path: str | None = f"predictions?{query}" if query else "predictions"
        seen: set[str] = set()
        while path is not None and path not in seen:
            seen.add(path)
            page = await self._wire.repeatable(
                "GET", path, Predictions, "the list of predictions", self._others, operation="list"
            )
            for prediction in page.results:
                yield prediction
            path = page.next

    async def find_predictions(
        self, model: str, given: Mapping[str, Any], *, created_after: datetime
    ) -> list[Prediction]:
        """Predictions of that model and input, for who lost an answer; the newest first.

        Equal inputs cannot be told apart: leave out those whose ids are known. After an hour inputs are gone.
        """
        since = created_after - SKEW
        return [
            one
            async for one in self.list_predictions(created_after=since)
            if one.model == model and sent_as(given, one.input)
        ]

    async def upload_file(self, path: Path) -> UploadedFile:
        """Lay a file down with the provider, for a day, so that an input can name it.

        Raises:
            StoryreelError: it does not lie there, as far as we know; it was sent more than once, which costs nothing
        """
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("provider_input", f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB")
        data = await asyncio.to_thread(path.read_bytes)
        form = {"content": (path.name, data, MEDIA_TYPES.get(sniff(data[:HEAD]), "application/octet-stream"))}
        return await self._wire.repeatable(
            "POST", "files", UploadedFile, "an upload", self._others, operation="upload", files=form
        )

    async def webhook_secret(self) -> SecretStr:
        """The secret with which webhooks are signed (Standard Webhooks)."""
        about = "the webhooks' secret"
        path = "webhooks/default/secret"
        found = await self._wire.repeatable("GET", path, Secret, about, self._others, operation="secret")
        return SecretStr(found.key)

    async def poll_prediction(
        self, prediction: Prediction, *, deadline: float, told: asyncio.Event | None = None
    ) -> Prediction:
        """Wait for the end of a prediction, `deadline` seconds at most; whoever sets `told` makes it look at once.

        A status that nobody knows counts as running. An output that is there counts as an end.

        Raises:
            Transient: it did not end in time
        """
        end = self._time.monotonic() + deadline
        polls = 0
        while not prediction.ended:
            left = end - self._time.monotonic()
            if left <= 0:
                about = f"prediction {prediction.id} of {prediction.model}"
                raise Transient("provider_timeout", f"{about} is still {prediction.status} after {deadline:.0f} s")
            await sleep_or_told(self._time, min(INTERVALS[min(polls, len(INTERVALS) - 1)], left), told)
            prediction = await self.get_prediction(prediction.id)
            polls += 1
        return prediction

    async def fetch(self, prediction: Prediction, model: str, out: Path, medium: Medium) -> Received:
        """The file that a prediction made; see `outcome` and `Downloads.fetch` for what may be wrong."""
        return await self.fetch_output(outcome(prediction, model)[0], f"{model} ({prediction.id})", out, medium)

    async def fetch_output(self, url: str, about: str, out: Path, medium: Medium) -> Received:
        """The file behind one output's address; see `Downloads.fetch` for what may be wrong."""
        with asking(PROVIDER, "download"):
            return await self._downloads.fetch(url, out, medium, about)

    @property
    def image_model(self) -> str:
        """The model that makes pictures."""
        return self._rates.image.model

    @property
    def clip_model(self) -> str:
        """The model that makes clips."""
        return self._rates.clip.model

    def estimate_cost(
        self, *, images: int = 0, seconds: int | Decimal = 0, resolution: Resolution | None = None
    ) -> Decimal:
        """The list price of pictures and seconds of clips, US dollars."""
        clips = Decimal(seconds) * self._rates.clip.per_clip_second(resolution)
        return images * self._rates.image.per_image + clips

    async def generate_image(
        self,
        prompt: str,
        *,
        out: Path,
        aspect_ratio: str,
        seed: int,
        output_format: str = "png",
        watch: Watch = _PICTURE,
    ) -> Generated:
        """A picture as the file `out`.

        Raises:
            AnswerLost: it may have been bought
            StoryreelError: see `errors`
        """
        given = IMAGES[self.image_model](prompt, aspect_ratio, seed, output_format)
        ended = await self._made(self.image_model, given, watch)
        file = await self.fetch(ended, self.image_model, out, "image")
        return Generated(ended, file, self.estimate_cost(images=1))

    async def generate_video(
        self,
        prompt: str,
        image: Path | str,
        *,
        out: Path,
        seconds: float | Decimal,
        seed: int,
        resolution: Resolution | None = None,
        watch: Watch = _CLIP,
    ) -> Generated:
        """A clip of a picture, a file or an address that the provider can read, as the file `out`.

        Raises:
            AnswerLost: it may have been bought
            StoryreelError: see `errors`
        """
        address = image if isinstance(image, str) else (await self.upload_file(image)).url
        length, wanted = clip_seconds(seconds), resolution or self._rates.clip.default_resolution
        given = CLIPS[self.clip_model](prompt, address, length, wanted, seed, None)
        ended = await self._made(self.clip_model, given, watch)
        file = await self.fetch(ended, self.clip_model, out, "video")
        return Generated(ended, file, self.estimate_cost(seconds=length, resolution=wanted))

    async def _made(self, model: str, given: Mapping[str, Any], watch: Watch) -> Prediction:
        """Buy and wait; what does not end in time is stopped, so that it costs no more."""
        bought = await self.create_prediction(model, given, cancel_after=watch.deadline, webhook=watch.webhook)
        await watch.on_created(bought)
        try:
            return await self.poll_prediction(bought, deadline=watch.deadline, told=watch.told)
        except Transient as error:
            if error.code == "provider_timeout":
                with contextlib.suppress(StoryreelError):
                    await self.cancel(bought.id)
            raise


def _path(prediction_id: str) -> str:
    return f"predictions/{quote(prediction_id, safe='')}"
