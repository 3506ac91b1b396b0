"""Where a scene plays: one painter a place."""

from collections.abc import Callable

from storyreel_media.animatic.scenery import (
    barren,
    city,
    cosmos,
    country,
    indoors,
    inland,
    masonry,
    settled,
    shores,
    street,
    underwater,
    ways,
    woods,
)
from storyreel_media.animatic.stage import Stage

PAINTERS: dict[str, Callable[[Stage], None]] = {
    "mountain": country.mountain,
    "hills": country.hills,
    "meadow": country.meadow,
    "forest": woods.forest,
    "jungle": woods.jungle,
    "sea": shores.sea,
    "beach": shores.beach,
    "coast": shores.coast,
    "harbour": inland.harbour,
    "island": shores.island,
    "desert": barren.desert,
    "canyon": barren.canyon,
    "city": city.city,
    "street": street.street,
    "market": street.market,
    "village": settled.village,
    "field": country.field,
    "garden": settled.garden,
    "river": inland.river,
    "lake": inland.lake,
    "waterfall": woods.waterfall,
    "space": cosmos.space,
    "planet": cosmos.planet,
    "moon": cosmos.planet,
    "arctic": barren.arctic,
    "castle": settled.castle,
    "ruins": settled.ruins,
    "station": ways.station,
    "bridge": city.bridge,
    "stonebridge": masonry.stonebridge,
    "wall": masonry.wall,
    "whirlpool": masonry.whirlpool,
    "road": ways.road,
    "underwater": underwater.underwater,
    "rooftops": city.rooftops,
    "sky": cosmos.above_clouds,
    "volcano": barren.volcano,
    **indoors.PAINTERS,
}


def paint_place(stage: Stage) -> None:
    """Paints the scene's place over the sky."""
    PAINTERS[stage.scene.place](stage)
