"""`python -m benchmarks.quiet.exporter`."""

from benchmarks.quiet import run

if __name__ == "__main__":
    run("exporter")
