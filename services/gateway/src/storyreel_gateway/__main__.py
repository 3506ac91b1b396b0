"""`python -m storyreel_gateway`."""

import gc

gc.disable()  # until the service stands: what loading makes stays, and looking through it costs a tenth of the start

from storyreel_gateway.app import main  # noqa: E402

if __name__ == "__main__":
    main()
