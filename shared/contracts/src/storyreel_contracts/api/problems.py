"""Errors, as RFC 9457 has them."""

from pydantic import BaseModel, ConfigDict, Field

from storyreel_contracts.api.base import Answer


class FieldError(Answer):
    """One field that was not right."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457, plus a stable `code`, an id to quote and, for 422, the fields."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str = Field(description="Where this kind of problem is told of, `/errors#<code>`.")
    title: str = Field(description="The code in words.")
    status: int = Field(ge=400, le=599, description="The answer's status.")
    detail: str = Field(description="What to do next.")
    instance: str | None = Field(default=None, description="The path that was asked for.")
    code: str = Field(pattern="^[a-z][a-z0-9_]*$", description="Stable; decide by it.")
    request_id: str | None = Field(
        default=None,
        description="What to quote to us: our log knows the request by it. In a replayed answer, that of the first.",
    )
    trace_id: str | None = Field(
        default=None, description="The trace of the request: yours, where you sent a W3C `traceparent`."
    )
    errors: list[FieldError] | None = Field(default=None, description="Of a 422: each field that was not right.")
