"""`/metrics`: everything in the registry, as Prometheus text, or as OpenMetrics for who asks for it."""

from collections.abc import Awaitable, Callable
from time import perf_counter

from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.telemetry.registry import REGISTRY

LEISURE = 10.0
"""An answer is given again for so many times as long as writing it took: it asks for no key, and may take 20 ms of the
event loop, of which no crowd of askers gets more than a tenth."""


class _Exposition:
    """Writes answers; keeps the newest of each form."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, float]] = {}

    async def answer(self, request: Request) -> Response:
        """The answer to a scrape; names no job and no owner."""
        encode, form = choose_encoder(request.headers.get("accept", ""))
        text, good_until = self._kept.get(form, (b"", 0.0))
        began = perf_counter()
        if began >= good_until:
            text = encode(REGISTRY)
            ended = perf_counter()
            self._kept = {form: (text, ended + LEISURE * (ended - began))}
        return Response(text, headers={"content-type": form})


def metrics() -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of one app."""
    return _Exposition().answer
