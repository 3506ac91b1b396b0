"""`storyreel events` where nobody is there to be heard."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from support.commands import run
from support.scripted_api import ScriptedApi

Note = Callable[[Exception], Awaitable[None]]
SECRET = "hush"


@pytest.mark.parametrize(
    ("met", "said"),
    [
        (ConnectionRefusedError(), "ConnectionRefusedError"),
        (NatsError("nats: 'maximum connections exceeded'"), "maximum connections exceeded"),
        (None, "TimeoutError"),
    ],
)
def test_a_nats_that_is_away_is_named_at_once_with_what_to_do(
    api: ScriptedApi,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    met: Exception | None,
    said: str,
) -> None:
    """Nobody waits before a silent screen, and the last thing that went wrong is what is said; never a password."""
    screen = ""

    async def connect(*_: Any, error_cb: Note, **__: Any) -> None:
        nonlocal screen
        screen = capsys.readouterr().err
        if met is not None:
            await error_cb(met)
        raise TimeoutError

    async def close(_: Client) -> None:
        """There is nothing to close."""

    monkeypatch.setattr(Client, "connect", connect)
    monkeypatch.setattr(Client, "close", close)
    monkeypatch.setenv("STORYREEL_NATS_URL", f"nats://subscriber:{SECRET}@127.0.0.1:4999")
    code, out, err = run(capsys, "events")
    assert (code, out) == (3, "")
    assert "connecting to NATS at 127.0.0.1:4999" in screen
    assert "127.0.0.1:4999" in err
    assert said in err
    assert "storyreel up" in err
    assert "STORYREEL_NATS_URL" in err
    assert SECRET not in screen + err


def test_where_no_stack_has_run_the_way_to_one_is_told(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, before anything is waited for."""
    monkeypatch.delenv("STORYREEL_NATS_URL", raising=False)
    code, _, err = run(capsys, "events")
    assert code == 2
    assert "no stack has run" in err
    assert "storyreel up" in err
