"""`python -m storyreel`."""

import sys

from storyreel.cli import main

if __name__ == "__main__":
    sys.exit(main())
