"""`storyreel demo`: from a prompt to a film, on a throw-away system of its own."""

from storyreel.demo.main import main

__all__ = ["main"]
