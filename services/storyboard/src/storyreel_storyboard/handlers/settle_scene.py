"""A scene of a board ends: with a picture or without one; the last one ends the board."""

from storyreel_chassis.events import caused_by
from storyreel_contracts.events import Event, Illustration, IllustrationFailure, StoryboardIllustrated
from storyreel_storyboard.ports import Board, StoryboardUnit


async def settle_scene(unit: StoryboardUnit, cause: Event, outcome: Illustration | IllustrationFailure) -> Board | None:
    """Note it; the board as it stands then, None where one picture was refined."""
    board = await unit.boards.note(cause.event_id, outcome)
    if board and board.complete:
        told = caused_by(cause, StoryboardIllustrated, pictures=board.pictures, failures=board.failures)
        await unit.say(told)
    return board
