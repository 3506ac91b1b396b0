"""What a film may cost and did cost. All amounts are US dollars."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from storyreel_contracts.api.base import Answer
from storyreel_contracts.types import CostKind, CostState, Dollars, Moment, ProviderName, PurchaseState, Quantity

CostUnit = Literal["image", "second"]
Currency = Literal["USD"]


class EstimateLine(Answer):
    """One piece that would be bought."""

    kind: CostKind
    scene_number: int | None = Field(default=None, description="None: all scenes together.")
    model: str
    unit: CostUnit
    quantity: Quantity
    unit_price_usd: Dollars
    amount_usd: Dollars
    reserved_usd: Dollars = Field(
        default=Decimal(0),
        description="What is set aside for it: more than `amount_usd` where `fallback_provider` is dearer.",
    )


class Estimate(Answer):
    """What a film would cost when nothing fails; nothing is made or reserved."""

    provider: ProviderName
    price_version: str = Field(description="The day from which these prices hold.", examples=["2026-11-01"])
    currency: Currency = "USD"
    lines: list[EstimateLine]
    images_usd: Dollars
    clips_usd: Dollars
    total_usd: Dollars
    reserved_usd: Dollars = Field(
        default=Decimal(0), description="The most that it can come to, should `fallback_provider` take all over."
    )
    max_cost_usd: Dollars | None = Field(description="As the request has it.")
    within_budget: bool = Field(
        description="Whether `reserved_usd` fits into `max_cost_usd` and what is left of the month."
    )
    refusal: str | None = Field(
        default=None,
        description="The code with which `POST /generate` would be refused now because of a budget. A storyboard that "
        "fits is made even where the film will not fit; its render is refused then.",
    )


class CostLine(Answer):
    """One picture, or one scene's clip of one render."""

    kind: CostKind
    scene_number: int | None
    provider: ProviderName = Field(description="Who was asked first; what is quoted is its price.")
    model: str = Field(description="Who makes it; once it is made, who made it, also where another provider took over.")
    unit: CostUnit
    quantity: Quantity
    unit_price_usd: Dollars
    quoted_usd: Dollars
    reserved_usd: Dollars = Field(description="What it may still cost.")
    actual_usd: Dollars | None = Field(description="What its provider billed; none until that is known.")
    state: CostState = Field(
        description="`released`: nothing came of it, nothing was billed. `unknown`: it may have been paid for, and "
        "nobody can tell; that price stays reserved."
    )
    created_at: Moment
    settled_at: Moment | None


class SceneCosts(Answer):
    """What one scene costs, all its pictures and clips."""

    scene_number: int
    quoted_usd: Dollars
    reserved_usd: Dollars
    actual_usd: Dollars


class PurchaseError(Answer):
    """Why something that was bought came to nothing, or is not known to be."""

    code: str
    message: str


class PurchaseResponse(Answer):
    """Something that a provider was, or may have been, asked to make for money."""

    purchase_id: UUID
    job_id: UUID
    kind: CostKind
    scene_number: int = Field(ge=1)
    provider: ProviderName
    model: str
    prediction_id: str | None = Field(description="The provider's own id; none while it is not known.")
    state: PurchaseState = Field(
        description="`intended`: written down, perhaps asked for. `running`: the provider is at it. `succeeded`, "
        "`failed`, `canceled`: how it ended there. `void`: nothing was bought. `unknown`: nobody can tell whether "
        "anything was; its price stays reserved."
    )
    price_usd: Dollars = Field(description="What it was to cost.")
    cost_usd: Dollars | None = Field(description="What was paid; none while that is not known.")
    error: PurchaseError | None = None
    created_at: Moment
    ended_at: Moment | None = None


class PurchaseTotals(Answer):
    """What purchases come to."""

    count: int = Field(ge=0)
    currency: Currency = "USD"
    paid_usd: Dollars
    open_usd: Dollars = Field(description="The prices of what has not ended, or whose cost is not known yet.")
    unknown_usd: Dollars = Field(description="The prices of what nobody can tell of whether it was paid.")


class JobCosts(Answer):
    """What a job costs, line by line. Money that was spent for a canceled job is here too."""

    job_id: UUID
    provider: ProviderName
    price_version: str
    currency: Currency = "USD"
    estimated_usd: Dollars = Field(description="Of storyboard and film, when the job was made.")
    quoted_usd: Dollars = Field(description="Of everything asked for so far, without what came to nothing.")
    reserved_usd: Dollars
    actual_usd: Dollars
    unknown_usd: Dollars = Field(
        default=Decimal(0), description="The prices of purchases that may have been paid, and nobody can tell."
    )
    max_cost_usd: Dollars | None
    remaining_usd: Dollars | None = Field(description="Of `max_cost_usd`, what is neither spent nor reserved.")
    variance_percent: float | None = Field(
        description="How far the bill of what was bought is above its quote; none where nothing was quoted."
    )
    variance_exceeded: bool = Field(description="Whether storyboard or film went more than 20 % above its quote.")
    scenes: list[SceneCosts]
    lines: list[CostLine]
    purchases: list[PurchaseResponse] = Field(default=[], description="Oldest first; those of free makers are none.")


class ProviderUsage(Answer):
    """What was bought of one provider in a month."""

    provider: ProviderName
    images: int
    clip_seconds: Quantity
    quoted_usd: Dollars
    reserved_usd: Dollars
    actual_usd: Dollars


class UsageReport(Answer):
    """What an owner did and spent in a calendar month, UTC. Costs count in the month in which they were decided on."""

    month: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}$", examples=["2026-11"])
    jobs: int = Field(description="Made in the month.")
    images: int = Field(description="Pictures that were made or brought.")
    clip_seconds: Quantity
    films: int = Field(description="Renders that were completed in the month.")
    exports: int = Field(description="Copies that were asked for in the month.")
    currency: Currency = "USD"
    quoted_usd: Dollars
    reserved_usd: Dollars
    actual_usd: Dollars
    providers: list[ProviderUsage]
    monthly_budget_usd: Dollars | None = Field(description="None: without limit.")
    remaining_usd: Dollars | None = Field(description="Of the budget, what is neither spent nor reserved.")
    jobs_in_work: int = Field(description="Right now.")
    concurrency_limit: int | None = Field(description="How many may be in work at once; none: any number.")
