"""Errors, as RFC 9457 has them."""

from pydantic import BaseModel, ConfigDict

from storyreel_contracts.api.base import Answer


class FieldError(Answer):
    """One field that was not right."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457, plus a stable `code` and, for 422, the fields."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    code: str
    errors: list[FieldError] | None = None
