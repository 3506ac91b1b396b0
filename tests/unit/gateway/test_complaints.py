"""What is wrong with a field is told with the limits of the request that was sent."""

import pytest
from pydantic import BaseModel, ValidationError

from storyreel_contracts.api import AssetUpload, GenerationRequest, KeyRequest
from storyreel_contracts.complaints import complaint


@pytest.mark.parametrize(
    ("model", "told", "words"),
    [
        (KeyRequest, {"name": "n" * 150, "scopes": ["admin"]}, "must have at most 100 characters"),
        (AssetUpload, {"name": "n" * 300}, "must have at most 255 characters"),
        (GenerationRequest, {"prompt": "short"}, "must have 10 to 5000 characters"),
    ],
)
def test_a_name_that_means_different_things_has_each_its_own_limits(
    model: type[BaseModel], told: dict[str, object], words: str
) -> None:
    """A field of one request never shows another's limits."""
    with pytest.raises(ValidationError) as wrong:
        model.model_validate(told)
    assert [complaint(one) for one in wrong.value.errors()] == [words]
