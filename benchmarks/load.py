"""A plain HTTP/1.1 load: keep-alive connections that ask again as soon as they are answered."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: requests a second, and latency in milliseconds."""

    rate: float
    p50: float
    p99: float


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode(errors="replace"))
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)


async def load(host: str, port: int, request: bytes, *, requests: int, connections: int) -> Load:
    """Send `requests` GETs over `connections`."""
    left, took = requests, []

    async def client() -> None:
        nonlocal left
        reader, writer = await asyncio.open_connection(host, port)
        while left > 0:
            left -= 1
            start = time.perf_counter()
            await _ask(reader, writer, request)
            took.append(time.perf_counter() - start)
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(connections)))
    seconds = time.perf_counter() - start
    took.sort()
    return Load(len(took) / seconds, took[len(took) // 2] * 1e3, took[int(len(took) * 0.99)] * 1e3)
