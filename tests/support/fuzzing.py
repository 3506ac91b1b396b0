"""Schemathesis against a running gateway: everything that its document promises, tried in all ways that it knows."""

import asyncio
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

TABLE = """\
color = false
hooks = "support.fuzzing_hooks"
max-stream-events = 1
request-timeout = 10

[auth.openapi.Bearer]
bearer = "{key}"

[phases.coverage]
unexpected-methods = ["DELETE", "PATCH", "POST", "PUT", "TRACE"]

[phases.stateful.inference]
algorithms = []

[phases.stateful.generation]
max-examples = {walks}

[output.sanitization]
enabled = false

[generation]
allow-x00 = false
database = "none"
"""
"""No U+0000: no schema says that text is without it, and test_gateway_contract.py sends it. HEAD and OPTIONS are not
among the unexpected methods: every GET has a HEAD, which its document does not repeat. No links are guessed: the
document has its own."""
TESTS = Path(__file__).parents[1]


async def fuzzed(url: str, key: str, *, examples: int, repeatable: bool) -> tuple[bool, str]:
    """Run every phase with every check; whether all was well, and what was said. One worker: more of them take turns at
    the same interpreter, and Python 3.11 fails when two threads parse source at once, as hypothesis does.

    Args:
        url: of the gateway
        key: an API key with all scopes
        examples: how many random requests for each operation; twelve times as many walks along the links
        repeatable: the same requests every time, or new ones
    """
    with TemporaryDirectory() as home:
        config = Path(home) / "schemathesis.toml"
        config.write_text(TABLE.format(key=key, walks=12 * examples) + EXCEPTIONS, "utf-8")
        argv = [
            sys.executable, "-m", "schemathesis.cli.__main__", "--config-file", str(config), "run",
            f"{url}/openapi.json", "--checks=all", "--phases=examples,coverage,fuzzing,stateful",
            "--workers=1", f"--max-examples={examples}", "--continue-on-failure", "--warnings=off",
        ]  # fmt: skip
        argv += ["--generation-deterministic"] if repeatable else []
        process = await asyncio.create_subprocess_exec(
            *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=home,
            env={**os.environ, "PYTHONPATH": str(TESTS)},
        )  # fmt: skip
        try:
            said, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return process.returncode == 0, said.decode()


EXCEPTIONS = """
[checks.positive_data_acceptance]
# A document cannot say which ETag a job has right now (412), what its owner would pay (402), how long a file is (416).
expected-statuses = ["2xx", "3xx", "401", "402", "403", "404", "409", "412", "416", "429"]

[[operations]]
# Which scenes there are is known to the job only; and either the body or the query says what is wanted, which OpenAPI
# cannot express.
include-operation-id = ["refine", "reorder"]

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "402", "403", "404", "409", "412", "422", "429"]

[[operations]]
# Whether there is a soundtrack is known to the job only.
include-operation-id = ["render"]

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "402", "403", "404", "409", "412", "422", "429"]
"""
"""What a document cannot say, and so schemathesis cannot know; each with its reason."""
