"""A job followed: as steps for people, as lines of JSON for programs."""

from collections.abc import Set

import typer

from storyreel.cli.narrator import Narrator
from storyreel.cli.output import console
from storyreel.cli.steps import steps
from storyreel.cli.waiting import Waiting
from storyreel.client import JobChange, JobEnded, JobEvent, Storyreel
from storyreel_contracts.api import JobResponse
from storyreel_contracts.status import VideoStatus


def follow(client: Storyreel, job: JobResponse, *, until: Set[VideoStatus]) -> JobResponse:
    """Show what happens on stderr until one of these.

    Raises:
        JobEnded: it failed or was canceled
    """
    with steps(console(stderr=True)) as shown:
        narrator, waiting = Narrator(shown), Waiting(shown)

        def tell(event: JobEvent) -> None:
            narrator.tell(event)
            if isinstance(event, JobChange) and event.job.status not in until:
                waiting.tell(event)

        job = client.wait_until(job.job_id, *until, on_event=tell)
    if job.status in {VideoStatus.FAILED, VideoStatus.CANCELED} - until:
        raise JobEnded(job)
    return job


def print_changes(client: Storyreel, job_id: str, until: Set[VideoStatus]) -> JobResponse:
    """One line of JSON a change, and one for progress, until one of these."""
    for event in client.events(job_id):
        typer.echo(event.job.model_dump_json() if isinstance(event, JobChange) else event.model_dump_json())
        if isinstance(event, JobChange) and event.job.status in until:
            return event.job
    return client.job(job_id)
