"""Pictures in a terminal: two pixels a character, the upper half block in the one's colour on the other's."""

import io

from PIL import Image
from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

COLUMNS, GAP = 24, 2
"""Characters: three thumbnails side by side fit 80."""


class Wall:
    """Thumbnails in rows, the newest that there is room for."""

    def __init__(self) -> None:
        self._hung: list[tuple[Text, str]] = []

    def hang(self, picture: bytes, title: str) -> None:
        """Add one."""
        self._hung.append((thumbnail(picture, COLUMNS), title))

    def fits(self, console: Console, lines: int) -> bool:
        """Whether the terminal has the colours, and room for a row."""
        return console.color_system in {"truecolor", "256"} and bool(self._hung) and lines >= self._row_height()

    def render(self, columns: int, lines: int) -> RenderableType:
        """As many rows as fit."""
        across = max(1, (columns + GAP) // (COLUMNS + GAP))
        rows = [self._hung[start : start + across] for start in range(0, len(self._hung), across)]
        shown = rows[-max(1, lines // self._row_height()) :]
        return Group(*(self._row(row) for row in shown))

    def _row(self, row: list[tuple[Text, str]]) -> Table:
        grid = Table.grid(padding=(0, GAP, 0, 0))
        for _ in row:
            grid.add_column(width=COLUMNS, no_wrap=True)
        grid.add_row(*(picture for picture, _ in row))
        grid.add_row(*(Text(title, style="dim", overflow="ellipsis", no_wrap=True) for _, title in row))
        return grid

    def _row_height(self) -> int:
        return max((str(picture).count("\n") + 2 for picture, _ in self._hung), default=1)


def thumbnail(picture: bytes, columns: int) -> Text:
    """A picture, `columns` characters wide, about as high as its shape asks."""
    with Image.open(io.BytesIO(picture)) as opened:
        lines = max(1, round(columns * opened.height / opened.width / 2))
        small = opened.convert("RGB").resize((columns, 2 * lines), Image.Resampling.BOX)
    pixels = small.tobytes()
    text = Text(no_wrap=True, end="")
    for line in range(lines):
        if line:
            text.append("\n")
        for column in range(columns):
            text.append(
                "▀",
                Style(color=_at(pixels, columns, column, 2 * line), bgcolor=_at(pixels, columns, column, 2 * line + 1)),
            )
    return text


def _at(pixels: bytes, columns: int, x: int, y: int) -> str:
    start = 3 * (y * columns + x)
    return f"#{pixels[start : start + 3].hex()}"
