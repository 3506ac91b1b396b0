"""Films by the REST API: make, look, decide, fetch."""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from storyreel.cli.asking import (
    Aspect,
    AutoApprove,
    BrandColors,
    ClientId,
    Duration,
    Fallback,
    LogoCorner,
    MaxCost,
    OwnAssets,
    OwnLogo,
    Prompt,
    Provider,
    Seed,
    Style,
    Webhook,
    brand,
    wish,
)
from storyreel.cli.called import command
from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.costs import tell_price
from storyreel.cli.endings import Unusable
from storyreel.cli.following import follow, print_all_changes, print_changes
from storyreel.cli.output import Json, console, job_card, jobs_table, out_option, print_json, size, storyboard_table
from storyreel.client import TERMINAL, JobEnded
from storyreel_contracts.api import JobResponse, RenderOptions
from storyreel_contracts.status import VideoStatus
from storyreel_contracts.types import AudioTrack, ExportFormat, ExportQuality

JobId = Annotated[str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)]
Wait = Annotated[bool, typer.Option("--wait", "-w", help="Follow it until there is something to decide or fetch.")]
DONE = frozenset({VideoStatus.COMPLETED})
RESTING = DONE | {VideoStatus.STORYBOARD_READY}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for one in (make, jobs, show, watch, approve, render, refine, reorder, export, cancel):
        app.command()(one)


