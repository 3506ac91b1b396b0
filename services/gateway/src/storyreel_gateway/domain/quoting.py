"""What a job's pieces are quoted at: by the price catalogue that was effective when the job was made."""

from collections.abc import Set
from decimal import Decimal
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.pricing import ProviderPrices, prices_of
from storyreel_contracts.types import CostKind
from storyreel_gateway.domain.costs import NOTHING, Line, Source
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.storyboard import Entry


def prices_for(job: Job) -> ProviderPrices:
    """The prices that hold for a job.

    Raises:
        Transient: it was made by a newer release, under prices that this one does not know
    """
    try:
        return prices_of(job.price_version).providers[job.provider]
    except KeyError:
        raise Transient("prices_unknown", f"there are no prices of {job.price_version} in this release") from None


def source_of(job: Job) -> Source:
    """Whose lines a job's are."""
    return Source(job.owner_id, job.job_id, job.provider, job.price_version, job.batch_id)


def storyboard_lines(job: Job, *, own: Set[int] = frozenset()) -> tuple[Line, ...]:
    """One line for each picture of a new job; `own` are the numbers of scenes whose pictures their owner brings."""
    return tuple(
        _line(job, "image", Decimal(1), number, free=number in own) for number in range(1, job.scenes_expected + 1)
    )


def picture_line(job: Job, entry: Entry) -> Line:
    """The line of a picture that is made again."""
    return _line(job, "image", Decimal(1), entry.scene_number, scene_id=entry.scene_id, made_id=entry.picture_id)


def film_lines(job: Job) -> tuple[Line, ...]:
    """One line for each scene's clip of the render that is asked for."""
    return tuple(
        _line(job, "clip", entry.duration, entry.scene_number, scene_id=entry.scene_id, made_id=job.render_id)
        for entry in job.entries
    )


def future_film_line(job: Job) -> Line:
    """All clips of a film whose scenes are not known yet."""
    return _line(job, "clip", Decimal(job.request.duration), None)


def film_quote(job: Job) -> Decimal:
    """What a render is quoted at."""
    return job.request.duration * prices_for(job).clip.per_clip_second()


def affordable(job: Job) -> bool:
    """Whether the job's own limit leaves enough for a render."""
    limit = job.request.max_cost_usd
    if limit is None:
        return True
    try:
        quote = film_quote(job)
    except Transient:
        return False
    return not quote or (job.actual_cost or NOTHING) + quote <= limit


def _line(
    job: Job,
    kind: CostKind,
    quantity: Decimal,
    scene_number: int | None,
    *,
    scene_id: UUID | None = None,
    made_id: UUID | None = None,
    free: bool = False,
) -> Line:
    prices, source = prices_for(job), source_of(job)
    unit_price = prices.image.per_image if kind == "image" else prices.clip.per_clip_second()
    amount = NOTHING if free else quantity * unit_price
    return Line(
        line_id=new_id(),
        owner_id=source.owner_id,
        job_id=source.job_id,
        kind=kind,
        provider=source.provider,
        model=prices.image.model if kind == "image" else prices.clip.model,
        quantity=quantity,
        unit_price=NOTHING if free else unit_price,
        quoted=amount,
        reserved=amount,
        price_version=source.price_version,
        created_at=now(),
        scene_number=scene_number,
        scene_id=scene_id,
        made_id=made_id,
        batch_id=source.batch_id,
    )
