"""A job followed: as steps for people, as lines of JSON for programs."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from json import dumps
from uuid import UUID

import typer
from rich.text import Text

from storyreel.cli.called import command
from storyreel.cli.narrator import Narrator
from storyreel.cli.output import console, moment, status
from storyreel.cli.steps import steps
from storyreel.cli.waiting import Waiting
from storyreel.client import JobChange, JobEvent, Storyreel, stands_still
from storyreel_contracts.api import JobResponse
from storyreel_contracts.status import VideoStatus

_GOES_ON = {VideoStatus.GENERATING_STORYBOARD, VideoStatus.RENDERING}


def follow(client: Storyreel, job: JobResponse, *, until: Set[VideoStatus], by_itself: bool = False) -> JobResponse:
    """Show what happens on stderr until one of these; `by_itself` says that its owner approved in advance.

    Raises:
        JobEnded: it ended otherwise, or was approved in advance and its film cannot be paid
        StandsStill: it was approved in advance, and does not go on before its owner has decided something
    """
    with _goes_on_without(job.job_id), steps(console(stderr=True)) as shown:
        narrator, waiting = Narrator(shown), Waiting(shown, by_itself=by_itself)

        def tell(event: JobEvent) -> None:
            narrator.tell(event)
            if isinstance(event, JobChange) and event.job.status not in until:
                waiting.tell(event)

        return client.wait_until(job.job_id, *until, on_event=tell)


@contextmanager
def _goes_on_without(job_id: UUID) -> Iterator[None]:
    """Ctrl-C ends the command and not the job; say so, and what one can do about it."""
    try:
        yield
    except KeyboardInterrupt:
        hint = f"the job goes on; follow it: {command('watch', job_id)}, or stop it: {command('cancel', job_id)}"
        console(stderr=True).print(hint, soft_wrap=True)
        raise


def print_changes(client: Storyreel, job_id: str, until: Set[VideoStatus]) -> JobResponse:
    """One line of JSON a change, and one for progress, until one of these, or until nothing follows by itself."""
    for event in client.events(job_id):
        typer.echo(event.job.model_dump_json() if isinstance(event, JobChange) else event.model_dump_json())
        if isinstance(event, JobChange) and (event.job.status in until or stands_still(event.job)):
            return event.job
    return client.job(job_id)


def print_all_changes(client: Storyreel, after: str | None, *, json: bool) -> None:
    """One line a change of any job, until somebody stops it; as JSON with the place to go on after, and progress."""
    out = console()
    console(stderr=True).print("listening to all of your jobs; Ctrl-C ends it", style="dim")
    for event in client.follow_all(after=after):
        if json:
            place = {"place": event.place} if isinstance(event, JobChange) else {}
            said = event.job if isinstance(event, JobChange) else event
            typer.echo(dumps(said.model_dump(mode="json") | place, ensure_ascii=False, separators=(",", ":")))
        elif isinstance(event, JobChange):
            job = event.job
            says = Text(job.error_message or f"{job.progress.message or ''}{_so_far(job)}", style="dim")
            line = Text.assemble(moment(job.updated_at), "  ", str(job.job_id), "  ", status(job), "  ", says)
            out.print(line, soft_wrap=True)


def _so_far(job: JobResponse) -> str:
    """How much of a stage that takes its time is done."""
    return f", {job.progress.percent:.0f} %" if job.status in _GOES_ON else ""
