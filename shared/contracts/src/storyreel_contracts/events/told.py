"""A provider told of something bought: worth a look at once, and nothing when it is lost."""

from uuid import UUID

from storyreel_contracts.events.base import Message


class PurchaseTold(Message):
    """A provider's webhook came for a purchase: whoever waits for that looks at the provider at once.

    It says nothing of what became of the purchase. One that is lost costs the time until the next look.
    """

    purchase_id: UUID

    @classmethod
    def subject_for(cls, purchase_id: UUID | str = "*") -> str:
        """`storyreel.told.<purchase_id>`: three tokens, so that the event stream does not capture it."""
        return f"storyreel.told.{purchase_id}"
