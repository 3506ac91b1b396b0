"""What is wished for, and what one film of it takes."""

from dataclasses import dataclass
from decimal import Decimal

from storyreel.capacity.measured import Measured, Quality
from storyreel_contracts.pricing import current
from storyreel_contracts.types import ExportFormat, ProviderName

SCENE_SECONDS = 5
"""One scene, one picture and one clip for each of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many films of what kind, and how they are watched."""

    films_per_hour: float
    """On average over a day."""
    length: int = 30
    """Seconds."""
    quality: Quality = "1080p"
    formats: tuple[ExportFormat, ...] = ("mp4",)
    """Copies that are made of every film."""
    provider: ProviderName = "animatic"
    peak: float = 3.0
    """The busiest hour against the average one."""
    refined: float = 1.0
    """Pictures that are drawn again, a film."""
    watchers: float = 1.0
    """Clients that read a job's status once a second while it is in work."""
    views: float = 2.0
    """How often a film or copy is fetched."""
    keep_days: int = 30
    """How long files and rows stay."""

    @property
    def scenes(self) -> int:
        """Of one film."""
        return max(1, -(-self.length // SCENE_SECONDS))

    @property
    def pictures(self) -> float:
        """Of one film."""
        return self.scenes + self.refined


@dataclass(frozen=True, slots=True)
class Demand:
    """Of one film: CPU in seconds of one core, sizes in bytes, waiting in seconds."""

    storyboard: float
    renderer: float
    exporter: float
    gateway: float
    database: float
    bus: float
    database_bytes: float
    stream_bytes: float
    messages: float
    object_bytes: float
    fetched_bytes: float
    storyboard_seconds: float
    """From its request to its storyboard, where nothing is in the way."""
    render_seconds: float
    predictions: float
    """That the provider is asked for."""
    usd: Decimal

    @property
    def seconds(self) -> float:
        """In which somebody works for it."""
        return self.storyboard_seconds + self.render_seconds


def demand(wish: Wish, known: Measured, *, cores: float) -> Demand:
    """What a film takes; `cores`: those that encode one film side by side."""
    cpu, sizes, scenes = known.cpu, known.sizes, wish.scenes
    far = wish.provider != "animatic"
    renderer = wish.length * cpu.film_second[wish.quality] * (cpu.clips_ratio if far else 1.0)
    film = wish.length * sizes.film_second[wish.quality]
    copies = {one: wish.length * sizes.copy_second[one][wish.quality] for one in wish.formats}
    storyboard_seconds = known.wait_seconds["picture"] if far else wish.pictures * cpu.picture / cores
    render_seconds = renderer / cores + (known.wait_seconds["clip"] if far else 0.0)
    reads = wish.watchers * (storyboard_seconds + render_seconds)
    return Demand(
        storyboard=wish.pictures * cpu.picture,
        renderer=renderer,
        exporter=sum(wish.length * cpu.copy_second[one][wish.quality] for one in wish.formats),
        gateway=scenes * cpu.gateway_scene + reads * cpu.status_read,
        database=scenes * cpu.database_scene,
        bus=scenes * cpu.bus_scene,
        database_bytes=scenes * sizes.database_scene,
        stream_bytes=scenes * sizes.stream_scene,
        messages=scenes * sizes.messages_scene,
        object_bytes=wish.pictures * sizes.picture + film * sizes.kept_ratio + sum(copies.values()),
        fetched_bytes=wish.views * max([film, *copies.values()]) + wish.pictures * sizes.picture,
        storyboard_seconds=storyboard_seconds,
        render_seconds=render_seconds,
        predictions=wish.pictures + scenes if wish.provider == "replicate" else 0.0,
        usd=_price(wish),
    )


def _price(wish: Wish) -> Decimal:
    prices = current().providers[wish.provider]
    clip = prices.clip
    resolution = wish.quality if wish.quality in clip.per_second else None
    seconds = clip.sold(Decimal(wish.length) / wish.scenes) * wish.scenes
    return Decimal(str(wish.pictures)) * prices.image.per_image + seconds * clip.per_clip_second(resolution)
