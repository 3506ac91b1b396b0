#!/bin/sh
# Makes .venv from uv.lock with nothing but a Python: no uv, no root, no compiler. Quiet unless something is missing.
set -eu

UV_VERSION=0.13.9
CANDIDATES="${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3 python"

fail() {
    printf '%s\n' "storyreel: $1" >&2
    exit 1
}

runs() { "$@" >/dev/null 2>&1; }
is_new_enough() { runs "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }
can_make_venvs() { runs "$1" -c 'import ensurepip, venv'; }

find_python() {
    bare=""
    for candidate in $CANDIDATES; do
        is_new_enough "$candidate" || continue
        if can_make_venvs "$candidate"; then
            echo "$candidate"
            return
        fi
        bare=${bare:-$candidate}
    done
    [ -z "$bare" ] || fail "$bare has no venv module: install it (Debian and Ubuntu: apt install python3-venv), or set PYTHON to another Python."
    fail "Python 3.11 or newer is needed and none was found: install one, or set PYTHON to its path."
}

check_platform() {
    case "$(uname -s) $(uname -m)" in
    "Linux x86_64" | "Linux aarch64") ;;
    "Darwin arm64") return ;;
    *) fail "the servers come as wheels for Linux (x86_64, aarch64) and macOS (arm64) only: use 'docker compose up' here." ;;
    esac
    runs "$1" -c 'import platform, sys; sys.exit(platform.libc_ver()[0] != "glibc")' ||
        fail "the servers come as wheels for glibc only, and this Linux has another C library: use 'docker compose up' here."
}

unset VIRTUAL_ENV PYTHONHOME PYTHONPATH
python=$(find_python)
check_platform "$python"

if ! runs .uv/bin/uv --version || [ "$(cat .uv/pin 2>/dev/null)" != "$UV_VERSION" ]; then
    echo "storyreel: fetching uv $UV_VERSION into .uv"
    rm -rf .uv
    "$python" -m venv .uv
    .uv/bin/python -m pip install -qq --disable-pip-version-check "uv==$UV_VERSION"
    echo "$UV_VERSION" >.uv/pin
fi

# An environment that is there keeps its Python.
if is_new_enough .venv/bin/python; then python=.venv/bin/python; else echo "storyreel: making .venv (about 900 MB, once)"; fi
UV_PYTHON_DOWNLOADS=never UV_PYTHON="$python" UV_PROJECT_ENVIRONMENT=.venv .uv/bin/uv sync --frozen --quiet
touch .venv/ready
