"""Outputs fetched at once, for they are gone after an hour: capped, from the provider's hosts only, and judged."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from storyreel_chassis.errors import Broken, Transient
from storyreel_chassis.telemetry.tracing import exchanged
from storyreel_media.outputs.judging import Medium, NotAsked, Received, judged
from storyreel_media.replicate import tls
from storyreel_media.replicate.timing import Time

HOSTS = ("replicate.delivery", ".replicate.delivery")
"""The API's delivery hosts; a leading dot means every host below. An origin (`http://127.0.0.1:9000`) may be one."""
AGAIN = (30.0, 90.0)
"""Seconds before each further attempt."""
MOST_BYTES: Mapping[Medium, int] = {"image": 30 * 2**20, "video": 300 * 2**20}
SECONDS = 120.0
"""That one attempt may take."""


class _Failed(Exception):
    """This attempt; the message is the end of a sentence about the output."""


class Downloads:
    """Fetches outputs; has no token, follows no redirect."""

    def __init__(
        self,
        time: Time,
        *,
        hosts: Sequence[str] = HOSTS,
        most_bytes: Mapping[Medium, int] = MOST_BYTES,
        seconds: float = SECONDS,
        connections: int = 8,
    ) -> None:
        self._time, self._hosts, self._most, self._seconds = time, tuple(hosts), most_bytes, seconds
        self._http = httpx.AsyncClient(
            headers={"user-agent": "storyreel", "accept-encoding": "identity"},
            timeout=httpx.Timeout(min(30.0, seconds)),
            limits=httpx.Limits(max_connections=connections),
            follow_redirects=False,
            verify=tls.context(),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def fetch(self, url: str, out: Path, medium: Medium, about: str) -> Received:
        """The file behind an output's address as `out`; nothing is left there when that fails.

        Raises:
            Transient: it cannot be had, or it is not what it should be
            Broken: it lies where nothing may be fetched from
        """
        address = self._allowed(url, about)
        part = out.with_name(f"{out.name}.{os.getpid()}.part")
        try:
            for wait in (*AGAIN, None):
                try:
                    await self._stream(address, part, self._most[medium])
                    found = await judged(part, medium)
                except (_Failed, NotAsked) as failure:
                    if wait is None:
                        raise Transient("provider_output", f"the output of {about} {failure}") from None
                    await self._time.sleep(wait)
                else:
                    part.replace(out)
                    return Received(out, found.format, found.size, found.width, found.height, found.seconds)
            raise AssertionError  # the last round returns or raises
        finally:
            part.unlink(missing_ok=True)

    def _allowed(self, url: str, about: str) -> httpx.URL:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL:
            raise Broken("provider_untrusted", f"the output of {about} has no address that can be read") from None
        origin = f"{address.scheme}://{address.netloc.decode()}"
        if origin in self._hosts and not address.userinfo:
            return address
        known = any(_below(address.host, host) for host in self._hosts)
        if address.scheme != "https" or address.userinfo or address.port is not None or not known:
            raise Broken(
                "provider_untrusted", f"the output of {about} lies on {address.host or 'no host'}: not fetched"
            )
        return address

    async def _stream(self, url: httpx.URL, part: Path, most: int) -> None:
        try:
            async with asyncio.timeout(self._seconds), self._http.stream("GET", url) as response:
                exchanged("GET", url.host, response.status_code)
                if response.status_code != 200:
                    raise _Failed(f"is answered with {response.status_code}")
                if int(response.headers.get("content-length", 0)) > most:
                    raise _Failed(f"is larger than {most} bytes")
                await _write(response, part, most)
        except TimeoutError:
            raise _Failed(f"takes longer than {self._seconds:.0f} s") from None
        except (httpx.HTTPError, ValueError) as error:
            raise _Failed(f"broke off ({type(error).__name__})") from None


async def _write(response: httpx.Response, part: Path, most: int) -> None:
    size = 0
    with part.open("wb") as file:
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > most:
                raise _Failed(f"is larger than {most} bytes")
            file.write(chunk)


def _below(host: str, allowed: str) -> bool:
    return host.endswith(allowed) if allowed.startswith(".") else host == allowed
