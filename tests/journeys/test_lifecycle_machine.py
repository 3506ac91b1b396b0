"""Whatever owners do, in whatever order and at once: the gateway does what a model of twenty lines says."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from storyreel.infrastructure import Infrastructure
from storyreel_contracts.events import Event, GenerationRequested, RenderRequested, SceneRefinementRequested
from support.effort import EFFORT, REPEATABLE
from support.gateway_stack import PROMPT, Api, gateway_on
from support.lifecycle_model import ENDED, LEGAL, Command, Model, explanations, settled, told

HELD: set[type[Event]] = {GenerationRequested, SceneRefinementRequested, RenderRequested}
WORK = {"redraw", "render"}
"""Commands that ask the workers for something."""
TEXTS = st.integers(0, 10**6).map(lambda number: f"Take {number} of the harbour")
EDITS = st.one_of(
    st.builds(Command, st.sampled_from(["reword", "redraw"]), st.integers(1, 4), TEXTS),
    st.builds(Command, st.just("reorder"), order=st.permutations([1, 2, 3]).map(tuple)),
    st.builds(Command, st.just("restore"), st.integers(1, 6)),
)
COMMANDS = st.one_of(
    EDITS,
    st.builds(Command, st.sampled_from(["approve", "approve", "render", "render", "cancel"])),
    st.builds(Command, st.just("reorder"), order=st.sampled_from([(1, 1, 2), (1, 2), (0, 1, 2, 3)])),
)
RACES = st.lists(
    st.one_of(EDITS, st.builds(Command, st.sampled_from(["approve", "cancel", "render"]))), min_size=2, max_size=4
)


@pytest.fixture(scope="module")
async def api(infra: Infrastructure, module_database: str) -> AsyncIterator[Api]:
    """One gateway for all of this module."""
    async with gateway_on(infra, module_database) as running:
        yield running


class Job:
    """A job of the API and its model, and everything that was ever read of it."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        self.model = Model("pending", ())
        self.version = 1
        self.etag = ""
        self.former = '"0-00000000"'
        self.reads: dict[int, Any] = {}


