"""`storyreel simulate`, as a person starts it."""

import signal
import subprocess
import sys

import httpx
import pytest

from storyreel.cli import main
from storyreel.simulator.faults import rules


def test_it_serves_until_it_is_told_to_stop() -> None:
    """It prints the variables that lead there, and a client that has them gets in."""
    command = [
        sys.executable,
        "-m",
        "storyreel",
        "simulate",
        "--port",
        "0",
        "--token",
        "r8_mine",
        "--faults",
        "no_credit",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        said = dict(running.stdout.readline().strip().split("=", 1) for _ in range(2))
        headers = {"authorization": f"Bearer {said['REPLICATE_API_TOKEN']}"}
        with httpx.Client(base_url=said["REPLICATE_BASE_URL"], headers=headers) as api:
            assert api.get("account").json()["username"] == "simulated"
            answer = api.post("models/black-forest-labs/flux-schnell/predictions", json={"input": {"prompt": "x"}})
            assert answer.status_code == 402
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0
    assert said["REPLICATE_API_TOKEN"] == "r8_mine"


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
