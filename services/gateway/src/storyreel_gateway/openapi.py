"""The OpenAPI document, for who needs it without a running gateway."""

from typing import Any

from storyreel_gateway.routes.api import api_router
from storyreel_gateway.routes.openapi import document as document_of


def document() -> dict[str, Any]:
    """What `/openapi.json` serves."""
    return document_of(api_router())
