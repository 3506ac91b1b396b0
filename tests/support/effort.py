"""How hard random tests try: `make fuzz` sets FUZZ, and then every run is another one."""

import os

EFFORT = int(os.environ.get("FUZZ", "1"))
REPEATABLE = "FUZZ" not in os.environ
