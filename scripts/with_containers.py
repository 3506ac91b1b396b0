"""Run a command beside the four servers in containers: `python -m scripts.with_containers pytest tests/ports`.

The images are those of docker-compose.yml. What runs finds the servers by the environment, as it finds any that are run
elsewhere, and starts none of its own.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import yaml
from testcontainers.community.minio import MinioContainer
from testcontainers.community.nats import NatsContainer
from testcontainers.community.postgres import PostgresContainer
from testcontainers.community.redis import RedisContainer

from scripts import docker

ROOT = Path(__file__).parent.parent
RYUK = "TESTCONTAINERS_RYUK_DISABLED"


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """The four servers, with a secret that nobody is told, and the variables that say where they are."""
    images, secret = _images(), secrets.token_hex(16)
    with (
        NatsContainer(images["nats"]).with_command("-js -sd /data") as nats,
        PostgresContainer(images["postgres"], 5432, "storyreel", secret, "storyreel", driver=None) as postgres,
        RedisContainer(images["redis"], password=secret) as redis,
        MinioContainer(images["minio"], access_key="storyreel", secret_key=secret) as minio,
    ):
        yield {
            "NATS_URL": nats.nats_uri(),
            "DATABASE_URL": postgres.get_connection_url(),
            "REDIS_URL": f"redis://:{secret}@{redis.get_container_host_ip()}:{redis.get_exposed_port(6379)}/0",
            "S3_ENDPOINT": f"http://{minio.get_config()['endpoint']}",
            "S3_ACCESS_KEY": "storyreel",
            "S3_SECRET_KEY": secret,
        }


def _images() -> Mapping[str, str]:
    described = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    return {name: described[name]["image"] for name in ("nats", "postgres", "redis", "minio")}


def _leave(number: int, _: FrameType | None) -> None:
    """Whoever ends this process is not left with its containers."""
    sys.exit(128 + number)


def main(argv: list[str]) -> int:
    """The command's exit code; 0 without Docker, which is said aloud, and 1 with a Docker that does not serve."""
    if docker.absent():
        sys.stderr.write(f"{docker.ABSENT}\n")
        return 0
    if wrong := docker.fault():
        sys.stderr.write(f"{wrong}\n")
        return 1
    signal.signal(signal.SIGTERM, _leave)
    with servers() as told:
        return subprocess.run(argv, env={**os.environ, **told}, check=False).returncode  # noqa: S603 - the caller's own


if __name__ == "__main__":
    os.environ.setdefault(RYUK, "true")  # the containers go with the block; one image less to fetch
    sys.exit(main(sys.argv[1:]))
