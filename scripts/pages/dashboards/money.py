"""What is spent, at whom, and what is saved by making nothing twice."""

from scripts.pages.dashboards.parts import THIRD, lines, number, text

MONTH = (
    number(
        "Spent this month",
        ('sum by (provider) (provider:storyreel_spend_month_usd:max{state="actual"})', "{{provider}}"),
        unit="currencyUSD", width=THIRD,
        says="Billed in this calendar month (UTC), for all owners.",
    ),
    number(
        "Reserved", ('sum(provider:storyreel_spend_month_usd:max{state="reserved"}) or vector(0)', "reserved"),
        unit="currencyUSD",
        says="What jobs in work may still cost.",
    ),
    number(
        "Unknown", ('sum(provider:storyreel_spend_month_usd:max{state="unknown"}) or vector(0)', "unknown"),
        unit="currencyUSD", bad=0.000001,
        says="Nobody can tell whether this was paid: `storyreel ledger --state unknown`.",
    ),
    number(
        "The limit", ("storyreel:spend_limit_usd", "limit"), unit="currencyUSD",
        says="Of limits.yml: an alert comes at 80 % of it.",
    ),
    number(
        "Of it", ("sum(provider:storyreel_spend_month_usd:max) / on () storyreel:spend_limit_usd or vector(0)", "used"),
        unit="percentunit", bad=0.8,
        says="Spent, reserved and unknown, as a part of the limit.",
    ),
)  # fmt: skip
SPEND = (
    lines(
        "This month so far", ("provider:storyreel_spend_month_usd:max", "{{provider}} {{state}}"), unit="currencyUSD",
        says="From the ledger.",
    ),
    lines(
        "Billed, an hour", ("sum by (provider) (rate(storyreel_spend_usd_total[30m])) * 3600", "{{provider}}"),
        unit="currencyUSD",
        says="By the purchases that ended.",
    ),
    lines(
        "Purchases under way",
        ("max by (job, provider, state) (storyreel_purchases)", "{{job}} {{provider}} {{state}}"),
        says="Open ones will end by themselves, unknown ones need a person.",
    ),
    lines(
        "Calls of providers, a minute",
        ("sum by (provider, outcome) (rate(storyreel_provider_requests_total[5m])) * 60", "{{provider}} {{outcome}}"),
        says="All of them, those that cost nothing too.",
    ),
)  # fmt: skip
FOUND = 'sum by (cache) (rate(storyreel_cache_total{outcome="hit"}[30m]))'
ASKED = "sum by (cache) (rate(storyreel_cache_total[30m]))"
SAVED = (
    lines(
        "Found instead of made",
        (f"{FOUND} / {ASKED}", "{{cache}}"),
        unit="percentunit",
        says="Pictures, clips and segments that were there already. New films find nothing; edits find most.",
    ),
    lines(
        "Made and found, a minute",
        ("sum by (cache, outcome) (rate(storyreel_cache_total[5m])) * 60", "{{cache}} {{outcome}}"),
        says="What the ratio is of.",
    ),
)  # fmt: skip


def page() -> str:
    """The file's text."""
    return text(
        "money", "money", "What is spent, at whom, and what is saved by making nothing twice.",
        [("This month", MONTH), ("Spending", SPEND), ("Saved", SAVED)],
    )  # fmt: skip
