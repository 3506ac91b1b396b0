"""What goes wrong with own models, said in the tree of `storyreel_chassis.errors`.

provider_refused       Refused     the model will not make this; another description may do
provider_input         Refused     the model needs an input that we have not, or does not take ours
provider_unknown       Refused     this is no Cog server, or its model says nothing of its input: a person must look
provider_away          Away        not reached, or still starting
provider_busy          Queued      at work for others
provider_under_way     Queued      the very same thing is being made there, or being stopped
provider_down          Down        its model died, or could not be set up: a person must start its server again
provider_failed        Transient   the model failed
provider_timeout       Transient   it did not finish in time, or was stopped
provider_output        Transient   what it made cannot be had or is not what it should be
provider_untrusted     Broken      it points to where nothing of ours may be fetched
"""

import re
from typing import Any

from storyreel_chassis.errors import Away, Queued, Refused, StoryreelError, Transient

BUSY_SECONDS, AWAY_SECONDS = 2.0, 5.0
"""After which it is worth asking again."""
UNDER_WAY = "provider_under_way"
_SAID = 300
_MODERATED = re.compile(r"nsfw|content polic|safety (?:check|filter)", re.IGNORECASE)


class Down(Transient):
    """A server whose model does not run any more; another server may have one that does."""

    def __init__(self, about: str) -> None:
        super().__init__("provider_down", f"{about} does not run: see its server's log, and start it again")


def busy(about: str) -> Queued:
    """It is at work."""
    return Queued("provider_busy", f"{about} is at work for others", retry_after=BUSY_SECONDS)


def failed(about: str, error: str | None) -> StoryreelError:
    """What a model that failed said, as an error."""
    said = " ".join((error or "no reason given").split())[:_SAID]
    if _MODERATED.search(error or ""):
        return Refused("provider_refused", f"{about} refused: {said}; describe the scene differently")
    return Transient("provider_failed", f"{about} failed: {said}")


def error_of(status: int, body: Any, about: str) -> StoryreelError:
    """The error that an answer with another status than 200 is."""
    if status == 202:
        return Queued(UNDER_WAY, f"{about} is making the same for somebody else", retry_after=BUSY_SECONDS)
    if status == 409:
        return busy(about)
    if status == 503:
        return Away("provider_away", f"{about} is not ready yet", retry_after=AWAY_SECONDS)
    if status in {400, 413, 422}:
        return Refused("provider_input", f"{about} does not take the input: {_detail(body)}")
    if status in {404, 405, 501} or 300 <= status < 400:
        return Refused("provider_unknown", f"{about} is no Cog server: it answered {status}; check its address")
    return Transient("provider_failed", f"{about} answered {status}")


def _detail(body: Any) -> str:
    """The first things that are wrong, as `field: what`."""
    details = body.get("detail") if isinstance(body, dict) else None
    if not isinstance(details, list):
        return "no reason given"
    said = [f"{one.get('loc', ['?'])[-1]}: {one.get('msg', '?')}" for one in details if isinstance(one, dict)]
    return "; ".join(said)[:_SAID] or "no reason given"
