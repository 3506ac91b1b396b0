"""A scene that its owner brought a picture for: it is there at once, and costs nothing."""

from decimal import Decimal

from storyreel_chassis.events import caused_by
from storyreel_contracts.events import Event, Illustration, ParsedScene, ProvidedPicture, SceneIllustrated
from storyreel_storyboard.handlers.settle_scene import settle_scene
from storyreel_storyboard.ports import StoryboardUnit

SOURCE = "upload"


async def take_provided_picture(
    unit: StoryboardUnit, cause: Event, scene: ParsedScene, picture: ProvidedPicture
) -> None:
    """Tell it like any picture, in the transaction that tells of its scene; nobody is asked to make one."""
    illustration = Illustration(
        scene_id=scene.scene_id,
        scene_number=scene.scene_number,
        picture_id=scene.picture_id,
        image_key=picture.image_key,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        content_key=picture.content_key,
        provider=SOURCE,
        model=SOURCE,
        cost_usd=Decimal(0),
        attempts=1,
    )
    await unit.say(caused_by(cause, SceneIllustrated, picture=illustration))
    await settle_scene(unit, cause, illustration)
