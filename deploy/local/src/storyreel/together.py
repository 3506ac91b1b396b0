"""Several things at once, with the plain errors and the order of leaving that the launcher wants."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")


async def together(*coroutines: Coroutine[Any, Any, T]) -> list[T]:
    """Run all at once; the first failure cancels the others, waits for them and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in coroutines]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


@asynccontextmanager
async def side_by_side(
    *contexts: AbstractAsyncContextManager[T], foundation: AbstractAsyncContextManager[T] | None = None
) -> AsyncIterator[list[T]]:
    """Enter all at once; leave all at once, but `foundation` only when the others are gone.

    Yields the values in the order given, the foundation's last.
    """
    entered: list[AbstractAsyncContextManager[T]] = []

    async def enter(context: AbstractAsyncContextManager[T]) -> T:
        value = await context.__aenter__()
        entered.append(context)
        return value

    async def leave(*leaving: AbstractAsyncContextManager[T]) -> None:
        await asyncio.gather(*(context.__aexit__(None, None, None) for context in leaving))

    everything = [*contexts, *([foundation] if foundation else [])]
    try:
        yield await together(*(enter(context) for context in everything))
    finally:
        await leave(*(context for context in entered if context is not foundation))
        await leave(*(context for context in entered if context is foundation))
