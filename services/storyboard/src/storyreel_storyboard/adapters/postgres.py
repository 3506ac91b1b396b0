"""The service's own tables, inside the transaction of a unit."""

from decimal import Decimal
from uuid import UUID

from storyreel_chassis.events import caused_by
from storyreel_chassis.postgres import Connection
from storyreel_chassis.queries import queries
from storyreel_chassis.unit import PostgresUnit
from storyreel_contracts.events import Event, Illustration, IllustrationFailure, PicturePurchaseChanged
from storyreel_media.purchasing.ports import Entry
from storyreel_media.purchasing.postgres import PostgresPurchases
from storyreel_storyboard.ports import Board, KeptPicture

SQL = queries("storyreel_storyboard.adapters")


class PostgresPictures:
    """See `ports.Pictures`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, owner_id: str, content_key: str) -> KeptPicture | None:
        """See `ports.Pictures.find`."""
        row = await self._connection.fetchrow(SQL["picture"], owner_id, content_key)
        return None if row is None else KeptPicture(**dict(row))

    async def keep(self, owner_id: str, content_key: str, picture: KeptPicture) -> None:
        """See `ports.Pictures.keep`."""
        await self._connection.execute(
            SQL["keep_picture"], owner_id, content_key, picture.image_key, picture.media_type,
            picture.width, picture.height, picture.provider, picture.model, Decimal(picture.cost_usd),
        )  # fmt: skip


class PostgresBoards:
    """See `ports.Boards`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, cause: UUID, scenes: int) -> None:
        """See `ports.Boards.open`."""
        await self._connection.execute(SQL["open_board"], cause, scenes)

    async def note(self, cause: UUID, outcome: Illustration | IllustrationFailure) -> Board | None:
        """See `ports.Boards.note`."""
        told = outcome.model_dump(mode="json")
        made, failed = (told, None) if isinstance(outcome, Illustration) else (None, told)
        await self._connection.execute(
            SQL["note_outcome"], outcome.picture_id, cause, outcome.scene_number, made, failed
        )  # fmt: skip
        board = await self._connection.fetchrow(SQL["lock_board"], cause)
        if board is None:
            return None
        rows = await self._connection.fetch(SQL["outcomes"], cause)
        complete = len(rows) == board["scenes"] and board["illustrated_at"] is None
        if complete:
            await self._connection.execute(SQL["board_illustrated"], cause)
        return Board(
            scenes=board["scenes"],
            pictures=tuple(Illustration.model_validate(row["illustration"]) for row in rows if row["illustration"]),
            failures=tuple(IllustrationFailure.model_validate(row["failure"]) for row in rows if row["failure"]),
            complete=complete,
        )


class PostgresStoryboardUnit(PostgresUnit):
    """See `ports.StoryboardUnit`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.boards = PostgresBoards(connection)
        self.pictures = PostgresPictures(connection)
        self.purchases = PostgresPurchases(connection, self.say, _told, later=self.later)


def _told(entry: Entry) -> Event:
    return caused_by(entry.cause, PicturePurchaseChanged, purchase=entry.purchase())
