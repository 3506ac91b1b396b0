"""The `Poster` port: HTTP to public addresses, each connection to an address that was looked at a moment before."""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from storyreel_chassis.errors import Refused
from storyreel_gateway.domain.reach import Target, reachable
from storyreel_gateway.domain.webhook import Outcome

if TYPE_CHECKING:
    import httpcore

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
RESOLVE_SECONDS = 3.0
MOST_ADDRESSES = 4
MOST_BODY = 4096
"""Bytes read of an answer: only its status matters."""
AGENT = "Storyreel-Webhooks/2"
_LOOKUPS = ThreadPoolExecutor(16, thread_name_prefix="lookup")
"""Threads of their own: a name that nobody answers for keeps one for as long as the system's resolver is patient, and
our own connections are opened with the event loop's."""


async def addresses_of(host: str, port: int) -> Sequence[str]:
    """What a host resolves to; nothing where it does not."""
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            look = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
            found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, look)
    except (OSError, TimeoutError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class PublicPoster:
    """See `ports.Poster`. Neither proxies of the environment nor redirects nor kept connections play a part."""

    def __init__(self, *, seconds: float, resolve: Resolve = addresses_of) -> None:
        self._seconds, self._resolve = seconds, resolve
        self._tls: ssl.SSLContext | None = None

    async def resolve(self, target: Target) -> None:
        """See `ports.Poster.resolve`."""
        await self._admitted(target)

    async def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """See `ports.Poster.post`."""
        began = time.perf_counter()
        status, error = await self._status(target, body, headers)
        return Outcome(status, error, round(1000 * (time.perf_counter() - began)))

    async def _status(self, target: Target, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str | None]:
        import httpcore  # noqa: PLC0415 - a tenth of a second that only gateways with webhooks spend

        try:
            async with asyncio.timeout(self._seconds):
                status = await self._send(target, body, headers)
        except TimeoutError:
            return None, f"no answer within {self._seconds:g} s"
        except Refused as refusal:
            return None, refusal.message
        except (httpcore.ConnectError, OSError) as error:
            return None, f"no connection: {_told(error)}"
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            return None, f"no HTTP answer: {_told(error)}"
        return status, None if 200 <= status < 300 else _words(status)

    async def _send(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        import httpcore  # noqa: PLC0415

        backend = _pinned(await self._admitted(target), self._seconds)
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        told = {"Content-Type": "application/json", "User-Agent": AGENT, "Connection": "close", **headers}
        if self._tls is None:
            self._tls = httpcore.default_ssl_context()
        async with (
            httpcore.AsyncConnectionPool(ssl_context=self._tls, network_backend=backend, max_connections=1) as pool,
            pool.stream("POST", url, headers=_pairs(target, told, body), content=body) as answer,
        ):
            read = 0
            async for piece in answer.aiter_stream():
                read += len(piece)
                if read > MOST_BODY:
                    break
            return answer.status

    async def _admitted(self, target: Target) -> Sequence[str]:
        found = await self._resolve(target.host, target.port)
        reachable(target, frozenset(found))
        return found[:MOST_ADDRESSES]


def _pairs(target: Target, headers: Mapping[str, str], body: bytes) -> list[tuple[str, str]]:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port == {"http": 80, "https": 443}[target.scheme]
    return [("Host", host if usual else f"{host}:{target.port}"), ("Content-Length", str(len(body))), *headers.items()]


def _pinned(addresses: Sequence[str], seconds: float) -> "httpcore.AsyncNetworkBackend":
    """Connects to the first of these addresses that answers, whatever the host of a request; its TLS name stays the
    host's. One that is silent has its share of the seconds."""
    import httpcore  # noqa: PLC0415

    class Pinned(httpcore.AnyIOBackend):
        async def connect_tcp(
            self,
            host: str,  # noqa: ARG002 - it was resolved and looked at already
            port: int,
            timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
            local_address: str | None = None,
            socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
        ) -> httpcore.AsyncNetworkStream:
            for address in addresses[:-1]:
                share = seconds / len(addresses)
                try:
                    return await super().connect_tcp(address, port, share, local_address, socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    continue
            return await super().connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    return Pinned()


def _told(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]


def _words(status: int) -> str:
    if 300 <= status < 400:
        return f"answered {status}: redirects are not followed"
    return f"answered {status}"
