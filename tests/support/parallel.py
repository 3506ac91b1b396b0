"""Several test processes side by side: how many there are, and which ports each may use."""

import os
from pathlib import Path

from storyreel import ports

FEW, MANY = 2, 4
"""Tests wait more than they compute, so two suit one core; each has four servers of its own, which take memory."""


def processes() -> int:
    """How many test processes suit this machine: one a core, since some tests fill all cores with encoders."""
    return max(FEW, min(os.cpu_count() or FEW, MANY))


def keep_to_own_ports() -> None:
    """Launchers in this process choose from a part of the range that is its own.

    Otherwise two could choose the same free port in the second until one of them listens, or one could take the port of
    a server that the other has stopped for a while.
    """
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    share = (ports.LAST - ports.FIRST) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ports.FIRST += number * share
    ports.LAST = ports.FIRST + share


def free_port() -> int:
    """A port on which nobody listens, of this process's own part: no connection takes it before it is used."""
    return ports.claim(Path(os.devnull), ["port"])["port"]
