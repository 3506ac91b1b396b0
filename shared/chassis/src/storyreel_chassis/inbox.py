"""What happens when an event is heard: once it is taken up, ever after it is only answered again."""

from storyreel_chassis.ports import Unit
from storyreel_contracts.events import Event


async def first_time(unit: Unit, event: Event) -> bool:
    """Whether an event is to be taken up now, in this transaction.

    A redelivered event changes nothing. When all that followed from it has ended, what was said then is put on the bus
    once more, under the same event ids: whoever sent it again may have lost the answer.
    """
    if await unit.heard(event):
        return True
    if not await unit.tasks.open_of(event.event_id):
        await unit.say_again(event.event_id)
    return False
