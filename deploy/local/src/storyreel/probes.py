"""Is it ready? Each probe does the real thing once and raises NotYet while it cannot."""

import asyncio

from storyreel.children import NotYet

TIMEOUT = 2.0
"""Seconds one probe may take."""


async def http_ok(port: int, path: str, host: str = "127.0.0.1") -> None:
    """GET answers 200."""
    status = await _exchange(host, port, f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n")
    if status.split(" ")[1:2] != ["200"]:
        raise NotYet(f"{path} answers {status!r}")


async def redis_pong(port: int, password: str, host: str = "127.0.0.1") -> None:
    """AUTH is accepted and the data is loaded, so that a command is answered."""
    answer = await _exchange(host, port, f"AUTH {password}\r\nEXISTS ready\r\nQUIT\r\n", lines=2)
    if not answer.startswith("+OK :"):
        raise NotYet(answer)


async def _exchange(host: str, port: int, request: str, lines: int = 1) -> str:
    """Send a request, return the first lines of the answer."""
    try:
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request.encode())
                answer = [await reader.readline() for _ in range(lines)]
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise NotYet from error
    return " ".join(line.decode(errors="replace").strip() for line in answer)
