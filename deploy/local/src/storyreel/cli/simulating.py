"""`storyreel simulate`: Replicate's API on this machine, where nothing costs anything."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from storyreel.cli.endings import Unusable
from storyreel_chassis.logs import configure_logs

if TYPE_CHECKING:
    from storyreel.simulator import World

DEFAULT_PORT = 8009


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


def simulate(
    *,
    port: Annotated[int, typer.Option(help="0 for a free one.", min=0, max=65535)] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    token: Annotated[str, typer.Option(help="The API token that is taken.")] = "r8_simulated",  # noqa: S107
    seed: Annotated[
        str | None, typer.Option(help="The same seed and calls give the same world.", show_default="random")
    ] = None,
    speed: Annotated[float, typer.Option(help="How many times as fast a prediction is.", min=0.01)] = 1,
    scale: Annotated[float, typer.Option(help="Size of what is made: 0.25 is quick.", min=0.02, max=1)] = 1,
    faults: Annotated[
        str, typer.Option(help="What goes wrong: lost_answer,failed:3,nsfw:10%,throttled:always.", show_default=False)
    ] = "",
) -> None:
    """Replicate's API, simulated: pictures and clips in Replicate's manner, without a bill; Ctrl-C stops it.

    Prints the variables that lead a client there. `GET /simulator/ledger` says what would have been charged,
    `PUT /simulator/faults` changes what goes wrong.
    """
    from storyreel.simulator import World  # noqa: PLC0415  the other commands need no media
    from storyreel.simulator.faults import rules  # noqa: PLC0415

    try:
        wrong = rules(faults)
    except ValueError as error:
        raise Unusable(f"--faults: {error}") from None
    configure_logs("simulator", level="WARNING")
    asyncio.run(_serve(World(token=token, seed=seed, speed=speed, scale=scale, faults=wrong), host, port))


async def _serve(world: "World", host: str, port: int) -> None:
    from storyreel.simulator import simulated  # noqa: PLC0415

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with simulated(world, host=host, port=port) as url:
        typer.echo(f"REPLICATE_BASE_URL={url}\nREPLICATE_API_TOKEN={world.token}")
        await stop.wait()
