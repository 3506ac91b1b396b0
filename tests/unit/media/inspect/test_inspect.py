"""A file from a stranger is looked into by a child that can do no harm: no other file, no memory, no time."""

import asyncio
import io
import os
import random
import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import get_args

import av
import numpy as np
import psutil
import pytest
from PIL import Image, ImageCms

from storyreel_contracts.formats import AssetFormat
from storyreel_media.inspect.kinds import KINDS, kind_of_name, kind_of_type
from storyreel_media.inspect.run import Inspected, NoRoom, Unreadable, inspect
from storyreel_media.inspect.sniff import HEAD, sniff
from support import uploads
from support.deadlines import eventually

FORMATS: tuple[AssetFormat, ...] = get_args(AssetFormat)


async def looked(tmp_path: Path, asset_format: AssetFormat, content: bytes, **how: float) -> Inspected:
    """What the child says."""
    (tmp_path / "source").write_bytes(content)
    return await inspect(tmp_path / "source", asset_format, tmp_path, **how)


def test_every_kind_is_known_by_its_first_bytes() -> None:
    """Its own and no other; names and media types that mean it do so too."""
    assert {kind: sniff(uploads.FILES[kind]()[:HEAD]) for kind in FORMATS} == {kind: kind for kind in FORMATS}
    for kind in KINDS.values():
        assert all(kind_of_name(f"A.{ending.upper()}") == kind for ending in kind.extensions)
        assert all(kind_of_type(f"{claim}; charset=x") == kind for claim in kind.claims)
    assert [kind_of_name(name) for name in ("a", "a.final", "a.svg", "a.png.exe", "a.tar.gz")] == [
        None, None, "other", "other", "other",
    ]  # fmt: skip
    assert [kind_of_type(claim) for claim in ("", "application/octet-stream", "text/html")] == [None, None, "other"]


def test_other_bytes_are_nothing() -> None:
    """Noise, text, archives, other pictures and the beginnings of ours."""
    noise = random.Random(1)
    others = [b"", b"<svg", b"PK\x03\x04", b"BM" + bytes(60), b"RIFF\0\0\0\0AVI ", b"\0\0\0\x18ftypavif", b"\xff\xfb"]
    assert [sniff(other) for other in others] == [None] * len(others)
    assert {sniff(b"\0" + noise.randbytes(200)) for _ in range(200)} == {None}


@pytest.mark.parametrize("asset_format", ["mp4", "mov", "mp3", "wav"])
async def test_a_playlist_opens_nothing(tmp_path: Path, asset_format: AssetFormat) -> None:
    """Not under any name: a film that lies beside it, and that ffmpeg would play from it, is not touched."""
    film = tmp_path / "secret.mp4"
    film.write_bytes(uploads.mp4())
    lists = (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{film}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile {film.name}\n",
        f'<?xml version="1.0"?><MPD><BaseURL>file://{film}</BaseURL></MPD>',
    )
    for text in lists:
        with pytest.raises(Unreadable):
            await looked(tmp_path, asset_format, text.encode())
    assert not list(tmp_path.glob("thumbnail.*"))


async def test_a_film_whose_media_lie_elsewhere_is_no_film(tmp_path: Path) -> None:
    """A data reference to another file is not followed."""
    (tmp_path / "secret.mp4").write_bytes(uploads.mp4())
    whole = uploads.mov()
    place = whole.index(b"url \0\0\0\x01") if b"url \0\0\0\x01" in whole else whole.index(b"alis\0\0\0\x01")
    lying = bytearray(whole)
    lying[place + 4 : place + 8] = bytes(4)  # "not in this file"
    media = lying.index(b"mdat") + 4
    lying[media : media + 2000] = bytes(2000)
    with pytest.raises(Unreadable):
        await looked(tmp_path, "mov", bytes(lying))


@pytest.mark.parametrize(
    ("content", "reason"), [(uploads.wide_bomb, "more than 40 million pixels"), (uploads.long_bomb, "is broken")]
)
async def test_bombs_are_told_apart_by_why(tmp_path: Path, content: object, reason: str) -> None:
    """Before they unfold."""
    assert callable(content)
    with pytest.raises(Unreadable, match=reason):
        await looked(tmp_path, "png", content())


