"""The copies of a film: mp4, mov and webm at 480, 720 and 1080 pixels, remuxed where nothing needs encoding.

`recipe` says what is asked, `plan` what that means for one master, `encoders` and `command` put it to ffmpeg,
`transcode` carries it out.
"""

from storyreel_media.export.plan import Essence, Plan, resolve
from storyreel_media.export.recipe import ALL_NINE, ENGINE_VERSION, Format, Quality, Recipe
from storyreel_media.export.transcode import PARTIAL_SUFFIX, CopyRefusedError, transcode, transcode_many

__all__ = [
    "ALL_NINE",
    "ENGINE_VERSION",
    "PARTIAL_SUFFIX",
    "CopyRefusedError",
    "Essence",
    "Format",
    "Plan",
    "Quality",
    "Recipe",
    "resolve",
    "transcode",
    "transcode_many",
]
