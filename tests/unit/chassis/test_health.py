"""Readiness."""

import asyncio
from types import SimpleNamespace

import pytest
from httpx import ASGITransport, AsyncClient, Response

from storyreel_chassis.health import Health
from storyreel_chassis.turns import Turn


async def test_a_dependency_that_hangs_is_named_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readiness answers in time, and says who did not."""
    monkeypatch.setattr("storyreel_chassis.health.CHECK_SECONDS", 0.05)

    async def hangs() -> None:
        await asyncio.Event().wait()

    async def fine() -> None:
        pass

    good, words = await Health("toy", {"slow": hangs, "quick": fine}).ready()
    assert not good
    assert words == {"slow": "no answer in 0.05 s", "quick": "ok"}


async def test_many_who_ask_at_once_cost_one_check() -> None:
    """A readiness route needs no key; it must not multiply work. Who asks later gets a check of its own."""
    checks = 0

    async def check() -> None:
        nonlocal checks
        checks += 1
        await asyncio.sleep(0)

    health = Health("toy", {"one": check})
    answers = await asyncio.gather(*(health.ready() for _ in range(50)))
    assert checks == 1
    assert all(good for good, _ in answers)
    await health.ready()
    assert checks == 2


async def test_one_who_leaves_takes_nobody_along() -> None:
    """A client that hangs up does not cancel the check that others wait for."""
    go = asyncio.Event()
    health = Health("toy", {"one": go.wait})
    first, second = asyncio.create_task(health.ready()), asyncio.create_task(health.ready())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait({first})
    go.set()
    assert await second == (True, {"one": "ok"})


async def test_a_service_that_drains_says_so() -> None:
    """Whoever balances load looks elsewhere."""
    health = Health("toy", {})
    health.draining = True
    assert await health.ready() == (False, {"service": "draining"})


async def livez(health: Health) -> Response:
    """What the service answers."""
    async with AsyncClient(transport=ASGITransport(health.app()), base_url="http://toy") as client:
        return await client.get("/livez")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is under way has lasted too long."""
    monkeypatch.setattr("storyreel_chassis.health.STUCK_SECONDS", -1.0)


@pytest.mark.usefixtures("soon")
async def test_a_service_whose_loop_is_stuck_asks_to_be_started_anew() -> None:
    """A process that hears nothing any more does not stay as it is for ever; one that waits for work may."""
    health = Health("toy", {})
    turn = Turn("relay")
    health.turns = (turn, Turn("claims"))
    assert (await livez(health)).status_code == 200
    with turn:
        answer = await livez(health)
        assert (answer.status_code, answer.json()["loops"]) == (503, ["relay"])
    assert (await livez(health)).status_code == 200


@pytest.mark.usefixtures("soon")
async def test_a_loop_that_has_ended_unseen_is_stuck() -> None:
    """Nobody waits for its next turn in vain."""
    health = Health("toy", {})
    health.turns = (Turn("consumer", gone=lambda: True),)
    assert (await livez(health)).status_code == 503


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("name", ["postgres", "database", "nats", "bus"])
async def test_no_service_is_started_anew_because_a_server_is_away(name: str) -> None:
    """It would not bring the server back, and throw away what waits."""

    async def away() -> None:
        raise OSError

    health = Health("toy", {name: away})
    turn = Turn("relay")
    health.turns = (turn,)
    with turn:
        assert (await livez(health)).status_code == 200


async def test_a_loop_has_time_after_its_server_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stuck while the server was away may come out of it by itself."""
    health = Health("toy", {"nats": _fine})
    turn = Turn("relay")
    health.turns = (turn,)
    monkeypatch.setattr(turn, "is_late", lambda _seconds: True)
    assert (await livez(health)).status_code == 200
    monkeypatch.setattr("storyreel_chassis.health.STUCK_SECONDS", 0.0)
    assert (await livez(health)).status_code == 503


async def test_who_was_stuck_once_has_as_much_time_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop that came out of it, and hours later is late because its server was away, is not late for both."""
    clock, late = [1000.0], [True]
    ours = SimpleNamespace(monotonic=lambda: clock[0])  # the loop and the servers' keeper have the real one
    monkeypatch.setattr("storyreel_chassis.health.time", ours)
    health = Health("toy", {"nats": _fine})
    health.turns = (Turn("relay", gone=lambda: late[0]),)
    assert (await livez(health)).status_code == 200
    late[0] = False
    assert (await livez(health)).status_code == 200
    clock[0], late[0] = 9000.0, True
    assert (await livez(health)).status_code == 200
    clock[0] += 60
    assert (await livez(health)).status_code == 503


@pytest.mark.usefixtures("soon")
async def test_a_service_that_drains_is_left_alone() -> None:
    """Its loops have been stopped."""
    health = Health("toy", {})
    health.turns = (Turn("consumer", gone=lambda: True),)
    health.draining = True
    assert (await livez(health)).status_code == 200


async def _fine() -> None:
    pass
