"""What schemathesis cannot make up: values that are right in the world, not only in the document.

Schemathesis loads this in its own process; whatever does not fit its schema is left as it is, to be refused.
"""

import re
from datetime import datetime
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext

from support.gateway_stack import NOBODY
from support.uploads import image, saved

PICTURE = saved(image((8, 8)), "PNG")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_URL = re.compile(r"https?://[!-~]{3,}", re.IGNORECASE)
FAR = "2999-12-31T23:59:59Z"


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], _kwargs: dict[str, Any]) -> None:
    """A webhook's URL may be called, no asset is named that nobody has, a key's end lies ahead, a file can be kept."""
    if not isinstance(case.body, dict):
        return
    if (told := _true(case.body)) != case.body:
        case.body = told
    positive = case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE
    if positive and case.operation.path.endswith("/upload-asset") and "file" in case.body:
        case.freeze_metadata()  # bytes are no JSON: the case would be taken for a wrong one from here on
        case.body = {**case.body, "file": PICTURE}  # type: ignore[dict-item]  # a form's part may be bytes


def _true(body: dict[str, Any]) -> dict[str, Any]:
    told = dict(body)
    for name in ("webhook_url", "url"):
        if isinstance(told.get(name), str) and len(told[name]) <= 2000 and _URL.fullmatch(told[name]):
            told[name] = f"https://{NOBODY}/"
    if _are_ids(told.get("asset_ids")):
        told["asset_ids"] = []
    if _is_time(told.get("expires_at")):
        told["expires_at"] = FAR
    if isinstance(told.get("requests"), list):
        told["requests"] = [_true(one) if isinstance(one, dict) else one for one in told["requests"]]
    return told


def _are_ids(value: object) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, str) and _UUID.fullmatch(one) for one in value):
        return False
    return 0 < len(set(value)) == len(value) <= 62


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
