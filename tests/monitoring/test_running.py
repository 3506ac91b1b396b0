"""Every rule and every panel on a running system, by a real Prometheus: no errors, and something to see."""

import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from storyreel.client import AsyncStoryreel
from storyreel.up import Running
from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.status import VideoStatus
from support.deadlines import eventually
from support.faults_stack import all_ready, reached
from support.paid_stack import paid_stack
from support.prometheus import MISSING, Prometheus, program, prometheus
from support.promql import ROOT, RULES, of_panels, rules

PROMPT = "1. A fox wakes in a snowy forest. 2. She runs along a frozen river at noon."
FILM = GenerationRequest(prompt=PROMPT, duration=10, auto_approve=True, seed=1)
PAST = 600
"""Seconds in which everything happened."""


@pytest.fixture(scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Prometheus, Running]]:
    """It has seen films made, paid, changed and copied, webhooks that nobody took, and a job that hangs."""
    home = tmp_path_factory.mktemp("watched")
    if program("prometheus", home) is None:
        pytest.skip(MISSING)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        hook = f"127.0.0.1:{deaf.getsockname()[1]}"
        told = {
            "STORYREEL_METRICS_SECONDS": "1",
            "STORYREEL_WEBHOOK_ALLOW": hook,
            "STORYREEL_LIMIT_RENDER": "1/day",
        }
        async with paid_stack(home / "stack", **told) as (running, provider), prometheus(home, running.urls) as seeing:
            await all_ready(running)
            await eventually(lambda: all_up(seeing), what="scrapes of all services", every=0.2)
            async with AsyncStoryreel(running.base_url, running.api_key) as client:
                await client.webhooks.set(f"http://{hook}/")
                await make_films(client, running, home)
                await provider.faults({"kind": "never_finishes", "times": None})
                await client.generate(FILM.model_copy(update={"seed": 2}))
                yield seeing, running


@pytest.fixture
def watched(system: tuple[Prometheus, Running]) -> Prometheus:
    """Who has seen it."""
    return system[0]


async def make_films(client: AsyncStoryreel, running: Running, home: Path) -> None:
    """Two films, the second of the same pictures and clips; a change, which may not be rendered; a copy."""
    for _ in range(2):
        film = await client.generate(FILM)
        await reached(client, film, VideoStatus.COMPLETED, within=120)
    await client.export(film.job_id, format="webm", quality="low", wait=60, to=home / "copy.webm")
    await client.refine(film.job_id, 2, image_prompt="A sailing ship in a storm at night, lightning")
    await reached(client, film, VideoStatus.STORYBOARD_READY, within=60)
    await client.approve(film.job_id)
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {running.api_key}"}) as http:
        address = f"{running.base_url}/api/v2/jobs/{film.job_id}/render"
        assert [(await http.post(address)).status_code for _ in range(2)][1] == 429


async def all_up(seeing: Prometheus) -> bool:
    """Whether every target was scraped."""
    health = await seeing.targets()
    return len(health) == 4 and set(health.values()) == {"up"}


async def test_every_rule_is_evaluated_without_an_error(watched: Prometheus) -> None:
    """No alert is dead because its expression does not work on real series, such as several on one side of a match."""
    expected = sum(len(rules(file)) for file in RULES)

    async def evaluated() -> list[dict[str, object]] | None:
        found = await watched.rules()
        return found if len(found) == expected and all(rule["health"] != "unknown" for rule in found) else None

    for rule in await eventually(evaluated, what="all rules evaluated", every=0.5):
        assert rule["health"] == "ok", f"{rule['name']}: {rule.get('lastError')}"


async def test_every_panel_shows_something(watched: Prometheus) -> None:
    """Nobody opens a dashboard in an outage and finds it empty."""
    panels: dict[str, list[str]] = {}
    for one in of_panels():
        panels.setdefault(one.where, []).append(one.expression)

    async def empty() -> list[str]:
        return [
            where
            for where, expressions in panels.items()
            for expression in expressions
            if not await watched.numbers(expression, seconds=PAST)
        ]

    async def none_empty() -> bool:
        missing.clear()
        missing.extend(await empty())
        return not missing

    missing: list[str] = []
    try:
        await eventually(none_empty, within=90, what="data in every panel", every=2)
    except AssertionError as error:
        raise AssertionError(f"{error}: {missing}") from error


async def test_every_query_of_a_runbook_runs(system: tuple[Prometheus, Running]) -> None:
    """Nobody is sent to a table or a column that is not there."""
    database = await asyncpg.connect(system[1].env["DATABASE_URL"])
    try:
        for file in sorted((ROOT / "docs/runbooks").glob("*.md")):
            for statement in re.findall(r"```sql\n(.*?)```", file.read_text("utf-8"), re.DOTALL):
                await database.fetch(statement)
    finally:
        await database.close()


async def test_a_question_that_is_none_is_refused(watched: Prometheus) -> None:
    """The checks above can fail."""
    with pytest.raises(AssertionError, match="parse error"):
        await watched.numbers("sum by (", seconds=PAST)
    assert await watched.numbers("storyreel_no_such_total", seconds=PAST) == []
