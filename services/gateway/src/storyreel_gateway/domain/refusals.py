"""Every reason to refuse, by its stable code, with a sentence that says what to do next."""

from collections.abc import Sequence
from decimal import Decimal

from storyreel_chassis.errors import Refused
from storyreel_gateway.domain import costs
from storyreel_gateway.domain.costs import Committed, Line

REFUSALS = {
    "storyboard_not_ready": "The storyboard is not ready yet. Wait for the status storyboard_ready, then try again.",
    "storyboard_not_approved": "The storyboard is not approved. POST to …/approve once it is storyboard_ready.",
    "storyboard_failed": "This job has no usable storyboard. Make a new one with POST /api/v2/generate.",
    "scene_failed": "A scene has no picture. Refine that scene, approve the storyboard again, then render.",
    "budget_exceeded": "The job may spend no more than its max_cost_usd. Make a new job with a higher limit.",
    "render_in_progress": "The film is being rendered. Wait until it is completed, or cancel the job.",
    "refinement_limit": "This job's refinements are used up. Approve the storyboard as it is, or make a new job.",
    "job_completed": "The film is made already. Refine or reorder its scenes to make another version.",
    "job_failed": "The job has failed; its `error` says why. Render again if that is allowed, or make a new job.",
    "job_canceled": "The job was canceled. Make a new one with POST /api/v2/generate.",
    "scene_not_found": "There is no scene of that number. The job's `storyboard` lists its scenes.",
    "scene_order_invalid": "scene_order must hold every scene number exactly once.",
    "video_not_ready": "There is no film yet. Approve the storyboard and POST to …/render first.",
    "video_missing": "The film's file is gone. POST to …/render to make it again.",
    "image_not_ready": "This scene has no picture. Wait until its generation_status is completed, or refine it.",
    "image_not_found": "There is no scene of that number. The job's `storyboard` lists its scenes.",
    "image_missing": "The picture's file is gone. Refine the scene to make it again.",
    "job_not_found": "There is no such job. GET /api/v2/jobs lists yours.",
    "export_not_found": "There is no such export of this job. GET …/export asks for one.",
    "provider_unavailable": "This provider is not available here. Leave `provider` away, or say animatic.",
    "idempotency_key_invalid": "An Idempotency-Key has 1 to 255 visible ASCII characters, no spaces. Send a UUID.",
    "idempotency_key_reused": "This Idempotency-Key belongs to another request. Send a new key for a new request.",
    "idempotency_in_progress": "The first request under this Idempotency-Key still runs. Send the same again.",
    "precondition_failed": "The job has changed since you read it. Read it again, then send its present ETag.",
    "rate_limited": "This key has asked too often. Wait as many seconds as Retry-After says, then try again.",
    # keys and share links
    # assets
    # costs, budgets and limits
    "monthly_budget_exceeded": "This month's budget does not allow it. Wait for the next month, or ask for more.",
    "concurrency_limit": "So many of your jobs are in work already. Wait until one has ended, or cancel one.",
    "month_invalid": "A month is written YYYY-MM, as in 2026-11. Leave `month` away for the present one.",
    # storyboard versions
    "storyboard_version_not_found": "There is no such storyboard version. GET …/storyboard/versions lists them.",
    # streams and webhooks
    # batches
    "batch_not_found": "There is no such batch. GET /api/v2/batches lists yours.",
    "batch_ended": "Every item of the batch has ended already. Its jobs can still be edited one by one.",
    "batch_budget_exceeded": "All jobs of the batch together may spend no more than its max_cost_usd.",
    # lists
    "cursor_invalid": "The cursor is not one of ours. Follow the Link header, or start without a cursor.",
}


class NotYet(Refused):
    """Refused now, though not for ever: the same call may do in `retry_after` seconds."""

    def __init__(self, code: str, message: str, *, retry_after: int) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


def dollars(amount: Decimal) -> str:
    """`1.08`, `0.003`: two decimals or as many as it has."""
    return f"{amount:.2f}" if amount == round(amount, 2) else f"{amount.normalize():f}"


class OverBudget(Refused):
    """A decision would spend more than a budget has left."""

    def __init__(self, code: str, limit: Decimal, committed: Committed, lines: Sequence[Line]) -> None:
        self.limit, self.committed, self.lines = limit, committed, lines
        self.wanted = costs.reserved(lines)
        gone = f"${dollars(committed.spent)} spent and ${dollars(committed.reserved)} reserved"
        figures = f"${dollars(self.wanted)} wanted, {gone} of ${dollars(limit)}."
        super().__init__(code, f"{REFUSALS[code]} {figures}")


class Crowded(NotYet):
    """As many of the owner's jobs are in work as may be."""

    def __init__(self, limit: int) -> None:
        super().__init__("concurrency_limit", REFUSALS["concurrency_limit"], retry_after=10)
        self.limit = limit


def refuse(code: str, *, detail: str | None = None) -> Refused:
    """The refusal of this code."""
    return Refused(code, detail or REFUSALS[code])
