"""Lets these tests see `scripts`, which no package installs."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
