"""What the exporter hears."""

from typing import Annotated

from faststream import Context
from faststream.nats import NatsRouter

from storyreel_chassis.bus import hears
from storyreel_contracts.events import ExportRequested
from storyreel_exporter.handlers.accept_export import AcceptExport


def subscribers(*, copies: int) -> NatsRouter:
    """The service's subscription; `copies` requests are taken at once, the others wait in the stream."""
    router = NatsRouter()

    @hears(router, ExportRequested, by="exporter", workers=copies)
    async def on_export_requested(event: ExportRequested, accept_export: Annotated[AcceptExport, Context()]) -> None:
        """Make the copy, or find it made."""
        await accept_export(event)

    return router
