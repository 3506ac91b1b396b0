"""An answer that is kept, so that saying a request again does nothing again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

KEPT_FOR = timedelta(hours=24)
_PASSING = frozenset({401, 402, 408, 425, 429})
"""Refusals that say nothing about the request: the same one may be taken later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered; `headers` are those that a repetition has to have too."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def definite(self) -> bool:
        """Whether the same request would have to get the same answer: an effect, or a refusal for good."""
        return 200 <= self.status < 500 and self.status not in _PASSING


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer and the fingerprint of the request that it was given to."""

    fingerprint: bytes
    answer: Answer


def fingerprint(method: str, path: str, query: Sequence[tuple[str, str]], body: bytes) -> bytes:
    """32 bytes that tell requests apart, but not the order of JSON fields or query parameters, nor blanks in JSON."""
    try:
        said = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode() if body else b""
    except (ValueError, RecursionError):
        said = body
    digest = blake2b(digest_size=32)
    for part in (method.encode(), path.encode(), json.dumps(sorted(query)).encode(), said):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()
