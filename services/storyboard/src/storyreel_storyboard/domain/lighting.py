"""Which light falls on which scene of a film."""

from dataclasses import dataclass

from storyreel_storyboard.domain import light, verbs
from storyreel_storyboard.domain.camera import Role
from storyreel_storyboard.domain.light import Light
from storyreel_storyboard.domain.units import Passage

_DAY_LONG = 6  # scenes from which a film of one event may last a day


def is_title(text: str) -> bool:
    """Whether `text` names a thing rather than telling what happens."""
    return verbs.finite_at(verbs.tokens(text)[:25]) < 0


@dataclass(frozen=True, slots=True)
class Lit:
    """The light of one scene: a state of a run through the film, or only a quality."""

    light: Light | None
    look: str
    said: bool

    def is_said(self, role: Role) -> bool:
        """Whether the scene's own words tell the light already."""
        return self.said and role is Role.TOLD


def lights_over(passages: list[Passage]) -> list[Lit]:
    """A light per scene: what the owner said holds until something else is said; nothing said is a day, or neutral."""
    said = [light.stated(f"{passage.text} {passage.setting}") for passage in passages]
    scenes = passages[0].scenes if len(passages) == 1 else 0
    lasts = scenes >= _DAY_LONG or (scenes >= _DAY_LONG // 2 and is_title(passages[0].text))
    standing = light.whole_day() if lasts else ()
    runs: list[tuple[light.Light, ...]] = []
    own: list[bool] = []
    for passage, lights in zip(passages, said, strict=True):
        standing = lights or standing
        runs += [standing] * passage.scenes
        own += [bool(lights)] * passage.scenes
    return [_lit(runs, index, said=own[index]) for index in range(len(runs))]


def _lit(runs: list[tuple[Light, ...]], index: int, *, said: bool) -> Lit:
    run = runs[index]
    if not run:
        return Lit(None, light.quality(index), said)
    first = index
    while first and runs[first - 1] is run:
        first -= 1
    last = index
    while last + 1 < len(runs) and runs[last + 1] is run:
        last += 1
    state = light.at(run, index - first, last - first + 1)
    return Lit(state, state.look, said)
