"""`GenerationRequested`: the prompt becomes scenes; a scene's picture becomes work, unless its owner brought it."""

import asyncio

from storyreel_chassis.errors import Broken, Refused, StoryreelError
from storyreel_chassis.events import caused_by
from storyreel_chassis.ids import new_id
from storyreel_chassis.inbox import first_time
from storyreel_chassis.ports import TaskRunner
from storyreel_contracts.events import GenerationRequested, ParsedScene, PromptParsed, StoryboardFailed
from storyreel_media.providers import unavailable
from storyreel_storyboard.domain.content import scene_seed
from storyreel_storyboard.domain.parser import parse
from storyreel_storyboard.domain.prices import whole_seconds
from storyreel_storyboard.handlers.offer_picture import Providers, offer_picture
from storyreel_storyboard.handlers.take_provided_picture import take_provided_picture
from storyreel_storyboard.ports import StoryboardUnit, StoryboardUnits
from storyreel_storyboard.work import work_of


class DraftStoryboard:
    """Takes the request up, and returns when every picture has ended one way or another."""

    def __init__(self, units: StoryboardUnits, runner: TaskRunner, providers: Providers) -> None:
        self._units, self._runner, self._providers = units, runner, providers

    async def __call__(self, event: GenerationRequested) -> None:
        """Handle.

        Raises:
            Broken: the prompt could not be parsed, which is our mistake; the job has been told
        """
        failure: StoryreelError | None = None
        async with self._units() as unit:
            if await first_time(unit, event):
                failure = await self._take_up(unit, event)
        if isinstance(failure, Broken):
            raise failure
        await self._runner.settled(event.event_id)

    async def _take_up(self, unit: StoryboardUnit, event: GenerationRequested) -> StoryreelError | None:
        try:
            scenes = await self._scenes(event)
        except (Refused, Broken) as error:
            await unit.say(caused_by(event, StoryboardFailed, problem=error.problem()))
            return error
        await unit.boards.open(event.event_id, len(scenes))
        await unit.say(caused_by(event, PromptParsed, scenes=scenes))
        provided = {picture.scene_number: picture for picture in event.pictures}
        for scene in scenes:
            if picture := provided.get(scene.scene_number):
                await take_provided_picture(unit, event, scene, picture)
                continue
            await offer_picture(unit, event, work_of(event, scene), self._providers)
        return None

    async def _scenes(self, event: GenerationRequested) -> tuple[ParsedScene, ...]:
        if event.provider not in self._providers:
            raise unavailable("image", event.provider, self._providers)
        sold = whole_seconds((event.provider, event.fallback_provider), event.price_version)
        try:
            drafts = await asyncio.to_thread(
                parse,
                event.prompt,
                duration=event.duration,
                style=event.style,
                aspect_ratio=event.aspect_ratio,
                brand_guidelines=event.brand_guidelines,
                seed=event.seed,
                whole_seconds=sold,
            )
        except Exception as error:
            raise Broken(
                "prompt_not_parsed", f"the prompt could not be cut into scenes: {type(error).__name__}"
            ) from error
        return tuple(
            ParsedScene(
                scene_id=new_id(),
                scene_number=draft.scene_number,
                picture_id=new_id(),
                description=draft.description,
                image_prompt=draft.image_prompt,
                duration=draft.duration,
                seed=scene_seed(event.seed, draft.image_prompt),
            )
            for draft in drafts
        )
