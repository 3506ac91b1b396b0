"""`/metrics`: everything in the registry, as Prometheus text, or as OpenMetrics for who asks for it."""

from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response

from storyreel_chassis.telemetry.registry import REGISTRY


async def metrics(request: Request) -> Response:
    """The answer to a scrape; names no job and no owner."""
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(REGISTRY), headers={"content-type": content_type})
