"""The page at /docs in a real browser: what the document says is shown as it is meant."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

from storyreel_chassis.http import serve
from storyreel_gateway.openapi import document
from storyreel_gateway.routes.pages import routes
from support.browser import BROWSER, shown


@pytest.mark.skipif(BROWSER is None, reason="no browser here")
async def test_the_documentation_is_shown_as_it_is_meant(tmp_path: Path) -> None:
    """Every call is there, strong words are strong, code is code, and no mark-up is left over."""
    described = document()
    async with serve(Starlette(routes=routes(lambda: described)), host="127.0.0.1", port=0) as port:
        page = await shown(f"http://127.0.0.1:{port}/docs", tmp_path)
    assert "<strong>Keys:</strong>" in page
    assert "<code>Authorization: Bearer sr_…</code>" in page
    text = re.sub(r"<[^>]+>", " ", page)
    assert "**" not in text
    assert "`" not in text
    assert "undefined" not in text
    assert "[object" not in text
    for path in described["paths"]:
        assert f"<code>{path}</code>" in page
