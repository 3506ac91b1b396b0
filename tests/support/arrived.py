"""Waiting until a NATS server has taken what a client said."""

from nats.aio.client import Client


async def arrived(client: Client) -> None:
    """Wait until the server has taken every subscription and message that the client sent before.

    nats-py writes the PING of a flush to the socket at once, in front of the commands that its flusher has yet to
    write; when the first PONG is back, they are written, and the second PING follows them.
    """
    for _ in range(2):
        await client.flush()
