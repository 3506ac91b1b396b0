"""The proportions of four-legged animals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beast:
    """Proportions of a standing animal seen from the side, in units of its height."""

    coat: str
    length: float = 1.2  # nose-side chest to rump
    leg: float = 0.45  # ground to belly
    body: float = 0.3  # belly to back
    thick: float = 0.05  # leg's half width at the foot
    neck: tuple[float, float] = (0.16, 0.3)  # from shoulder to head
    head: tuple[float, float] = (0.17, 0.12)  # half length, half height
    snout: float = 0.16
    ear: str = "point"
    tail: str = "down"
    belly: str = ""
    mane: str = ""
    horns: str = ""
    patches: str = ""


BEASTS: dict[str, Beast] = {
    "dog": Beast("#b07a44", 0.86, 0.36, 0.3, 0.045, (0.15, 0.27), (0.15, 0.13), 0.17, "flop", "up", "#e0c49c"),
    "fox": Beast("#d9692a", 0.94, 0.35, 0.29, 0.04, (0.19, 0.24), (0.17, 0.14), 0.2, "point", "brush", "#f4ece0"),
    "wolf": Beast("#7f858c", 0.96, 0.41, 0.31, 0.045, (0.18, 0.2), (0.17, 0.13), 0.2, "point", "brush", "#c9ccce"),
    "horse": Beast(
        "#8a5230", 0.82, 0.44, 0.25, 0.032, (0.24, 0.34), (0.16, 0.075), 0.14, "small", "mane", "", "#2c1d16"
    ),
    "deer": Beast(
        "#a8703e", 0.66, 0.4, 0.19, 0.022, (0.14, 0.26), (0.1, 0.065), 0.09, "leaf", "stub", "#e8d6b8", "", "antlers"
    ),
    "cow": Beast(
        "#f0ece2", 1.12, 0.38, 0.4, 0.055, (0.16, 0.08), (0.15, 0.12), 0.12, "leaf", "rope", "", "", "horns", "#3a2f2a"
    ),
    "sheep": Beast("#efe9dc", 0.9, 0.26, 0.46, 0.04, (0.1, 0.06), (0.13, 0.11), 0.1, "leaf", "stub"),
    "bear": Beast("#6b4a34", 1.1, 0.3, 0.5, 0.085, (0.16, 0.0), (0.18, 0.17), 0.14, "round", "stub"),
    "polarbear": Beast("#f2f0e8", 1.15, 0.3, 0.46, 0.085, (0.2, 0.04), (0.17, 0.14), 0.16, "round", "stub"),
    "elephant": Beast("#8b8a90", 1.0, 0.32, 0.5, 0.085, (0.12, 0.04), (0.19, 0.2), 0.0, "fan", "rope"),
    "giraffe": Beast(
        "#e0b25c",
        0.42,
        0.36,
        0.17,
        0.018,
        (0.17, 0.36),
        (0.07, 0.04),
        0.06,
        "small",
        "rope",
        "",
        "#8a5a2c",
        "knobs",
        "#a8682c",
    ),
    "lion": Beast("#d0a050", 1.15, 0.36, 0.32, 0.055, (0.14, 0.16), (0.16, 0.15), 0.12, "round", "tuft", "", "#8a5226"),
    "camel": Beast("#c9a06a", 0.8, 0.42, 0.24, 0.032, (0.22, 0.26), (0.11, 0.06), 0.09, "small", "rope"),
    "mouse": Beast("#9a9086", 1.3, 0.16, 0.5, 0.05, (0.14, -0.08), (0.26, 0.22), 0.2, "disc", "rope"),
    "dinosaur": Beast("#6f9a5a", 0.9, 0.36, 0.34, 0.07, (0.18, 0.34), (0.16, 0.09), 0.1, "none", "thick", "#c9d09a"),
}
