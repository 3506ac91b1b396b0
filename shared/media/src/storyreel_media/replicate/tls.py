"""One TLS context for all connections: it takes tens of milliseconds to load the certificates of the world."""

import ssl
from functools import cache

import httpx


@cache
def context() -> ssl.SSLContext:
    """The system's and certifi's trust, loaded once."""
    return httpx.create_ssl_context()
