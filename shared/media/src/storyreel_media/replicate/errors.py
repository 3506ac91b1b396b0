"""What goes wrong with the provider, said in the tree of `storyreel_chassis.errors`.

provider_refused       Refused     the model will not make this; another description may do
provider_input         Refused     the API does not take the input
provider_credit        Refused     there is no credit: a person must pay
provider_token         Refused     the token is not taken: a person must set another
provider_unknown       Refused     there is no such model, prediction or file
answer_lost            AnswerLost  a paid call may have been done: look before anything is bought again
provider_throttled     Queued      asked to wait, nothing was done
provider_away          Away        not reached, nothing was done
provider_failed        Transient   it failed, in the API or in the model
provider_timeout       Transient   it did not finish in time
provider_output        Transient   what it made cannot be had or is not what it should be
provider_untrusted     Broken      it points to where nothing of ours may be fetched
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from storyreel_chassis.errors import Broken, Queued, Refused, StoryreelError, Transient
from storyreel_media.replicate.answers import Prediction

LONGEST_WAIT = 120.0
"""Seconds: a longer wish of the provider's is not heard."""
_SAID = 300
_MODERATED = re.compile(r"\bE005\b|nsfw|flagged as sensitive", re.IGNORECASE)
_RESETS = re.compile(r"resets in ~?(\d+)\s*s")


class AnswerLost(Transient):
    """A call that costs money was sent and its answer did not come: it may have been done or not.

    Never repeat it blindly: `find_predictions(model, input, created_after=sent_at)` tells whether one is to be adopted.
    """

    def __init__(self, model: str, given: Mapping[str, Any], sent_at: datetime, why: str) -> None:
        super().__init__(
            "answer_lost",
            f"Replicate's answer about a new prediction of {model} was lost ({why}): look for it before buying another",
        )
        self.model, self.input, self.sent_at = model, given, sent_at


def outcome(prediction: Prediction, model: str) -> tuple[str, ...]:
    """The outputs of a prediction that ended.

    Raises:
        Refused: the model will not make this
        Transient: it failed, was stopped, or its output is gone
    """
    if prediction.outputs:
        return prediction.outputs
    about, said = f"{model} (prediction {prediction.id})", (prediction.error or "no reason given")[:_SAID]
    if prediction.status == "failed":
        if _MODERATED.search(prediction.error or ""):
            raise Refused("provider_refused", f"{about} refused: {said}; describe the scene differently")
        raise Transient("provider_failed", f"{about} failed: {said}")
    if prediction.status in {"canceled", "aborted"}:
        raise Transient("provider_timeout", f"{about} was {prediction.status} before it had an output")
    if prediction.data_removed:
        raise Transient("provider_output", f"the output of {about} has been deleted; it must be made again")
    raise Transient("provider_output", f"{about} ended as {prediction.status} without an output")


def error_of(  # noqa: PLR0911 - a table in the order in which it is read
    response: httpx.Response, body: Mapping[str, Any], about: str
) -> StoryreelError:
    """The error that an answer of 4xx or 5xx is."""
    status, said = response.status_code, _detail(body)
    if status == 401:
        return Refused("provider_token", f"Replicate does not take the API token for {about}: set another")
    if status == 402:
        return Refused("provider_credit", f"Replicate asks for credit before {about}: buy some, then try again")
    if status == 429:
        seconds = retry_after(response, said)
        return Queued("provider_throttled", f"Replicate asks to wait {seconds:.0f} s for {about}", retry_after=seconds)
    if status == 404:
        return Refused("provider_unknown", f"Replicate knows nothing of {about}; check the model's name")
    if status in {400, 409, 413, 422}:
        return Refused("provider_input", f"Replicate does not take the input for {about}: {said}")
    if status >= 500:
        return Transient("provider_failed", f"Replicate answered {status} to {about}")
    return Broken("provider_answer", f"Replicate answered {status} to {about}: {said}")


def retry_after(response: httpx.Response, said: str) -> float:
    """Seconds that the provider asks to wait: `Retry-After`, else its sentence, else the limit's reset; capped."""
    in_words = _RESETS.search(said)
    wishes = (response.headers.get("retry-after"), in_words[1] if in_words else None)
    for wish in (*wishes, response.headers.get("ratelimit-reset")):
        try:
            seconds = float(wish or "")
        except ValueError:
            continue
        if seconds >= 0:
            return min(seconds, LONGEST_WAIT)
    return 10.0


def _detail(body: Mapping[str, Any]) -> str:
    said = body.get("detail") or body.get("title") or "no reason given"
    return " ".join(str(said).split())[:_SAID]
