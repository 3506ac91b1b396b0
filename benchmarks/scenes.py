"""The same six scenes for every contender."""

from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

from storyreel_media.animatic import Brief, paint
from storyreel_media.film import Film, Move, Shot, plan
from storyreel_media.film.composing import compose
from storyreel_media.film.encoding import render_segment

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


def clips(folder: Path, seconds: int = 5) -> list[Path]:
    """Six clips as a provider sends them: 1080p, 24 frames a second, with sound."""
    paths = []
    for number, (picture, words, move) in enumerate(zip(pictures(folder), WORDS, MOVES, strict=True), 1):
        path = folder / f"{number}-{seconds}.mp4"
        if not path.exists():
            shot = Shot(picture=picture, content_key=str(picture), duration=Decimal(seconds), words=words, move=move)
            made = Film(shots=(shot,), fps=24, captions=False)
            files = [folder / f"part-{segment.index}.mp4" for segment in plan(made)]
            for segment, file in zip(plan(made), files, strict=True):
                render_segment(made, segment, file, lambda _: None)
            compose(made, files, path)
        paths.append(path)
    return paths


def film(folder: Path, *, seconds: int, short_side: int, moving: bool = False) -> Film:
    """A film with captions, `seconds` long in all: of six stills, or of clips of five seconds, with their sound."""
    if moving:
        sources = [{"clip": path} for path in clips(folder)] * (seconds // 30)
    else:
        sources = [{"picture": path} for path in pictures(folder)]
    shots = [
        Shot(
            **source,
            content_key=blake2b(path.read_bytes(), digest_size=20).hexdigest(),
            duration=Decimal(seconds) / len(sources),
            words=WORDS[place % 6],
            caption=WORDS[place % 6],
            move=MOVES[place % 6],
        )
        for place, source in enumerate(sources)
        for path in source.values()
    ]
    return Film(shots=tuple(shots), short_side=short_side, slate=False, audio="clips" if moving else "bed")
