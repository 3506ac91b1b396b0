"""Ports on the loopback interface: a free block, remembered as long as nobody else takes one of them."""

import json
import random
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

from storyreel.errors import CannotStart

FIRST, LAST = 15_000, 32_000
"""Below the range from which Linux (32768) and macOS (49152) take the ports of outgoing connections."""

Usable = Callable[[int], bool]

_chosen: set[int] = set()
"""By this process, whose servers may not listen yet: to others' eyes such a port is still free."""


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now; connections in TIME_WAIT do not count."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
        return True


def claim(memory: Path, names: Sequence[str], usable: Usable = is_free) -> dict[str, int]:
    """A port for each name: those remembered in the JSON file `memory` if all are usable, else a new block.

    Raises CannotStart when no block is found.
    """
    remembered = _read(memory)
    ports = {name: remembered[name] for name in names if name in remembered}
    if len(ports) < len(names) or not all(map(usable, ports.values())):
        ports = _new_block(names, usable)
        memory.write_text(json.dumps(remembered | ports, indent=1))
    _chosen.update(ports.values())
    return ports


def _new_block(names: Sequence[str], usable: Usable) -> dict[str, int]:
    """The first free block above a random place, which spreads launchers; the search goes once around the range."""
    places = range(FIRST, LAST - len(names) + 1)
    start = random.randrange(len(places))  # noqa: S311  guards nothing
    for base in (*places[start:], *places[:start]):
        block = range(base, base + len(names))
        if _chosen.isdisjoint(block) and all(map(usable, block)):
            return dict(zip(names, block, strict=True))
    raise CannotStart(f"no {len(names)} neighbouring ports between {FIRST} and {LAST} are free on this machine")


def _read(memory: Path) -> dict[str, int]:
    """What the file says, or nothing when it is missing or half written: ports are easily chosen again."""
    try:
        content = json.loads(memory.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {str(name): port for name, port in content.items() if isinstance(port, int) and 0 < port < 65536}
