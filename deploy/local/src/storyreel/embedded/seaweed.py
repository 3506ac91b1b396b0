"""SeaweedFS, an object store that speaks S3: `weed mini`, all its parts in one process."""

import asyncio
import io
import json
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import minio
import urllib3

from storyreel.children import NotYet, Program
from storyreel.embedded import binaries
from storyreel.embedded.seaweed_sockets import PARTS, bury_dead_sockets, removable, sockets
from storyreel.embedded.server import Server, clean_environment
from storyreel.errors import NotReady
from storyreel.home import Home
from storyreel.launcher import Launcher
from storyreel.ports import is_free
from storyreel.probes import TIMEOUT

PORTS = tuple(f"{part}.port{kind}" for part in PARTS for kind in ("", ".grpc"))
"""Named as the options of `weed mini` are."""

ACCESS_KEY = "storyreel"
PROBED = ".ready"
"""An object that is there only to be read at every start."""

IMPATIENT = (1.2, 1.2, 1.2)
"""Seconds between the first answer and the first object that the first starts are allowed. About every eighth start
finds its master late and then sleeps for five; starting again is quicker."""

OPTIONS = (
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-s3.autoCreateBucket=false",
    "-s3.localSocket=s3.sock",  # relative: a path above 107 characters kills the server
    "-filer.localSocket=filer.sock",
    "-webdav=false",
    "-admin.ui=false",
    "-master.telemetry=false",
    "-volume.preStopSeconds=0",
)


def usable(port: int) -> bool:
    """Whether a part could listen on this port: free, and no other user's socket file in its way."""
    return is_free(port) and all(map(removable, sockets(port)))


def address(home: Home, ports: Mapping[str, int]) -> dict[str, str]:
    """How services find it."""
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    return {"S3_ENDPOINT": endpoint, "S3_ACCESS_KEY": ACCESS_KEY, "S3_SECRET_KEY": home.secrets["s3"]}


@asynccontextmanager
async def seaweed(launcher: Launcher, ports: Mapping[str, int]) -> AsyncIterator[Server]:
    """An object store with one identity and one private bucket."""
    store = Store(launcher, ports)
    await asyncio.to_thread(bury_dead_sockets)
    try:
        async with launcher.keep(store.server(), store.launch) as handle:
            yield Server("seaweed", address(launcher.home, ports), handle)
    finally:
        store.tidy()


@dataclass(frozen=True, slots=True)
class Store:
    """The data directory, the ports and what is done with them."""

    launcher: Launcher
    ports: Mapping[str, int]

    def server(self) -> Program:
        """The server; writes its configuration files."""
        home = self.launcher.home
        data = home.folder("seaweed")
        home.write("seaweed-identities.json", json.dumps(self._identities()))
        security = home.folder("seaweed-config")
        home.write("seaweed-config/security.toml", self._security())
        listen = (f"-{name}={self.ports[name]}" for name in PORTS)
        config = home.path / "seaweed-identities.json"
        return Program(
            name="seaweed",
            argv=(
                *(binaries.weed(self.launcher.settings), "-logtostderr=true", f"-config_dir={security}", "mini"),
                *(f"-dir={data}", f"-s3.config={config}", *listen, *OPTIONS),
            ),
            env=clean_environment(home.path),
            cwd=data,
        )

    async def launch(self) -> Process:
        """Start the server; ready when an object can be written and read."""
        for patience in IMPATIENT:
            try:
                return await self._launch(patience)
            except Sleepy:
                continue
        return await self._launch(60)

    def tidy(self) -> None:
        """Remove the socket files it leaves in the temporary directory."""
        for port in self.ports.values():
            for file in sockets(port):
                file.unlink(missing_ok=True)

    async def _launch(self, patience: float) -> Process:
        self.tidy()
        (self.launcher.home.path / "seaweed" / "mini.options").unlink(missing_ok=True)  # the ports of another start
        settings, secret = self.launcher.settings, self.launcher.home.secrets["s3"]
        ready = RoundTrip(client(self.ports["s3.port"], secret), settings.s3_bucket, patience)
        return await self.launcher.launch(self.server(), ready)

    def _identities(self) -> object:
        credentials = {"accessKey": ACCESS_KEY, "secretKey": self.launcher.home.secrets["s3"]}
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        return {"identities": [{"name": ACCESS_KEY, "actions": actions, "credentials": [credentials]}]}

    def _security(self) -> str:
        """Without these keys the filer's port would serve every object to anyone on the machine."""
        parts = ("signing", "signing.read", "filer_signing", "filer_signing.read")
        return "".join(f'[jwt.{part}]\nkey = "{self.launcher.home.secrets["jwt"]}.{part}"\n' for part in parts)


class Sleepy(NotReady):
    """The server answers, but takes too long until it stores objects."""


class RoundTrip:
    """The readiness probe: the bucket is there, an object is written and read."""

    def __init__(self, store: minio.Minio, bucket: str, patience: float) -> None:
        self._store = store
        self._bucket = bucket
        self._patience = patience
        self._answered_at: float | None = None

    async def __call__(self) -> None:
        try:
            await asyncio.to_thread(self._store.list_buckets)
            self._answered_at = self._answered_at or time.monotonic()
            await asyncio.to_thread(self._write_and_read)
        except (urllib3.exceptions.HTTPError, minio.error.MinioException) as error:
            if self._answered_at and time.monotonic() > self._answered_at + self._patience:
                raise Sleepy(f"seaweed answers but stores nothing after {self._patience:g} s") from error
            raise NotYet from error

    def _write_and_read(self) -> None:
        if not self._store.bucket_exists(self._bucket):
            self._store.make_bucket(self._bucket)
        self._store.put_object(self._bucket, PROBED, io.BytesIO(b"1"), 1)
        self._store.get_object(self._bucket, PROBED).close()


def client(port: int, secret: str) -> minio.Minio:
    """A client that does not wait or retry."""
    pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=TIMEOUT, read=TIMEOUT), retries=False)
    endpoint = f"127.0.0.1:{port}"
    return minio.Minio(endpoint, ACCESS_KEY, secret, secure=False, region="us-east-1", http_client=pool)
