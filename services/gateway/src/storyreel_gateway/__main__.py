"""`python -m storyreel_gateway`."""

from storyreel_gateway.app import main

if __name__ == "__main__":
    main()
