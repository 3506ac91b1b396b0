"""docs/openapi.json: what the gateway serves."""

import json

from storyreel_gateway.openapi import document


def page() -> str:
    """The document's text."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
