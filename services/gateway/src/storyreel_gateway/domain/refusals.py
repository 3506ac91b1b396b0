"""Every reason to refuse, by its stable code, with a sentence that says what to do next."""

from storyreel_chassis.errors import Refused

REFUSALS = {
    "storyboard_not_ready": "The storyboard is not ready yet. Wait for the status storyboard_ready, then try again.",
    "storyboard_not_approved": "The storyboard is not approved. POST to …/approve once it is storyboard_ready.",
    "storyboard_failed": "This job has no usable storyboard. Make a new one with POST /api/v2/generate.",
    "scene_failed": "A scene has no picture. Refine that scene, approve the storyboard again, then render.",
    "budget_exceeded": "The estimated cost is above the job's max_cost_usd. Make a new job with a higher limit.",
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
    # storyboard versions
    # streams and webhooks
    # batches
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


def refuse(code: str, *, detail: str | None = None) -> Refused:
    """The refusal of this code."""
    return Refused(code, detail or REFUSALS[code])
