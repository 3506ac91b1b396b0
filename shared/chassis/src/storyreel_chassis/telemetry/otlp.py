"""Spans on their way to a collector: in batches, from a thread of their own, and lost where nobody takes them.

A collector that is away, slow or wrong is a line in the log when that begins and one when it ends; nobody waits for it.
"""

import logging
from collections.abc import Sequence
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry.tracing import wished_id


def provider_of(service: str) -> TracerProvider:
    """What makes the spans of a service and sends them where the environment says.

    Raises:
        ValueError: the environment says what cannot be
    """
    logging.getLogger("opentelemetry").setLevel("CRITICAL")  # what it has to say of every batch, `Sent` says once
    ours = {
        "service.name": f"storyreel-{service}",
        "service.namespace": "storyreel",
        "service.version": version(f"storyreel-{service}"),
    }
    told = OTELResourceDetector().detect()  # the user's own word holds
    resource = Resource.create(ours).merge(told)
    provider = TracerProvider(resource=resource, id_generator=Ids(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(Sent(OTLPSpanExporter(), service)))
    return provider


class Sent(SpanExporter):
    """Says when spans begin to be lost, and when that ends."""

    def __init__(self, exporter: SpanExporter, service: str) -> None:
        self._exporter, self._lost = exporter, 0
        self._log = logger(__name__).bind(service=service)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See `SpanExporter`."""
        result = self._exporter.export(spans)
        if result is not SpanExportResult.SUCCESS:
            if not self._lost:
                self._log.warning("traces_lost")
            self._lost += len(spans)
        elif self._lost:
            self._log.info("traces_taken_again", lost=self._lost)
            self._lost = 0
        return result

    def shutdown(self) -> None:
        """See `SpanExporter`."""
        self._exporter.shutdown()


class Ids(RandomIdGenerator):
    """Random, but for those that somebody else must be able to tell."""

    def generate_span_id(self) -> int:
        """See `IdGenerator`."""
        return wished_id.get() or super().generate_span_id()
