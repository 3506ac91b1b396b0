"""Copies appear whole and checked at their place, or not at all."""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from storyreel_media.export import ALL_NINE, CopyRefusedError, Recipe, transcode, transcode_many
from storyreel_media.ffmpeg import FfmpegFailedError, FfmpegTimeoutError
from storyreel_media.probe import BT709, NotAFilm, probe

StandIn = Callable[[str], str]
Children = Callable[[], list[int]]

HANG = "open(OUT, 'wb').write(b'half'); time.sleep(60)"
SIZES = {"low": (854, 480), "medium": (1280, 720), "high": (1920, 1080)}
CODECS = {"mp4": ("h264", "aac"), "mov": ("h264", "aac"), "webm": ("av1", "opus")}


def packets(path: Path) -> list[tuple[str, bytes]]:
    """Return every packet of a file by kind of stream, in their order, without the times."""
    with av.open(str(path)) as container:
        found = [(packet.stream.type, bytes(packet)) for packet in container.demux() if packet.size]
    return sorted(found, key=lambda packet: packet[0])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a place for a copy in a folder of its own."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "copy"


async def test_all_nine_from_one_decoding(full_hd: Path, out: Path, stand_in: StandIn) -> None:
    """Every format in every quality is right in size, codec, length, colour and sound; nothing is encoded twice."""
    log = out.parent.parent / "calls"
    spy = stand_in(f"open({str(log)!r}, 'a').write(' '.join(ARGS) + '\\n'); os.execv(FFMPEG, [FFMPEG, *ARGS])")
    made = await transcode_many(full_hd, ALL_NINE, out.parent, deadline=120, ffmpeg=spy)
    assert made.keys() == set(ALL_NINE)
    assert sorted(path.name for path in out.parent.iterdir()) == sorted(recipe.file_name for recipe in ALL_NINE)
    for recipe, info in made.items():
        assert info == probe(out.parent / recipe.file_name)
        assert info.video is not None
        assert info.audio is not None
        assert (info.video.width, info.video.height) == SIZES[recipe.quality]
        assert (info.video.codec, info.audio.codec) == CODECS[recipe.format]
        assert (info.container, info.faststart) == (recipe.format, None if recipe.format == "webm" else True)
        assert (info.video.frames, info.video.color, info.video.pix_fmt) == (12, BT709, "yuv420p")
    used = Counter(log.read_text().split())
    assert (used["libx264"], used["libsvtav1"], used["aac"], used["-filter_complex"]) == (2, 3, 0, 1)


@pytest.mark.parametrize("format_", ["mp4", "mov"])
async def test_copy_at_its_own_size_is_a_remux(full_hd: Path, out: Path, format_: str) -> None:
    """Every byte of picture and sound is the master's."""
    recipe = next(recipe for recipe in ALL_NINE if (recipe.format, recipe.quality) == (format_, "high"))
    info = await transcode(full_hd, recipe, out, deadline=60)
    assert info.container == format_
    assert packets(out) == packets(full_hd)


async def test_nothing_is_blown_up(small: Path, out: Path) -> None:
    """A small master gives small copies, alike in all three qualities and encoded once."""
    made = await transcode_many(small, ALL_NINE, out.parent, deadline=60)
    assert {(info.video.width, info.video.height) for info in made.values() if info.video} == {(426, 240)}
    low, high = (packets(out.parent / Recipe("webm", quality).file_name) for quality in ("low", "high"))
    assert low == high


async def test_vp9_for_old_players(small: Path, out: Path) -> None:
    """The other WebM has the same length and tags."""
    info = await transcode(small, Recipe("webm", "low", "vp9"), out, deadline=60)
    assert info.video is not None
    assert (info.video.codec, info.video.frames, info.video.color) == ("vp9", 48, BT709)


async def test_webm_master_is_remuxed_to_webm_and_encoded_to_mp4(small: Path, out: Path) -> None:
    """What needs no encoding is decided by what is there, not by the format's name."""
    webm = out.with_name("master.webm")
    await transcode(small, Recipe("webm", "high"), webm, deadline=60)
    await transcode(webm, Recipe("webm", "medium"), out, deadline=60)
    assert packets(out) == packets(webm)
    info = await transcode(webm, Recipe("mp4", "high"), out, deadline=60)
    assert info.video is not None
    assert (info.video.codec, info.video.frames) == ("h264", 48)


@pytest.mark.parametrize("recipe", [Recipe("mov", "low"), Recipe("webm", "low")], ids=lambda recipe: recipe.key)
async def test_silent_film_stays_silent(silent: Path, out: Path, recipe: Recipe) -> None:
    """No sound is made up."""
    assert (await transcode(silent, recipe, out, deadline=60)).audio is None


async def test_equal_masters_give_equal_remuxes(small: Path, out: Path) -> None:
    """Nothing in a copy depends on when it was made."""
    for name in ("one", "two"):
        await transcode(small, Recipe("mov", "low"), out.with_name(name), deadline=60)
    assert out.with_name("one").read_bytes() == out.with_name("two").read_bytes()


