"""Every drawing by the subject it shows, with the room it needs."""

from collections.abc import Callable
from dataclasses import dataclass

from storyreel_media.animatic.composition import Subject
from storyreel_media.animatic.subjects import animals, figures, growing, people, structures, things, vehicles, winged
from storyreel_media.animatic.subjects.rig import Rig

Draw = Callable[[Rig, Subject, int], None]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """`width` is the subject's breadth and `box` the bounds of its drawing (x0, y0, x1, y1), in units of its height.

    `tall_base` marks what is built or grown far off: its foot stays near the horizon in wide shots.
    """

    draw: Draw
    width: float
    box: Box
    tall_base: bool = False


def _sized(draw: Draw, width: float, *, up: float = 1.1, down: float = 0.05, tall_base: bool = False) -> Drawing:
    return Drawing(draw, width, (-width * 0.62 - 0.12, -down, width * 0.62 + 0.12, up), tall_base)


_PERSON = Drawing(people.person, 0.36, people.BOX)
_PEOPLE = dict.fromkeys("person woman man girl boy child elder knight chef scientist farmer detective dancer diver".split(), _PERSON)
_BEASTS = {
    kind: _sized(animals.beast, width, up=top)
    for kind, width, top in (
        ("dog", 1.35, 1.1), ("fox", 1.9, 1.1), ("wolf", 1.8, 1.1), ("horse", 1.5, 1.2), ("deer", 1.1, 1.25), ("cow", 1.9, 1.2), ("sheep", 1.4, 1.0),
        ("bear", 1.8, 1.1), ("polarbear", 1.9, 1.1), ("elephant", 1.8, 1.15), ("giraffe", 0.95, 1.1), ("lion", 1.9, 1.2), ("camel", 1.5, 1.2),
        ("mouse", 2.1, 1.1), ("dinosaur", 2.2, 1.2),
    )
}  # fmt: skip

