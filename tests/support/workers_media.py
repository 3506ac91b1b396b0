"""Small pictures and films for tests of the workers."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import RenderRequested, RenderScene


def jpeg(number: int, size: tuple[int, int] = (384, 216)) -> bytes:
    """A picture that looks like no other number's."""
    image = Image.new("RGB", size, ((number * 67) % 256, (number * 131) % 256, 120))
    draw = ImageDraw.Draw(image)
    for line in range(0, size[0], 16):
        draw.line((line, 0, size[0] - line, size[1]), fill=(255, (line * 7) % 256, number % 256), width=2)
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def render_requested(keys: list[str], *, seconds: str = "1.5", owner_id: str = "owner") -> RenderRequested:
    """A film of these pictures, in a job of its own."""
    return RenderRequested(
        event_id=new_id(),
        job_id=new_id(),
        owner_id=owner_id,
        occurred_at=now(),
        render_id=new_id(),
        storyboard_version=1,
        scenes=tuple(
            RenderScene(
                scene_id=new_id(),
                scene_number=number,
                description=f"Scene {number}: waves under a lighthouse.",
                image_prompt="waves under a lighthouse",
                duration=Decimal(seconds),
                image_key=key,
                content_key=f"content-{key}",
                seed=number,
            )
            for number, key in enumerate(keys, 1)
        ),
        seed=7,
    )


def write_film(path: Path, *, seconds: float = 2, size: tuple[int, int] = (320, 180), fps: int = 30) -> Path:
    """An mp4 with H.264 and AAC, as the renderer would leave it."""
    width, height = size
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        picture, sound = film.add_stream("libx264", rate=fps), film.add_stream("aac", rate=48000, layout="stereo")
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.options = {"preset": "ultrafast"}
        ramp = np.linspace(0, 255, width, dtype=np.uint8)
        for index in range(round(seconds * fps)):
            pixels = np.repeat(np.roll(ramp, index * 3)[None, :, None], height, 0).repeat(3, 2)
            film.mux(picture.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")))
        film.mux(picture.encode(None))
        samples = np.zeros((2, 1024), np.float32)
        for start in range(0, round(seconds * 48000), 1024):
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48000, start
            film.mux(sound.encode(frame))
        film.mux(sound.encode(None))
    return path
