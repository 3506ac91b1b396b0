"""Every reason to refuse, by its stable code, with a sentence that says what to do next."""

from collections.abc import Sequence
from decimal import Decimal

from storyreel_chassis.errors import Refused
from storyreel_contracts.api import FieldError
from storyreel_gateway.domain import costs
from storyreel_gateway.domain.costs import Committed, Line

_MOST_ERRORS, _MOST_SAID = 20, 5

REFUSALS = {
    "storyboard_not_ready": "The storyboard is not ready yet. Wait for the status storyboard_ready, then try again.",
    "storyboard_not_approved": "The storyboard is not approved. POST to …/approve once it is storyboard_ready.",
    "storyboard_failed": "This job has no usable storyboard. Make a new one with POST /api/v2/generate.",
    "scene_failed": "A scene has no picture. Refine that scene, approve the storyboard again, then render.",
    "budget_exceeded": "The job may spend no more than its max_cost_usd. Make a new job with a higher limit.",
    "render_in_progress": "The film is being rendered. Wait until it is completed, or cancel the job.",
    "refinement_limit": "This job's refinements are used up. Approve the storyboard as it is, or make a new job.",
    "job_completed": "The film is made already. Refine or reorder its scenes to make another version.",
    "job_failed": "The job has failed; its `error` says why. Render again where that is retryable, or make a new job.",
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
    "fallback_unavailable": "fallback_provider must be another provider that is available here. Leave it away.",
    "idempotency_key_invalid": "An Idempotency-Key has 1 to 255 visible ASCII characters, no spaces. Send a UUID.",
    "idempotency_key_reused": "This Idempotency-Key belongs to another request. Send a new key for a new request.",
    "idempotency_in_progress": "The first request under this Idempotency-Key still runs. Send the same again.",
    "precondition_failed": "The job has changed since you read it. Read it again, then send its present ETag.",
    "rate_limited": "This key has asked too often. Wait as many seconds as Retry-After says, then try again.",
    # keys and share links
    "key_not_found": "There is no such key. GET /api/v2/keys lists them.",
    "key_in_use": "This key revokes others, not itself: somebody has to be left who can. Use another admin key for it.",
    "key_revoked": "This API key was revoked a moment ago. Use another one.",
    "key_not_shown_again": "The key was shown once and cannot be read any more. Revoke it and make another.",
    "expiry_invalid": "expires_at lies in the past. Give a later time, or leave it away.",
    "share_not_found": "There is no such link of this job. GET …/shares lists them.",
    "share_invalid": "This link is not one of ours, or was cut short on its way. Ask its sender for it again.",
    "share_expired": "This link has expired. Ask its sender for a new one.",
    "share_revoked": "This link was withdrawn. Ask its sender for a new one.",
    "poster_missing": "This film has no picture to show before it plays. Show its beginning.",
    "share_not_included": "This link does not open that. Ask its sender for a link that does.",
    # assets
    "asset_unusable": "This asset cannot be used so: scenes and logos take images, soundtracks an audio.",
    "too_many_pictures": "There are more images than scenes. Leave some away, or ask for a longer film.",
    "too_many_soundtracks": "A film has one soundtrack. Name one audio asset at most.",
    "soundtrack_missing": "The job has no soundtrack. Say bed or silence, or make a job with an audio among asset_ids.",
    "clips_silent": "The animatic's clips have no sound of their own. Leave `audio` away, or say bed or silence.",
    "brand_guidelines_invalid": "logo_asset_id or logo_position is not right. Correct it, or leave it away.",
    "asset_not_found": "There is no such asset. GET /api/v2/assets lists yours.",
    "asset_missing": "The file's content is gone. Delete this asset and upload the file again.",
    "asset_too_large": "The file has more than 50 MB (52,428,800 bytes). Make it smaller.",
    "asset_type_unsupported": "Files may be jpg, png, gif, webp, mp4, mov, mp3, wav or pdf. Convert it to one of them.",
    "asset_type_mismatch": "The content is not what the file's name or Content-Type says. Send it under its true type.",
    "asset_unreadable": "The file is broken or cannot be decoded. Open it on your side and save it anew.",
    "asset_in_use": "A job that has not ended uses this asset. Wait until it has, or cancel it.",
    "asset_incomplete": "The upload broke off. Send it again.",
    "asset_too_slow": "The upload stalled or took more than 15 minutes. Try again on a faster connection.",
    # costs, budgets and limits
    "monthly_budget_exceeded": "This month's budget does not allow it. Wait for the next month, or ask for more.",
    "concurrency_limit": "So many of your jobs are in work already. Wait until one has ended, or cancel one.",
    "month_invalid": "A month is written YYYY-MM, as in 2026-11. Leave `month` away for the present one.",
    # storyboard versions
    "storyboard_version_not_found": "There is no such storyboard version. GET …/storyboard/versions lists them.",
    # streams and webhooks
    "event_id_invalid": "This event id is not one of ours. Leave it away to begin now, or send 0: from the first on.",
    "event_id_unknown": "No event has had this id yet. Leave it away to begin now, or send 0: from the first on.",
    "too_many_streams": "This key has too many event streams open. Close one, or follow all jobs by GET …/events.",
    "webhook_url_invalid": "This URL cannot be told of events. Give a public https URL on port 443 or 8443.",
    "webhook_endpoint_not_found": "This key has no webhook endpoint. PUT /api/v2/webhooks/endpoint sets one.",
    "webhook_delivery_not_found": "There is no such delivery. GET /api/v2/webhooks/deliveries lists yours.",
    "webhook_delivery_pending": "This delivery is still being tried. Replay it once it is delivered, failed, canceled.",
    "webhook_forged": "This is no call of a provider's, or not of the last five minutes. Sign it by Standard Webhooks.",
    # batches
    "batch_not_found": "There is no such batch. GET /api/v2/batches lists yours.",
    "batch_ended": "Every item of the batch has ended already. Its jobs can still be edited one by one.",
    "batch_budget_exceeded": "All jobs of the batch together may spend no more than its max_cost_usd.",
    # every request
    "key_missing": "Send your API key as `Authorization: Bearer sr_…` or as `X-API-Key`.",
    "key_invalid": "This API key is not known, has expired or was revoked. Check it for typos.",
    "scope_missing": "This API key lacks the scope that this needs. Use one that has it.",
    "range_not_satisfiable": "The range lies outside the file. Ask for one within its length.",
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


class Unfit(Refused):
    """A body that is well formed but does not fit what is there; `errors` name the fields, the status is 422."""

    def __init__(self, code: str, errors: Sequence[FieldError]) -> None:
        super().__init__(code, "; ".join(f"{error.field}: {error.message}" for error in errors[:_MOST_SAID]))
        self.errors = errors[:_MOST_ERRORS]


def refuse(code: str, *, detail: str | None = None) -> Refused:
    """The refusal of this code."""
    return Refused(code, detail or REFUSALS[code])
