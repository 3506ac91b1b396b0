"""The concrete things that belong to the world of a prompt, so that a short prompt can be shown in detail."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Theme:
    """A world: the words (or pairs of words) that call it up, its place, and things to be seen there."""

    calls: tuple[str, ...]
    place: str
    details: tuple[str, ...]


def _theme(calls: str, place: str, details: str) -> Theme:
    return Theme(tuple(calls.split("|")), place, tuple(detail.strip() for detail in details.split(";")))


_THEMES = (
    _theme(
        "lighthouse",
        "the rocky headland",
        (
            "the turning lamp behind its glass; the iron spiral stairs; spray on the rocks below; the worn logbook; "
            "a brass switch, polished by years of hands; the beam sweeping over black water; salt on the gallery rail; "
            "a kettle beside the radio"
        ),
    ),
    _theme(
        "space|astronaut|spaceship|rocket|mars|moon base|moon landing|lunar|orbit|galaxy|planet|satellite",
        "the vast dark",
        (
            "a gloved hand on a rail; the curve of a planet in a visor; dust hanging without weight; "
            "a row of blinking lights; a tether drawn tight; frost at the edge of a porthole; "
            "a bootprint in grey dust; the thin blue line of an atmosphere"
        ),
    ),
    _theme(
        "coffee|espresso|barista|roast|latte|café|cafe",
        "the coffee bar",
        (
            "dark beans pouring into a grinder; steam rising from the cup; the first drops of espresso; "
            "milk folding into the crema; a warm cup between two hands; a ring of coffee on wood; "
            "a tamper pressed flat; sunlight through the steam"
        ),
    ),
    _theme(
        "bread|bakery|baker|cake|pastry|dough",
        "the bakery",
        (
            "flour in the air; dough folding under the palms; a crust cracking as it cools; "
            "the glow of the oven mouth; a scored loaf on a peel; butter softening in a dish; "
            "a tray sliding on to the rack; the first customer's breath on the window"
        ),
    ),
    _theme(
        "chef|kitchen|cook|cooking|recipe|restaurant|food|pizza|noodle|ramen|burger|dinner",
        "the kitchen",
        (
            "a knife on a wooden board; steam lifting off a pan; herbs torn by hand; "
            "a flame catching under the pot; oil shimmering; a spoon held out to taste; "
            "a plate turned by its rim; a towel over a shoulder"
        ),
    ),
    _theme(
        "sea|ocean|sailor|ship|boat|fisherman|harbour|harbor|island|whale|surf|surfer|wave|submarine|mermaid",
        "the open water",
        (
            "rope running through wet hands; foam sliding off a rock; a gull holding still in the wind; "
            "light breaking on the swell; salt drying on wood; a lantern swinging on its hook; "
            "the wake closing behind; the horizon, ruler-straight"
        ),
    ),
    _theme(
        "fox|wolf|deer|bear|owl|forest|wood|woods|tree|jungle|moss",
        "the forest",
        (
            "breath hanging in cold air; a track pressed into soft ground; moss on the shaded side of a trunk; "
            "a branch still trembling; light falling in bars between the trunks; a feather caught on bark; "
            "water beading on a fern; two ears turning towards a sound"
        ),
    ),
    _theme(
        "snow|winter|ice|arctic|glacier|ski|skier|polar|penguin|snowman|iceberg",
        "the snowfield",
        (
            "snow crystals on a sleeve; a single line of tracks; ice ticking as it settles; "
            "powder blown off a ridge; a frozen breath; light inside blue ice; "
            "a stone standing out of the white; a drift curling over its own edge"
        ),
    ),
    _theme(
        "mountain|everest|summit|climber|climb|hiker|hike|cliff|alps|himalaya",
        "the mountain",
        (
            "a rope pulled tight over rock; chalk on fingertips; a cairn against the sky; "
            "loose stones rolling away; cloud pouring through the pass; a buckle snapped shut; "
            "the last handhold; the valley, tiny below"
        ),
    ),
    _theme(
        "desert|dune|camel|sahara|nomad|oasis|cactus",
        "the desert",
        (
            "sand running off the crest of a dune; heat shaking the horizon; a scarf drawn over the mouth; "
            "footprints filling in; a bleached branch; a line of shadow on the slope; "
            "a water flask, almost light; wind patterns in the sand"
        ),
    ),
    _theme(
        (
            "city|street|courier|tokyo|new york|london|paris|berlin|neon|cyberpunk|skyline|urban|taxi|subway|"
            "metro|traffic|rooftop"
        ),
        "the city",
        (
            "neon shivering in a puddle; a crossing light changing; steam from a street grate; "
            "a face passing in a train window; rain on the roof of a taxi; a stack of lit windows; "
            "a bicycle chained to a rail; an umbrella opening"
        ),
    ),
    _theme(
        "robot|android|cyborg|machine|ai|factory|laboratory|lab|scientist|inventor",
        "the workshop",
        (
            "a small light blinking awake; a joint turning without a sound; fine wire under a lens; "
            "a fingertip of metal; a scratched serial plate; a screen's glow on a curved surface; "
            "a bolt rolling to the edge of a bench; a sketch pinned to the wall"
        ),
    ),
    _theme(
        (
            "runner|jogger|running shoe|trail shoe|trail run|marathon|athlete|sport|football|basketball|gym|"
            "stadium|boxer|boxing|sneaker"
        ),
        "the course",
        (
            "laces drawn tight; a sole gripping and letting go; breath turning to mist; sweat on a brow; "
            "gravel thrown up by a heel; a watch reading its count; a finish line, still far off; "
            "a hand on a knee"
        ),
    ),
    _theme(
        "bicycle|bike|cyclist|cycling|e-bike|scooter|motorcycle|motorbike",
        "the open road",
        (
            "a chain running over the teeth; a tyre humming on asphalt; a hand closing on the brake; "
            "spokes turning to a blur; a bell with the sky in it; a shadow rolling alongside; "
            "a leaf caught in the wheel; the road unspooling ahead"
        ),
    ),
    _theme(
        "car|driver|truck|highway|road trip|racing|electric vehicle|ev",
        "the road",
        (
            "a key turning; the line of a headlamp; a wheel straightening out of a bend; "
            "reflections running over the bonnet; a hand on the gear stick; dust lifting behind; "
            "the road in the mirror; a dashboard coming alight"
        ),
    ),
    _theme(
        (
            "music|musician|violin|violinist|pianist|piano|guitar|guitarist|concert|jazz|orchestra|band|"
            "drummer|singer|opera"
        ),
        "the hall",
        (
            "a bow drawn over a string; fingers finding the chord; dust jumping on a drum skin; "
            "a page of music turned; a foot keeping time; a row of empty seats; the lid of an instrument case; "
            "a note held in a still face"
        ),
    ),
    _theme(
        "dance|dancer|ballet|ballerina|tango|theatre|theater|stage|actor|circus",
        "the stage",
        (
            "a ribbon tied at the ankle; chalk dust on the boards; a curtain breathing; an outstretched hand; "
            "the edge of the spotlight; a mirror ringed with bulbs; a shoe turning on its toe; "
            "a shadow twice the height"
        ),
    ),
    _theme(
        "garden|gardener|flower|rose|spring|bee|honey|butterfly|orchard|seedling|farm|farmer|harvest|vineyard",
        "the garden",
        (
            "soil crumbling between fingers; a seedling lifting its leaves; a bee settling on a petal; "
            "water beading and rolling off; a glove left on a spade; roots drawn clean from the ground; "
            "fruit turned to find its stem; pollen adrift in the sun"
        ),
    ),
    _theme(
        "school|teacher|student|child|children|kid|boy|girl|toy|classroom|playground|birthday",
        "the room",
        (
            "a pencil rolling across the desk; a drawing held up to the light; a shoelace come undone; "
            "chalk on a sleeve; a paper plane in mid-air; a gap-toothed smile; a backpack hung on its hook; "
            "a small hand in a large one"
        ),
    ),
    _theme(
        "office|startup|business|meeting|laptop|software|app|smartphone|founder|co-worker|boardroom",
        "the office",
        (
            "a cursor waiting; a note stuck to the edge of a screen; a thumb moving over glass; "
            "a cup gone cold; a chart climbing on a wall; a door left ajar; two heads bent over one screen; "
            "a phone lighting up on the table"
        ),
    ),
    _theme(
        (
            "perfume|fragrance|cosmetic|lipstick|skincare|serum|jewellery|jewelry|engagement ring|diamond|"
            "necklace|fashion|wristwatch|watchmaker|luxury"
        ),
        "the studio",
        (
            "light sliding along an edge; a clasp closing; a drop held before it falls; "
            "silk caught in mid-turn; a fingerprint wiped away; a reflection bending over glass; "
            "a box lid lifted; skin catching the light"
        ),
    ),
    _theme(
        "castle|knight|king|queen|dragon|wizard|witch|sword|medieval|viking|samurai|princess|magic",
        "the old stronghold",
        (
            "a blade drawn an inch; a banner pulled straight by the wind; candle wax on a map; "
            "a gate chain shuddering; a ring of keys; embers rising past a tower; a gauntlet laid on a table; "
            "moss in the joints of the wall"
        ),
    ),
    _theme(
        "detective|noir|crime|thief|spy|murder|mystery|heist",
        "the back street",
        (
            "a match flaring; a wet footprint on the tiles; blinds striping a wall; a photograph folded twice; "
            "a hat brim against the lamp; a drawer left open; a name on a frosted pane; a key that fits"
        ),
    ),
    _theme(
        "train|railway|station|carriage|locomotive|conductor",
        "the station",
        (
            "a signal changing; frost on the rails; a ticket punched; a face doubled in the window; "
            "steam over the platform; a suitcase with a mended strap; a clock hand dropping; "
            "a lamp swinging down the line"
        ),
    ),
    _theme(
        "grandmother|grandfather|grandma|grandpa|family|mother|father|wedding|memory|memories|couple",
        "the house",
        (
            "a photograph in a worn frame; hands folded over hands; a chair pulled up to the table; "
            "light through a lace curtain; a letter read again; a coat on its usual hook; tea poured for two; "
            "a door left on the latch"
        ),
    ),
    _theme(
        "volcano|earthquake|apocalypse|war|soldier|battle|zombie|ruin|fire|firefighter",
        "the ruined ground",
        (
            "ash drifting down like snow; a helmet on its side; a wall holding up nothing; embers breathing; "
            "a radio hissing to itself; a boot finding its footing; smoke pulled sideways by the wind; "
            "a flower between the stones"
        ),
    ),
    _theme(
        "kyoto|japan|japanese|tea ceremony|temple|sakura|cherry blossom|zen|monk|monastery",
        "the temple garden",
        (
            "a paper door sliding open; raked gravel around a stone; a bell rope swaying; "
            "a bowl turned in both hands; petals on still water; incense thinning into air; "
            "sandals left in a row; rain on a tiled eave"
        ),
    ),
    _theme(
        "dog|cat|puppy|kitten|pet|horse|pony",
        "the yard",
        (
            "a nose pressed to the glass; ears pricked; a paw lifted and held; "
            "a tail disappearing round the corner; fur lit from behind; a bowl pushed across the floor; "
            "a collar tag swinging; eyes wide and very still"
        ),
    ),
    _theme(
        "dinosaur|prehistoric|fossil|mammoth|museum",
        "the ancient valley",
        (
            "a ripple crossing a puddle; a footprint filling with water; fern fronds pushed apart; "
            "an eye opening, gold and slow; insects over the mud; a bone in pale stone; "
            "breath steaming between teeth; a treetop bending"
        ),
    ),
    _theme(
        "rain|storm|thunder|lightning",
        "the rain-swept ground",
        (
            "the first drop on dry ground; a gutter overflowing; a window flexing in its frame; "
            "leaves turned inside out; a puddle jumping; a candle leaning over; a coat soaked dark; "
            "a break in the cloud"
        ),
    ),
)
_BY_WORD = {called: theme for theme in reversed(_THEMES) for called in theme.calls}
_ANYWHERE = (
    "dust turning in a shaft of light",
    "a shadow lengthening",
    "a reflection that breaks and mends",
    "the grain of a worn surface",
    "an edge picked out by the light",
    "a curtain of fine dust settling",
    "a doorway of light",
    "something small rolling to a stop",
    "one patch of strong colour",
    "a thread of smoke or mist drifting past",
    "a mark left by use",
    "the line of the horizon",
)


def details(text: str) -> tuple[str, ...]:
    """Things to be seen in the world that `text` calls up; empty if it calls up none."""
    found = _best(text)
    return found.details if found else ()


def anywhere() -> tuple[str, ...]:
    """Things to be seen in any world."""
    return _ANYWHERE


def place(text: str) -> str:
    """The place that goes with the theme of `text`, or "the surroundings"."""
    found = _best(text)
    return found.place if found else "the surroundings"


def _best(text: str) -> Theme | None:
    """The theme whose words `text` uses first."""
    listed = [word.lower() for word in _WORD.findall(text)]
    for index, word in enumerate(listed):
        pair = f"{word} {listed[index + 1]}" if index + 1 < len(listed) else word
        for called in (pair, pair.removesuffix("s"), word, word.removesuffix("s"), word.removesuffix("es")):
            if called in _BY_WORD:
                return _BY_WORD[called]
    return None
