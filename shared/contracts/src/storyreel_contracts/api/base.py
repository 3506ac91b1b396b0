"""What every model of the REST contract is."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TenLetters = Field(json_schema_extra={"pattern": r"^\s*\S[\s\S]{8,}\S\s*$"})
"""Ten characters after trimming, for who reads the schema; the model trims and counts by itself."""
Prompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=5000), TenLetters]
OneLetter = Field(json_schema_extra={"pattern": r"\S"})
"""Something but spaces, said in the same way."""
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Request(BaseModel):
    """What a client sends: a field that we do not know is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(frozen=True)
