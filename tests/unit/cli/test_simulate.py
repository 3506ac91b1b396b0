"""`storyreel simulate`, as a person starts it."""

import os
import signal
import subprocess
import sys

import httpx
import pytest

from storyreel.cli import main
from storyreel.simulator.faults import rules


def exported(lines: str) -> dict[str, str]:
    """The environment of a program that a shell starts after these lines."""
    shell = ["/bin/sh", "-c", f"{lines}\nexec env -0"]
    told = subprocess.run(shell, check=True, capture_output=True, text=True, env={}).stdout
    return dict(one.split("=", 1) for one in told.split("\0") if one)


def test_it_serves_until_it_is_told_to_stop() -> None:
    """It prints what a shell takes as it is: the variables that lead there, and a client that has them gets in."""
    command = [
        sys.executable,
        "-m",
        "storyreel",
        "simulate",
        "--port",
        "0",
        "--token",
        "r8_it's $mine",
        "--gateway",
        "http://127.0.0.1:8001",
        "--faults",
        "no_credit",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        said = exported("".join(running.stdout.readline() for _ in range(4)))
        headers = {"authorization": f"Bearer {said['REPLICATE_API_TOKEN']}"}
        with httpx.Client(base_url=said["REPLICATE_BASE_URL"], headers=headers) as api:
            assert api.get("account").json()["username"] == "simulated"
            answer = api.post("models/black-forest-labs/flux-schnell/predictions", json={"input": {"prompt": "x"}})
            assert answer.status_code == 402
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
    assert said["REPLICATE_API_TOKEN"] == "r8_it's $mine"
    assert said["REPLICATE_BASE_URL"] == f"{said['STORYREEL_REPLICATE_HOSTS']}/v1"
    assert said["STORYREEL_WEBHOOK_BASE_URL"] == "http://127.0.0.1:8001"


def test_webhooks_come_where_storyreel_up_listens() -> None:
    """Its port follows STORYREEL_PORT without being told, and what to do next is said where no shell reads it."""
    with subprocess.Popen(
        [sys.executable, "-m", "storyreel", "simulate", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"STORYREEL_PORT": "8077"},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        said = exported("".join(running.stdout.readline() for _ in range(4)))
        hint = running.stderr.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
    assert said["STORYREEL_WEBHOOK_BASE_URL"] == "http://127.0.0.1:8077"
    assert hint.startswith("# set these")
    assert "storyreel up" in hint


@pytest.mark.parametrize("faults", ["fire", "lost_answer:never", "lost_answer:3x", "nsfw:500%"])
def test_a_fault_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str], faults: str) -> None:
    """The sentence names it and how to say one."""
    assert main(["simulate", "--port", "0", "--faults", faults]) == 2
    assert faults in capsys.readouterr().err


def test_faults_are_said_in_a_word() -> None:
    """Once, so many times, always, or in a share of all cases."""
    made = rules("lost_answer, failed:3,throttled:always,nsfw:10%")
    assert [(rule.kind, rule.times, rule.chance) for rule in made] == [
        ("lost_answer", 1, 1.0), ("failed", 3, 1.0), ("throttled", None, 1.0), ("nsfw", None, 0.1),
    ]  # fmt: skip
