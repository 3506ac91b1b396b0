"""What the API's callers see: how many they are, what they are answered, how soon."""

from scripts.pages.dashboards.parts import THIRD, WIDE, bars, lines, quantiles, text

CLASS = 'label_replace(rate(storyreel_http_requests_total[1m]), "class", "${1}xx", "status", "(.)..")'
SHORT = '{route=~"/api/.*", route!~".*/(events|export|image|thumbnail|upload-asset|video)"}'
SECONDS = "sum by (route) (rate(storyreel_http_request_duration_seconds_sum[30m]))"
ANSWERS = "sum by (route) (rate(storyreel_http_request_duration_seconds_count[30m]))"

REQUESTS = (
    lines(
        "Requests, a second",
        (f"sum by (class) ({CLASS})", "{{class}}"),
        width=THIRD,
        says="By the first digit of their answer.",
    ),
    lines(
        "Errors of ours",
        ("storyreel:api_errors:ratio5m", "5 minutes"), ("storyreel:api_errors:ratio1h", "1 hour"),
        ("storyreel:api_errors:ratio6h", "6 hours"), ("vector(0.001)", "promised"),
        unit="percentunit", width=THIRD,
        says="Requests that got a 5xx.",
    ),
    lines(
        "Slower than half a second",
        ("storyreel:api_slow:ratio5m", "5 minutes"), ("storyreel:api_slow:ratio1h", "1 hour"),
        ("storyreel:api_slow:ratio6h", "6 hours"), ("vector(0.01)", "promised"),
        unit="percentunit", width=THIRD,
        says="Without streams, uploads, pictures, films and copies, which take as long as they are large.",
    ),
    lines(
        "How long an answer takes",
        *quantiles("storyreel_http_request_duration_seconds", "method", SHORT, within="5m"),
        unit="s",
        says="Half of the requests that ask for nothing large or lasting, and 95 of 100, were faster than this.",
    ),
    bars(
        "The busiest routes",
        ("topk(10, sum by (method, route) (rate(storyreel_http_requests_total[5m])))", "{{method}} {{route}}"),
        unit="reqps",
        says="Requests a second, of five minutes.",
    ),
    bars(
        "The slowest routes",
        (f"topk(10, {SECONDS} / ({ANSWERS} > 0))", "{{route}}"),
        unit="s", width=WIDE,
        says="On the average of half an hour.",
    ),
)  # fmt: skip
READS = (
    lines(
        "Status reads, a second, by who answers",
        ("sum by (source) (rate(storyreel_status_reads_total[1m]))", "{{source}}"),
        says="`projection` is Redis; `postgres` is for what Redis does not have; `not_modified` sends nothing.",
    ),
    lines("Streams", ("sum(storyreel_streams_open)", "open"), says="Clients that listen to events."),
    lines(
        "Turned away, a minute", ("sum by (rule) (rate(storyreel_rate_limited_total[5m])) * 60", "{{rule}}"),
        says="429, by the limit.",
    ),
    lines(
        "Webhooks, a minute",
        ("sum by (outcome) (rate(storyreel_webhooks_total[5m])) * 60", "{{outcome}}"),
        ("max(storyreel_webhooks_waiting)", "waiting"),
        says="`failed` is tried again, `given_up` is not.",
    ),
)  # fmt: skip


def page() -> str:
    """The file's text."""
    return text(
        "gateway", "gateway", "What the API's callers see: how many they are, what they are answered, how soon.",
        [("Requests", REQUESTS), ("Reads, streams and webhooks", READS)],
    )  # fmt: skip
