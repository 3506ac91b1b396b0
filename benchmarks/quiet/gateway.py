"""`python -m benchmarks.quiet.gateway`."""

from benchmarks.quiet import run

if __name__ == "__main__":
    run("gateway")