@pytest.mark.parametrize("name", ["100%d 'a' \"b\" %03d.mp4", "-y", "a:b?c=d#e", "$(touch x);&", "ünï\n↯"])
async def test_any_file_name_means_itself(small: Path, out: Path, name: str) -> None:
    """Percent signs, quotes, dashes, colons and line ends are not understood by anyone on the way."""
    master = out.with_name("master " + name)
    master.write_bytes(small.read_bytes())
    await transcode(master, Recipe("mov", "low"), out.with_name(name), deadline=60)
    assert {path.name for path in out.parent.iterdir()} == {name, "master " + name}


async def test_progress_rises_to_one(small: Path, out: Path) -> None:
    """One is said when the copy is at its place, not before."""
    heard: list[tuple[float, bool]] = []
    await transcode(
        small,
        Recipe("webm", "low"),
        out,
        deadline=60,
        on_progress=lambda share: heard.append((share, out.exists())),
    )
    shares = [share for share, _ in heard]
    assert shares == sorted(set(shares))
    assert heard[-1] == (1.0, True)
    assert not any(there for _, there in heard[:-1])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("subprocess.run([FFMPEG, *ARGS], check=True); os.truncate(OUT, os.stat(OUT).st_size // 2)", CopyRefusedError),
        ("open(OUT, 'wb').write(b'')", CopyRefusedError),
        ("pass", CopyRefusedError),
        ("subprocess.run([FFMPEG, *ARGS[:-3], '-frames:v', '40', *ARGS[-3:]], check=True)", CopyRefusedError),
        ("subprocess.run([FFMPEG, *ARGS[:-3], '-an', *ARGS[-3:]], check=True)", CopyRefusedError),
        ("subprocess.run([FFMPEG, *ARGS[:-2], 'mov', ARGS[-1]], check=True)", CopyRefusedError),
        ("open(OUT, 'wb').write(b'half'); sys.exit(1)", FfmpegFailedError),
        (HANG, FfmpegTimeoutError),
    ],
    ids=["truncated", "empty", "nothing", "short", "mute", "other format", "exit 1", "hang"],
)
async def test_bad_work_of_ffmpeg_is_never_kept(
    small: Path, out: Path, stand_in: StandIn, children: Children, body: str, error: type[Exception]
) -> None:
    """What was there before stays, no half file and no process is left."""
    out.write_bytes(b"the copy of last time")
    with pytest.raises(error):
        await transcode(small, Recipe("mp4", "low"), out, deadline=1 if body == HANG else 60, ffmpeg=stand_in(body))
    assert [path.name for path in out.parent.iterdir()] == ["copy"]
    assert out.read_bytes() == b"the copy of last time"
    assert children() == []


async def test_set_with_one_bad_copy_is_none(full_hd: Path, out: Path, stand_in: StandIn) -> None:
    """Of several copies all appear or none."""
    spoil = stand_in("subprocess.run([FFMPEG, *ARGS], check=True); os.truncate(OUT, 1000)")
    recipes = [Recipe("mp4", "high"), Recipe("mov", "high")]
    with pytest.raises(CopyRefusedError):
        await transcode_many(full_hd, recipes, out.parent, deadline=60, ffmpeg=spoil)
    assert list(out.parent.iterdir()) == []


async def test_cancellation_leaves_nothing(small: Path, out: Path, stand_in: StandIn, children: Children) -> None:
    """A canceled export leaves neither a process nor a file."""
    task = asyncio.create_task(transcode(small, Recipe("mp4", "low"), out, deadline=60, ffmpeg=stand_in(HANG)))
    async with asyncio.timeout(60):
        while not any(path.stat().st_size for path in out.parent.iterdir()):  # noqa: ASYNC110 - ffmpeg sets no event
            await asyncio.sleep(0.01)
    assert children() != []
    assert [path.suffix for path in out.parent.iterdir()] == [".part"]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(out.parent.iterdir()) == []
    assert children() == []


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-100], lambda data: data[: len(data) // 2] + bytes(len(data) // 2)]
)
async def test_broken_master_is_told_apart(small: Path, out: Path, spoil: Callable[[bytes], bytes]) -> None:
    """A master that cannot be read is the cause, not ffmpeg: no retry would help."""
    broken = out.with_name("broken.mp4")
    broken.write_bytes(spoil(small.read_bytes()))
    with pytest.raises(NotAFilm):
        await transcode(broken, Recipe("webm", "low"), out, deadline=60)
    assert [path.name for path in out.parent.iterdir()] == ["broken.mp4"]


async def test_set_of_nothing_is_a_mistake(small: Path, tmp_path: Path) -> None:
    """A caller that asks for no copy hears so."""
    with pytest.raises(ValueError, match="no recipe"):
        await transcode_many(small, [], tmp_path, deadline=60)
