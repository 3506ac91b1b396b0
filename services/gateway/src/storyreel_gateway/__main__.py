"""`python -m storyreel_gateway`."""

from storyreel_gateway.app import main

main()
