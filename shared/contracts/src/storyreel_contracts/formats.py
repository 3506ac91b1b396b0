"""What an uploaded file may be. Apart from the other types, for processes that must start quickly: no imports."""

from typing import Literal

AssetType = Literal["image", "video", "audio", "document"]
AssetFormat = Literal["jpg", "png", "gif", "webp", "mp4", "mov", "mp3", "wav", "pdf"]
