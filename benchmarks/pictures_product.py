"""Painting: CPU of reading, drawing and encoding one picture, over six scenes."""

import sys
import time

from benchmarks.scenes import WORDS
from storyreel_media.animatic import Brief, paint


def main(short_side: str) -> None:
    """Print the mean CPU seconds a picture."""
    briefs = [Brief(words, words, short_side=int(short_side), seed=n) for n, words in enumerate(WORDS)]
    for brief in briefs:
        paint(brief)
    wall, cpu = time.perf_counter(), time.process_time()
    for brief in briefs:
        paint(brief)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f'{{"wall": {wall / len(briefs)}, "cpu": {cpu / len(briefs)}}}\n')


if __name__ == "__main__":
    main(sys.argv[1])
