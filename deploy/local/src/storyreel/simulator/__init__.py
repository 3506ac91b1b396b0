"""Replicate's HTTP API, simulated: for tests, for rehearsals without a bill, and for an auditor who wants a ledger.

`World` is what is behind the API, `simulated` serves it on a port. Pictures and clips are real files of the size that
was asked for. What the real service does is done (limits, deadlines, signed webhooks, data gone after an hour), and
what goes wrong with it can be switched on (`Fault`).
"""

from storyreel.simulator.app import simulated, simulator_app
from storyreel.simulator.faults import Fault
from storyreel.simulator.world import TOKEN, World

__all__ = ["TOKEN", "Fault", "World", "simulated", "simulator_app"]
