"""`python -m storyreel_exporter`."""

from storyreel_exporter.app import main

if __name__ == "__main__":
    main()
