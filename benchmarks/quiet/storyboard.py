"""`python -m benchmarks.quiet.storyboard`."""

from benchmarks.quiet import run

if __name__ == "__main__":
    run("storyboard")
