"""The command line against a scripted API: what it prints, and how it exits."""

import json
import re
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storyreel.cli.called import program
from storyreel.cli.connection import local_url
from storyreel.cli.endings import in_commands
from storyreel.cli.output import moment, size
from storyreel.settings import UpSettings, default_home
from storyreel_chassis.ids import new_id
from storyreel_contracts.status import VideoStatus
from storyreel_gateway.domain.refusals import REFUSALS
from support.commands import run
from support.scripted_api import JOB_ID, ScriptedApi, frame, job_json, problem, says, streams

JOB = f"/jobs/{JOB_ID}"
SCENE = {"scene_number": 1, "description": "A fox wakes", "duration": 5, "image_prompt": "wide shot, a fox"}
LIMITED = {
    "type": "/errors#rate_limited", "title": "Too often", "status": 429, "detail": REFUSALS["rate_limited"],
    "code": "rate_limited",
}  # fmt: skip
ENTRY = {"scene": SCENE, "generation_status": "completed", "image_url": f"/api/v2{JOB}/scenes/1/image"}


def test_make_sends_what_was_said_and_prints_the_job(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Options become the request; the answer is shown."""
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    code, out, _ = run(capsys, "make", "a fox in the snow", "--duration", "10", "--aspect", "9:16", "--seed", "3")
    sent = json.loads(api.seen[0]._body)
    assert sent == {
        "prompt": "a fox in the snow",
        "duration": 10,
        "aspect_ratio": "9:16",
        "seed": 3,
        "auto_approve": False,
    }
    assert code == 0
    assert str(JOB_ID) in out


def test_make_takes_what_its_owner_brings(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Uploads in the order given, a logo and its corner, colours; what is no colour is told before anything is sent."""
    first, second, logo = new_id(), new_id(), new_id()
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    own = ("--asset", str(first), "--asset", str(second), "--logo", str(logo), "--logo-position", "bottom-left")
    code, _, _ = run(capsys, "make", "a fox in the snow", *own, "--brand-color", "#ff8800", "--brand-color", "#0A0")
    sent = json.loads(api.seen[0]._body)
    assert (code, sent["asset_ids"]) == (0, [str(first), str(second)])
    assert sent["brand_guidelines"] == {
        "logo_asset_id": str(logo), "logo_position": "bottom-left", "colors": ["#ff8800", "#0A0"],
    }  # fmt: skip
    code, _, err = run(capsys, "make", "a fox in the snow", "--brand-color", "orange")
    assert (code, len(api.seen)) == (2, 2)
    assert "#ff8800" in err


@pytest.mark.parametrize(
    ("options", "audio"),
    [
        ((), None), (("--silent",), "silence"), (("--audio", "soundtrack"), "soundtrack"), (("--audio", "bed"), "bed"),
        (("--silent", "--audio", "silence"), "silence"),
    ],
)  # fmt: skip
def test_render_says_what_it_sounds_like(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], audio: str | None
) -> None:
    """Without a word it is for the job to say: its soundtrack, or the bed."""
    api.answers(f"{JOB}/render", says(job_json(VideoStatus.RENDERING, 5), 202))
    code, _, _ = run(capsys, "render", str(JOB_ID), *options)
    assert (code, json.loads(api.seen[0]._body)["audio"]) == (0, audio)


