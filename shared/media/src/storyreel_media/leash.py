"""Become a program that dies with its parent: `python -I -S leash.py PARENT NICE CPU FILE MEMORY -- argv...`.

A small program rather than a `preexec_fn`, which may deadlock in a process with threads and stops CPython from using
vfork. It adds about 20 ms to a start. It is run by path, so it imports the standard library only.

- PARENT: pid of the starter. On Linux the kernel kills the program when the *thread* that started it ends
  (PR_SET_PDEATHSIG, kept over exec), so start it from a thread that lives as long as the work. Elsewhere a killed
  parent leaves the program to its CPU limit.
- NICE: added to the priority, 0 to leave it.
- CPU (seconds), FILE (bytes of one written file), MEMORY (bytes of address space): hard limits, 0 for none. A write
  past FILE fails with EFBIG, because CPython leaves SIGXFSZ ignored.
"""

import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _limit(which: int, value: int) -> None:
    ceiling = resource.getrlimit(which)[1]
    value = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
    resource.setrlimit(which, (value, value))


def main() -> None:
    """Apply the limits to this process, then exec what follows the `--`."""
    cut = sys.argv.index("--")
    parent, nice, cpu, file, memory = map(int, sys.argv[1:cut])
    _die_with(parent)
    limits = {resource.RLIMIT_CPU: cpu, resource.RLIMIT_FSIZE: file, resource.RLIMIT_AS: memory}
    for which, value in limits.items():
        if value:
            _limit(which, value)
    _limit(resource.RLIMIT_CORE, 0)
    if nice:
        os.nice(nice)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    program = sys.argv[cut + 1 :]
    try:
        os.execv(program[0], program)  # noqa: S606 - no shell is the point
    except OSError as error:
        sys.stderr.write(f"cannot start {program[0]}: {error.strerror}\n")
        os._exit(127)


if __name__ == "__main__":
    main()
