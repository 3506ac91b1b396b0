"""What workers tell of their purchases, made by hand."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from storyreel_chassis.events import caused_by
from storyreel_contracts.events import (
    ClipPurchaseChanged,
    GenerationRequested,
    PicturePurchaseChanged,
    Problem,
    Purchase,
    RenderRequested,
)
from storyreel_contracts.types import PurchaseState
from support.gateway_workers import parsed

PICTURE_PRICE = Decimal("0.003")
BEGAN = datetime(2026, 11, 1, 9, tzinfo=UTC)
LOST = Problem(code="purchase_unknown", message="nobody can tell whether it was paid")


def purchase(purchase_id: UUID, state: PurchaseState, revision: int, cost: str | None, **about: Any) -> Purchase:
    """A purchase as it stands."""
    return Purchase(
        purchase_id=purchase_id,
        revision=revision,
        state=state,
        cost_usd=None if cost is None else Decimal(cost),
        provider="replicate",
        prediction_id=None if state == "intended" else f"prediction-{purchase_id}",
        problem=LOST if state == "unknown" else None,
        created_at=BEGAN,
        **about,
    )


def picture_bought(
    asked: GenerationRequested, purchase_id: UUID, state: PurchaseState, revision: int = 1, *, cost: str | None = None,
    scene_number: int = 1,
) -> PicturePurchaseChanged:  # fmt: skip
    """The purchase of a first picture."""
    scene = parsed(asked).scenes[scene_number - 1]
    told = purchase(
        purchase_id, state, revision, cost, kind="image", made_id=scene.picture_id, scene_id=scene.scene_id,
        scene_number=scene_number, model="black-forest-labs/flux-schnell", price_usd=PICTURE_PRICE,
    )  # fmt: skip
    return caused_by(asked, PicturePurchaseChanged, purchase=told)


def clip_bought(
    asked: RenderRequested, purchase_id: UUID, state: PurchaseState, revision: int = 1, *, cost: str | None = None,
    scene_number: int = 1,
) -> ClipPurchaseChanged:  # fmt: skip
    """The purchase of a scene's clip."""
    scene = asked.scenes[scene_number - 1]
    told = purchase(
        purchase_id, state, revision, cost, kind="clip", made_id=asked.render_id, scene_id=scene.scene_id,
        scene_number=scene_number, model="bytedance/seedance-1-lite", price_usd=scene.spend_limit_usd,
    )  # fmt: skip
    return caused_by(asked, ClipPurchaseChanged, render_id=asked.render_id, purchase=told)
