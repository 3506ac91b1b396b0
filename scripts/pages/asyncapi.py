"""docs/asyncapi.json: what the gateway serves at /asyncapi.json."""

import json

from storyreel_contracts.asyncapi import document


def page() -> str:
    """The document's text."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
