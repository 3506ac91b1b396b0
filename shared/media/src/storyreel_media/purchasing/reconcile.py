"""A call whose answer was lost: whether it bought something is looked up before anything is bought again."""

from storyreel_chassis.errors import Away, Fenced, StoryreelError
from storyreel_contracts.events import Problem
from storyreel_media.purchasing.ports import Entry, Found, PurchasingUnit, PurchasingUnits, Seller, Taken

KEPT_SECONDS = 55 * 60.0
"""After which a provider begins to delete inputs (an hour), so that nothing can be found by them."""
PATIENCE_SECONDS = 60 * 60.0
"""For how long after that a provider that is away is still asked: its list may be empty."""
AGAIN_SECONDS = 5.0
"""Before a list that could not be read is read again."""
UNKNOWN = Problem(
    code="purchase_unknown",
    message="it may have been bought, and the provider's list does not tell any more; its price counts as spent",
)


async def reconcile(units: PurchasingUnits, seller: Seller, entry: Entry, *, grace: float) -> Entry:
    """Look once. The purchase is `running` then, or `void` or `unknown`; or still `intended`: look again soon.

    `grace` is for how many seconds a prediction may be missing from the list, though it was made.

    Raises:
        Away: `purchase_unclear`
        Refused: the list will not be read without a person's help
        Fenced: somebody else has taken it up
    """
    async with units() as unit:
        entry = await unit.purchases.lost(entry)
    if entry.prediction_id is not None:
        return entry
    try:
        found = await seller.find(entry.order, entry.sent_at or entry.created_at)
    except StoryreelError as error:
        if may_tell(entry, error):
            raise unclear(error) from error
        async with units() as unit:
            return await unit.purchases.end(entry, "unknown", None, UNKNOWN)
    async with units() as unit:
        return await _concluded(unit, entry, found, grace)


async def _concluded(unit: PurchasingUnit, entry: Entry, found: Found, grace: float) -> Entry:
    fresh = await unit.purchases.fresh(entry.provider, found.matching)
    blurred = entry.age >= KEPT_SECONDS and await unit.purchases.fresh(entry.provider, found.unreadable)
    if blurred and not await unit.purchases.alone(
        entry, among_missed=True
    ):  # what can be read may be the others', and this one's not
        return await unit.purchases.end(entry, "unknown", None, UNKNOWN)
    for place, prediction_id in enumerate(fresh):
        try:
            adopted = await unit.purchases.created(entry, prediction_id)
        except Taken:
            continue
        if adopted is None:
            raise Fenced(f"purchase {entry.purchase_id}")
        if await unit.purchases.alone(adopted):
            for other in fresh[place + 1 :]:
                await unit.purchases.surplus(adopted, other)
        return adopted
    if blurred:
        return await unit.purchases.end(entry, "unknown", None, UNKNOWN)
    if entry.lost_for is not None and entry.lost_for >= grace:
        return await unit.purchases.end(entry, "void")
    return entry


def may_tell(entry: Entry, error: StoryreelError) -> bool:
    """Whether it is worth waiting for a list that could not be read."""
    patience = PATIENCE_SECONDS if isinstance(error, Away) else 0
    return entry.age < KEPT_SECONDS + patience


def unclear(error: StoryreelError) -> StoryreelError:
    """What to say then; what only a person can mend is said as it is."""
    if not error.retryable:
        return error
    wish = error.retry_after if isinstance(error, Away) else None
    return Away(
        "purchase_unclear",
        f"whether something was bought cannot be looked up now: {error.message}",
        retry_after=wish or AGAIN_SECONDS,
    )
