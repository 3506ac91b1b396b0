"""What becomes of a prediction: it starts, works, has its output, ends; or what a fault makes of it."""

import asyncio
import math
import random
from collections.abc import Mapping
from typing import Any

from storyreel.simulator.clips import BadImage, clip
from storyreel.simulator.clock import Clock
from storyreel.simulator.files import Files, NoSuchImage
from storyreel.simulator.hooks import Hooks
from storyreel.simulator.ledger import Ledger, Line
from storyreel.simulator.models import FLUX, SEEDANCE
from storyreel.simulator.pictures import pictures
from storyreel.simulator.predictions import Made, Prediction

QUEUED, FINISHING = 0.5, 0.2
"""Seconds before the work starts, and from the output to the end."""

_ERRORS: Mapping[str, str] = {
    "failed": "Prediction failed: CUDA out of memory. Tried to allocate 2.00 GiB (simulated)",
    "nsfw": "NSFW content detected. Try running it again, or try a different prompt.",
    "e005": "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
}


class _Time:
    """A prediction's time: it ends at the deadline. What painting really takes does not count."""

    def __init__(self, clock: Clock, prediction: Prediction) -> None:
        self._clock = clock
        end, begin = prediction.deadline, prediction.created_at
        self._left = math.inf if end is None else (end - begin).total_seconds()

    async def pass_by(self, seconds: float) -> None:
        """Let so many seconds pass.

        Raises:
            TimeoutError: the deadline comes before
        """
        await self._clock.sleep(min(seconds, self._left))
        self._left -= seconds
        if self._left <= 0:
            raise TimeoutError

    async def pass_forever(self) -> None:
        """Wait for the deadline, or for ever."""
        if self._left == math.inf:
            await asyncio.Event().wait()
        await self.pass_by(self._left)


class _Refused(Exception):
    """The model will not; the message is the prediction's error."""


class Life:
    """Runs predictions as tasks."""

    def __init__(self, clock: Clock, hooks: Hooks, ledger: Ledger, files: Files, seed: str, scale: float = 1) -> None:
        self._clock, self._hooks, self._ledger, self._files = clock, hooks, ledger, files
        self._scale = scale
        self._dice = random.Random(f"{seed} lives")  # noqa: S311 - simulated chance
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, prediction: Prediction) -> None:
        """Let it live; it does so by itself."""
        prediction.task = asyncio.create_task(self._live(prediction))
        self._running.add(prediction.task)
        prediction.task.add_done_callback(self._running.discard)

    def cancel(self, prediction: Prediction) -> None:
        """Stop it, if it is not over."""
        if not prediction.ended:
            if prediction.task is not None:
                prediction.task.cancel()
            self._end(prediction, "canceled")

    async def close(self) -> None:
        """Stop all."""
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _live(self, prediction: Prediction) -> None:
        time = _Time(self._clock, prediction)
        try:
            await self._start(prediction, time)
            await self._work(prediction, time)
        except TimeoutError:
            self._end(prediction, "canceled" if prediction.started_at else "aborted")
        except Exception as error:  # noqa: BLE001 - a model may fail in any way, and nobody waits for this task
            self._fail(prediction, f"Prediction failed: {type(error).__name__}: {error}")

    async def _start(self, prediction: Prediction, time: "_Time") -> None:
        if prediction.fault == "aborted":
            self._end(prediction, "aborted")
        elif prediction.fault == "stuck_in_starting":
            await time.pass_forever()
        else:
            await time.pass_by(QUEUED)
            prediction.status, prediction.started_at = "processing", self._clock.now()
            self._tell(prediction, "start")

    async def _work(self, prediction: Prediction, time: "_Time") -> None:
        if prediction.ended:
            return None
        if prediction.fault == "unknown_status":
            prediction.status = "queued_elsewhere"
        if prediction.fault == "never_finishes":
            await time.pass_forever()
        await time.pass_by(prediction.model.seconds * self._dice.uniform(0.8, 1.2))
        if (error := _ERRORS.get(prediction.fault or "")) is not None:
            return self._fail(prediction, error)
        try:
            output = await self._output(prediction)
        except _Refused as refusal:
            return self._fail(prediction, str(refusal))
        prediction.output = None if prediction.fault == "no_output" else output
        prediction.note()
        self._tell(prediction, "output")
        if prediction.fault == "early_output":
            await time.pass_forever()
        await time.pass_by(FINISHING)
        return self._end(prediction, "succeeded")

    def _fail(self, prediction: Prediction, error: str) -> None:
        prediction.error = error
        self._end(prediction, "failed")

    def _end(self, prediction: Prediction, status: str) -> None:
        now = self._clock.now()
        prediction.status, prediction.completed_at = status, now
        started = prediction.started_at is not None
        if status == "succeeded" or (status == "canceled" and started):
            usd, model = prediction.model.price(prediction.input), prediction.model.path
            self._ledger.charge(Line(prediction.id, model, usd, status, now))
        self._tell(prediction, "completed")

    def _tell(self, prediction: Prediction, event: str) -> None:
        prediction.note()
        self._hooks.tell(prediction, event)

    async def _output(self, prediction: Prediction) -> Any:
        asked = prediction.model.full(prediction.input)
        seed = int(asked["seed"]) if "seed" in asked else self._dice.randrange(1 << 32)
        if prediction.model.path == FLUX:
            unrepeatable = self._dice.randrange(1 << 16) if asked["go_fast"] else 0
            prediction.logs = f"Using seed: {seed}\n"
            self._log(prediction)
            return self._published(
                prediction, await asyncio.to_thread(pictures, asked, seed + unrepeatable, self._scale)
            )
        if prediction.model.path == SEEDANCE:
            prediction.logs = f"Using seed: {seed}\nGenerating video...\n"
            self._log(prediction)
            return self._published(prediction, [await self._clip(asked, seed)])[0]
        return f"hello {prediction.input.get('text', '')}".strip()

    def _log(self, prediction: Prediction) -> None:
        self._tell(prediction, "logs")

    async def _clip(self, asked: Mapping[str, Any], seed: int) -> Made:
        try:
            image = self._files.read(asked["image"]) if "image" in asked else None
            return await asyncio.to_thread(clip, asked, seed, image, self._scale)
        except (NoSuchImage, BadImage) as error:
            raise _Refused(f"Prediction failed: image: {error}") from error

    def _published(self, prediction: Prediction, made: list[Made]) -> list[str]:
        prediction.files = {one.name: one for one in made}
        base = "https://files.example.net" if prediction.fault == "foreign_output" else prediction.base
        return [f"{base}/delivery/{prediction.id}/{one.name}" for one in made]