class Lifecycle(RuleBasedStateMachine):
    """Owners and workers of one gateway."""

    api: Api
    loop: asyncio.AbstractEventLoop
    redis_url: str
    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.http = httpx.Client(base_url=self.api.client.base_url, headers=self.api.client.headers, timeout=60)
        self.crowd = ThreadPoolExecutor(8)
        self.all: list[Job] = []
        self.held = False
        self.first_held = 0
        self.began = len(self.api.script.heard)
        self.asked = 0

    # what owners do

    @initialize(target=jobs)
    def begin(self) -> Job:
        """There is something to work on."""
        return self.make()

    @rule(target=jobs)
    def generate(self) -> Job:
        """A job of three scenes."""
        return self.make()

    def make(self) -> Job:
        """The same POST twice makes one job."""
        key, wish = uuid4().hex, {"prompt": PROMPT, "duration": 15}
        first, again = [self.post("/api/v2/generate", wish, {"Idempotency-Key": key}) for _ in range(2)]
        assert (first.status_code, again.status_code, again.content) == (202, 202, first.content)
        job = Job(first.json()["job_id"])
        job.model = Model("pending", tuple((f"Scene {n} of the story", f"A picture of scene {n}") for n in (1, 2, 3)))
        self.all.append(job)
        self.asked += 1
        self.settle(job)
        return job

    @rule(
        job=jobs, command=COMMANDS, seen=st.sampled_from(["", "", "right", "stale"]), times=st.sampled_from([1, 1, 3])
    )
    def act(self, job: Job, command: Command, seen: str, times: int) -> None:
        """One command, perhaps several times under one key and at once, perhaps on a condition."""
        headers = {"Idempotency-Key": uuid4().hex} if times > 1 else {}
        if seen == "right" and job.model.status == "canceled":
            seen = ""  # its ETag changes at any moment: with money that was spent before and is told of late
        if seen and command.path.endswith(("approve", "refine", "reorder", "restore")):
            headers["If-Match"] = job.etag if seen == "right" else job.former
        outcome = told(job.model, command)
        if headers.get("If-Match") == job.former:
            outcome = type(outcome)(412, "precondition_failed", job.model)
        answers = list(self.crowd.map(lambda _: self.send(job, command, headers), range(times)))
        assert {(answer.status_code, code(answer)) for answer in answers} == {(outcome.status, outcome.code)}
        if times > 1 and outcome.status != 429:  # a limit says nothing about the request: it is not kept
            assert len({answer.content for answer in answers}) == 1
            assert sorted(answer.headers.get("idempotent-replayed", "") for answer in answers) == [
                "",
                *["true"] * (times - 1),
            ]
        if outcome.status < 300:
            self.asked += command.action in WORK
            assert answers[0].json()["version"] == job.version + outcome.changed
        job.model = outcome.after
        self.settle(job)

    @rule(job=jobs, commands=RACES)
    def race(self, job: Job, commands: list[Command]) -> None:
        """Several commands at once: some order explains every answer and what is left."""
        before = job.version
        answers = list(self.crowd.map(lambda command: self.send(job, command, {}), commands))
        seen = {n: (answer.status_code, code(answer)) for n, answer in enumerate(answers)}
        self.asked += sum(answers[n].is_success and one.action in WORK for n, one in enumerate(commands))
        possible = [end for said, end in explanations(job.model, commands, held=self.held) if said == seen]
        assert possible, (job.model, commands, seen)
        now = self.read_when(job, lambda shown: shown in possible)
        assert now in possible, (now, possible)
        changed = {answer.json()["version"] for answer in answers if answer.is_success}
        assert all(before <= version <= job.version for version in changed)
        job.model = replace(now, versions=self.versions(job))
        assert job.model.versions in [end.versions for end in possible if end == now]

    @precondition(lambda self: not self.held)
    @rule(job=jobs)
    def render_fails(self, job: Job) -> None:
        """The renderer gives up once."""
        if told(job.model, Command("render")).status != 202:
            return
        self.heard_all()  # else it were the render of a job that was canceled a moment ago
        self.api.script.failing_renders = 1
        assert self.send(job, Command("render"), {}).status_code == 202
        self.asked += 1
        job.model = settled(told(job.model, Command("render")).after, render="failed")
        self.settle(job)

    # what workers and servers do

    @precondition(lambda self: not self.held)
    @rule()
    def hold(self) -> None:
        """The workers stop answering."""
        self.held, self.first_held = True, len(self.api.script.heard)
        self.api.script.silent = set(HELD)

    @precondition(lambda self: self.held)
    @rule()
    def release(self) -> None:
        """They answer everything at last, also what was canceled meanwhile."""
        self.heard_all()
        self.held = False
        self.api.script.silent = set()
        for event in self.api.script.heard[self.first_held :]:
            asyncio.run_coroutine_threadsafe(self.api.workers.answer(event), self.loop).result(180)
        for job in self.all:
            self.settle(job)

    @rule()
    def forget_projection(self) -> None:
        """Redis loses everything; reads come from Postgres."""
        with redis.Redis.from_url(self.redis_url) as store:
            store.flushall()
        for job in self.all:
            assert self.shown(job) == job.model

    @rule(job=jobs)
    def counts(self, job: Job) -> None:
        """Refinements are counted exactly, and no storyboard is lost."""
        assert self.versions(job) == job.model.versions
        metadata = self.http.get(f"/api/v2/jobs/{job.job_id}/metadata").json()
        assert metadata["metrics"]["refinement_count"] == 5 - job.model.left
        assert metadata["scenes"]["total"] == (len(job.model.scenes) if job.model.status != "pending" else 0)

    def teardown(self) -> None:
        """The log of every job holds what was read, and nothing that may not be."""
        try:
            for job in self.all:
                if job.model.status not in ENDED:
                    assert self.send(job, Command("cancel"), {}).status_code == 202
                self.check_log(job)
        finally:
            self.api.script.silent = set()
            self.api.script.failing_renders = 0
            self.crowd.shutdown()
            self.http.close()

    # how it is looked at

    def post(self, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
        """A POST."""
        return self.http.post(path, json=body, headers=headers)

    def send(self, job: Job, command: Command, headers: dict[str, str]) -> httpx.Response:
        """A command."""
        return self.post(f"/api/v2/jobs/{job.job_id}/{command.path}", command.body, headers)

    def shown(self, job: Job) -> Model:
        """The job as the API shows it now; its version never falls, and one version never reads in two ways."""
        answer = self.http.get(f"/api/v2/jobs/{job.job_id}")
        said = answer.json()
        assert said["version"] >= job.version
        if answer.headers["etag"] != job.etag:
            job.former, job.etag = job.etag or job.former, answer.headers["etag"]
        job.version = said["version"]
        assert job.reads.setdefault(job.version, said) == said
        entries = [entry["scene"] for entry in said["storyboard"] or ()]
        scenes = tuple((scene["description"], scene["image_prompt"]) for scene in entries) or job.model.scenes
        return Model(said["status"], scenes, said["approved"], said["refinements_left"])

    def versions(self, job: Job) -> tuple[Any, ...]:
        """The storyboards that were settled, as the API shows them."""
        path = f"/api/v2/jobs/{job.job_id}/storyboard/versions"
        listed = self.http.get(path, params={"limit": 100}).json()
        whole = [self.http.get(f"{path}/{one['version']}").json() for one in reversed(listed)]
        return tuple(
            tuple((entry["scene"]["description"], entry["scene"]["image_prompt"]) for entry in one["storyboard"])
            for one in whole
        )

    def read_when(self, job: Job, good: Any) -> Model:
        """The job once it is so, or as it is after a while."""
        deadline = time.monotonic() + 180
        while not good(shown := self.shown(job)) and time.monotonic() < deadline:
            time.sleep(0.005)
        return shown

    def settle(self, job: Job) -> None:
        """What is read is what the model says, once the workers have answered."""
        if not self.held:
            job.model = settled(job.model)
        assert self.read_when(job, lambda shown: shown == job.model) == job.model

    def heard_all(self) -> None:
        """The workers have got every request, also those of jobs that were canceled since."""
        ours, deadline = {job.job_id for job in self.all}, time.monotonic() + 180
        while len(self.requests(ours)) < self.asked:
            assert time.monotonic() < deadline, self.asked
            time.sleep(0.005)

    def requests(self, ours: set[str]) -> set[UUID]:
        """What the workers were asked for, each once."""
        heard = self.api.script.heard[self.began :]
        return {event.event_id for event in heard if type(event) in HELD and str(event.job_id) in ours}

    def check_log(self, job: Job) -> None:
        """Read the whole stream of a job that has ended; money may be told of afterwards."""
        shown = self.http.get(f"/api/v2/jobs/{job.job_id}").json()
        log: list[tuple[int, Any]] = []
        headers = {"Last-Event-ID": "0"}
        with self.http.stream("GET", f"/api/v2/jobs/{job.job_id}/events", headers=headers) as answer:
            number = 0
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "data" and number:
                    log.append((number, json.loads(value)))
                elif not line:
                    number = 0
        assert [version for version, _ in log] == list(range(1, len(log) + 1))
        bodies = dict(log)
        assert all(bodies[version] == seen for version, seen in job.reads.items())
        way = [body["status"] for _, body in log]
        assert all(after == before or after in LEGAL[before] for before, after in pairwise(way)), way
        assert bodies[shown["version"]] == shown


def code(answer: httpx.Response) -> str:
    """A refusal's code."""
    return "" if answer.is_success else str(answer.json()["code"])


async def test_whatever_owners_do_the_gateway_does_what_the_model_says(api: Api, infra: Infrastructure) -> None:
    """No order of commands, no race and no lost cache shows an owner anything but the truth."""
    machine = type(
        "TestedLifecycle", (Lifecycle,), {"api": api, "loop": asyncio.get_running_loop(), "redis_url": infra.redis_url}
    )
    tries = settings(
        max_examples=12 * EFFORT, stateful_step_count=20, deadline=None, database=None, derandomize=REPEATABLE,
        suppress_health_check=list(HealthCheck), print_blob=True,
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=tries)
