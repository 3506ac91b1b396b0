"""Keys that say whether two pictures are the same picture."""

import json
from collections.abc import Sequence
from hashlib import blake2b

_SEED_BITS = 31  # image models take a non-negative 32-bit signed integer


def content_key(
    *,
    provider: str,
    model: str,
    prompt: str,
    seed: int,
    aspect_ratio: str,
    style: str | None,
    references: Sequence[str] = (),
) -> str:
    """The hex key (64 characters) of everything that decides what a generated picture looks like.

    Equal inputs give equal keys on every machine and in every release; the order of `references` counts, because
    providers weigh them by position. `None` and `""` as style are different inputs.
    """
    canonical = json.dumps(
        ["picture/1", provider, model, prompt, seed, aspect_ratio, style, list(references)],
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return blake2b(canonical.encode("ascii"), digest_size=32).hexdigest()


def scene_seed(job_seed: int, image_prompt: str) -> int:
    """A 31-bit seed for one picture, from the job's seed and the prompt alone, so that a reorder changes no picture."""
    digest = blake2b(f"{job_seed}\n{image_prompt}".encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _SEED_BITS)
