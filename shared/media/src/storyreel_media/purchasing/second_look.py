"""A purchase that was given up as void is looked for once more: its call may have arrived after all.

A process may be paused in the midst of its call for longer than anybody waits for it, and killed before the answer.
"""

from storyreel_chassis.errors import StoryreelError
from storyreel_media.purchasing.ports import Entry, Found, PurchasingUnits, Seller
from storyreel_media.purchasing.reconcile import may_tell, unclear


async def look_again(units: PurchasingUnits, seller: Seller, entry: Entry) -> bool:
    """Whether it is done with: whatever it bought is a surplus purchase now. False where others wait for the same.

    Raises:
        Away: `purchase_unclear`
        Refused: the list will not be read without a person's help
        Fenced: somebody else has taken it up
    """
    try:
        found = await seller.find(entry.order, entry.sent_at or entry.created_at)
    except StoryreelError as error:
        if may_tell(entry, error):
            raise unclear(error) from error
        found = Found()
    async with units() as unit:
        alone = await unit.purchases.alone(entry)  # first: whose id is noted meanwhile has a prediction that is known
        fresh = await unit.purchases.fresh(entry.provider, found.matching)
        if fresh and not alone:
            return False
        for prediction_id in fresh:
            await unit.purchases.surplus(entry, prediction_id)
        await unit.purchases.looked_again(entry)
    return True
