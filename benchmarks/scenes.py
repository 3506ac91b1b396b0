"""The same six scenes for every contender."""

from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

from storyreel_media.animatic import Brief, paint
from storyreel_media.film import Film, Move, Shot

WORDS = (
    "A lighthouse on a cliff at dusk, waves below",
    "A fisherman walks along the harbour at dawn",
    "A sailboat in a storm, rain and lightning",
    "A red fox in a snowy forest at night under the moon",
    "A city street with lanterns in the rain, people with umbrellas",
    "Mountains at sunrise over a quiet lake",
)
MOVES = (Move.PUSH_IN, Move.PAN_RIGHT, Move.TILT_UP, Move.PULL_OUT, Move.DRIFT, Move.PAN_LEFT)


def pictures(folder: Path, *, short_side: int = 1296) -> list[Path]:
    """Six pictures as files, painted once."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, words in enumerate(WORDS, 1):
        path = folder / f"{number}-{short_side}.jpg"
        if not path.exists():
            path.write_bytes(paint(Brief(words, words, short_side=short_side, seed=number)).data)
        paths.append(path)
    return paths


def film(folder: Path, *, seconds: int, short_side: int) -> Film:
    """A film of six scenes, `seconds` long in all, with captions."""
    shots = [
        Shot(
            picture=path,
            content_key=blake2b(path.read_bytes(), digest_size=20).hexdigest(),
            duration=Decimal(seconds) / 6,
            words=words,
            caption=words,
            move=move,
        )
        for path, words, move in zip(pictures(folder), WORDS, MOVES, strict=True)
    ]
    return Film(shots=tuple(shots), short_side=short_side, slate=False)
