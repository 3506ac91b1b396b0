"""`storyreel simulate`: Replicate's API on this machine, where nothing costs anything."""

import asyncio
import shlex
import signal
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from storyreel.cli.called import command
from storyreel.cli.endings import Unusable
from storyreel.settings import UpSettings
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
    gateway: Annotated[
        str | None,
        typer.Option(
            help="Where webhooks are to come: by default where `storyreel up` listens (STORYREEL_PORT); '' for none.",
            metavar="URL",
            show_default=False,
        ),
    ] = None,
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

    Prints the variables that lead Storyreel there, webhooks and all: paste them into another terminal and say
    `storyreel up`. `GET /simulator/ledger` says what would have been charged, `PUT /simulator/faults` changes what goes
    wrong.
    """
    from storyreel.simulator import World  # noqa: PLC0415  the other commands need no media
    from storyreel.simulator.faults import rules  # noqa: PLC0415

    try:
        wrong = rules(faults)
    except ValueError as error:
        raise Unusable(f"--faults: {error}") from None
    configure_logs("simulator", level="WARNING")
    told = _gateway_here() if gateway is None else gateway
    asyncio.run(_serve(World(token=token, seed=seed, speed=speed, scale=scale, faults=wrong), host, port, told))


def _gateway_here() -> str:
    """Where `storyreel up` listens in this environment; nowhere that can be told where it picks a free port."""
    port = UpSettings().port
    return f"http://127.0.0.1:{port}" if port else ""


async def _serve(world: "World", host: str, port: int, gateway: str) -> None:
    from storyreel.simulator import simulated  # noqa: PLC0415

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with simulated(world, host=host, port=port) as url:
        for name, value in _leading_there(url, world.token, gateway).items():
            typer.echo(f"export {name}={shlex.quote(value)}")
        typer.echo(f"# set these in another terminal, then: {command('up')}   (Ctrl-C ends the simulator)", err=True)
        await stop.wait()


def _leading_there(url: str, token: str, gateway: str) -> Mapping[str, str]:
    """What the services must be told: where the API is, that its files may be fetched, where it may call back."""
    return {
        "REPLICATE_API_TOKEN": token,
        "REPLICATE_BASE_URL": url,
        "STORYREEL_REPLICATE_HOSTS": url.removesuffix("/v1"),
        "STORYREEL_WEBHOOK_BASE_URL": gateway,
    }
