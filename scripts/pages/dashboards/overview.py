"""Is all well, how much is in work, and where does it wait?"""

from scripts.pages.dashboards.parts import THIRD, bars, lines, number, quantiles, text

NOW = (
    number(
        "Services that answer", ("job:up:count", "{{job}}"), width=THIRD,
        says="Processes of each service that answered the last scrape.",
    ),
    number(
        "Alerts", ('count(ALERTS{alertstate="firing", alertname=~"Storyreel.*"}) or vector(0)', "firing"), bad=1,
        says="How many of our alerts fire; each has a runbook.",
    ),
    number(
        "Dead letters", ("sum(max by (job) (storyreel_dead_letters))", "waiting"), bad=1,
        says="Messages and tasks that wait for a person: `storyreel dead-letters list`.",
    ),
    number(
        "Jobs in work",
        ('sum(status:storyreel_jobs:max{status!="storyboard_ready"}) or vector(0)', "in work"),
        says="Jobs that somebody works for.",
    ),
    number(
        "Jobs that wait for their owner",
        ('sum(status:storyreel_jobs:max{status="storyboard_ready"}) or vector(0)', "waiting"),
        says="Storyboards that nobody has approved yet.",
    ),
)  # fmt: skip
FAILED = 'sum(increase(storyreel_job_transitions_total{to="failed"}[30m]))'
ENDED = 'sum(increase(storyreel_job_transitions_total{to=~"completed|failed"}[30m]))'
JOBS = (
    lines("Jobs by status", ("status:storyreel_jobs:max", "{{status}}"), says="Jobs that have not ended."),
    lines(
        "Longest in its status", ("status:storyreel_job_oldest_seconds:max", "{{status}}"), unit="s",
        says="For how long the job that changed least recently has been where it is.",
    ),
    lines(
        "What jobs came to, a minute",
        ("sum by (to) (rate(storyreel_job_transitions_total[5m])) * 60", "{{to}}"), width=THIRD,
        says="Changes of status.",
    ),
    lines(
        "Failures among the ends",
        (f"({FAILED} or vector(0)) / {ENDED}", "failed"),
        unit="percentunit", width=THIRD,
        says="Of the jobs that ended in half an hour, those that failed.",
    ),
    lines(
        "How long a stage takes", *quantiles("storyreel_stage_duration_seconds", "stage"), unit="s", width=THIRD,
        says="Of jobs that left the stage in half an hour: half of them, and 95 of 100, were faster than this.",
    ),
)  # fmt: skip
QUEUES = (
    lines(
        "Events nobody has fetched", ("consumer:storyreel_consumer_pending:max", "{{consumer}}"),
        says="Work that waits for a free worker.",
    ),
    lines(
        "Events whose work is under way", ("consumer:storyreel_consumer_unacknowledged:max", "{{consumer}}"),
        says="Fetched, and not acknowledged before the work is done.",
    ),
    lines(
        "What came of events, a minute", ("sum by (outcome) (rate(storyreel_events_total[5m])) * 60", "{{outcome}}"),
        width=THIRD,
        says="`failed` and `given_back` come again, `buried` is a dead letter.",
    ),
    lines(
        "How long an event takes", *quantiles("storyreel_event_duration_seconds", "event"), unit="s", width=THIRD,
        says="From its delivery to the end of the work that it caused.",
    ),
    lines(
        "The oldest that waits for the bus",
        ("max by (job) (storyreel_outbox_oldest_seconds or 0 * storyreel_outbox_waiting)", "{{job}}"),
        unit="s", width=THIRD,
        says="Committed, and not in the stream yet: seconds, or the bus takes nothing.",
    ),
)  # fmt: skip
PROCESSES = (
    bars(
        "What services reach", ("min by (job, dependency) (storyreel_dependency_up)", "{{job}} → {{dependency}}"),
        says="1: it did real work at the last look.",
    ),
    lines(
        "How late the event loop is", ("max by (job) (storyreel_loop_lag_seconds)", "{{job}}"), unit="s",
        says="The worst of each interval. Leases and answers are late by as much.",
    ),
    lines(
        "CPU", ("sum by (job) (rate(process_cpu_seconds_total[5m]))", "{{job}}"), width=THIRD,
        says="Cores in use, without those of ffmpeg's processes.",
    ),
    lines(
        "Memory", ("sum by (job) (process_resident_memory_bytes)", "{{job}}"), unit="bytes", width=THIRD,
        says="Resident, of all processes of a service.",
    ),
    number(
        "Versions", ("count by (service, version) (storyreel_build_info)", "{{service}} {{version}}"), width=THIRD,
        says="How many processes run which version.",
    ),
)  # fmt: skip


def page() -> str:
    """The file's text."""
    return text(
        "overview", "overview", "Is all well, how much is in work, and where does it wait?",
        [("Now", NOW), ("Jobs", JOBS), ("Queues", QUEUES), ("Processes", PROCESSES)],
    )  # fmt: skip
