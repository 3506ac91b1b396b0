"""How many requests an account may make a minute; every answer says what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storyreel.simulator.problems import throttled

CREATES, OTHERS, WITH_LITTLE_CREDIT = 600, 3000, 6
_WINDOW = 60.0


@dataclass
class Limit:
    """A window of a minute."""

    most: int
    now: Callable[[], datetime]
    used: int = 0
    began: datetime | None = None

    def take(self) -> dict[str, str]:
        """Use one up; returns the headers of the answer.

        Raises:
            Problem: there is none left
        """
        now = self.now()
        if self.began is None or (now - self.began).total_seconds() >= _WINDOW:
            self.began, self.used = now, 0
        reset = _WINDOW - (now - self.began).total_seconds()
        if self.used >= self.most:
            raise throttled(reset)
        self.used += 1
        return {
            "ratelimit-limit": str(self.most),
            "ratelimit-remaining": str(self.most - self.used),
            "ratelimit-reset": str(max(1, round(reset))),
        }
