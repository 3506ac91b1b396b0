"""The till of providers that make their pictures themselves."""

from pathlib import Path

from storyreel_chassis.errors import Broken
from storyreel_media.outputs.judging import Medium
from storyreel_media.purchasing.ports import Bought, Order, Piece


class NothingToBuy:
    """See `ports.Tills`, and `storyreel_media.purchasing.ports.Till`."""

    def till(self, piece: Piece) -> "NothingToBuy":  # noqa: ARG002 - the same for every piece
        """See `ports.Tills.till`."""
        return self

    async def buy(self, order: Order, out: Path, medium: Medium) -> Bought:  # noqa: ARG002 - nothing is bought
        """Nothing can be.

        Raises:
            Broken: always
        """
        raise Broken("provider_without_seller", f"nobody sells {order.model} of {order.provider} here")
