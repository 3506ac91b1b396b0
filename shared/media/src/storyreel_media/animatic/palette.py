"""The colours of a scene: by time of day, bent by weather, season, film, style and brand."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from storyreel_media.animatic.brief import Brief, Dice
from storyreel_media.animatic.colour import Rgb, mix, rgb, saturate, steer, times, turn
from storyreel_media.animatic.composition import Composition


@dataclass(frozen=True, slots=True)
class Palette:
    """Sky from the top down, light, air, and the surfaces as this light shows them."""

    top: Rgb
    mid: Rgb
    low: Rgb
    light: Rgb
    haze: Rgb
    near: Rgb
    ambient: Rgb
    grass: Rgb
    leaf: Rgb
    sand: Rgb
    rock: Rgb
    earth: Rgb
    water: Rgb
    wall: Rgb
    accent: Rgb
    lamp: Rgb

    def lit(self, colour: Rgb) -> Rgb:
        """A surface of this colour in this light; `ambient` is a factor, not a colour."""
        return times(colour, self.ambient)


# top, mid, low, light, haze, near, and the ambient factor per channel.
_TIMES: dict[str, tuple[str, str, str, str, str, str, Rgb]] = {
    "dawn": ("#46578c", "#c294ad", "#ffd0a1", "#ffdcb0", "#e9bfb4", "#2e3358", (0.84, 0.76, 0.86)),
    "morning": ("#4a97d2", "#9fd2ea", "#fbeed2", "#fff3d2", "#d2e4e8", "#27454f", (1.0, 0.98, 0.95)),
    "noon": ("#2c7cc6", "#7cbde6", "#d9eff8", "#fffbe6", "#bddcec", "#1f3f4a", (1.02, 1.02, 1.0)),
    "afternoon": ("#3f84be", "#95c3da", "#fbe6bd", "#fff0c4", "#dcdcc8", "#2c3f45", (1.02, 0.97, 0.88)),
    "golden": ("#5076ab", "#e8b27c", "#ffe09a", "#ffd27c", "#f3c087", "#3d2b33", (1.02, 0.84, 0.66)),
    "dusk": ("#2c2761", "#a84b76", "#ffa25e", "#ffab6b", "#c96f74", "#1d1733", (0.74, 0.54, 0.62)),
    "evening": ("#121f4c", "#3c5c96", "#e09d92", "#ffc9a0", "#5a6a9c", "#0f1730", (0.5, 0.54, 0.74)),
    "night": ("#060c24", "#13274f", "#2f5181", "#d4e2ff", "#28477a", "#060b19", (0.34, 0.43, 0.66)),
}
_SURFACES: dict[str, str] = {"grass": "#7ba84c", "leaf": "#4c8246", "sand": "#e8cc97", "rock": "#85868e",
    "earth": "#94704d",
                             "water": "#2a6d92", "wall": "#c9b59c", "accent": "#d9543d"}  # fmt: skip
_AUTUMN = {"leaf": "#c9722c", "grass": "#b59a4b"}
_WINTER = {"leaf": "#5c7a72", "grass": "#e6edf3", "earth": "#cfd6df", "rock": "#9aa2ae"}
_SPRING = {"leaf": "#7fb356", "grass": "#8fbf58"}
_SEASONS = {"autumn": _AUTUMN, "winter": _WINTER, "spring": _SPRING}


def palette_of(brief: Brief, scene: Composition) -> Palette:
    """The scene's palette, in this order: time, season, weather, mood, film family, style, brand."""
    top, mid, low, light, haze, near, ambient = _TIMES[scene.time]
    surfaces = {name: rgb(code) for name, code in (_SURFACES | _SEASONS.get(scene.season, {})).items()}
    if scene.place == "arctic":
        surfaces |= {name: rgb(code) for name, code in _WINTER.items()}
    palette = Palette(
        rgb(top), rgb(mid), rgb(low), rgb(light), rgb(haze), rgb(near), ambient, **surfaces, lamp=rgb("#ffc864")
    )
    if scene.season == "winter" or scene.place == "arctic":
        grey = (sum(ambient) / 3,) * 3
        palette = replace(palette, ambient=mix(times(grey, 1.08), ambient, 0.4))  # snow stays white in warm light
    palette = _place(palette, scene)
    palette = _weather(palette, scene)
    palette = _mood(palette, scene)
    palette = _family(palette, brief)
    palette = _style(palette, scene, brief)
    return _brand(palette, scene.palette)


def _each(palette: Palette, names: str, change: Callable[[Rgb], Rgb]) -> Palette:
    return replace(palette, **{name: change(getattr(palette, name)) for name in names.split()})


_AIR = "top mid low haze"
_ALL = "top mid low light haze near grass leaf sand rock earth water wall accent"


