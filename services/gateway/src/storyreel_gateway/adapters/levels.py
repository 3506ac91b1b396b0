"""What the gateway's metrics tell of its tables."""

from storyreel_chassis.queries import queries
from storyreel_chassis.telemetry.watch import Reading
from storyreel_gateway import metrics

SQL = queries("storyreel_gateway.adapters")
READINGS = (
    Reading("jobs", SQL["jobs_level"], (("jobs", metrics.JOBS), ("oldest", metrics.JOB_OLDEST))),
    Reading("spend", SQL["spend_level"], (("usd", metrics.SPEND_MONTH),)),
    Reading("webhooks", SQL["webhooks_level"], (("waiting", metrics.WEBHOOKS_WAITING),)),
)
