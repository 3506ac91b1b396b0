"""How much work there is, who does it, how fast, and what is done in vain."""

from scripts.pages.dashboards.parts import THIRD, lines, quantiles, text

TASKS = (
    lines(
        "Tasks", ("max by (job, kind, state) (storyreel_tasks)", "{{kind}} {{state}}"),
        says="`leased`: under way; `open`: due, and nobody has a hand free; `put_off`: waits for its next attempt.",
    ),
    lines(
        "The oldest task", ("kind:storyreel_task_oldest_seconds:max", "{{kind}}"), unit="s",
        says="Since it was asked for.",
    ),
    lines(
        "Attempts, a minute",
        ("sum by (kind, outcome) (rate(storyreel_task_attempts_total[5m])) * 60", "{{kind}} {{outcome}}"), width=THIRD,
        says="`away`: a server was, which costs no attempt; `lost_lease`: another worker had taken it.",
    ),
    lines(
        "Attempts for nothing", ("kind:storyreel_task_retries:ratio10m", "{{kind}}"), unit="percentunit", width=THIRD,
        says="Failed, or met a server that was away; an alert comes at 50 %.",
    ),
    lines(
        "How long a task takes", *quantiles("storyreel_task_duration_seconds", "kind"), unit="s", width=THIRD,
        says="Of attempts that did it.",
    ),
)  # fmt: skip
FFMPEG = (
    lines(
        "Speed of ffmpeg", ("purpose:storyreel_ffmpeg_speed:mean15m", "{{job}} {{purpose}}"), width=THIRD,
        says="Seconds of film a second, on the average of 15 minutes; an alert comes below 1.",
    ),
    lines(
        "Runs of ffmpeg, a minute",
        ("sum by (purpose, outcome) (rate(storyreel_ffmpeg_runs_total[5m])) * 60", "{{purpose}} {{outcome}}"),
        width=THIRD,
        says="What was started, and how it ended.",
    ),
    lines(
        "Room for work", ("min by (job) (storyreel_work_free_bytes)", "{{job}}"), unit="bytes", width=THIRD,
        says="Free space where work in progress lies; an alert comes below 2 GB.",
    ),
)  # fmt: skip
PROVIDERS = (
    lines(
        "How long providers take to answer", *quantiles("storyreel_provider_request_duration_seconds", "operation"),
        unit="s", width=THIRD,
        says="One call, not the making of a clip.",
    ),
    lines(
        "Calls, a minute",
        (
            "sum by (provider, operation, outcome) (rate(storyreel_provider_requests_total[5m])) * 60",
            "{{provider}} {{operation}} {{outcome}}",
        ),
        width=THIRD,
        says="By what was asked and what was said.",
    ),
    lines(
        "Away", ("max by (job, provider) (storyreel_provider_away)", "{{provider}} for the {{job}}"), width=THIRD,
        says="1: the last answer was an outage.",
    ),
)  # fmt: skip


def page() -> str:
    """The file's text."""
    return text(
        "workers", "workers", "How much work there is, who does it, how fast, and what is done in vain.",
        [("Tasks", TASKS), ("ffmpeg and the disk", FFMPEG), ("Providers", PROVIDERS)],
    )  # fmt: skip
