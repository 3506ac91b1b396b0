"""What every event carries, and how its subject is spelt."""

import re
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from storyreel_contracts.types import CostKind, Dollars, Moment, ProviderName, PublisherName, PurchaseState

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class Message(BaseModel):
    """Immutable; unknown fields are ignored, so that a publisher may add one before its hearers know it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Problem(Message):
    """Why something did not work, in words a person can act on."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    message: str = Field(max_length=1000)
    retryable: bool = False


class Purchase(Message):
    """Something that a provider was, or may have been, asked to make for money, as it stands at `revision`.

    `made_id` is the picture_id or the render_id that it is for; amounts are US dollars.
    """

    purchase_id: UUID
    revision: int = Field(ge=1, description="rises with every change; the highest one holds")
    kind: CostKind
    made_id: UUID
    scene_id: UUID
    scene_number: int = Field(ge=1)
    provider: ProviderName
    model: str
    prediction_id: str | None = Field(default=None, description="the provider's own id, once it is known")
    state: PurchaseState
    price_usd: Dollars
    cost_usd: Dollars | None = Field(default=None, description="what was paid; none while that is not known")
    problem: Problem | None = None
    created_at: Moment
    ended_at: Moment | None = None


class Event(Message):
    """A fact: it happened, it is named in the past tense and never changes.

    On the bus it is one JSON object; `event_id` is also the `Nats-Msg-Id`, so publishing twice stores once.
    """

    publisher: ClassVar[PublisherName]
    version: ClassVar[int] = 1

    event_id: UUID
    event_type: str = ""
    job_id: UUID
    owner_id: str = Field(max_length=100)
    occurred_at: Moment
    causation_id: UUID | None = None
    traceparent: str | None = None

    def model_post_init(self, _context: object) -> None:
        """Name the event by its class, so that no caller spells it."""
        object.__setattr__(self, "event_type", type(self).__name__)

    @classmethod
    def slug(cls) -> str:
        """`SceneIllustrated` → `scene_illustrated`."""
        return _WORD.sub("_", cls.__name__).lower()

    @classmethod
    def subject_for(cls, job_id: UUID | str = "*") -> str:
        """`storyreel.<publisher>.<event>.v<version>.<job_id>`; without a job, the filter for all jobs."""
        return f"storyreel.{cls.publisher}.{cls.slug()}.v{cls.version}.{job_id}"

    @property
    def subject(self) -> str:
        """Where this event is published."""
        return self.subject_for(self.job_id)

    def to_wire(self) -> bytes:
        """The event as UTF-8 JSON."""
        return self.model_dump_json().encode()

    @classmethod
    def from_wire(cls, data: bytes) -> Self:
        """The event read back.

        Raises:
            pydantic.ValidationError: the bytes are not this event
        """
        return cls.model_validate_json(data)