def _place(palette: Palette, scene: Composition) -> Palette:
    if scene.place == "planet":
        dusty = replace(palette, sand=rgb("#c8683e"), rock=rgb("#a4573c"), grass=rgb("#b9623c"), earth=rgb("#8f4a34"))
        return _each(dusty, _AIR, lambda c: mix(c, rgb("#d98a5c"), 0.35 if not scene.dark else 0.15))
    if scene.place == "moon":
        night = replace(
            palette,
            top=rgb("#05060d"),
            mid=rgb("#0c0f1c"),
            low=rgb("#1b2032"),
            haze=rgb("#4a4f60"),
            near=rgb("#14161f"),
        )
        return replace(night, sand=rgb("#a9a9ae"), rock=rgb("#8d8e95"), light=rgb("#fff6e6"), ambient=(0.95, 0.96, 1.0))
    if scene.place in ("desert", "canyon"):
        return _each(palette, "haze low", lambda c: mix(c, rgb("#f2c68a"), 0.25 if not scene.dark else 0.05))
    if scene.place == "spaceship":
        return replace(palette, ambient=times(palette.ambient, (0.72, 0.78, 0.92)))
    if scene.place == "volcano":
        return _each(palette, _AIR, lambda c: mix(c, rgb("#4a1d22"), 0.5))
    return palette


def _weather(palette: Palette, scene: Composition) -> Palette:
    if scene.has("storm"):
        grey = rgb("#39424f") if not scene.dark else rgb("#141a28")
        palette = _each(palette, "top mid low haze light", lambda c: mix(saturate(c, 0.5), grey, 0.62))
        return replace(palette, ambient=times(palette.ambient, 0.68))
    if scene.has("rain") or scene.has("fog"):
        grey = mix(palette.haze, rgb("#8d99a6") if not scene.dark else rgb("#222c40"), 0.6)
        palette = _each(palette, "top mid low haze", lambda c: mix(saturate(c, 0.7), grey, 0.5))
        return replace(palette, ambient=times(palette.ambient, 0.88))
    if scene.has("snow") and not scene.dark:
        return _each(palette, _AIR, lambda c: mix(c, rgb("#d5dfe9"), 0.3))
    return palette


def _mood(palette: Palette, scene: Composition) -> Palette:
    if scene.mood == "joyful":
        return _each(palette, _ALL, lambda c: saturate(c, 1.14))
    if scene.mood == "sad":
        return _each(palette, _ALL, lambda c: mix(saturate(c, 0.72), rgb("#5a6f8f"), 0.08))
    if scene.mood == "tense":
        palette = _each(palette, _ALL, lambda c: times(saturate(c, 0.82), (0.84, 0.88, 0.9)))
        return replace(palette, ambient=times(palette.ambient, 0.88))
    return palette


def _family(palette: Palette, brief: Brief) -> Palette:
    """A small turn of hue shared by every scene of one style and brand."""
    dice = Dice.of_film(brief).stream("family")
    degrees, chroma = float(dice.uniform(-9, 9)), float(dice.uniform(0.96, 1.1))
    return _each(palette, _ALL, lambda c: saturate(turn(c, degrees), chroma))


def _style(palette: Palette, scene: Composition, brief: Brief) -> Palette:
    if scene.style == "cyberpunk":
        palette = _each(palette, "top mid low haze", lambda c: steer(c, rgb("#7a2fd0"), 0.6))
        palette = replace(
            palette, low=steer(palette.low, rgb("#ff3d9a"), 0.7), near=rgb("#0c0720"), lamp=rgb("#ff5fc8")
        )
        return replace(palette, accent=rgb("#20e0e8"), ambient=times(palette.ambient, (0.78, 0.66, 1.0)))
    if scene.style == "vintage":
        return _each(palette, _ALL, lambda c: mix(saturate(c, 0.68), rgb("#c99a5e"), 0.2))
    if scene.style in ("anime", "papercut", "clay"):
        return _each(palette, _ALL, lambda c: saturate(c, 1.16))
    if scene.style == "watercolour":
        return _each(palette, _ALL, lambda c: mix(c, (252, 250, 244), 0.16))
    if scene.style == "tinted":
        degrees = float(Dice.of_film(brief).stream("tint").uniform(18, 60))
        return _each(palette, _ALL, lambda c: turn(c, degrees if len(scene.style_word) % 2 else -degrees))
    return palette


def _brand(palette: Palette, codes: tuple[str, ...]) -> Palette:
    """The first brand colour leads sky and water, the second the light near the horizon, the last the accents."""
    if not codes:
        return palette
    goals = [rgb(code) for code in codes]
    first, second, last = goals[0], goals[min(1, len(goals) - 1)], goals[-1]
    palette = _each(palette, "top mid water near", lambda c: steer(c, first, 0.72))
    palette = _each(palette, "low haze wall lamp", lambda c: steer(c, second, 0.5))
    palette = _each(palette, "grass leaf sand rock earth", lambda c: steer(c, first, 0.3))
    return replace(palette, accent=last, light=steer(palette.light, second, 0.3))
