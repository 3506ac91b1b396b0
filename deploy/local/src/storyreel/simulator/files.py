"""Files that users upload as inputs: 100 MB at most, kept for a day."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storyreel.simulator.clock import said
from storyreel.simulator.problems import Problem

LARGEST = 100 * 1_000_000
LARGEST_DATA_URL = 256 * 1024
KEPT = timedelta(hours=24)
_FILE = re.compile(r"/v1/files/([^/?#]+)")
_DELIVERED = re.compile(r"/delivery/([^/?#]+)/([^/?#]+)")


class NoSuchImage(Exception):
    """An input's address leads nowhere."""


@dataclass
class File:
    """An uploaded file."""

    id: str
    name: str
    content_type: str
    data: bytes
    metadata: dict[str, Any]
    created_at: datetime
    base: str

    @property
    def expires_at(self) -> datetime:
        """When it is deleted."""
        return self.created_at + KEPT

    def body(self) -> dict[str, Any]:
        """As the API answers it."""
        digest = hashlib.sha256(self.data).hexdigest()
        return {
            "id": self.id,
            "name": self.name,
            "content_type": self.content_type,
            "size": len(self.data),
            "etag": digest[:32],
            "checksums": {"sha256": digest, "md5": hashlib.md5(self.data, usedforsecurity=False).hexdigest()},
            "metadata": self.metadata,
            "created_at": said(self.created_at),
            "expires_at": said(self.expires_at),
            "urls": {"get": f"{self.base}/v1/files/{self.id}"},
        }


@dataclass
class Files:
    """All that are there; `delivered` finds a model's output by prediction and name."""

    now: Callable[[], datetime]
    delivered: Callable[[str, str], bytes | None]
    kept: dict[str, File] = field(default_factory=dict)

    def add(self, file: File) -> None:
        """Keep one.

        Raises:
            Problem: it is too large
        """
        if len(file.data) > LARGEST:
            raise too_large()
        self.kept[file.id] = file

    def find(self, file_id: str) -> File | None:
        """One that is not expired."""
        found = self.kept.get(file_id)
        return found if found is not None and self.now() < found.expires_at else None

    def read(self, url: str) -> bytes:
        """What an input's address leads to: a data URL, an uploaded file, another prediction's output.

        Raises:
            NoSuchImage: nothing of these; the simulator fetches nothing from elsewhere
        """
        if url.startswith("data:"):
            return _data_url(url)
        if (found := _FILE.search(url)) and (file := self.find(found[1])) is not None:
            return file.data
        if (found := _DELIVERED.search(url)) and (data := self.delivered(found[1], found[2])) is not None:
            return data
        raise NoSuchImage("404 Client Error: Not Found for url (the simulator fetches from nobody else)")


def too_large() -> Problem:
    """413."""
    return Problem(413, "Request entity too large", f"The file is larger than {LARGEST // 1_000_000} MB.")


def _data_url(url: str) -> bytes:
    if len(url) > LARGEST_DATA_URL:
        raise NoSuchImage("data URLs may be 256 kB at most")
    head, _, data = url.partition(",")
    try:
        return base64.b64decode(data, validate=True) if head.endswith(";base64") else data.encode()
    except binascii.Error as error:
        raise NoSuchImage("the data URL is no base64") from error
