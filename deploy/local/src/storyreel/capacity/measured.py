"""What one film costs, as it was measured once, with the machine it was measured on."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, PositiveFloat

from storyreel_contracts.types import ExportFormat

Quality = Literal["480p", "720p", "1080p"]
SIDES: Mapping[Quality, int] = {"480p": 480, "720p": 720, "1080p": 1080}
"""The short side of the film, pixels."""
REFERENCE = "reference.json"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cpu(_Data):
    """Seconds of one core."""

    picture: PositiveFloat = Field(description="a picture of a storyboard, painted here")
    film_second: Mapping[Quality, PositiveFloat] = Field(description="a second of a film of stills, encoded")
    clips_ratio: PositiveFloat = Field(description="a film of clips against one of stills")
    copy_second: Mapping[ExportFormat, Mapping[Quality, PositiveFloat]] = Field(
        description="a second of a copy as large as its film: MP4 and MOV are packed anew, WebM is encoded"
    )
    gateway_scene: PositiveFloat = Field(description="the gateway, a scene of a film from request to completion")
    database_scene: PositiveFloat = Field(description="Postgres, the same")
    bus_scene: PositiveFloat = Field(description="NATS, the same")
    status_read: PositiveFloat = Field(description="the gateway, one read of a job's status")


class Sizes(_Data):
    """Bytes, and messages."""

    picture: PositiveFloat = Field(description="a picture of a storyboard")
    film_second: Mapping[Quality, PositiveFloat] = Field(description="a second of a film")
    kept_ratio: PositiveFloat = Field(
        description="a film and the segments that are kept for its next version, in films"
    )
    copy_second: Mapping[ExportFormat, Mapping[Quality, PositiveFloat]] = Field(description="a second of a copy")
    database_scene: PositiveFloat = Field(description="rows and indexes of all schemas, a scene")
    stream_scene: PositiveFloat = Field(description="the event stream, a scene")
    messages_scene: PositiveFloat = Field(description="events, a scene")
    cache_job: PositiveFloat = Field(description="Redis, a job whose status is read")


class Measured(_Data):
    """All of it, and where it comes from."""

    machine: str
    day: date
    how: str
    """The command that measured it."""
    cpu: Cpu
    sizes: Sizes
    wait_seconds: Mapping[Literal["picture", "clip"], NonNegativeFloat] = Field(
        description="of a provider far away; assumed, not measured"
    )


def read(path: Path | None = None) -> Measured:
    """A file of `storyreel capacity --calibrate`, or what was measured for this release.

    Raises:
        ValidationError: the file is no such thing
        OSError: it cannot be read
    """
    source = files(__package__).joinpath(REFERENCE) if path is None else path
    return Measured.model_validate_json(source.read_text("utf-8"))


def scaled(known: Measured, ratio: float, *, machine: str, day: date, how: str) -> Measured:
    """The same on a machine that takes `ratio` times the CPU; sizes do not depend on the machine."""
    cpu = known.cpu.model_dump()
    times = {name: _times(value, ratio) for name, value in cpu.items() if name != "clips_ratio"}
    return known.model_copy(
        update={"machine": machine, "day": day, "how": how, "cpu": Cpu.model_validate(cpu | times)}
    )  # fmt: skip


def _times(value: float | Mapping[str, object], ratio: float) -> object:
    if isinstance(value, Mapping):
        return {name: _times(inner, ratio) for name, inner in value.items()}  # type: ignore[arg-type]  # numbers below
    return value * ratio
