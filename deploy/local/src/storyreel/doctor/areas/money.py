"""Providers, purchases and budgets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from storyreel.doctor.areas.jobs import failure, is_about_money, tried
from storyreel.doctor.findings import Finding, Section, Severity, counted, why_not
from storyreel_contracts.api import BudgetUse, PurchasePile, SystemHealth

STEPS: Mapping[str, str] = {
    "provider_credit": "buy credit (Replicate: https://replicate.com/account/billing), then ask for the films again",
    "provider_token": "give gateway, storyboard and renderer a good REPLICATE_API_TOKEN "
    "(https://replicate.com/account/api-tokens), and start them again",
    "provider_away": "see the provider's status page (https://replicatestatus.com); the work goes on by itself",
    "provider_throttled": "set STORYREEL_REPLICATE_CREATES to the provider's limit divided by the workers, "
    "or ask for a higher one",
    "provider_busy": "more servers for your model, or fewer films at once",
    "provider_down": "look at the model's server: its log, `curl $STORYREEL_COG_IMAGE_URL/health-check`",
    "provider_unknown": "check the model's name and version in the prices: the provider does not know it",
    "provider_address": "correct REPLICATE_BASE_URL or STORYREEL_COG_IMAGE_URL of the workers",
    "provider_prices": "deploy one version everywhere: a worker has no prices of this provider",
    "provider_model": "deploy one version everywhere: a worker does not know the model",
    "provider_without_seller": "give storyboard and renderer the same REPLICATE_API_TOKEN as the gateway",
}
"""What only who runs the system can mend, with the next step."""


def judge(health: SystemHealth) -> Section:
    """By what workers try again, what failed, and the ledger."""
    here = list(_of_workers(health))
    if health.money is None:
        return Section("providers", "", here, not_asked=why_not(health, "money"))
    well = f"{', '.join(health.providers)} offered; nothing unpaid, unknown or over budget"
    purchases = [_purchases(one) for one in health.money.purchases]
    budgets = [_budget(one, health.money.owner_monthly_usd) for one in health.money.budgets]
    return Section("providers", well, [*here, *purchases, *budgets])


def _of_workers(health: SystemHealth) -> Iterator[Finding]:
    for service in health.services or ():
        for one in service.books.troubles if service.books else ():
            if is_about_money(one.code):
                yield Finding(
                    "warning",
                    f"{service.service} tries {tried(one)}: {one.code}: {one.message}",
                    "those films wait; it costs no attempt and no money",
                    STEPS.get(one.code, "wait, or cancel the jobs"),
                    since=one.since,
                    runbook="StoryreelProviderAway",
                )
    for failed in health.jobs.failures if health.jobs else ():
        if is_about_money(failed.code):
            yield failure(failed, STEPS.get(failed.code))


def _purchases(pile: PurchasePile) -> Finding:
    which = counted(pile.count, "purchase")
    if pile.state == "unknown":
        return Finding(
            "warning",
            f"{which} of {pile.provider} for ${pile.price_usd:f}: nobody can tell whether they were paid",
            "their price stays reserved, and their scenes failed",
            "`storyreel ledger --state unknown` with the owner's key; compare it with the provider's list "
            "(https://replicate.com/predictions)",
            since=pile.oldest_at,
            runbook="StoryreelSpendUnknown",
        )
    return Finding(
        "warning",
        f"{which} of {pile.provider} for ${pile.price_usd:f} {pile.state} for more than an hour",
        "those scenes wait",
        f"`storyreel ledger --state {pile.state}` with the owner's key",
        since=pile.oldest_at,
        runbook="StoryreelProviderAway",
    )


def _budget(one: BudgetUse, budget: Decimal | None) -> Finding:
    over = budget is not None and one.committed_usd >= budget
    severity: Severity = "broken" if over else "warning"
    users = "what costs money is refused by monthly_budget_exceeded" if over else "nothing yet"
    return Finding(
        severity,
        f"owner {one.owner_id} has spent or reserved ${one.committed_usd:f} of ${budget or 0:f} this month",
        users,
        "raise STORYREEL_OWNER_MONTHLY_USD of the gateway, or wait for the next month",
        runbook="StoryreelSpendNearLimit",
    )
