"""What workers bought, or may have bought, as they told it; and what that comes to for one piece. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from storyreel_contracts.events import ClipPurchaseChanged, PicturePurchaseChanged, Problem
from storyreel_contracts.types import CostKind, ProviderName, PurchaseState
from storyreel_gateway.domain.costs import NOTHING, Charge, Spending

PurchaseChanged = PicturePurchaseChanged | ClipPurchaseChanged
UNDER_WAY: frozenset[PurchaseState] = frozenset({"intended", "running"})


@dataclass(frozen=True, slots=True)
class Piece:
    """What a purchase is for: the picture, or the render and scene, of a job."""

    job_id: UUID
    kind: CostKind
    made_id: UUID
    scene_id: UUID
    scene_number: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as it stands at `revision`, the highest that was told; amounts are US dollars."""

    purchase_id: UUID
    owner_id: str
    job_id: UUID
    revision: int
    kind: CostKind
    made_id: UUID
    scene_id: UUID
    scene_number: int
    provider: ProviderName
    model: str
    prediction_id: str | None
    state: PurchaseState
    price: Decimal
    cost: Decimal | None
    """What was paid; none while that is not known."""
    problem: Problem | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def piece(self) -> Piece:
        """What it is for."""
        return Piece(self.job_id, self.kind, self.made_id, self.scene_id, self.scene_number)

    @property
    def spending(self) -> Spending:
        """What it stands at. Where it ended and its cost is not known, its price may still be asked for."""
        if self.state == "unknown":
            return Spending(doubtful=self.price)
        if self.cost is not None and self.state not in UNDER_WAY:
            return Spending(paid=self.cost)
        return Spending() if self.state == "void" else Spending(under_way=self.price)


def purchase_of(fact: PurchaseChanged) -> Purchase:
    """The purchase that a fact tells of."""
    told = fact.purchase
    return Purchase(
        purchase_id=told.purchase_id,
        owner_id=fact.owner_id,
        job_id=fact.job_id,
        revision=told.revision,
        kind=told.kind,
        made_id=told.made_id,
        scene_id=told.scene_id,
        scene_number=told.scene_number,
        provider=told.provider,
        model=told.model,
        prediction_id=told.prediction_id,
        state=told.state,
        price=told.price_usd,
        cost=told.cost_usd,
        problem=told.problem,
        created_at=told.created_at,
        ended_at=told.ended_at,
    )


def charge(piece: Piece, purchases: Iterable[Purchase]) -> Charge:
    """What all purchases for a piece stand at together."""
    own = list(purchases)
    parts = [one.spending for one in own]
    together = Spending(
        paid=sum((one.paid for one in parts), NOTHING),
        under_way=sum((one.under_way for one in parts), NOTHING),
        doubtful=sum((one.doubtful for one in parts), NOTHING),
    )
    model = own[0].model if own else ""
    return Charge(piece.kind, piece.made_id, piece.scene_id, piece.scene_number, together, model)


@dataclass(frozen=True, slots=True)
class Totals:
    """What purchases come to, US dollars."""

    count: int
    paid: Decimal
    under_way: Decimal
    doubtful: Decimal
