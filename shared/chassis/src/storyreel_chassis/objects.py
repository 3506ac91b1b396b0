"""Any S3 store behind the `ObjectStore` port, through the minio client in a bounded pool of threads."""

import asyncio
import io
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError

from storyreel_chassis.errors import Away, Broken
from storyreel_chassis.ports import ObjectInfo, ObjectMissing
from storyreel_chassis.scratch import FULL
from storyreel_chassis.settings import ServiceSettings
from storyreel_chassis.telemetry import tracing

P = ParamSpec("P")
R = TypeVar("R")
PIECE = 256 * 1024
PUT_TERM = timedelta(minutes=10)
"""For the beginning of a put."""
_CODE = re.compile(rb"<Code>(\w{1,64})</Code>")
AWAY_CODES = {
    "InternalError", "OperationAborted", "RequestTimeout", "ServiceUnavailable", "SlowDown", "SlowDownRead",
    "SlowDownWrite", "TooManyRequests", "XMinioServerNotInitialized",
}  # fmt: skip


class _BeyondEndError(Exception):
    """A range that begins where the object has ended."""


class S3Objects:
    """See `ports.ObjectStore`."""

    def __init__(self, client: Minio, http: urllib3.PoolManager, bucket: str, *, threads: int = 8) -> None:
        self._client, self._http, self._bucket = client, http, bucket
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="objects")

    async def _traced(self, verb: str, key: str, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """A call as a span; the key without its owner. That there is nothing under it is an answer, not a failure."""
        told = {"storyreel.object_key": key.partition("/")[2] or key}
        with tracing.span(f"objects {verb}", kind=tracing.SpanKind.CLIENT, attributes=told):
            try:
                return await self._call(work, *args, **kwargs)
            except (ObjectMissing, _BeyondEndError) as nothing:
                tracing.note({"storyreel.found": False})
                absent = nothing
        raise absent

    async def _call(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        def guarded() -> R:
            try:
                return work(*args, **kwargs)
            except S3Error as error:
                if error.code in {"NoSuchKey", "NoSuchObject"}:
                    raise ObjectMissing(str(error.object_name)) from None
                if error.code == "InvalidRange":
                    raise _BeyondEndError from None
                if error.code in AWAY_CODES:
                    raise Away("storage_away", f"the object store says {error.code}") from error
                raise Broken("storage_refused", f"the object store says {error.code}") from error
            except (urllib3.exceptions.HTTPError, OSError, ServerError, InvalidResponseError) as error:
                if isinstance(error, OSError) and (error.filename or error.errno in FULL):
                    raise  # a local file, not the store
                raise Away("storage_away", f"the object store does not answer: {type(error).__name__}") from error
            except MinioException as error:
                raise Broken("storage_refused", f"the object store: {type(error).__name__}") from error

        return await asyncio.get_running_loop().run_in_executor(self._threads, guarded)

    async def ensure_bucket(self) -> None:
        """Make the bucket where it is missing."""

        def ensure() -> None:
            if not self._client.bucket_exists(self._bucket):
                with suppress(S3Error):  # two services at once: the other one made it
                    self._client.make_bucket(self._bucket)

        await self._call(ensure)

    async def check(self) -> None:
        """A real read and, the first time, a write: listing buckets answers before objects work."""
        try:
            await self.stat(".ready")
        except ObjectMissing:
            await self.put_bytes(".ready", b"1", media_type="text/plain")

    async def put_bytes(self, key: str, data: bytes, *, media_type: str) -> ObjectInfo:
        """See `ports.ObjectStore.put_bytes`."""
        done = await self._traced(
            "put_bytes", key,
            self._client.put_object, self._bucket, key, io.BytesIO(data), len(data), content_type=media_type,
        )  # fmt: skip
        return ObjectInfo(key, len(data), done.etag or "", media_type)

    async def put_file(self, key: str, path: Path, *, media_type: str) -> ObjectInfo:
        """See `ports.ObjectStore.put_file`. One signed request, whose body goes from the file to the socket: the
        client's own way holds parts in memory, and a process that dies between two leaves the first to the store."""
        size = path.stat().st_size

        def put() -> str:
            url = self._client.get_presigned_url("PUT", self._bucket, key, expires=PUT_TERM)
            headers = {"Content-Length": str(size), "Content-Type": media_type}
            with path.open("rb") as source:
                answer = self._http.urlopen("PUT", url, body=source, headers=headers)
            if answer.status != 200:
                code = _CODE.search(answer.data)
                said = code[1].decode() if code else f"HTTP {answer.status}"
                if answer.status >= 500 or said in AWAY_CODES:
                    raise Away("storage_away", f"the object store says {said}")
                raise Broken("storage_refused", f"the object store says {said}")
            return answer.headers.get("ETag", "").strip('"')

        return ObjectInfo(key, size, await self._traced("put_file", key, put), media_type)

    async def get_bytes(self, key: str) -> bytes:
        """See `ports.ObjectStore.get_bytes`."""

        def get() -> bytes:
            answer = self._client.get_object(self._bucket, key)
            try:
                return bytes(answer.data)
            finally:
                answer.close()
                answer.release_conn()

        return await self._traced("get_bytes", key, get)

    async def get_file(self, key: str, path: Path) -> ObjectInfo:
        """See `ports.ObjectStore.get_file`."""

        def get() -> ObjectInfo:
            answer = self._client.get_object(self._bucket, key)
            try:
                _write_whole(answer, path)
                return _info(key, answer)
            finally:
                answer.close()
                answer.release_conn()

        return await self._traced("get_file", key, get)

    async def read(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """See `ports.ObjectStore.read`."""
        if length == 0:  # to the client that means: to the end
            await self.stat(key)
            return
        try:
            answer = await self._traced(
                "read", key, self._client.get_object, self._bucket, key, offset=start, length=length or 0
            )
        except _BeyondEndError:
            return
        try:
            pieces = answer.stream(PIECE)
            while piece := await self._call(next, pieces, b""):
                yield piece
        finally:
            answer.close()
            answer.release_conn()

    async def stat(self, key: str) -> ObjectInfo:
        """See `ports.ObjectStore.stat`."""
        found = await self._traced("stat", key, self._client.stat_object, self._bucket, key)
        return ObjectInfo(
            key,
            found.size or 0,
            found.etag or "",
            found.content_type or "application/octet-stream",
            found.last_modified,
        )

    async def delete(self, key: str) -> None:
        """See `ports.ObjectStore.delete`."""
        with suppress(ObjectMissing):
            await self._traced("delete", key, self._client.remove_object, self._bucket, key)

    async def list(self, prefix: str) -> Sequence[ObjectInfo]:
        """See `ports.ObjectStore.list`."""

        def found() -> list[ObjectInfo]:
            return [
                ObjectInfo(entry.object_name or "", entry.size or 0, entry.etag or "", "", entry.last_modified)
                for entry in self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
            ]

        return await self._traced("list", prefix, found)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _write_whole(answer: "urllib3.BaseHTTPResponse", path: Path) -> None:
    """Write a body to a file that is there whole or not at all; a body that breaks off raises."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as partial:
        try:
            for piece in answer.stream(PIECE):
                partial.write(piece)
            partial.close()
            os.replace(partial.name, path)  # noqa: PTH105 - atomic, and both names are strings here
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise


def _info(key: str, answer: "urllib3.BaseHTTPResponse") -> ObjectInfo:
    """What an answer's headers tell about the very bytes that it carries."""
    told = answer.headers
    return ObjectInfo(
        key,
        int(told.get("Content-Length", 0)),
        told.get("ETag", "").strip('"'),
        told.get("Content-Type", "application/octet-stream"),
        parsedate_to_datetime(told["Last-Modified"]) if "Last-Modified" in told else None,
    )


@asynccontextmanager
async def open_objects(settings: ServiceSettings, *, threads: int = 8) -> AsyncIterator[S3Objects]:
    """The settings' store, its bucket made where missing.

    Raises:
        Transient: the store is away
    """
    address = urlsplit(settings.s3_endpoint if "://" in settings.s3_endpoint else f"http://{settings.s3_endpoint}")
    http = urllib3.PoolManager(
        maxsize=8 * threads,  # each stream that is being read holds one; 8 streams a thread before any is dropped
        timeout=urllib3.Timeout(connect=1, read=10),  # minio's own wait for minutes when the store is away
        retries=urllib3.Retry(2, connect=1, read=0, backoff_factor=0.1, status_forcelist=[502, 503, 504]),
        blocksize=PIECE,
    )
    client = Minio(
        address.netloc,
        settings.s3_access_key.get_secret_value(),
        settings.s3_secret_key.get_secret_value(),
        secure=address.scheme == "https",
        region=settings.s3_region,
        http_client=http,
    )
    store = S3Objects(client, http, settings.s3_bucket, threads=threads)
    try:
        await store.ensure_bucket()
        yield store
    finally:
        store.close()
