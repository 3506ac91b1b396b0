"""The `Outside` port: the gateway asks itself by the URL that others use."""

import asyncio
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storyreel_contracts.api import PublicHealth

if TYPE_CHECKING:
    import httpcore

SECONDS = 2.0
PATH = "/livez"
MOST_BODY = 4096


class Outside:
    """See `ports.Outside`."""

    async def __call__(self, url: str) -> PublicHealth:
        """See `ports.Outside.__call__`."""
        import httpcore  # noqa: PLC0415 - a tenth of a second that only a look takes

        detail, ends_at = "", None
        try:
            async with (
                asyncio.timeout(SECONDS),
                httpcore.AsyncConnectionPool(max_connections=1) as pool,
                pool.stream("GET", f"{url.rstrip('/')}{PATH}", headers={"Connection": "close"}) as answer,
            ):
                ends_at = _certificate_end(answer)
                detail = await _fault(answer)
        except TimeoutError:
            detail = f"no answer within {SECONDS:g} s"
        except (httpcore.NetworkError, OSError) as error:
            detail = _unconnected(error)
        except (httpcore.ProtocolError, httpcore.TimeoutException) as error:
            detail = f"no HTTP answer: {str(error) or type(error).__name__}"
        return PublicHealth(url=url, reached=not detail, detail=detail, certificate_ends_at=ends_at)


def _unconnected(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate is not good: {cause.verify_message}"
        cause = cause.__cause__ or cause.__context__
    return f"no connection: {str(error) or type(error).__name__}"


async def _fault(answer: "httpcore.Response") -> str:
    """What is wrong with an answer that should be the gateway's own; nothing where it is."""
    body = b""
    async for piece in answer.aiter_stream():
        body += piece
        if len(body) > MOST_BODY:
            break
    if answer.status != 200:
        return f"{PATH} answers {answer.status}"
    return "" if b'"service":"gateway"' in body else f"{PATH} is answered by somebody else"


def _certificate_end(answer: "httpcore.Response") -> datetime | None:
    """When the certificate of a TLS connection runs out."""
    stream = answer.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    told = tls.getpeercert() if tls is not None else None
    if not told or "notAfter" not in told:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
