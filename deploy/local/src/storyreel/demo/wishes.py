"""What the demo is asked for."""

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storyreel.cli.endings import Unusable
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.complaints import complaint

STORY = (
    (1, "The Last Light: a lighthouse stands on a sea cliff at golden hour."),
    (5, "An old man carries a lantern along the coast at dusk."),
    (2, "A sailing ship fights the waves in a thunderstorm at night."),
    (4, "The lighthouse shines over the dark sea under the stars."),
    (3, "The sailing ship glides into the harbour in the mist of dawn."),
    (6, "The old man and his dog watch the sun rise over the beach."),
)
"""A title and six sentences, six scenes: one evening, one night, and a ship that makes it. The number: a film of fewer
scenes leaves the sentence out."""

PROMPT = " ".join(sentence for _, sentence in STORY)
"""The whole story."""

SCENE_SECONDS = 5
"""Of a film, what a scene takes."""

VARIABLES = {"PROMPT": "prompt", "DURATION": "duration", "ASPECT": "aspect_ratio", "STYLE": "style", "SEED": "seed"}
"""The environment's names, as `make demo` takes them, and the request's."""

STYLE, SEED = "cinematic", 7
"""Of the film that nobody asked for differently."""

_SHOWN = 40
"""Characters of a wrong value that are said again."""

_NUMBERS = frozenset({"duration", "seed"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """A film, and the folder that it should lie in."""

    request: GenerationRequest
    out: Path


def wishes(environ: Mapping[str, str] = os.environ) -> Wishes:
    """Read the environment; an empty variable counts as none, except for the prompt.

    Pictures are always the animatic's, whatever tokens are set: a demo costs nothing. Our own prompt has a seed of its
    own, so that everyone sees the same film, and no more sentences than the film has scenes; another prompt gets a new
    seed each time.

    Raises:
        Unusable: a wish is beyond the limits; the sentence names the variable
    """
    _no_blank_prompt(environ)
    told = {
        name: environ[variable].strip() for variable, name in VARIABLES.items() if environ.get(variable, "").strip()
    }
    seed = random.randrange(1_000_000) if "prompt" in told else SEED  # noqa: S311  chooses a look, guards nothing
    asked: dict[str, Any] = {"prompt": PROMPT, "style": STYLE, "seed": seed, "provider": "animatic"} | told
    numbers = {name: int(asked[name]) for name in _NUMBERS & told.keys() if told[name].isdecimal()}
    try:
        request = GenerationRequest.model_validate(asked | numbers)
    except ValidationError as error:
        raise Unusable("; ".join(_wrong(one, environ) for one in error.errors())) from None
    if "prompt" not in told:
        request = request.model_copy(update={"prompt": _story(request.duration)})
    return Wishes(request, _folder(environ))


def _story(duration: int) -> str:
    """As much of the story as a film of so many seconds has scenes for, and at least how it begins."""
    scenes = max(1, duration // SCENE_SECONDS)
    return " ".join(sentence for fewest, sentence in STORY if fewest <= scenes)


def _no_blank_prompt(environ: Mapping[str, str]) -> None:
    if "PROMPT" in environ and not environ["PROMPT"].strip():
        raise Unusable("PROMPT is empty: say what the film shows, or leave PROMPT away for the lighthouse")


def _wrong(error: Any, environ: Mapping[str, str]) -> str:
    """What was typed, and what it may be."""
    variable = next((name for name, field in VARIABLES.items() if field == error["loc"][0]), "PROMPT")
    typed = environ.get(variable, "").strip()
    shown = typed if len(typed) <= _SHOWN else f"{typed[:_SHOWN]}…"
    return f"{variable}={shown}: {complaint(error)}"


def _folder(environ: Mapping[str, str]) -> Path:
    named = environ.get("OUT", "").strip() or "out"
    folder = Path(named).expanduser()
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"OUT={named} is a file, not a folder")
    return folder
