"""What the launcher cannot do, said in one sentence.

CannotStart          the sentence is for the person at the terminal; no traceback helps them
├── NotReady         a program lived, but did not become ready within its time
└── GaveUp           a program died too often and is not started again
"""


class CannotStart(Exception):
    """The stack, or one program of it, cannot run; the message is the sentence for stderr."""

    def __init__(self, sentence: str, log: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.log = log
        """The last lines the program wrote, or nothing."""

    def __str__(self) -> str:
        return f"{self.sentence}\n{self.log}".rstrip()


class NotReady(CannotStart):
    """A program did not become ready within its time; it has been stopped."""


class GaveUp(CannotStart):
    """A program died more often than it may within a minute; the rest should stop."""