async def test_a_child_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    """And the file is to blame."""
    with pytest.raises(Unreadable, match="too long"):
        await looked(tmp_path, "wav", uploads.wav(), deadline=0.01)


async def test_colours_are_brought_to_srgb(tmp_path: Path) -> None:
    """A profile is applied, then dropped: who knows none sees the colours that were meant."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    broken = uploads.saved(uploads.image(), "PNG", icc_profile=profile)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for content in (broken, uploads.saved(uploads.image(), "PNG", icc_profile=srgb)):
        await looked(tmp_path, "png", content)
        with Image.open(tmp_path / "content.png") as kept:
            assert "icc_profile" not in kept.info
            red = kept.convert("RGB").getpixel((40, 40))
            assert isinstance(red, tuple)
            assert red[0] > 200
            assert red[1] < 40


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
async def test_pictures_of_every_depth_are_kept(tmp_path: Path, mode: str) -> None:
    """Grey, coloured, indexed, deep, see-through, for print."""
    made = uploads.image(mode="RGB" if mode in {"LA", "I;16"} else mode)
    made = made.convert("L").convert("LA") if mode == "LA" else made
    made = Image.frombytes("I;16", (64, 64), bytes(range(256)) * 32) if mode == "I;16" else made
    asset_format: AssetFormat = "jpg" if mode == "CMYK" else "png"
    found = await looked(tmp_path, asset_format, uploads.saved(made, {"jpg": "JPEG", "png": "PNG"}[asset_format]))
    assert found.content is not None
    with Image.open(tmp_path / found.content) as kept, Image.open(tmp_path / found.thumbnail) as small:
        assert kept.size == made.size
        assert kept.mode == ("RGB" if mode == "CMYK" else mode)
        assert small.format in {"JPEG", "PNG"}


async def test_silence_has_a_picture_too(tmp_path: Path) -> None:
    """A line."""
    quiet = uploads.wav()[:44] + bytes(len(uploads.wav()) - 44)
    found = await looked(tmp_path, "wav", quiet)
    with Image.open(io.BytesIO((tmp_path / found.thumbnail).read_bytes())) as picture:
        assert picture.size == (640, 240)
        assert len(set(picture.get_flattened_data())) > 1


SAID = {"title": "Secret title", "comment": "Secret <script>", "location": "+52.5200+013.4050/", "artist": "Secret"}


def told(content: bytes, asset_format: AssetFormat, *, later: float = 0) -> bytes:
    """The same film or sound by somebody who tells of it; where `later` (seconds), its beginning is cut away."""
    out = io.BytesIO()
    how = {"movflags": "use_metadata_tags"} if asset_format in {"mp4", "mov"} else {"write_id3v1": "1"}
    how = {} if asset_format == "wav" else how
    with (
        av.open(io.BytesIO(content), "r") as source,
        av.open(out, "w", format=asset_format, container_options=how) as copied,
    ):
        copied.metadata.update(SAID)
        (stream,) = source.streams
        place = copied.add_stream_from_template(stream, opaque=True)
        for packet in source.demux(stream):
            if packet.dts is not None and packet.pts is not None:
                shift = round(later / float(stream.time_base or 1))
                packet.stream, packet.dts, packet.pts = place, packet.dts - shift, packet.pts - shift
                copied.mux(packet)
    return out.getvalue()


def packets(file: Path | io.BytesIO) -> list[bytes]:
    """What is seen or heard, encoded."""
    with av.open(file, "r") as container:
        (stream,) = container.streams
        return [bytes(packet) for packet in container.demux(stream) if packet.size]


@pytest.mark.parametrize("asset_format", ["mp4", "mov", "mp3", "wav"])
async def test_what_is_said_about_a_film_or_sound_is_not_kept(tmp_path: Path, asset_format: AssetFormat) -> None:
    """Neither place nor names nor what somebody has put behind it; every picture and sound is as it was."""
    plain = uploads.FILES[asset_format]()
    content = told(plain, asset_format)
    content += b"Secret <script>" if asset_format in {"mp3", "wav"} else b"\0\0\0\x17freeSecret <script>"
    assert content.count(b"Secret") > 1
    found = await looked(tmp_path, asset_format, content)
    kept = tmp_path / (found.content or "")
    assert not re.search(rb"Secret|script|52\.5|Lavf\d", kept.read_bytes())
    assert packets(kept) == packets(io.BytesIO(plain))
    assert sniff(kept.read_bytes()[:HEAD]) == asset_format


async def test_a_film_is_as_long_as_it_is_shown(tmp_path: Path) -> None:
    """Who cuts a film on a phone cuts nothing out of the file, only what players show of it."""
    content = told(uploads.mp4(2), "mp4", later=0.5)
    assert len(packets(io.BytesIO(content))) == 20
    assert (await looked(tmp_path, "mp4", content)).duration == Decimal("1.5")


async def test_tracks_stay_together(tmp_path: Path) -> None:
    """A film keeps its sound and its second sound."""
    out = io.BytesIO()
    with av.open(io.BytesIO(uploads.mp4()), "r") as film, av.open(out, "w", format="mov") as copied:
        places = {film.streams.video[0]: copied.add_stream_from_template(film.streams.video[0], opaque=True)}
        sounds = [copied.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(2)]
        for packet in film.demux(video=0):
            if packet.dts is not None:
                packet.stream = places[film.streams.video[0]]
                copied.mux(packet)
        for sound in sounds:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
            frame.sample_rate = 8000
            copied.mux(sound.encode(frame))
    found = await looked(tmp_path, "mov", out.getvalue())
    with av.open(tmp_path / (found.content or "")) as kept:
        assert [stream.type for stream in kept.streams] == ["video", "audio", "audio"]
        assert kept.streams.video[0].codec_context.codec_tag == "mp4v"


async def test_a_codec_that_does_not_belong_into_a_format_is_told(tmp_path: Path) -> None:
    """Rather than a file that hardly anybody can play."""
    mov = bytearray(uploads.film("a.mov", 1, "prores_ks", "yuv422p10le"))
    mov[8:12] = b"isom"
    with pytest.raises(Unreadable, match=r"does not belong into \.mp4"):
        await looked(tmp_path, "mp4", bytes(mov))


@pytest.mark.parametrize("asset_format", ["jpg", "gif", "wav", "mp3", "mp4"])
async def test_a_full_disk_is_no_fault_of_the_file(tmp_path: Path, asset_format: AssetFormat) -> None:
    """Whoever sent it may send it again."""
    (tmp_path / f"content.{asset_format}").symlink_to("/dev/full")
    with pytest.raises(NoRoom):
        await looked(tmp_path, asset_format, uploads.FILES[asset_format]())


async def test_the_child_knows_nothing_and_ends_with_who_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has none of our variables and none of our files, its limits are hard, and no cancelled one runs on."""
    monkeypatch.setenv("STORYREEL_SECRET", "CANARY")
    us = psutil.Process()
    before = {child.pid for child in us.children()}
    with (tmp_path / "ours").open("wb") as ours:
        os.set_inheritable(ours.fileno(), True)
        os.mkfifo(tmp_path / "source")  # whoever opens it waits for a writer
        work = asyncio.create_task(inspect(tmp_path / "source", "png", tmp_path))

        async def seen() -> psutil.Process | None:
            for child in us.children():
                if child.pid not in before and child.cmdline()[3:5] == ["-m", "storyreel_media.inspect"]:
                    return child
            return None

        child = await eventually(seen)
        assert child is not None
        with suppress(psutil.NoSuchProcess):
            assert not [name for name in child.environ() if "STORYREEL" in name]
            assert str(tmp_path / "ours") not in {file.path for file in child.open_files()}
            memory, cpu, core = (child.rlimit(one) for one in (psutil.RLIMIT_AS, psutil.RLIMIT_CPU, psutil.RLIMIT_CORE))
            assert (memory, cpu, core) == ((2 << 30, 2 << 30), (30, 30), (0, 0))
            assert os.getsid(child.pid) == child.pid
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    assert not child.is_running()
