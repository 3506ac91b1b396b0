"""`python -m storyreel_storyboard`."""

from storyreel_storyboard.app import main

if __name__ == "__main__":
    main()
