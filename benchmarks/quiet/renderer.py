"""`python -m benchmarks.quiet.renderer`."""

from benchmarks.quiet import run

if __name__ == "__main__":
    run("renderer")
