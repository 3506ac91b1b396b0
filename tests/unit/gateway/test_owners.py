"""Every statement on what belongs to somebody carries the owner."""

import re

from storyreel_chassis.queries import queries

SQL = {
    name: re.sub(r"^--.*$", "", text, flags=re.MULTILINE).strip()
    for name, text in queries("storyreel_gateway.adapters").items()
}
TABLES = "|".join(
    (
        "jobs", "storyboards", "job_changes", "exports", "shares", "api_keys", "idempotency_keys", "assets",
        "cost_lines", "batches", "batch_items", "webhook_deliveries", "key_webhooks", "webhook_secrets",
        "purchases",
    )
)  # fmt: skip
OWNED = re.compile(rf"\b(?:from|join|into|update)\s+({TABLES})\b")
OF_EVERYBODY = {
    "get_jobs_by_status": "for operators: which jobs stand where",
    "stalled_jobs": "the sweep's",
    "stalled_exports": "the sweep's",
    "increment_retry_count": "the sweep's, of jobs that it has just found",
    "all_jobs": "rebuilds the projection",
    "add_storyboard": "of a job that was locked by its owner's id",
    "note_approval": "of a job that was locked by its owner's id",
    "lines_of": "of a job that was read by its owner's id",
    "asset_in_use": "of an asset that was locked by its owner's id",
    "delete_asset": "of an asset that was locked by its owner's id",
    "put_asset": "of an intent that was just written for its owner",
    "deleted_assets": "the sweep's",
    "forget_asset": "the sweep's, of assets that it has just found",
    "budget_of": "of the batch that a locked job names",
    "costs_of": "of batches that were read by their owner's id, or that a locked job names",
    "items_of": "of batches that were read by their owner's id",
    "start_item": "of a request that was held by its owner's id",
    "refuse_item": "of a request that was held by its owner's id",
    "cancel_items": "of a batch that was read by its owner's id",
    "cancel_batch": "of a batch that was read by its owner's id",
    "open_jobs_of": "of a batch that was read by its owner's id",
    "owners_with_items": "tells whose requests wait",
    "next_due_delivery": "the sender's: when there is something to send",
    "release_delivery": "the sender's, of a delivery that it holds",
    "settle_delivered": "the sender's, of a delivery that it holds",
    "cancel_deliveries_of_revoked_keys": "the sweep's",
    "forget_deliveries": "the sweep's",
    "open_share": "whoever has the link has the permission; it names its owner",
    "find_key": "tells whose a key is",
    "lapsed_keys": "the gateway's own, of keys that it let in",
    "label_key": "of the key that the environment names",
    "get_key": "administrators see every owner's",
    "hold_key_rows": "administrators'",
    "revoke_key": "administrators'",
    "job_piles": "administrators see everybody's jobs, as numbers and ids",
    "quiet_jobs": "administrators see everybody's jobs, as numbers and ids",
    "recent_failures": "administrators see everybody's jobs, as numbers and ids",
    "purchase_piles": "administrators see everybody's purchases, as numbers",
    "deliveries_overdue": "administrators see everybody's webhooks, as numbers",
    "jobs_level": "for operators: counts that name nobody",
    "spend_level": "for operators: sums that name nobody",
    "webhooks_level": "for operators: a count that names nobody",
}
"""Why a statement looks at what belongs to whomever."""


def test_every_statement_carries_the_owner_or_says_why_not() -> None:
    """Who adds one thinks of this; what is listed as an exception exists."""
    without = {name for name, text in SQL.items() if OWNED.search(text) and "owner_id" not in _conditions(text)}
    assert without == OF_EVERYBODY.keys()


def _conditions(text: str) -> str:
    """The parts of a statement that choose rows, or all of one that adds some."""
    if text.startswith("insert"):
        return text
    return " ".join(re.findall(r"\bwhere\b(.*?)(?=\bselect\b|\breturning\b|\border by\b|$)", text, re.DOTALL))
