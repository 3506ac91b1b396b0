"""What the demo leaves, as a table."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from storyreel.cli.output import size, table
from storyreel.demo.folder import Folder
from storyreel.demo.proof import Proof


def summary(folder: Folder, proofs: Sequence[Proof], pictures: int, seconds: float) -> RenderableType:
    """Films with their facts, stills with their places, and the whole time."""
    films = table("file", "length", "resolution", "codecs", "size", "frames decoded")
    for proof in proofs:
        films.add_row(*_facts(proof))
    stills = Table.grid(padding=(0, 2))
    for name, path in (
        (f"{pictures} picture{'' if pictures == 1 else 's'}", folder.storyboard),
        ("contact sheet", folder.contact_sheet),
        ("poster", folder.poster),
    ):
        stills.add_row(Text(name, style="dim"), str(path))
    return Group(
        films, stills, Text(f"\nEverything checked. {seconds:.0f} s from nothing to film.", style="bold green")
    )


def _facts(proof: Proof) -> tuple[str, ...]:
    video, audio = proof.info.video, proof.info.audio
    if video is None or audio is None:
        raise ValueError("a proven film has picture and sound")
    return (
        str(proof.path),
        f"{video.duration:.2f} s",
        f"{video.width}×{video.height}, {float(video.fps):g} fps",
        f"{video.codec} + {audio.codec}",
        size(proof.path.stat().st_size),
        f"{proof.decoded} of {video.frames}",
    )
