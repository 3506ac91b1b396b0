"""How services and servers are looked at and started again, where they run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EMBEDDED: Mapping[str, str] = {"redis": "valkey", "minio": "seaweed"}
"""What containers and embedded servers are called, where that differs."""


@dataclass(frozen=True, slots=True)
class Care:
    """Of a stack of `storyreel up` in a home on this machine, or, without one, of containers elsewhere."""

    home: Path | None = None

    def restart(self, name: str) -> str:
        """The next step with a service or server that does not do what it should."""
        if self.home is not None:
            log = self.home / "logs" / f"{EMBEDDED.get(name, name)}.log"
            return (
                "`storyreel up` starts again by itself what has died, within seconds; "
                f"if it stays away: `tail -n 50 {log}`, then stop and start `storyreel up`"
            )
        return (
            f"`docker compose logs --tail 50 {name}`, then `docker compose up -d {name}` "
            f"(Kubernetes: `kubectl logs deploy/{name}`, `kubectl rollout restart deploy/{name}`)"
        )
