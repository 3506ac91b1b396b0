"""The command line: `storyreel up`, `storyreel demo`, films by the REST API, and the dead letters."""

from storyreel.cli.app import app, main

__all__ = ["app", "main"]
