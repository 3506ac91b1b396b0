"""What a job's pieces are quoted at: by the price catalogue that was effective when the job was made."""

from collections.abc import Sequence, Set
from decimal import Decimal
from uuid import UUID

from storyreel_chassis.errors import Transient
from storyreel_chassis.ids import new_id, now
from storyreel_contracts.pricing import ProviderPrices, prices_of
from storyreel_contracts.types import CostKind, ProviderName
from storyreel_gateway.domain.costs import NOTHING, Line, Source, reserved
from storyreel_gateway.domain.job import Job
from storyreel_gateway.domain.storyboard import Entry


def prices_for(job: Job, provider: ProviderName | None = None) -> ProviderPrices:
    """The prices that hold for a job, its own provider's or another's.

    Raises:
        Transient: it was made by a newer release, under prices that this one does not know
    """
    try:
        return prices_of(job.price_version).providers[provider or job.provider]
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
    """All clips of a film whose scenes are not known yet: where whole seconds are sold, each lasts whole seconds."""
    return _line(job, "clip", Decimal(job.request.duration), None)


def affordable(job: Job) -> bool:
    """Whether the job's own limit leaves enough for a render."""
    limit = job.request.max_cost_usd
    if limit is None:
        return True
    try:
        wanted = reserved(film_lines(job))
    except Transient:
        return False
    return not wanted or (job.actual_cost or NOTHING) + wanted <= limit


def _providers(job: Job) -> Sequence[ProviderName]:
    """Whoever may make something for the job, who is asked first in the first place."""
    other = job.request.fallback_provider
    return (job.provider,) if other is None else (job.provider, other)


def _asked(prices: ProviderPrices, kind: CostKind, size: Decimal, scene_id: UUID | None) -> tuple[Decimal, Decimal]:
    """Pictures or seconds that have to be bought, and what one costs; a scene's clip may have to be a little longer."""
    if kind == "image":
        return size, prices.image.per_image
    return prices.clip.sold(size) if scene_id else size, prices.clip.per_clip_second()


def _line(
    job: Job,
    kind: CostKind,
    size: Decimal,
    scene_number: int | None,
    *,
    scene_id: UUID | None = None,
    made_id: UUID | None = None,
    free: bool = False,
) -> Line:
    """A piece as its provider is quoted; what is reserved also pays for whoever may take it over."""
    prices, source = prices_for(job), source_of(job)
    quantity, unit_price = _asked(prices, kind, size, scene_id)
    others = (_asked(prices_for(job, one), kind, size, scene_id) for one in _providers(job))
    most = max(number * price for number, price in others)
    return Line(
        line_id=new_id(),
        owner_id=source.owner_id,
        job_id=source.job_id,
        kind=kind,
        provider=source.provider,
        model=prices.image.model if kind == "image" else prices.clip.model,
        quantity=quantity,
        unit_price=NOTHING if free else unit_price,
        quoted=NOTHING if free else quantity * unit_price,
        reserved=NOTHING if free else most,
        price_version=source.price_version,
        created_at=now(),
        scene_number=scene_number,
        scene_id=scene_id,
        made_id=made_id,
        batch_id=source.batch_id,
    )
