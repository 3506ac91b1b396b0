"""The light of a scene, and how it moves on through a film."""

import re
from dataclasses import dataclass

_NIGHT = re.compile(
    r"\b(?:night|midnight|moon(?:light|lit)?|stars|starry|after dark|nacht|nuit|noche|notte|noite|ночь\w*)\b|夜|ليل",
    re.IGNORECASE,
)
_DAWN = re.compile(
    r"\b(?:dawn|sunrise|daybreak|first light|morning|morgen(?:s|grauen)?|aube|matin|amanecer|alba|"
    r"mattina|amanhecer|рассвет\w*|утро\w*)\b|夜明け|朝|黎明|清晨|日出|فجر",
    re.IGNORECASE,
)
_DUSK = re.compile(
    r"\b(?:dusk|sunset|twilight|golden hour|blue hour|evening|abend\w*|dämmerung|crépuscule|"
    r"coucher de soleil|soir|atardecer|anochecer|tramonto|pôr do sol|закат\w*|вечер\w*)\b|夕|黄昏|日落|غروب",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:noon|midday|daylight|afternoon|sunny|broad day|(?<=, )day|mittag\w*|midi|mediodía|mezzogiorno)\b|正午|白昼",
    re.IGNORECASE,
)
_STORM = re.compile(
    r"\b(?:storm\w*|rain(?:s|y|ing)?|thunder\w*|downpour|sturm|regen|tempête|pluie|tormenta|lluvia)\b|嵐|雨|عاصفة",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\b(?:space|orbit|spaceship|spacecraft|mars|moon base|galaxy|asteroid)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Light:
    """One state of the light: `phrase` completes a sentence of a description, `look` goes to the image prompt."""

    phrase: str
    look: str


_WHOLE_DAY = (
    Light("in the first grey light", "pale pre-dawn light"),
    Light("as the sun comes up", "warm sunrise side light"),
    Light("in the clear light of morning", "clear morning light"),
    Light("under a high sun", "bright overhead light, short shadows"),
    Light("in the long light of afternoon", "slanting afternoon light"),
    Light("in golden light", "golden-hour backlight"),
    Light("as dusk settles", "dusky blue-and-amber light"),
    Light("after dark", "night, faint cool light"),
)
_NIGHTS = (
    Light("as night comes down", "last blue of the evening, first lamps lit"),
    Light("in the dark", "deep night, hard pools of lamplight"),
    Light("under the moon", "silver moonlight, long shadows"),
    Light("in the small hours", "near-darkness, a single warm light source"),
    Light("just before dawn", "first grey before dawn"),
)
_DAWNS = (
    Light("while it is still dark", "deep blue before sunrise"),
    Light("in the first grey light", "pale pre-dawn light, mist"),
    Light("as the sky turns pink", "soft pink dawn light"),
    Light("as the sun clears the horizon", "low warm sunrise light, lens glow"),
    Light("in the clear light of morning", "clear morning light"),
)
_DUSKS = (
    Light("in golden light", "golden-hour backlight"),
    Light("as the sun goes down", "low red sun, long shadows"),
    Light("in the afterglow", "pink and violet afterglow"),
    Light("as the light goes", "blue-hour light, first lamps lit"),
)
_DAYS = (
    Light("in plain daylight", "bright natural daylight"),
    Light("under a high sun", "hard overhead sun, short shadows"),
    Light("in broken sunlight", "dappled sunlight and passing cloud"),
    Light("in the long light of afternoon", "slanting afternoon light"),
)
_STORMS = (
    Light("under a darkening sky", "heavy grey overcast light"),
    Light("as the weather closes in", "dim storm light, wet surfaces"),
    Light("in a flash of lightning", "stark flash of storm light"),
    Light("as the clouds begin to thin", "grey light with a first break of sun"),
)
_SPACES = (
    Light("in hard white sunlight", "hard unfiltered sunlight, black shadows"),
    Light("on the dark side", "faint starlight, instrument glow"),
    Light("in reflected light", "soft blue light reflected from a planet"),
    Light("as the sun edges out", "thin crescent of rim light"),
)
_STATED = ((_SPACE, _SPACES), (_NIGHT, _NIGHTS), (_DAWN, _DAWNS), (_DUSK, _DUSKS), (_STORM, _STORMS), (_DAY, _DAYS))
_QUALITIES = (
    "soft natural light",
    "directional side light",
    "warm backlight",
    "diffuse overcast light",
    "contrasty key light",
    "gentle window-like light",
    "crisp rim light",
)


def stated(text: str) -> tuple[Light, ...]:
    """The run of lights for the time or weather that `text` names; empty if it names none."""
    return next((lights for pattern, lights in _STATED if pattern.search(text)), ())


def whole_day() -> tuple[Light, ...]:
    """From before dawn to after dark."""
    return _WHOLE_DAY


def at(lights: tuple[Light, ...], index: int, total: int) -> Light:
    """The light of scene `index` of `total` when `lights` pass once over the film."""
    return lights[min(len(lights) - 1, index * len(lights) // max(1, total))]


def quality(index: int) -> str:
    """Light without a time of day, for scenes whose hour nobody has said."""
    return _QUALITIES[index % len(_QUALITIES)]