DRAWINGS: dict[str, Drawing] = {
    **_PEOPLE,
    **_BEASTS,
    "couple": _sized(figures.couple, 0.75, up=1.25),
    "family": _sized(figures.family, 1.0, up=1.25),
    "crowd": _sized(figures.crowd, 2.8, up=1.3),
    "astronaut": _sized(figures.astronaut, 0.62, up=1.2),
    "robot": _sized(figures.robot, 0.62, up=1.2),
    "ghost": _sized(figures.ghost, 0.7),
    "snowman": _sized(figures.snowman, 0.85),
    "statue": _sized(figures.statue, 0.5, tall_base=True),
    "cat": _sized(animals.cat, 1.2),
    "rabbit": _sized(animals.rabbit, 0.9),
    "monkey": _sized(animals.monkey, 0.9),
    "bird": _sized(winged.bird, 1.2, up=1.4),
    "eagle": _sized(winged.bird, 1.2, up=1.4),
    "owl": _sized(winged.owl, 0.9),
    "duck": _sized(winged.duck, 1.3),
    "penguin": _sized(winged.penguin, 0.7),
    "flock": _sized(winged.flock, 2.6),
    "fish": _sized(winged.fish, 1.75, up=1.15),
    "whale": _sized(winged.whale, 2.4, up=1.3, down=0.3),
    "dolphin": _sized(winged.whale, 2.4, up=1.3, down=0.3),
    "shark": _sized(winged.whale, 2.4, up=1.3, down=0.3),
    "jellyfish": _sized(winged.jellyfish, 0.8),
    "turtle": _sized(winged.turtle, 1.8, down=0.1),
    "octopus": _sized(winged.octopus, 1.5),
    "butterfly": _sized(winged.butterfly, 1.25),
    "bee": _sized(winged.bee, 1.2),
    "dragon": _sized(winged.dragon, 2.3, up=1.35),
    "frog": _sized(winged.frog, 1.4),
    "snail": _sized(winged.snail, 1.6),
    "tree": _sized(growing.tree, 0.95, tall_base=True),
    "blossomtree": _sized(growing.tree, 0.95, tall_base=True),
    "pine": _sized(growing.pine, 0.6, tall_base=True),
    "palm": _sized(growing.palm, 0.9, tall_base=True),
    "flower": _sized(growing.flower, 0.6),
    "cactus": _sized(growing.cactus, 0.7),
    "plant": _sized(growing.plant, 0.7),
    "mushroom": _sized(growing.mushroom, 1.0),
    "pumpkin": _sized(growing.pumpkin, 1.2),
    "apple": _sized(growing.apple, 0.95),
    "house": _sized(structures.house, 1.2, up=1.5, tall_base=True),
    "tower": _sized(structures.tower, 0.25, tall_base=True),
    "lighthouse": _sized(structures.lighthouse, 0.32, up=1.1, tall_base=True),
    "castle": _sized(structures.castle, 1.15, up=1.15, tall_base=True),
    "church": _sized(structures.church, 0.95, up=1.15, tall_base=True),
    "temple": _sized(structures.temple, 0.95, up=1.1, tall_base=True),
    "windmill": _sized(structures.windmill, 0.9, up=1.15, tall_base=True),
    "pyramid": _sized(structures.pyramid, 1.6, tall_base=True),
    "tent": _sized(structures.tent, 2.0),
    "door": _sized(structures.door, 0.62),
    "stairs": _sized(structures.stairs, 1.25, up=1.15),
    "streetlamp": _sized(structures.streetlamp, 0.16),
    "snowpeak": _sized(structures.snowpeak, 2.2, tall_base=True),
    "campfire": _sized(structures.campfire, 1.1, up=1.6),
    "ship": _sized(vehicles.ship, 2.6, up=1.35),
    "sailboat": _sized(vehicles.sailboat, 1.1),
    "canoe": _sized(vehicles.canoe, 2.2),
    "submarine": _sized(vehicles.submarine, 2.6, up=1.3),
    "car": _sized(vehicles.car, 2.7),
    "truck": _sized(vehicles.truck, 2.2),
    "bus": _sized(vehicles.bus, 3.0),
    "train": Drawing(vehicles.train, 4.2, (-3.3, -0.05, 1.6, 1.7)),
    "bicycle": _sized(vehicles.bicycle, 1.75),
    "motorcycle": _sized(vehicles.motorcycle, 1.85),
    "tractor": _sized(vehicles.tractor, 1.5),
    "plane": _sized(vehicles.plane, 3.2),
    "helicopter": _sized(vehicles.helicopter, 2.8),
    "drone": _sized(vehicles.drone, 2.4),
    "rocket": _sized(vehicles.rocket, 0.6, down=0.5),
    "satellite": _sized(vehicles.satellite, 2.2),
    "ufo": _sized(vehicles.ufo, 2.2, down=0.6),
    "airballoon": _sized(vehicles.airballoon, 0.8),
    "cup": _sized(things.cup, 1.6, up=1.9),
    "teapot": _sized(things.teapot, 1.7, up=1.4),
    "bowl": _sized(things.bowl, 1.5, up=1.6),
    "cake": _sized(things.cake, 1.6),
    "bread": _sized(things.bread, 1.9),
    "pizza": _sized(things.pizza, 2.5),
    "wine": _sized(things.wine, 0.5),
    "bottle": _sized(things.bottle, 0.5),
    "lantern": _sized(things.lantern, 0.55),
    "candle": _sized(things.candle, 0.68),
    "lamp": _sized(things.lamp, 0.9),
    "book": _sized(things.book, 2.2),
    "letter": _sized(things.letter, 1.5),
    "phone": _sized(things.phone, 0.52),
    "laptop": _sized(things.laptop, 2.0),
    "camera": _sized(things.camera, 1.5),
    "clock": _sized(things.clock, 1.0),
    "key": _sized(things.key, 0.45),
    "guitar": _sized(things.guitar, 0.9),
    "piano": _sized(things.piano, 1.9, up=1.2),
    "umbrella": _sized(things.umbrella, 1.3, down=0.15),
    "kite": _sized(things.kite, 0.7, down=0.4),
    "balloon": _sized(things.balloon, 0.5),
    "telescope": _sized(things.telescope, 1.1),
    "chest": _sized(things.chest, 1.6, up=1.2),
    "gift": _sized(things.gift, 1.05),
    "ball": _sized(things.ball, 1.0),
    "shoe": _sized(things.shoe, 2.2),
    "crown": _sized(things.crown, 1.5),
    "sword": _sized(things.sword, 0.4),
    "heart": _sized(things.heart, 1.0),
    "chair": _sized(things.chair, 1.1),
    "globe": _sized(things.globe, 0.95, up=1.15),
}
