"""What a person sees while the stack runs in the foreground."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

COLOURS = (36, 35, 32, 33, 34)
"""ANSI foregrounds, in turn: cyan, magenta, green, yellow, blue."""
RED, BOLD, FAINT = 31, 1, 2
WIDTH = 10
"""Of the column with the names; the longest is `storyboard`."""


class Console:
    """Lines prefixed by who writes them, in colour on a terminal that wants it (see no-color.org)."""

    def __init__(self, out: TextIO = sys.stdout, err: TextIO = sys.stderr, environ: Mapping[str, str] = os.environ):
        self._out = out
        self._err = err
        self._coloured = out.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        self._colour_of: dict[str, int] = {}

    def line(self, name: str, text: str) -> None:
        """A line that a service wrote."""
        colour = self._colour_of.setdefault(name, COLOURS[len(self._colour_of) % len(COLOURS)])
        self._print(f"{self._paint(f'{name:<{WIDTH}} |', colour)} {text}")

    def event(self, name: str, text: str) -> None:
        """Something that happened to a program."""
        first, *rest = text.splitlines()
        self._print(f"{self._paint(f'{name:<{WIDTH}} |', RED)} {self._paint(first, BOLD)}")
        for more in rest:
            self._print(f"{'':<{WIDTH}} | {self._paint(more, FAINT)}")

    def say(self, text: str) -> None:
        """Something of the launcher's own."""
        self._print(text)

    def fail(self, text: str) -> None:
        """The sentence that ends it."""
        print(f"storyreel: {text}", file=self._err, flush=True)

    def _paint(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured else text

    def _print(self, text: str) -> None:
        try:
            print(text, file=self._out, flush=True)
        except OSError:  # the reader of a pipe has gone; the stack need not
            return
