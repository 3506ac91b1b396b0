"""How the whole system does, for administrators."""

from storyreel.client.calls import PREFIX, Call
from storyreel.client.wire import Wire
from storyreel.client.wire_async import AsyncWire
from storyreel_contracts.api import SystemHealth

SYSTEM_HEALTH = SystemHealth.model_validate_json


def system_health() -> Call[SystemHealth]:
    """A look at everything."""
    return Call("GET", f"{PREFIX}/admin/health", SYSTEM_HEALTH)


class Service:
    """`client.service`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def health(self) -> SystemHealth:
        """Look at the whole system; it takes up to three seconds. Needs the scope `admin`."""
        return self._wire.send(system_health())


class AsyncService:
    """`client.service` for asyncio."""

    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire

    async def health(self) -> SystemHealth:
        """Look at the whole system; it takes up to three seconds. Needs the scope `admin`."""
        return await self._wire.send(system_health())
