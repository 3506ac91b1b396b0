"""What a film should be, as options: the same for `make` and `estimate`."""

from typing import Annotated

import typer

from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.types import AspectRatio, ProviderName

Prompt = Annotated[str, typer.Argument(help="What the film shows.", show_default=False)]
Duration = Annotated[int, typer.Option(help="Seconds, 5 to 300.")]
Style = Annotated[str | None, typer.Option(help="cinematic, watercolour, noir …", show_default=False)]
Aspect = Annotated[AspectRatio, typer.Option(help="The picture's shape.")]
Seed = Annotated[int | None, typer.Option(help="Same seed, same film.", show_default=False)]
Provider = Annotated[ProviderName | None, typer.Option(help="Who makes pictures.", show_default=False)]
MaxCost = Annotated[float | None, typer.Option(help="Dollars; never spend more.", show_default=False)]
ClientId = Annotated[str | None, typer.Option(help="Your word for whose it is.", show_default=False)]
AutoApprove = Annotated[bool, typer.Option("--auto-approve", help="Approve and render by itself.")]


def wish(prompt: str, duration: int, aspect: AspectRatio, *, auto_approve: bool, **told: object) -> GenerationRequest:
    """The request; what was not told is not sent.

    Raises:
        pydantic.ValidationError: an option is not what it may be
    """
    return GenerationRequest.model_validate(
        {"prompt": prompt, "duration": duration, "aspect_ratio": aspect, "auto_approve": auto_approve}
        | {name: value for name, value in told.items() if value is not None}
    )
