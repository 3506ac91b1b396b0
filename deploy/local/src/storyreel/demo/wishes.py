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

PROMPT = (
    "The Last Light: a lighthouse stands on a sea cliff at golden hour. "
    "An old man carries a lantern along the coast at dusk. "
    "A sailing ship fights the waves in a thunderstorm at night. "
    "The lighthouse shines over the dark sea under the stars. "
    "The sailing ship glides into the harbour in the mist of dawn. "
    "The old man and his dog watch the sun rise over the beach."
)
"""A title and six sentences, six scenes: one evening, one night, and a ship that makes it."""

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
    own, so that everyone sees the same film; another prompt gets a new one each time.

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
    return Wishes(request, _folder(environ))


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
