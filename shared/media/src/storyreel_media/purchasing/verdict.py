"""What an ended prediction means for its purchase."""

from decimal import Decimal

from storyreel_chassis.errors import Refused, StoryreelError, Transient
from storyreel_media.purchasing.ports import Ended, Entry, Sold


def without_output(entry: Entry, sold: Sold) -> tuple[Ended, Decimal, StoryreelError]:
    """How a purchase ended that has nothing to fetch: state, cost, and what to say to who waits for it."""
    cost = sold.cost_of(entry.price_usd)
    if sold.state == "succeeded":
        return "succeeded", cost, output_lost(entry)
    if sold.state == "failed":
        return "failed", cost, sold.error or Transient("provider_failed", f"{entry.model} failed")
    return "canceled", cost, sold.error or Transient("provider_timeout", f"{entry.model} was stopped")


def stopped(entry: Entry, sold: Sold) -> Refused:
    """It was ended early, because no task will go on with it."""
    charged = sold.cost_of(entry.price_usd) > 0
    cost = f"it had begun and is charged: ${entry.price_usd}" if charged else "it had not begun and costs nothing"
    return Refused("purchase_stopped", f"{entry.model} was stopped, for nobody waits for it any more; {cost}")


def output_lost(entry: Entry) -> Refused:
    """It was paid for, and there is nothing to show for it. It is not bought again."""
    return Refused(
        "purchase_output_lost",
        f"{entry.model} made something for ${entry.price_usd} (prediction {entry.prediction_id}), but it is gone or"
        " cannot be used; ask for the scene again to buy it anew",
    )
