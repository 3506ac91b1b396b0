"""Colours in words, for models that read words better than codes."""

from colorsys import rgb_to_hls

_HUES = (
    (15, "red"), (42, "orange"), (68, "yellow"), (165, "green"), (195, "turquoise"), (255, "blue"),
    (290, "violet"), (345, "pink"), (361, "red"),
)  # fmt: skip
"""The first name whose degrees are above the hue."""


def colour_name(code: str) -> str:
    """A colour "#rrggbb" in one to three words: "deep blue", "pale grey", "black"."""
    red, green, blue = (int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, light, vividness = rgb_to_hls(red, green, blue)
    if light < 0.07:
        return "black"
    if light > 0.95:
        return "white"
    shade = "dark" if light < 0.3 else "pale" if light > 0.75 else ""
    if vividness < 0.12:
        return f"{shade} grey".strip()
    name = next(name for end, name in _HUES if hue * 360 < end)
    if name == "orange" and light < 0.5:
        return f"{'dark ' if light < 0.2 else ''}brown"
    if name in {"red", "pink"} and shade == "pale":
        return "pink"
    depth = {"dark": "deep", "pale": "pale"}.get(shade, "muted" if vividness < 0.4 else "bright" if light < 0.6 else "")
    return f"{depth} {name}".strip()
