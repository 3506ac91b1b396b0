"""API keys: who may do what, and until when."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.config import JsonDict

from storyreel_contracts.api.base import Answer, OneLetter, Request
from storyreel_contracts.types import Moment, Scope, whole

OWNER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:@-]*$"

KeyName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), OneLetter]
OwnerId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=OWNER_PATTERN)]


def _each_once(scopes: list[Scope]) -> list[Scope]:
    if len(set(scopes)) < len(scopes):
        raise ValueError("must name each scope once")
    return scopes


def _written_out(value: object) -> object:
    if not isinstance(value, str | datetime):
        raise ValueError("must be a time such as 2030-01-31T12:00:00Z")  # noqa: TRY004 - pydantic's own kind
    return value


def _in_utc(moment: datetime) -> datetime:
    """Refuse what no clock in UTC shows: the last day of the year 9999 far in the west."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must lie in the years 1 to 9999") from None


Expiry = Annotated[AwareDatetime, AfterValidator(_in_utc), BeforeValidator(_written_out)]


_BOTH: JsonDict = {
    "required": ["expires_at", "expires_in_days"],
    "properties": {"expires_at": {"type": "string"}, "expires_in_days": {"type": "integer"}},
}
Days = Annotated[int, Field(strict=True, ge=1, le=3650), BeforeValidator(whole)]


class KeyRequest(Request):
    """A key that somebody shall have."""

    model_config = ConfigDict(json_schema_extra={"not": _BOTH})

    name: KeyName = Field(description="Your own word for it; 1 to 100 characters.", examples=["build server"])
    scopes: Annotated[list[Scope], AfterValidator(_each_once)] = Field(
        min_length=1,
        max_length=4,
        json_schema_extra={"uniqueItems": True},
        description="What it may do; `admin` manages keys and nothing else.",
    )
    owner_id: OwnerId | None = Field(default=None, description="Whose jobs and assets it opens; default: your own.")
    expires_at: Expiry | None = Field(default=None, description="It works until then; default: until it is revoked.")
    expires_in_days: Days | None = Field(default=None, description="The same, counted from now.")

    @model_validator(mode="after")
    def _one_expiry(self) -> "KeyRequest":
        if self.expires_at is not None and self.expires_in_days is not None:
            raise ValueError("give expires_at or expires_in_days, not both")
        return self


class ApiKey(Answer):
    """A key, without what opens anything."""

    key_id: UUID
    name: str
    prefix: str | None = Field(description="How the key begins; null where only a former version knew it.")
    owner_id: str
    scopes: list[Scope]
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None
    last_used_at: Moment | None = Field(description="To the minute.")


class NewApiKey(ApiKey):
    """A key that was just made."""

    key: str = Field(description="The key itself. It is shown in this answer only.", examples=["sr_…"])
