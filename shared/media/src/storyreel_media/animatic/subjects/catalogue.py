"""Every drawing by the subject it shows, with the room it needs."""

from collections.abc import Callable
from dataclasses import dataclass

from storyreel_media.animatic.subjects import (
    aircraft,
    beasts,
    belongings,
    birds,
    boats,
    buildings,
    creatures,
    figures,
    growing,
    landmarks,
    people,
    pets,
    sealife,
    tableware,
    trains,
    treasures,
    wheels,
)
from storyreel_media.animatic.subjects.rig import Rig

Draw = Callable[[Rig], None]
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


_PERSON = Drawing(people.lone, 0.36, people.BOX)
_PEOPLE = dict.fromkeys(
    (
        "person",
        "woman",
        "man",
        "girl",
        "boy",
        "child",
        "elder",
        "knight",
        "chef",
        "scientist",
        "farmer",
        "detective",
        "dancer",
        "diver",
    ),
    _PERSON,
)
_BEASTS = {
    kind: _sized(beasts.beast, width, up=top)
    for kind, width, top in (
        ("dog", 1.35, 1.1), ("fox", 1.9, 1.1), ("wolf", 1.8, 1.1), ("horse", 1.5, 1.2), ("deer", 1.1, 1.25), ("cow",
        1.9, 1.2), ("sheep", 1.4, 1.0),
        ("bear", 1.8, 1.1), ("polarbear", 1.9, 1.1), ("elephant", 1.8, 1.15), ("giraffe", 0.95, 1.1), ("lion", 1.9,
        1.2), ("camel", 1.5, 1.2),
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
    "cat": _sized(pets.cat, 1.2),
    "rabbit": _sized(pets.rabbit, 0.9),
    "monkey": _sized(pets.monkey, 0.9),
    "bird": _sized(birds.bird, 1.2, up=1.4),
    "eagle": _sized(birds.bird, 1.2, up=1.4),
    "owl": _sized(birds.owl, 0.9),
    "duck": _sized(birds.duck, 1.3),
    "penguin": _sized(birds.penguin, 0.7),
    "flock": _sized(birds.flock, 2.6),
    "fish": _sized(sealife.fish, 1.75, up=1.15),
    "whale": _sized(sealife.whale, 2.4, up=1.3, down=0.3),
    "dolphin": _sized(sealife.whale, 2.4, up=1.3, down=0.3),
    "shark": _sized(sealife.whale, 2.4, up=1.3, down=0.3),
    "jellyfish": _sized(sealife.jellyfish, 0.8),
    "turtle": _sized(sealife.turtle, 1.8, down=0.1),
    "octopus": _sized(sealife.octopus, 1.5),
    "butterfly": _sized(creatures.butterfly, 1.25),
    "bee": _sized(creatures.bee, 1.2),
    "dragon": _sized(creatures.dragon, 2.3, up=1.35),
    "frog": _sized(creatures.frog, 1.4),
    "snail": _sized(creatures.snail, 1.6),
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
    "house": _sized(buildings.house, 1.2, up=1.5, tall_base=True),
    "tower": _sized(buildings.tower, 0.25, tall_base=True),
    "lighthouse": _sized(buildings.lighthouse, 0.32, up=1.1, tall_base=True),
    "castle": _sized(buildings.castle, 1.15, up=1.15, tall_base=True),
    "church": _sized(buildings.church, 0.95, up=1.15, tall_base=True),
    "temple": _sized(buildings.temple, 0.95, up=1.1, tall_base=True),
    "windmill": _sized(buildings.windmill, 0.9, up=1.15, tall_base=True),
    "pyramid": _sized(landmarks.pyramid, 1.6, tall_base=True),
    "tent": _sized(landmarks.tent, 2.0),
    "door": _sized(landmarks.door, 0.62),
    "stairs": _sized(landmarks.stairs, 1.25, up=1.15),
    "streetlamp": _sized(landmarks.streetlamp, 0.16),
    "snowpeak": _sized(landmarks.snowpeak, 2.2, tall_base=True),
    "campfire": _sized(landmarks.campfire, 1.1, up=1.6),
    "ship": _sized(boats.ship, 2.6, up=1.35),
    "sailboat": _sized(boats.sailboat, 1.1),
    "canoe": _sized(boats.canoe, 2.2),
    "paperboat": _sized(boats.paperboat, 2.1),
    "flag": _sized(treasures.flag, 0.7),
    "submarine": _sized(boats.submarine, 2.6, up=1.3),
    "car": _sized(wheels.car, 2.7),
    "truck": _sized(wheels.truck, 2.2),
    "bus": _sized(wheels.bus, 3.0),
    "train": Drawing(trains.train, 4.2, (-3.3, -0.05, 1.6, 1.7)),
    "bicycle": _sized(wheels.bicycle, 1.75),
    "motorcycle": _sized(wheels.motorcycle, 1.85),
    "tractor": _sized(wheels.tractor, 1.5),
    "plane": _sized(aircraft.plane, 3.2),
    "helicopter": _sized(aircraft.helicopter, 2.8),
    "drone": _sized(aircraft.drone, 2.4),
    "rocket": Drawing(aircraft.rocket, 0.6, (-0.75, -0.5, 0.75, 1.1)),
    "satellite": _sized(aircraft.satellite, 2.2),
    "ufo": _sized(aircraft.ufo, 2.2, down=0.6),
    "airballoon": _sized(aircraft.airballoon, 0.8),
    "cup": _sized(tableware.cup, 1.6, up=1.9),
    "teapot": _sized(tableware.teapot, 1.7, up=1.4),
    "bowl": _sized(tableware.bowl, 1.5, up=1.6),
    "cake": _sized(tableware.cake, 1.6),
    "bread": _sized(tableware.bread, 1.9),
    "pizza": _sized(tableware.pizza, 2.5),
    "wine": _sized(tableware.wine, 0.5),
    "bottle": _sized(tableware.bottle, 0.5),
    "lantern": _sized(belongings.lantern, 0.55),
    "candle": _sized(belongings.candle, 0.68),
    "lamp": _sized(belongings.lamp, 0.9),
    "book": _sized(belongings.book, 2.2),
    "letter": _sized(belongings.letter, 1.5),
    "phone": _sized(belongings.phone, 0.52),
    "laptop": _sized(belongings.laptop, 2.0),
    "camera": _sized(belongings.camera, 1.5),
    "clock": _sized(belongings.clock, 1.0),
    "key": _sized(belongings.key, 0.45),
    "guitar": _sized(treasures.guitar, 0.9),
    "piano": _sized(treasures.piano, 1.9, up=1.2),
    "umbrella": _sized(treasures.umbrella, 1.3, down=0.15),
    "kite": _sized(treasures.kite, 0.7, down=0.4),
    "balloon": _sized(treasures.balloon, 0.5),
    "telescope": _sized(treasures.telescope, 1.1),
    "chest": _sized(treasures.chest, 1.6, up=1.2),
    "suitcase": _sized(treasures.suitcase, 1.35),
    "gift": _sized(treasures.gift, 1.05),
    "ball": _sized(treasures.ball, 1.0),
    "shoe": _sized(treasures.shoe, 2.2),
    "crown": _sized(treasures.crown, 1.5),
    "sword": _sized(treasures.sword, 0.4),
    "heart": _sized(treasures.heart, 1.0),
    "chair": _sized(treasures.chair, 1.1),
    "globe": _sized(treasures.globe, 0.95, up=1.15),
}
