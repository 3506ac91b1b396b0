"""What the API answers, believed only as far as it is checked; fields that nobody needs are dropped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

ENDS = frozenset({"succeeded", "failed", "canceled", "aborted"})
"""The statuses after which nothing changes; any other that may come one day counts as running."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Prediction(_Answer):
    """One run of a model. `status` is open: an unknown one is kept as it is."""

    id: str = Field(min_length=1, max_length=200)
    model: str = ""
    status: str
    input: Mapping[str, JsonValue] = Field(default_factory=dict)
    output: JsonValue = None
    error: str | None = None
    data_removed: bool = False
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    deadline: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether there is nothing to wait for: it is over, or its output is there whatever the status says."""
        return self.status in ENDS or bool(self.outputs)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The addresses of the files it made."""
        found = self.output if isinstance(self.output, list) else [self.output]
        return tuple(one for one in found if isinstance(one, str) and one)

    @property
    def started(self) -> bool:
        """Whether it ran, and so may be on the bill also when nothing came of it."""
        return self.started_at is not None


class Predictions(_Answer):
    """A page of a list."""

    results: tuple[Prediction, ...]
    next: str | None = None


class UploadedFile(_Answer):
    """A file that lies with the provider for a day."""

    id: str
    urls: Mapping[str, str]
    expires_at: datetime | None = None

    @property
    def url(self) -> str:
        """The address that goes into an input."""
        return self.urls["get"]


class Secret(_Answer):
    """The secret of the webhooks' signatures."""

    key: str = Field(pattern="^whsec_", repr=False)


def sent_as(given: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
    """Whether a prediction's input is the one that was sent; the provider may have added defaults."""
    return bool(given) and all(name in seen and seen[name] == value for name, value in given.items())
