"""`python -m storyreel_renderer`."""

from storyreel_renderer.app import main

if __name__ == "__main__":
    main()
