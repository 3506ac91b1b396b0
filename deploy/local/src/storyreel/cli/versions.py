"""The storyboard's versions: what each changed, how two differ, bring one back."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from storyreel.cli.connection import Key, Url, connect
from storyreel.cli.films import JobId
from storyreel.cli.output import Json, console, job_card, moment, print_json, storyboard_table, table
from storyreel_contracts.api import SceneDiff, StoryboardDiff, StoryboardVersion

VersionNumber = Annotated[int, typer.Argument(min=1, metavar="VERSION", help="Its number.", show_default=False)]
Before = Annotated[int, typer.Argument(min=1, metavar="A", help="The version to come from.", show_default=False)]
After = Annotated[int, typer.Argument(min=1, metavar="B", help="The version to come to.", show_default=False)]
_COLOURS = {"added": "green", "removed": "red", "moved": "cyan", "picture": "magenta"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (versions, diff, restore):
        app.command()(command)


def versions(job_id: JobId, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Every version of a storyboard, newest first, and what it changed."""
    with connect(url, key) as client:
        found = list(client.storyboards.versions(job_id))
    if json:
        return print_json(found)
    return console().print(_table(found) if found else "no storyboard yet")


def diff(job_id: JobId, before: Before, after: After, url: Url = None, key: Key = None, json: Json = False) -> None:
    """What differs between two versions of a storyboard."""
    with connect(url, key) as client:
        found = client.storyboards.diff(job_id, before, after)
    if json:
        return print_json(found)
    out = console()
    for line in _lines(found):
        out.print(line, soft_wrap=True)
    return None


def restore(job_id: JobId, version: VersionNumber, url: Url = None, key: Key = None, json: Json = False) -> None:
    """Bring a version of the storyboard back, with the pictures that it had; it costs nothing."""
    with connect(url, key) as client:
        job = client.storyboards.restore(job_id, version)
    if json:
        return print_json(job)
    out = console()
    out.print(job_card(job))
    return out.print(storyboard_table(job.storyboard or []))


def _table(found: Iterable[StoryboardVersion]) -> Table:
    made = table("version", "why", "scenes", "created", "", "what changed")
    for one in found:
        why = one.reason if one.restored_from is None else f"{one.reason} from {one.restored_from}"
        scenes = f"{one.scenes - one.failed_scenes}/{one.scenes}"
        made.add_row(str(one.version), why, scenes, moment(one.created_at), _state(one), "\n".join(one.changes))
    return made


def _state(one: StoryboardVersion) -> Text:
    words = {"current": one.current, "approved": one.approved, "filmed": one.filmed}
    return Text(", ".join(word for word, holds in words.items() if holds), style="green")


def _lines(found: StoryboardDiff) -> Iterator[Text]:
    """The sentences, then every text that changed, as it was and as it is."""
    if found.equal:
        yield Text(f"versions {found.before} and {found.after} are equal", style="dim")
        return
    for sentence in found.summary:
        yield Text(sentence, style="bold")
    for scene in found.scenes:
        texts = list(_texts(scene))
        if texts:
            yield Text(f"\nscene {scene.scene_number.after or scene.scene_number.before}", style="cyan").append_text(
                _words(scene)
            )
            yield from texts


def _words(scene: SceneDiff) -> Text:
    words = Text()
    for change in scene.changes:
        words.append(f"  {change.replace('_', ' ')}", style=_COLOURS.get(change, "yellow"))
    return words


def _texts(scene: SceneDiff) -> Iterator[Text]:
    for name, text in (("says", scene.description), ("shows", scene.image_prompt), ("picture", scene.picture)):
        for sign, said, style in (("-", text and text.before, "red"), ("+", text and text.after, "green")):
            if said:
                yield Text(f"  {sign} {name:<8}{said}", style=style)
    if scene.duration is not None:
        for sign, seconds, style in (("-", scene.duration.before, "red"), ("+", scene.duration.after, "green")):
            if seconds is not None:
                yield Text(f"  {sign} {'lasts':<8}{seconds:.2f} s", style=style)
