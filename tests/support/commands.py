"""Commands run as a user runs them, in this process."""

import pytest

from storyreel.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err
