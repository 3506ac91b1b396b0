"""Keys that say whether two clips are the same clip."""

import json
from hashlib import blake2b


def clip_key(  # noqa: PLR0913 - whatever decides
    *,
    provider: str,
    model: str,
    prompt: str,
    seed: int,
    aspect_ratio: str,
    picture: str,
    last_picture: str | None,
    seconds: str,
    resolution: str,
) -> str:
    """The hex key (64 characters) of everything that decides what a clip looks like.

    `picture` and `last_picture` are the content keys of the pictures that it begins and, where that is asked for, ends
    with. Equal inputs give equal keys on every machine and in every release, so whatever a scene's number is and
    wherever in a film it stands, it is bought once.
    """
    facts = ["clip/1", provider, model, prompt, seed, aspect_ratio, picture, last_picture, seconds, resolution]
    canonical = json.dumps(facts, ensure_ascii=True, separators=(",", ":"))
    return blake2b(canonical.encode("ascii"), digest_size=32).hexdigest()
