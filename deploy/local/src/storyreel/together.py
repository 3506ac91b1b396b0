"""Several things at once, with the plain errors and the order of leaving that the launcher wants."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")


async def together(*coroutines: Coroutine[Any, Any, T]) -> list[T]:
    """Run all at once; the first failure cancels the others, waits for them and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in coroutines]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


@asynccontextmanager
async def side_by_side(*contexts: AbstractAsyncContextManager[T]) -> AsyncIterator[list[T]]:
    """Enter all at once, leave all at once; yields their values in the order given."""
    entered: list[AbstractAsyncContextManager[T]] = []

    async def enter(context: AbstractAsyncContextManager[T]) -> T:
        value = await context.__aenter__()
        entered.append(context)
        return value

    try:
        yield await together(*(enter(context) for context in contexts))
    finally:
        await asyncio.gather(*(context.__aexit__(None, None, None) for context in entered))


@asynccontextmanager
async def atop(
    upper: AbstractAsyncContextManager[A], foundation: AbstractAsyncContextManager[B]
) -> AsyncIterator[tuple[A, B]]:
    """Enter both at once, leave `upper` before `foundation`."""
    values: dict[str, Any] = {}

    async def enter(name: str, context: AbstractAsyncContextManager[Any]) -> None:
        values[name] = await context.__aenter__()

    try:
        await together(enter("upper", upper), enter("foundation", foundation))
        yield values["upper"], values["foundation"]
    finally:
        try:
            if "upper" in values:
                await upper.__aexit__(None, None, None)
        finally:
            if "foundation" in values:
                await foundation.__aexit__(None, None, None)


class Arrivals:
    """Who is up already, so that others can wait for those they need; and where everyone is or will be."""

    def __init__(self) -> None:
        self.env: dict[str, str] = {}
        """The environment variables by which servers are found; known before they are up."""
        self._here: set[str] = set()
        self._news = asyncio.Condition()

    async def announce(self, name: str) -> None:
        """`name` is up."""
        async with self._news:
            self._here.add(name)
            self._news.notify_all()

    async def wait_for(self, names: tuple[str, ...]) -> None:
        """Return when all of them are up."""
        async with self._news:
            await self._news.wait_for(lambda: self._here.issuperset(names))