def make(  # noqa: PLR0913 - each is an option
    prompt: Prompt,
    *,
    duration: Duration = 30,
    style: Style = None,
    aspect: Aspect = "16:9",
    seed: Seed = None,
    provider: Provider = None,
    fallback: Fallback = None,
    max_cost: MaxCost = None,
    client_id: ClientId = None,
    webhook: Webhook = None,
    auto_approve: AutoApprove = False,
    asset: OwnAssets = None,
    logo: OwnLogo = None,
    logo_position: LogoCorner = "top-right",
    brand_color: BrandColors = None,
    wait: Wait = False,
    out: Annotated[Path | None, out_option("Approve, render, wait, and write the film here.")] = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Ask for a film; its storyboard starts at once."""
    request = wish(
        prompt, duration, aspect, auto_approve=auto_approve or out is not None, style=style, seed=seed,
        provider=provider, fallback_provider=fallback, max_cost_usd=max_cost, client_id=client_id, webhook_url=webhook,
        asset_ids=asset or None, brand_guidelines=brand(logo, logo_position, brand_color) or None,
    )  # fmt: skip
    with connect(url, key) as client:
        tell_price(client, request)
        job = client.generate(request)
        if wait or out:
            console(stderr=True).print(f"job {job.job_id}", soft_wrap=True)
            alone = request.auto_approve
            job = follow(client, job, until=DONE if alone else RESTING, by_itself=alone)
        if out:
            client.video(job.job_id, out)
    _print(job, json=json)
    if not (json or wait or out):
        console().print(f"follow it: {command('watch', job.job_id)}", markup=False, soft_wrap=True)


def jobs(
    *,
    status: Annotated[VideoStatus | None, typer.Option(help="Only these.", show_default=False)] = None,
    client_id: Annotated[str | None, typer.Option(help="Only those.", show_default=False)] = None,
    since: Annotated[datetime | None, typer.Option(help="Made then or later.", show_default=False)] = None,
    until: Annotated[datetime | None, typer.Option(help="Made earlier.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """One's own jobs, newest first."""
    with connect(url, key) as client:
        pages = client.jobs(
            status=status, client_id=client_id, created_after=since, created_before=until, page_size=min(limit, 100)
        )
        found = list(islice(pages, limit))
    if json:
        return print_json(found)
    return console().print(jobs_table(found) if found else "no jobs")


def show(job_id: JobId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """One job and its storyboard."""
    with connect(url, key) as client:
        _print(client.job(job_id), json=json)


def watch(
    job_id: Annotated[
        str | None, typer.Argument(metavar="JOB", help="The job's id; not with --all.", show_default=False)
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All of your jobs, one line a change, for ever.")] = False,
    after: Annotated[
        str | None, typer.Option(help="With --all: the place to go on after; 0: the beginning.", show_default=False)
    ] = None,
    until: Annotated[
        VideoStatus | None, typer.Option(help="Leave there, for example at storyboard_ready.", show_default=False)
    ] = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Follow a job until it ends, or its film cannot be paid, and say when it waits for you; with --json one line a
    change."""
    if (job_id is None) is not everything or (everything and until):
        raise typer.BadParameter("give a JOB, or --all without --until")
    goal = TERMINAL | ({until} if until else set())
    with connect(url, key) as client:
        if job_id is None:
            return print_all_changes(client, after, json=json)
        job = print_changes(client, job_id, goal) if json else follow(client, client.job(job_id), until=goal)
    if job.status not in {VideoStatus.COMPLETED, until}:
        raise JobEnded(job)
    return None


def approve(job_id: JobId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Approve the storyboard as it stands."""
    with connect(url, key) as client:
        _print(client.approve(job_id), json=json)


def render(  # noqa: PLR0913 - each is an option
    job_id: JobId,
    *,
    captions: Annotated[bool, typer.Option(help="One caption per scene.")] = True,
    audio: Annotated[
        AudioTrack | None,
        typer.Option(help="What it sounds like; by default your soundtrack, else the bed.", show_default=False),
    ] = None,
    chain_frames: Annotated[
        bool, typer.Option("--chain-frames", help="Each clip ends where the next one begins.")
    ] = False,
    silent: Annotated[bool, typer.Option("--silent", help="The same as --audio silence.")] = False,
    wait: Wait = False,
    out: Annotated[Path | None, out_option("Wait and write the film here.")] = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Render the film of an approved storyboard."""
    if silent and audio not in {None, "silence"}:
        raise typer.BadParameter(f"--silent and --audio {audio} exclude each other")
    chained = {"chain_frames": True} if chain_frames else {}
    options = RenderOptions(captions=captions, audio="silence" if silent else audio, **chained)
    with connect(url, key) as client:
        job = client.render(job_id, options)
        if wait or out:
            job = follow(client, job, until=DONE)
        if out:
            client.video(job_id, out)
    _print(job, json=json)


def refine(
    job_id: JobId,
    scene: Annotated[int, typer.Argument(help="The scene's number.", show_default=False)],
    *,
    image: Annotated[
        str | None, typer.Option("--image", help="What its picture shows now.", show_default=False)
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="What its caption says now.", show_default=False)] = None,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Change one scene; a new --image is drawn at once."""
    with connect(url, key) as client:
        _print(client.refine(job_id, scene, image_prompt=image, description=text), json=json)


def reorder(
    job_id: JobId,
    scenes: Annotated[list[int], typer.Argument(help="All scene numbers as they should follow.", show_default=False)],
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Put the scenes in another order."""
    with connect(url, key) as client:
        _print(client.reorder(job_id, scenes), json=json)


def export(
    job_id: JobId,
    *,
    format: Annotated[ExportFormat, typer.Option("--format", "-f", help="The container.")] = "mp4",  # noqa: A002
    quality: Annotated[ExportQuality, typer.Option("--quality", "-q", help="480, 720 or 1080 pixels.")] = "high",
    out: Annotated[
        Path | None, out_option("The file to write; default: JOB-QUALITY.FORMAT in this folder, if there is none yet.")
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the copy.")] = 600,
    url: Url = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Fetch a copy of the film; a cut-off download is continued."""
    target = out or Path.cwd() / f"{job_id}-{quality}.{format}"
    replaces = target.exists()
    if replaces and out is None:
        raise Unusable(f"{target} is there already: name it with --out to replace it, or another file")
    with connect(url, key) as client:
        client.export(job_id, format, quality, target, wait=wait)
    written = target.stat().st_size
    if json:
        return print_json({"path": str(target), "size": written})
    told = f"{size(written)}{', in place of the file that was there' if replaces else ''}"
    return console().print(f"{target}  ({told})", markup=False, soft_wrap=True)


def cancel(job_id: JobId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Stop a job; what exists is kept."""
    with connect(url, key) as client:
        job = client.cancel(job_id)
    _print(job, json=json)
    if job.estimated_cost or job.actual_cost:
        hint = f"what had begun at the provider may still be charged; see: {command('costs', job_id)}"
        console(stderr=True).print(hint, soft_wrap=True)


def _print(job: JobResponse, *, json: bool) -> None:
    if json:
        return print_json(job)
    out = console()
    out.print(job_card(job))
    if job.storyboard:
        out.print(storyboard_table(job.storyboard))
    return None