def test_a_silent_soundtrack_is_a_contradiction(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Said before anything is sent."""
    code, _, err = run(capsys, "render", str(JOB_ID), "--silent", "--audio", "soundtrack")
    assert (code, len(api.seen)) == (2, 0)
    assert "exclude each other" in err


def test_make_follows_a_film_to_its_file(api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With --out one command goes from the prompt to the film."""
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    api.answers(JOB, says(job_json(VideoStatus.RENDERING, 4)))
    api.answers(f"{JOB}/events", streams(frame(5, VideoStatus.COMPLETED)))
    api.answers(f"{JOB}/video", streams(b"film", content_length="4"))
    code, _, err = run(capsys, "make", "a fox in the snow", "--out", str(tmp_path / "fox.mp4"))
    assert (code, (tmp_path / "fox.mp4").read_bytes()) == (0, b"film")
    assert json.loads(api.seen[0]._body)["auto_approve"] is True
    assert "film" in err


def test_jobs_are_listed_for_people_and_programs(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """A table with whole ids, or JSON."""
    api.answers("/jobs", says([job_json(VideoStatus.COMPLETED, 9, storyboard=[ENTRY])]))
    _, table, _ = run(capsys, "jobs", "--limit", "1")
    code, document, _ = run(capsys, "jobs", "--limit", "1", "--json")
    assert str(JOB_ID) in table
    assert "completed" in table
    assert "A fox wakes" in table
    assert (code, json.loads(document)[0]["version"]) == (0, 9)


def test_show_prints_the_storyboard(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """A job's card says what can be done, and lists its scenes."""
    links = {"approve": f"/api/v2{JOB}/approve"}
    api.answers(JOB, says(job_json(VideoStatus.STORYBOARD_READY, 4, storyboard=[ENTRY], links=links)))
    code, out, _ = run(capsys, "show", str(JOB_ID))
    assert code == 0
    assert "A fox wakes" in out
    assert "approve" in out


def test_watch_says_how_it_ended(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """A job that fails ends the command with 1 and the reason."""
    api.answers(JOB, says(job_json(VideoStatus.RENDERING, 1)))
    api.answers(f"{JOB}/events", streams(frame(2, VideoStatus.FAILED)))
    code, _, err = run(capsys, "watch", str(JOB_ID))
    assert code == 1
    assert f"job {JOB_ID} is failed" in err


def test_watch_says_what_it_waits_for(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """The command to type, once for each decision; it goes on until the film is there."""
    ready, yes = VideoStatus.STORYBOARD_READY, {"approved": True}
    api.answers(JOB, says(job_json(ready, 2)))
    decided = (frame(3, ready, **yes), frame(4, ready, **yes))
    api.answers(f"{JOB}/events", streams(*decided, frame(5, VideoStatus.RENDERING), frame(6, VideoStatus.COMPLETED)))
    code, _, err = run(capsys, "watch", str(JOB_ID))
    assert code == 0
    assert err.count(f"waiting for your approval: storyreel approve {JOB_ID}") == 1
    assert err.count(f"waiting for: storyreel render {JOB_ID}") == 1


def test_watch_leaves_where_it_is_told_to(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """With nothing more to say."""
    api.answers(JOB, says(job_json(VideoStatus.STORYBOARD_READY, 2)))
    code, _, err = run(capsys, "watch", str(JOB_ID), "--until", "storyboard_ready")
    assert (code, "waiting" in err) == (0, False)


@pytest.mark.parametrize("sentence", REFUSALS.values())
def test_advice_is_given_in_commands(sentence: str) -> None:
    """Who types commands is not told to POST."""
    assert not re.search(r"\b(?:GET|POST)\b|…/", in_commands(sentence))


def test_watch_prints_a_line_a_change(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json every change is one line of JSON."""
    api.answers(JOB, says(job_json(VideoStatus.COMPLETED, 3)))
    api.answers(f"{JOB}/events", streams(frame(2, VideoStatus.RENDERING), frame(3, VideoStatus.COMPLETED)))
    code, out, _ = run(capsys, "watch", str(JOB_ID), "--json")
    assert (code, [json.loads(line)["version"] for line in out.splitlines()]) == (0, [2, 3])


def test_export_says_what_it_wrote(api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The copy lies where it was asked for."""
    api.answers(f"{JOB}/export", streams(b"copy", content_length="4"))
    target = tmp_path / "fox.webm"
    code, out, _ = run(capsys, "export", str(JOB_ID), "-f", "webm", "-q", "low", "-o", str(target), "--json")
    assert (code, json.loads(out)) == (0, {"path": str(target), "size": 4})
    assert dict(api.seen[0].query_params) == {"format": "webm", "quality": "low"}


def test_an_export_without_a_name_lies_here_and_replaces_nothing(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says where it is; whoever wants the file of before replaced names it, and is told so."""
    monkeypatch.chdir(tmp_path)
    api.answers(f"{JOB}/export", streams(b"copy", content_length="4"), streams(b"again", content_length="5"))
    target = tmp_path / f"{JOB_ID}-high.mp4"
    code, out, _ = run(capsys, "export", str(JOB_ID))
    assert (code, out) == (0, f"{target}  (4 bytes)\n")
    code, _, err = run(capsys, "export", str(JOB_ID))
    assert (code, "--out" in err, str(target) in err, target.read_bytes(), len(api.seen)) == (2, True, True, b"copy", 1)
    code, out, _ = run(capsys, "export", str(JOB_ID), "--out", str(target))
    assert (code, out) == (0, f"{target}  (5 bytes, in place of the file that was there)\n")
    assert target.read_bytes() == b"again"


DECISIONS: dict[str, tuple[tuple[str, ...], object]] = {
    "approve": ((), None),
    "render": (("--silent", "--no-captions"), {"captions": False, "audio": "silence"}),
    "refine": (("2", "--image", "a bear in snow"), {"scene_number": 2, "new_image_prompt": "a bear in snow"}),
    "reorder": (("2", "1"), {"scene_order": [2, 1]}),
    "cancel": ((), None),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_decisions_are_posted(api: ScriptedApi, capsys: pytest.CaptureFixture[str], decision: str) -> None:
    """Each decision is one POST with just what was said."""
    options, sent = DECISIONS[decision]
    api.answers(f"{JOB}/{decision}", says(job_json(VideoStatus.STORYBOARD_READY, 5)))
    code, _, _ = run(capsys, decision, str(JOB_ID), *options)
    body = api.seen[0]._body
    assert (code, json.loads(body) if body else None) == (0, sent)


def test_a_refusal_is_one_sentence(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """What the API refuses is said with its code, without a traceback."""
    api.answers(f"{JOB}/approve", problem("storyboard_not_ready", 409))
    code, out, err = run(capsys, "approve", str(JOB_ID))
    assert (code, out, err) == (1, "", "storyreel: it is storyboard_not_ready [storyboard_not_ready]\n")


def test_wrong_usage_is_told_before_anything_is_sent(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Limits are checked here; the code is 2."""
    code, _, err = run(capsys, "make", "short")
    assert (code, err) == (2, "storyreel: prompt: must have 10 to 5000 characters\n")
    assert run(capsys, "make", "long enough to be", "--aspect", "3:2")[0] == 2
    assert run(capsys, "dead-letters", "replay")[0] == 2
    assert api.seen == []


def test_nothing_there_is_told_apart(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """An API that does not answer is exit code 3."""
    code, _, err = run(capsys, "jobs", "--url", "http://127.0.0.1:9")
    assert code == 3
    assert err.startswith("storyreel: Storyreel at http://127.0.0.1:9 cannot be reached")
    assert "Traceback" not in err
    told = run(capsys, "jobs", "--url", "http://ada:geheim@127.0.0.1:9/")
    assert told == (3, "", err)


def test_without_a_stack_the_way_on_is_said(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key and no database here: the sentence says what would help."""
    monkeypatch.delenv("STORYREEL_API_KEY")
    key = run(capsys, "jobs")
    letters = run(capsys, "dead-letters", "list")
    assert (key[0], letters[0]) == (2, 2)
    assert "STORYREEL_API_KEY" in key[2]
    assert "DATABASE_URL" in letters[2]


def test_the_home_tells_where_everything_is(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On the machine of `storyreel up` no option is needed."""
    monkeypatch.delenv("STORYREEL_API_KEY")
    monkeypatch.delenv("STORYREEL_URL")
    monkeypatch.setenv("STORYREEL_PORT", api.base_url.rpartition(":")[2])
    home = tmp_path / "home"
    home.mkdir()
    (home / "api-key").write_text("sr_kept\n")
    api.answers("/jobs", says([]))
    code, out, _ = run(capsys, "jobs")
    assert (code, out) == (0, "no jobs\n")
    assert api.seen[0].headers["authorization"] == "Bearer sr_kept"
    code, _, err = run(capsys, "jobs", "--url", "https://films.invalid")
    assert (code, "no API key for films.invalid" in err) == (2, True)  # it is this machine's, nobody else gets it


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - read, not bound
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("films.lan", "http://films.lan:8000"),
    ],
)
def test_what_listens_is_found_where_it_listens(monkeypatch: pytest.MonkeyPatch, host: str, url: str) -> None:
    """Everywhere means here, too; an address of IPv6 stands in brackets."""
    monkeypatch.setenv("STORYREEL_HOST", host)
    monkeypatch.setenv("STORYREEL_PORT", "8000")
    assert local_url() == url


def test_the_users_home_is_not_the_stacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everything is kept in a folder of its own below the user's data, unless STORYREEL_HOME says otherwise."""
    monkeypatch.delenv("STORYREEL_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert UpSettings().home == default_home()
    monkeypatch.setenv("STORYREEL_HOME", str(tmp_path / "elsewhere"))
    assert UpSettings().home == tmp_path / "elsewhere"
    assert UpSettings(home=tmp_path / "here", port=0).home == tmp_path / "here"


def test_who_approved_in_advance_is_not_told_to(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With --out nothing waits for its owner, unless a scene has no picture."""
    ready, target = VideoStatus.STORYBOARD_READY, tmp_path / "fox.mp4"
    failed = {"scene": SCENE, "generation_status": "failed", "error": "the pen broke"}
    approved = frame(3, ready, approved=True, links={"render": "/r"})
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    api.answers(JOB, says(job_json(VideoStatus.PENDING, 1)))
    api.answers(f"{JOB}/events", streams(frame(2, ready), approved, frame(4, VideoStatus.COMPLETED)))
    api.answers(f"{JOB}/video", streams(b"film", content_length="4"))
    code, _, err = run(capsys, "make", "a fox in the snow", "--out", str(target))
    assert (code, "waiting" in err) == (0, False)
    broken = frame(2, ready, storyboard=[failed])
    api.answers(f"{JOB}/events", streams(broken))
    code, _, err = run(capsys, "make", "a fox in the snow", "--out", str(target))
    assert (code, f"a scene has no picture: storyreel refine {JOB_ID} 1 --image …" in err) == (1, True)
    assert f"does not go on by itself: give that scene another picture, then `storyreel approve {JOB_ID}`" in err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C does what it does in a shell; test processes side by side have it switched off."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("interruptible")
def test_leaving_a_job_does_not_stop_it(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Its id is said at once, and after Ctrl-C that it goes on, how to follow and how to stop it."""

    def interrupts(_request: Request) -> Response:
        signal.pthread_kill(cast("int", threading.main_thread().ident), signal.SIGINT)
        return streams(frame(2, VideoStatus.RENDERING))(_request)

    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    api.answers(JOB, says(job_json(VideoStatus.PENDING, 1)))
    api.answers(f"{JOB}/events", interrupts)
    code, out, err = run(capsys, "make", "a fox in the snow", "--wait", "--json")
    assert (code, out) == (130, "")
    assert err.startswith(f"job {JOB_ID}\n")
    assert f"the job goes on; follow it: storyreel watch {JOB_ID}, or stop it: storyreel cancel {JOB_ID}" in err


@pytest.mark.parametrize(("quoted", "told"), [(0, False), (0.006, True)])
def test_canceling_says_what_may_still_be_charged(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], quoted: float, told: bool
) -> None:
    """Where money is spent at all."""
    api.answers(f"{JOB}/cancel", says(job_json(VideoStatus.CANCELED, 5, estimated_cost=quoted)))
    code, _, err = run(capsys, "cancel", str(JOB_ID))
    assert (code, f"may still be charged; see: storyreel costs {JOB_ID}" in err) == (0, told)


def test_an_approval_in_advance_whose_film_cannot_be_paid_is_told(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str]
) -> None:
    """The job says why its film is not begun: nobody waits for what does not come."""
    error = {"code": "monthly_budget_exceeded", "message": "The month is spent.", "stage": "rendering"}
    unpaid = {"approved": True, "error": error | {"retryable": True}}
    api.answers("/generate", says(job_json(VideoStatus.PENDING, 1), 202))
    api.answers(JOB, says(job_json(VideoStatus.PENDING, 1)))
    ready, end = VideoStatus.STORYBOARD_READY, frame(4, VideoStatus.CANCELED)
    api.answers(f"{JOB}/events", streams(frame(3, ready, **unpaid), end))
    code, _, err = run(capsys, "make", "a fox in the snow", "--auto-approve", "--wait")
    assert (code, f"its film cannot be paid now; later: storyreel render {JOB_ID}" in err) == (1, True)
    later = f"Then: `storyreel render {JOB_ID} --out FILE`"
    assert f"does not go on by itself: The month is spent. {later}" in err
    unpaid["error"] = error | {"code": "budget_exceeded", "message": "Make a new job."}
    api.answers(f"{JOB}/events", streams(frame(3, ready, **unpaid), end))
    _, _, err = run(capsys, "make", "a fox in the snow", "--auto-approve", "--wait")
    assert err.endswith("does not go on by itself: Make a new job.\n")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_watching_ends_where_a_film_cannot_be_paid(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    """Nothing comes any more before its owner does something; the exit code and the last line say so."""
    error = {"code": "budget_exceeded", "message": "Make a new job.", "stage": "rendering"}
    unpaid = frame(3, VideoStatus.STORYBOARD_READY, approved=True, error=error, error_message="Make a new job.")
    api.answers(JOB, says(job_json(VideoStatus.PENDING, 1)))
    api.answers(f"{JOB}/events", streams(unpaid, frame(4, VideoStatus.CANCELED)))
    code, _, err = run(capsys, "watch", str(JOB_ID), *options)
    assert (code, err.splitlines()[-1]) == (1, f"storyreel: job {JOB_ID} is storyboard_ready: Make a new job.")


def test_watching_what_is_over_takes_no_time(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody saw how long it took."""
    api.answers(JOB, says(job_json(VideoStatus.STORYBOARD_READY, 2, storyboard=[ENTRY])))
    _, _, err = run(capsys, "watch", str(JOB_ID), "--until", "storyboard_ready")
    assert err.split(maxsplit=3)[3] == "done: 1 picture\n"


def test_watching_all_says_that_it_listens_and_how_far_jobs_are(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a change, with the percentage of what takes its time."""
    progress = {"current_stage": "rendering", "scenes_total": 2, "scenes_completed": 2, "percent": 50}
    half = frame(2, VideoStatus.RENDERING, progress=progress | {"message": "Rendering the film"})
    api.answers("/events", streams(half), problem("key_revoked", 401))
    code, out, err = run(capsys, "watch", "--all")
    assert (code, out.splitlines()[0].endswith("rendering  Rendering the film, 50 %")) == (1, True)
    assert err.startswith("listening to all of your jobs; Ctrl-C ends it\n")


def test_too_often_is_said_once_with_the_seconds(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of headers."""
    api.answers("/generate", says(LIMITED, 429, retry_after="41"))
    code, _, err = run(capsys, "make", "a fox in the snow")
    said = "This key has asked too often. Wait 41 s, then try again. [rate_limited]"
    assert (code, err) == (1, f"storyreel: {said}\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("refine", "JOB", "9", "--text", "hi"), "--text: must have 10 to 1000 characters"),
        (("refine", "JOB", "1"), "give --image, --text or both"),
        (("make", "a fox in the snow", "--duration", "1"), "--duration: must be 5 to 300"),
    ],
)
def test_what_is_wrong_is_said_by_its_option(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    """Not by the field that it would have filled."""
    assert run(capsys, *arguments) == (2, "", f"storyreel: {sentence}\n")
    assert api.seen == []


def test_what_the_api_finds_wrong_is_said_by_its_option(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    """Also which of several it was."""
    errors = [{"field": "asset_ids.1", "message": "is no asset of yours"}]
    detail = "asset_ids.1: is no asset of yours"
    api.answers("/generate", problem("asset_not_found", 422, detail=detail, errors=errors))
    _, _, err = run(capsys, "make", "a fox in the snow", "--asset", str(JOB_ID))
    assert err == "storyreel: --asset (number 2): is no asset of yours [asset_not_found]\n"


@pytest.mark.parametrize("sentence", REFUSALS.values())
def test_advice_is_made_of_whole_sentences(sentence: str) -> None:
    """Each begins with a capital, also where a command replaced its beginning, and no field is named that is none."""
    said = in_commands(sentence)
    assert not re.search(r"[.!?] [a-z]", said)
    assert not re.search(r"max_cost_usd|asset_ids|expires_at|`provider`", said)


def test_a_film_goes_where_a_folder_is(api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Said before anything is asked for; no folder is made."""
    nowhere = tmp_path / "not" / "there.mp4"
    for command in (("export", str(JOB_ID)), ("make", "a fox in the snow"), ("render", str(JOB_ID))):
        code, _, err = run(capsys, *command, "--out", str(nowhere))
        assert (code, "there is no folder" in err, nowhere.parent.exists()) == (2, True, False)
    assert run(capsys, "export", str(JOB_ID), "--out", str(tmp_path))[0] == 2
    assert api.seen == []


def test_usage_is_told_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Flags take no value; a choice that is none leaks nothing; there is a version."""
    for command in ((), ("make",), ("batch", "submit"), ("keys", "list")):
        assert "<bool>" not in run(capsys, *command, "--help")[1]
    err = run(capsys, "export", str(JOB_ID), "--format", "avi")[2]
    assert "'avi' is not one of" in err
    assert "Value error" not in err
    assert re.fullmatch(r"storyreel \d+\.\d+\.\d+\n", run(capsys, "--version")[1])


@pytest.mark.parametrize(
    ("path", "original", "typed"),
    [
        (".venv/bin/storyreel", "python", ".venv/bin/storyreel"),
        ("/a b/storyreel", "python", "'/a b/storyreel'"),
        ("/x/site-packages/storyreel/__main__.py", ".venv/bin/python", ".venv/bin/python -m storyreel"),
        ("/x/bin/pytest", "python", "storyreel"),
    ],
)
def test_hints_are_typed_as_the_command_was(
    monkeypatch: pytest.MonkeyPatch, path: str, original: str, typed: str
) -> None:
    """A path where the shell would not find the name."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert program(path, [original]) == typed


def test_on_the_path_the_name_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The shell hands over the whole path then."""
    (tmp_path / "storyreel").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program(str(tmp_path / "storyreel"), ["python"]) == "storyreel"
    assert program("/elsewhere/storyreel", ["python"]) == "/elsewhere/storyreel"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 byte"),
        (812, "812 bytes"),
        (4096, "4.1 kB"),
        (999_960, "1.0 MB"),
        (52_428_800, "52.4 MB"),
        (3e9, "3.0 GB"),
    ],
)
def test_sizes_are_said_as_they_are_read(number: int, said: str) -> None:
    """In the unit that leaves few digits."""
    assert size(number) == said


def test_a_time_says_its_zone() -> None:
    """It is local, and can be given back to an option."""
    when = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert datetime.fromisoformat(moment(when)) == when.replace(microsecond=0)
