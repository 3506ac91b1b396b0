"""From a prompt to the scenes of a storyboard, by rule: the same prompt and seed always give the same board."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from storyreel_contracts.pricing import WholeSeconds
from storyreel_storyboard.domain import brand, camera, development, labels
from storyreel_storyboard.domain.camera import Role
from storyreel_storyboard.domain.cleaning import one_line
from storyreel_storyboard.domain.continuity import Cast, adds_to
from storyreel_storyboard.domain.graphemes import elide
from storyreel_storyboard.domain.image_prompt import composed
from storyreel_storyboard.domain.lighting import Lit, is_title, lights_over
from storyreel_storyboard.domain.nouns import Subject
from storyreel_storyboard.domain.reading import Reading, read
from storyreel_storyboard.domain.scene import MAX_DESCRIPTION, SceneDraft
from storyreel_storyboard.domain.timing import planned
from storyreel_storyboard.domain.units import Passage
from storyreel_storyboard.domain.wording import joined, stopped

__all__ = ["SceneDraft", "parse"]


_TRIES = 8


@dataclass(frozen=True, slots=True)
class _Shot:
    """A scene before its camera: what is seen, its part in the film, who is in it, where, in which light."""

    description: str
    role: Role
    subject: Subject | None
    setting: str
    look: str


def parse(
    prompt: str,
    *,
    duration: int,
    style: str | None = None,
    aspect_ratio: str = "16:9",
    brand_guidelines: Mapping[str, object] | None = None,
    seed: int = 0,
    whole_seconds: WholeSeconds | None = None,
) -> tuple[SceneDraft, ...]:
    """The storyboard of `prompt` (any text) as a film of `duration` seconds: `max(1, duration // 5)` scenes.

    Structure in the prompt (scene headings, time stamps, lists, sentences, "then …") becomes the scenes; a short prompt
    is developed into beats. Durations add up to `duration` exactly. `style` and `brand_guidelines` flow into every
    image prompt. `seed` chooses among equally good beats. Where `whole_seconds` are what will be bought, no scene has
    a fraction of one.
    """
    reading = read(prompt, duration)
    plan = planned(reading.units, duration, whole_seconds)
    shots = list(_shots(reading, plan.passages, seed))
    looks = _looks(reading, style, brand_guidelines)
    prompts = _image_prompts(shots, looks, aspect_ratio)
    return tuple(
        SceneDraft(number, shot.description, length, image)
        for number, (shot, length, image) in enumerate(zip(shots, plan.durations, prompts, strict=True), 1)
    )


def _looks(reading: Reading, style: str | None, guidelines: Mapping[str, object] | None) -> list[str]:
    """What every image prompt ends with: the film's subject, its style, its brand."""
    chosen = list(dict.fromkeys(filter(None, (one_line(style or "", 200), *reading.style))))
    return [
        _film_about(reading),
        one_line(f"Style: {', '.join(chosen)}", 400) if chosen else "",
        one_line("; ".join(brand.phrases(guidelines)), 430),
    ]


def _film_about(reading: Reading) -> str:
    about = elide(reading.about, 120)
    return f"From a film about {about}" if about and reading.is_english else about


def _shots(reading: Reading, passages: list[Passage], seed: int) -> Iterator[_Shot]:
    writer = development.Writer(reading.text, seed)
    cast = Cast(reading.names)
    if reading.is_english and reading.about:
        cast.read(reading.about, is_advert=reading.is_advert)
    lights = lights_over(passages)
    place = 0
    for turn, passage in enumerate(passages):
        subject = cast.read(passage.text, is_advert=reading.is_advert) if reading.is_english else None
        roles = _roles(passages, turn)
        beats = writer.about(passage.text, subject) if subject and len(roles) > 1 else None
        for role in roles:
            shot = _shot(passage, role, subject, beats, lights[place], is_first=place == 0)
            yield shot if beats else replace(shot, description=_labelled(shot.description, role, reading.language))
            place += 1


def _roles(passages: list[Passage], turn: int) -> list[Role]:
    passage = passages[turn]
    if len(passages) == 1:
        return development.arc(passage.scenes, told_first=is_title(passage.text))
    return development.following(
        passage.scenes, turn, ends=turn == len(passages) - 1, opens=passage.opens and turn == 0
    )


def _shot(
    passage: Passage,
    role: Role,
    subject: Subject | None,
    beats: development.Beats | None,
    lit: Lit,
    *,
    is_first: bool,
) -> _Shot:
    description = f"{passage.heading}: {passage.text}" if passage.heading and role is Role.TOLD else passage.text
    if beats and role is not Role.TOLD:
        beat = beats.write(role, lit.light)
        opens = is_first and role is Role.ESTABLISH and not passage.opens and is_title(passage.text)
        description = joined([passage.text, beat]) if opens else beat or passage.text
    return _Shot(
        elide(description, MAX_DESCRIPTION), role, subject, passage.setting, "" if lit.is_said(role) else lit.look
    )


def _labelled(text: str, role: Role, language: str) -> str:
    told = labels.labelled(text, role, language)
    return told if len(told) <= MAX_DESCRIPTION else text


def _image_prompts(shots: list[_Shot], looks: list[str], aspect_ratio: str) -> list[str]:
    """A prompt per shot, no two alike as long as the camera has another way to look."""
    turns: dict[Role, int] = {}
    prompts: list[str] = []
    for index, shot in enumerate(shots):
        turn = turns.get(shot.role, 0)
        turns[shot.role] = turn + 1
        closes = 0 < index == len(shots) - 1
        tries = (
            _image_prompt(shot, turn, index + shift, looks, aspect_ratio, closes=closes) for shift in range(_TRIES)
        )
        prompts.append(
            next((prompt for prompt in tries if prompt not in prompts), None)
            or _image_prompt(shot, turn, index, looks, aspect_ratio, closes=closes)
        )
    return prompts


def _who(shot: _Shot) -> str:
    """The subject in full where the description does not say it; only as context where it is not in the frame."""
    if shot.subject is None or not adds_to(shot.description, shot.subject):
        return ""
    seen = shot.role is Role.TOLD or shot.subject.definite.lower() in shot.description.lower()
    return f"Subject: {shot.subject.full}" if seen else f"Part of a story about {shot.subject.full}"


def _image_prompt(shot: _Shot, turn: int, index: int, looks: list[str], aspect_ratio: str, *, closes: bool) -> str:
    seen = camera.shot(shot.role, turn, index, shot.description, closes=closes).words()
    who = _who(shot)
    where = f"Setting: {shot.setting}" if shot.setting else ""
    parts = (who, where, seen[:1].upper() + seen[1:], shot.look[:1].upper() + shot.look[1:], *looks)
    return composed(stopped(shot.description), parts, aspect_ratio)
