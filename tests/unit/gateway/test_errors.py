"""Every code that can leave the API is listed, with what to do next; the lists are told from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import storyreel_chassis
import storyreel_exporter
import storyreel_gateway
import storyreel_media
import storyreel_renderer
import storyreel_storyboard
from storyreel_gateway.domain.refusals import REFUSALS
from storyreel_gateway.domain.rules import Need
from storyreel_gateway.routes.catalogue import catalogue
from storyreel_gateway.routes.codes import BY_HTTP, JOB_ERRORS
from storyreel_gateway.routes.errors_page import errors_page
from storyreel_gateway.routes.problems import STATUSES

FIRST = {"refuse", "Refused", "NotYet", "Refusal", "Flaw", "Transient", "Away", "Broken"}
"""Calls whose first argument is a code."""
NOT_ANSWERED = {
    "value_invalid": "a kind of complaint about a field; the problem's code is request_invalid",
    "port_taken": "ends the start of a service",
    "http_server_ended": "ends the start of a service",
    "key_malformed": "ends the start of a service",
    "migration_changed": "ends the start of a service",
    "bus_away": "waited for at the start; a request never needs the bus",
    "redis_away": "ends the command that rebuilds the projection",
    "event_not_understood": "a dead letter of a subscriber",
    "event_too_large": "a line in the relay's log",
    "dead_letter_not_found": "an answer of the command line",
    "lease_lost": "a worker lets go of a task",
    "bus_refused": "an area of the look at everything, told in words",
    "storage_differs": "an area of the look at everything, told in words",
}
"""Codes that neither an answer nor a job ever carries, and where they end."""
WORKERS = (storyreel_storyboard, storyreel_renderer, storyreel_exporter, storyreel_media)


def _codes(package: object) -> Iterator[tuple[str, str]]:
    """(code, where) of every literal one in a package."""
    for path in sorted(Path(package.__path__[0]).rglob("*.py")):  # type: ignore[attr-defined]  # packages have one
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = 0 if name in FIRST else 2 if name == "problem" else None
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("package", [storyreel_gateway, storyreel_chassis], ids=lambda one: one.__name__)
def test_every_code_in_the_source_is_listed(package: object) -> None:
    """Who meets a code finds it on the page."""
    found = list(_codes(package))
    assert found
    known = set(catalogue()) | set(JOB_ERRORS) | set(NOT_ANSWERED)
    assert [one for one in found if one[0] not in known] == []


@pytest.mark.parametrize("package", WORKERS, ids=lambda one: one.__name__)
def test_every_code_of_a_worker_is_listed_for_jobs(package: object) -> None:
    """It may stand in a job's `error.code`."""
    assert [one for one in _codes(package) if one[0] not in JOB_ERRORS] == []


def test_every_listed_code_says_what_to_do_next() -> None:
    """In whole sentences, with a status that HTTP knows; nothing is listed twice, and nothing has a status in vain."""
    for code, said in catalogue().items():
        assert 400 <= said.status <= 599, code
        assert said.advice.endswith("."), code
        assert said.advice.count(". ") >= 1 or len(said.advice) > 40, code
    assert STATUSES.keys() <= REFUSALS.keys()
    assert {need.value for need in Need} <= REFUSALS.keys()
    assert set(BY_HTTP.values()) <= catalogue().keys()


def test_the_page_has_a_place_for_each() -> None:
    """A problem's `type` leads to its row."""
    page = errors_page().decode()
    for code in catalogue():
        assert page.count(f'id="{code}"') == 1
    for code in JOB_ERRORS:
        assert f"<code>{code}</code>" in page
