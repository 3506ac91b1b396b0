"""Become another program that dies with the process that started it and, on request, is not root.

    python -I -S leash.py LAUNCHER SIGNAL [--user UID GID] [--pipe FD] -- PROGRAM [ARGUMENT …]

Run by its path as a program of its own, because these calls are unsafe between fork and exec of a threaded process;
it needs the standard library only. LAUNCHER is the process id of who asked; SIGNAL is what the program gets when that
process is gone: from the kernel on Linux, elsewhere from a watcher that sees the launcher's end of the pipe FD close.
"""

import ctypes
import os
import select
import signal
import sys
import time

PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT = 1, 28, 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITY_VERSION_3 = 0x20080522
PATIENCE = 2.0
"""Seconds between the watcher's SIGNAL and SIGKILL."""


def become(uid: int, gid: int) -> None:
    """Change user; on Linux keep the one capability that lets it pass through directories private to root."""
    libc = ctypes.CDLL(None, use_errno=True)
    words = ctypes.c_uint32 * 6  # effective, permitted, inheritable; low halves, then high halves
    header, held = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), words()
    permitted = 0
    if sys.platform == "linux" and libc.capget(header, held) == 0:
        # Without this bit a change of uid empties the set, and access(2) ignores what is left of it.
        if libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) == 0:
            permitted = held[1]
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        bit = 1 << capability
        if permitted & bit and libc.capset(header, words(bit, bit, bit)) == 0:
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)  # ambient: survives exec
            return
    if permitted and libc.capset(header, words()) != 0:
        sys.exit("leash: cannot give up root's capabilities")


def die_with(launcher: int, sig: int) -> None:
    """Ask the kernel for `sig` when the parent ends; must follow a change of user, which clears the request."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sig, 0, 0, 0)
    if os.getppid() != launcher:  # it ended before the request, which then never comes true
        sys.exit("leash: the launcher is gone")


def watch(pipe: int, sig: int) -> None:
    """Leave a child behind that ends this process once the other end of `pipe` is closed."""
    program = os.getpid()
    if os.fork():
        os.close(pipe)
        return
    while os.getppid() == program:
        if select.select([pipe], [], [], 0.3)[0]:
            os.kill(program, sig)
            deadline = time.monotonic() + PATIENCE
            while os.getppid() == program and time.monotonic() < deadline:
                time.sleep(0.05)
            if os.getppid() == program:
                os.kill(program, signal.SIGKILL)
            break
    os._exit(0)


def main(arguments: list[str]) -> None:
    """Parse, take the leash, exec."""
    cut = arguments.index("--")
    options, program = arguments[:cut], arguments[cut + 1 :]
    launcher, sig = int(options[0]), int(options[1])
    if "--user" in options:
        at = options.index("--user")
        become(int(options[at + 1]), int(options[at + 2]))
    if "--pipe" in options:
        watch(int(options[options.index("--pipe") + 1]), sig)
    elif sys.platform == "linux":
        die_with(launcher, sig)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    try:
        os.execv(program[0], program)  # noqa: S606  the whole purpose: argv comes from the launcher, no shell
    except OSError as error:
        sys.exit(f"{program[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
