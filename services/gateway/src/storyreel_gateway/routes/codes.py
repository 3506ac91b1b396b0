"""The codes of answers that are no refusal of a handler: what HTTP refuses, what is away, what is broken.

With `REFUSALS` and `STATUSES` they are all that can leave the API; `catalogue` puts them together.
"""

from collections.abc import Mapping
from typing import NamedTuple

from storyreel_gateway.domain.refusals import REFUSALS


class Said(NamedTuple):
    """The status of a problem, and what to do next."""

    status: int
    advice: str


BY_HTTP = {400: "request_invalid", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
"""What is said where the framework raised an HTTP error."""

GENERAL: Mapping[str, Said] = {
    "request_invalid": Said(422, "The request does not fit. `errors` names each field and what it may be."),
    "text_invalid": Said(422, "A text holds what cannot be kept: U+0000 or half a surrogate pair. Take it out."),
    "not_found": Said(404, "There is nothing here. GET /openapi.json lists every path."),
    "method_not_allowed": Said(405, "This path does not take that method; the Allow header names those it takes."),
    "body_too_large": Said(413, "The body is larger than this endpoint takes. Send less."),
    # what is away for now
    "database_away": Said(503, "Something that this needs is away for now. Try again after Retry-After."),
    "storage_away": Said(503, "The files are away for now. Try again after Retry-After."),
    "storage_full": Said(503, "There is no room for work in progress right now. Try again after Retry-After."),
    "provider_away": Said(503, "The provider of pictures does not answer us. Send the same again after Retry-After."),
    "upload_expired": Said(503, "Storing the upload took too long. Send it again after Retry-After."),
    "owner_busy": Said(503, "Too many of your requests are under way at once. Try again after Retry-After."),
    "prices_unknown": Said(503, "This process does not know the job's prices. Try again after Retry-After."),
    "job_moved": Said(503, "The job changed at the very same moment. Send the same request again."),
    "service_stopping": Said(503, "This process is stopping. Send the same request again; another one takes it."),
    # what is broken
    "storage_refused": Said(500, "The object store refused us. It is in the log; quote the request_id to us."),
    "internal_error": Said(500, "This is our mistake; it is in the log. Trying again may help; quote the request_id."),
}

JOB_ERRORS: Mapping[str, str] = {
    **{code: REFUSALS[code] for code in ("budget_exceeded", "batch_budget_exceeded", "monthly_budget_exceeded")},
    "provider_unavailable": "Nobody here makes pictures or clips for that provider. Make a new job with `animatic`.",
    "provider_input": "The provider does not take this input. Refine the scene with another image prompt.",
    "provider_credit": "The provider asks for credit. That is ours to buy; ask again later.",
    "provider_token": "The provider does not take our token. That is ours to mend; ask again later.",
    "provider_unknown": "The provider does not know what it was asked for. That is ours to mend; ask again later.",
    "provider_throttled": "The provider asked to wait for too long. Ask again later.",
    "provider_away": "The provider could not be reached. Ask again later.",
    "provider_failed": "The provider failed, several times. Render again, or refine the scene.",
    "provider_timeout": "The provider did not finish in time. Render again, or refine the scene.",
    "provider_output": "What the provider made cannot be had, or is broken. Render again, or refine the scene.",
    "provider_untrusted": "The provider pointed to where nothing may be fetched. Tell us the job_id.",
    "provider_answer": "The provider answered what nobody understands. Tell us the job_id.",
    "provider_prices": "A worker has no prices of this provider. That is ours to mend; ask again later.",
    "provider_model": "A worker does not know a model that has a price. That is ours to mend; ask again later.",
    "provider_address": "A worker was given no usable address of the provider. That is ours to mend; ask again later.",
    "answer_lost": "The provider's answer was lost. Nothing is bought again before it is looked for; ask again later.",
    "spend_limit_reached": "What was reserved for this is spent; GET …/costs shows on what. Refine or render again.",
    "purchase_unknown": "Nobody can tell whether this was paid; its price stays reserved. Refine or render again.",
    "purchase_output_lost": "What was paid for cannot be had, and is not bought twice. Refine or render again.",
    "purchase_stopped": "Nobody waited for this any more, so it was stopped; GET …/costs shows whether it is charged.",
    "purchase_stopping": "The provider would not stop what had to be stopped first. Ask again later.",
    "purchase_unclear": "The provider did not tell whether this was made already. Ask again later.",
    "prices_unknown": "A worker does not know the job's prices. That is ours to mend; ask again later.",
    "provider_without_seller": "A worker has a price for what it cannot buy. That is ours to mend; ask again later.",
    "purchase_under_way": "Another job is having the very same made. Ask again once it has ended.",
    "provider_refused": "The provider would not make this picture. Refine the scene with another image prompt.",
    "picture_impossible": "This picture cannot be made as described. Refine the scene with another image prompt.",
    "picture_missing": "A picture's file is gone. Refine that scene, approve and render again.",
    "prompt_not_parsed": "The prompt could not be cut into scenes. Make a new job, with another prompt.",
    "scene_failed": "No scene got its picture. Make a new job, with another prompt.",
    "footage_unreadable": "A clip could not be read. Render again.",
    "film_not_sound": "The finished film failed its inspection. Render again.",
    "render_failed": "The film could not be composed. Render again.",
    "render_stalled": "Encoding stood still. Render again.",
    "render_timeout": "Encoding took too long. Render again, or make a shorter film.",
    "render_process_failed": "An encoding process ended early. Render again.",
    "master_missing": "The film to copy is gone. Render it again, then ask for the copy.",
    "master_unreadable": "The film to copy cannot be read. Render it again, then ask for the copy.",
    "copy_not_sound": "The finished copy failed its inspection. Ask for it again.",
    "export_timeout": "The copy took too long. Ask for it again, in a lower quality.",
    "export_process_failed": "An encoding process ended early. Ask for the copy again.",
    "ffmpeg_missing": "A worker lacks its encoder. That is ours to mend; ask again later.",
    "storage_refused": "The object store refused a worker. That is ours to mend; try again later.",
    "storage_full": "The disk for work in progress was full. Try again later.",
    "worker_crashed": "The work stopped its worker several times. Make a new job, and tell us the job_id.",
    "internal_error": "A defect of ours; it is in the log. Make a new job, and tell us the job_id.",
    "provider_busy": "The model was at work for others for too long. Ask again later.",
    "provider_under_way": "The same was being made elsewhere for too long. Ask again later.",
    "provider_down": "The model's server does not work. That is its owner's to mend; ask again later.",
}
"""What stands in a job's `error.code`, and in an export's; a failed render may be asked for again. Of budgets, where
the film that was to follow by itself is not begun."""
