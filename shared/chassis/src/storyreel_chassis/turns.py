"""Turns of endless loops: what a loop does again and again must end soon each time; one that does not is stuck."""

import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any


class Turn:
    """One loop's turn, entered and left by the loop itself.

    Outside is what may rightly last: waiting for a free slot, or for the work that was found. `gone` says that the loop
    itself has ended, where nobody else would notice.
    """

    def __init__(self, name: str, *, gone: Callable[[], bool] = lambda: False) -> None:
        self.name, self._gone = name, gone
        self._since: float | None = None

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._since = None

    def is_late(self, seconds: float) -> bool:
        """Whether it has lasted longer than so many seconds, or will never end."""
        since = self._since
        return self._gone() or (since is not None and time.monotonic() - since > seconds)

    def of(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The call, which from now on is this turn."""

        async def turned(*args: Any, **options: Any) -> Any:
            with self:
                return await call(*args, **options)

        return turned
