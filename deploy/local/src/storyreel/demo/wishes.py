"""What the demo is asked for."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyreel_contracts.api import GenerationRequest

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

_NUMBERS = frozenset({"duration", "seed"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """A film, and the folder that it should lie in."""

    request: GenerationRequest
    out: Path


def wishes(environ: Mapping[str, str] = os.environ) -> Wishes:
    """Read the environment; an empty variable counts as none.

    Pictures are always the animatic's, whatever tokens are set: a demo costs nothing.

    Raises:
        pydantic.ValidationError: a wish is beyond the limits
    """
    told: dict[str, Any] = {"prompt": PROMPT, "style": "cinematic", "seed": 7}
    told |= {name: environ[variable] for variable, name in VARIABLES.items() if environ.get(variable, "").strip()}
    numbers = {name: int(told[name]) for name in _NUMBERS & told.keys() if str(told[name]).strip().isdecimal()}
    request = GenerationRequest.model_validate(told | numbers | {"provider": "animatic"})
    return Wishes(request, Path(environ.get("OUT") or "out").expanduser())
