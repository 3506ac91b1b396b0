"""The service's own tables, inside the transaction of a unit."""

from collections.abc import Sequence
from uuid import UUID

from storyreel_chassis.events import caused_by
from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit
from storyreel_contracts.events import ClipPurchaseChanged, Event, RenderRequested, RenderScene
from storyreel_contracts.types import ProviderName
from storyreel_media.purchasing.ports import Entry
from storyreel_media.purchasing.postgres import PostgresPurchases
from storyreel_renderer.ports import KeptClip, Shooting, Take

SQL = queries("storyreel_renderer.adapters")
PRUNED = (SQL["prune_shootings"],)


class PostgresClips:
    """See `ports.Clips`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(self, render_id: UUID, scene_id: UUID, *, reused: bool) -> bool:
        """See `ports.Clips.note`."""
        noted = await self._connection.fetchval(SQL["note_clip"], render_id, scene_id, reused)
        return noted is not None

    async def count(self, render_id: UUID) -> tuple[int, int]:
        """See `ports.Clips.count`."""
        row = await self._connection.fetchrow(SQL["count_clips"], render_id)
        return (0, 0) if row is None else (row["rendered"], row["reused"])


class PostgresFootage:
    """See `ports.Footages`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, owner_id: str, content_key: str) -> KeptClip | None:
        """See `ports.Footages.find`."""
        row = await self._connection.fetchrow(SQL["footage"], owner_id, content_key)
        return None if row is None else KeptClip(**dict(row))

    async def keep(self, owner_id: str, content_key: str, clip: KeptClip) -> None:
        """See `ports.Footages.keep`."""
        await self._connection.execute(
            SQL["keep_footage"], owner_id, content_key, clip.object_key, clip.media_type, clip.provider, clip.model
        )

    async def forget(self, owner_id: str, content_key: str, clip: KeptClip) -> None:
        """See `ports.Footages.forget`."""
        await self._connection.execute(SQL["forget_footage"], owner_id, content_key, clip.kept_at)


class PostgresShootings:
    """See `ports.Shootings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, request: RenderRequested) -> None:
        """See `ports.Shootings.open`."""
        await self._connection.execute(SQL["open_shooting"], request.render_id, request.model_dump(mode="json"))
        for scene in request.scenes:
            await self.await_take(request.render_id, scene, request.provider)

    async def await_take(self, render_id: UUID, scene: RenderScene, provider: ProviderName) -> None:
        """See `ports.Shootings.await_take`."""
        await self._connection.execute(SQL["await_take"], render_id, scene.scene_id, scene.scene_number, provider)

    async def hold(self, render_id: UUID) -> Shooting | None:
        """See `ports.Shootings.hold`."""
        row = await self._connection.fetchrow(SQL["hold_shooting"], render_id)
        if row is None:
            return None
        request = RenderRequested.model_validate(row["request"])
        return Shooting(request, tuple(await self.takes(render_id)), over=row["over"])

    async def end(self, render_id: UUID) -> None:
        """See `ports.Shootings.end`."""
        await self._connection.execute(SQL["end_shooting"], render_id)

    async def note(self, render_id: UUID, take: Take) -> None:
        """See `ports.Shootings.note`."""
        await self._connection.execute(
            SQL["note_take"], render_id, take.scene_id, take.provider, take.model, take.object_key, take.cost_usd
        )

    async def takes(self, render_id: UUID) -> Sequence[Take]:
        """See `ports.Shootings.takes`."""
        return [Take(**dict(row)) for row in await self._connection.fetch(SQL["takes"], render_id)]


class PostgresRendererUnit(PostgresUnit):
    """See `ports.RendererUnit`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.clips = PostgresClips(connection)
        self.footage = PostgresFootage(connection)
        self.shootings = PostgresShootings(connection)
        self.purchases = PostgresPurchases(connection, self.say, _told, later=self.later)


def _told(entry: Entry) -> Event:
    return caused_by(entry.cause, ClipPurchaseChanged, render_id=entry.made_id, purchase=entry.purchase())
