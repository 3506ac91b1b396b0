"""Whether there are spans: as OpenTelemetry's own variables say, for as long as a service lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from storyreel_chassis.logs import logger
from storyreel_chassis.telemetry import tracing

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

FLUSH_SECONDS = 1.0
"""What a service that leaves waits for its last spans to be taken."""


class TracingSettings(BaseSettings):
    """OpenTelemetry's own variables; further ones of its Python SDK hold as well (`OTEL_BSP_*`, certificates, limits).
    There are spans only with an endpoint; the rest of this table is for then."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True, env_prefix="=")

    endpoint: str = Field(
        default="", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        description="of a collector, by HTTP: `http://host:4318`; `/v1/traces` is added",
    )  # fmt: skip
    traces_endpoint: str = Field(
        default="", validation_alias="OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        description="the whole address, if it is another one for traces",
    )  # fmt: skip
    headers: str = Field(
        default="", validation_alias="OTEL_EXPORTER_OTLP_HEADERS", description="`name=value,…`, for a collector's key"
    )
    protocol: str = Field(
        default="http/protobuf", validation_alias="OTEL_EXPORTER_OTLP_PROTOCOL",
        description="there is no other here: with `grpc` there are no spans, and the log says so",
    )  # fmt: skip
    timeout: str = Field(
        default="10", validation_alias="OTEL_EXPORTER_OTLP_TIMEOUT", description="seconds for one batch"
    )
    exporter: str = Field(
        default="otlp", validation_alias="OTEL_TRACES_EXPORTER", description="`none`: no spans, whatever the endpoint"
    )
    disabled: str = Field(
        default="false", validation_alias="OTEL_SDK_DISABLED", description="`true`: no spans, whatever the endpoint"
    )
    service_name: str = Field(
        default="", validation_alias="OTEL_SERVICE_NAME", description="unset: `storyreel-<service>`"
    )
    resource: str = Field(
        default="", validation_alias="OTEL_RESOURCE_ATTRIBUTES", description="`name=value,…` of every span"
    )
    sampler: str = Field(
        default="parentbased_always_on", validation_alias="OTEL_TRACES_SAMPLER",
        description="`parentbased_traceidratio` for a share of them",
    )  # fmt: skip
    sampler_arg: str = Field(
        default="", validation_alias="OTEL_TRACES_SAMPLER_ARG", description="that share, from 0 to 1"
    )

    @property
    def wanted(self) -> bool:
        """Whether somebody collects."""
        off = self.disabled.strip().lower() == "true" or self.exporter.strip().lower() == "none"
        return bool(self.endpoint or self.traces_endpoint) and not off


@contextmanager
def tracing_of(service: str) -> Iterator[None]:
    """Spans for the time of the block, where the environment names a collector. Nothing about it fails a service."""
    settings = TracingSettings()
    provider = _provider(service, settings) if settings.wanted else None
    if provider is None:
        yield
        return
    tracing.collect_by(provider.get_tracer("storyreel"))
    try:
        yield
    finally:
        tracing.collect_by(None)
        leaving = Thread(target=provider.shutdown, daemon=True, name="last spans")
        leaving.start()
        leaving.join(FLUSH_SECONDS)


def _provider(service: str, settings: TracingSettings) -> "TracerProvider | None":
    if settings.protocol != "http/protobuf":
        reason = f"OTEL_EXPORTER_OTLP_PROTOCOL is {settings.protocol}, not http/protobuf"
    else:
        try:
            from storyreel_chassis.telemetry.otlp import provider_of  # noqa: PLC0415 - a tenth of a second, for who collects

            return provider_of(service)
        except Exception as error:  # noqa: BLE001 - a wrong variable of OpenTelemetry's is no reason not to make films
            reason = f"{type(error).__name__}: {error}"[:200]
    logger(__name__).error("traces_off", reason=reason)
    return None
