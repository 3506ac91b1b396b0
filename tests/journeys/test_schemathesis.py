"""What the OpenAPI document promises is what the gateway does: schemathesis tries all of it, wrong requests too."""

from collections.abc import AsyncIterator

import pytest

from storyreel.infrastructure import Infrastructure
from storyreel_chassis import roll_call
from support.effort import EFFORT, REPEATABLE
from support.fuzzing import fuzzed
from support.gateway_resources import one_of_everything
from support.gateway_stack import Api, gateway_on


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module; it does not wait for workers that are not there."""
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(roll_call, "MISSING_SECONDS", 0.01)
        async with gateway_on(infra, module_database) as running:
            yield running


@pytest.mark.timeout(600)
async def test_the_gateway_keeps_what_its_document_promises(api: Api) -> None:
    """A client generated from the document meets no answer that it does not know; there is something to walk to."""
    await one_of_everything(api)
    await api.ready()
    well, said = await fuzzed(str(api.client.base_url), api.key, examples=3 * EFFORT, repeatable=REPEATABLE)
    assert well, said
