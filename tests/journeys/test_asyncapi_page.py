"""The page at /asyncapi, as it is served and as a browser shows it."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from storyreel_chassis.http import serve
from storyreel_contracts.asyncapi import document
from storyreel_gateway.routes.pages import routes
from support.browser import BROWSER, shown


class Page(HTMLParser):
    """What a page links to, loads and names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.loads, self.ids, self.tags = list[str](), list[str](), list[str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        told = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [told["id"]] if "id" in told else []
        if "href" in told or "src" in told:
            (self.links if tag == "a" else self.loads).append(told.get("href") or told["src"])


@pytest.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    """Where the pages are."""
    async with serve(Starlette(routes=routes(dict)), host="127.0.0.1", port=0) as port:
        yield f"http://127.0.0.1:{port}"


async def test_the_document_is_served(url: str) -> None:
    """Programs read it from the gateway that they talk to."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        answer = await http.get("/asyncapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == document()


async def test_the_page_tells_all_and_loads_nothing_from_elsewhere(url: str) -> None:
    """It works behind a wall, runs no script, and every link on it leads somewhere."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        answer = await http.get("/asyncapi")
        page = Page(answer.text)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert page.loads == ["/docs/docs.css"]
        assert not {"script", "style", "iframe", "img"} & set(page.tags)
        assert len(page.ids) == len(set(page.ids))
        for link in set(page.links) - {"/docs"}:
            assert link.removeprefix("#") in page.ids or (await http.get(link)).status_code == 200, link
    told = document()
    assert {*told["channels"], *told["components"]["schemas"]} <= set(page.ids)
    for channel in told["channels"].values():
        assert f"<code>{channel['address']}</code>" in answer.text
    assert "{{" not in answer.text


@pytest.mark.skipif(BROWSER is None, reason="no browser here")
async def test_a_link_to_a_message_opens_it(url: str, tmp_path: Path) -> None:
    """Whoever is sent an address sees the fields at once."""
    page = await shown(f"{url}/asyncapi#JobStatusChanged", tmp_path)
    opened = [part for part in page.split("<details")[1:] if part.partition(">")[0].endswith('open=""')]
    assert ["JobStatusChanged" in one for one in opened] == [True]
