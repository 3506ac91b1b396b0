"""Where a scene plays: one painter a place."""

from collections.abc import Callable

from storyreel_media.animatic.scenery import cosmos, indoors, outdoors, town, waters
from storyreel_media.animatic.stage import Stage

PAINTERS: dict[str, Callable[[Stage], None]] = {
    "mountain": outdoors.mountain, "hills": outdoors.hills, "meadow": outdoors.meadow, "forest": outdoors.forest,
    "jungle": outdoors.jungle, "sea": waters.sea, "beach": waters.beach, "coast": waters.coast, "harbour": waters.harbour,
    "island": waters.island, "desert": outdoors.desert, "canyon": outdoors.canyon, "city": town.city, "street": town.street,
    "market": town.market, "village": town.village, "field": outdoors.field, "garden": town.garden, "river": waters.river,
    "lake": waters.lake, "waterfall": outdoors.waterfall, "space": cosmos.space, "planet": cosmos.planet,
    "arctic": outdoors.arctic, "castle": town.castle, "ruins": town.ruins, "station": town.station, "bridge": town.bridge,
    "road": town.road, "underwater": waters.underwater, "rooftops": town.rooftops, "sky": cosmos.above_clouds,
    "volcano": outdoors.volcano, **indoors.PAINTERS,
}  # fmt: skip


def paint_place(stage: Stage) -> None:
    """Paints the scene's place over the sky."""
    PAINTERS[stage.scene.place](stage)
