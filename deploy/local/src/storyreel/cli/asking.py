"""What a film should be, as options: the same for `make` and `estimate`."""

import re
from typing import Annotated, Any
from uuid import UUID

import typer

from storyreel_contracts.api import GenerationRequest
from storyreel_contracts.types import AspectRatio, LogoPosition, ProviderName

Prompt = Annotated[str, typer.Argument(help="What the film shows.", show_default=False)]
Duration = Annotated[int, typer.Option(help="Seconds, 5 to 300.")]
Style = Annotated[str | None, typer.Option(help="cinematic, watercolour, noir …", show_default=False)]
Aspect = Annotated[AspectRatio, typer.Option(help="The picture's shape.")]
Seed = Annotated[int | None, typer.Option(help="Same seed, same film.", show_default=False)]
Provider = Annotated[
    ProviderName | None,
    typer.Option(
        help="Who makes pictures and clips: animatic, for free, or another; by default the house's choice.",
        show_default=False,
    ),
]
Fallback = Annotated[
    ProviderName | None,
    typer.Option("--fallback", help="Who takes over a scene that the provider cannot make.", show_default=False),
]
MaxCost = Annotated[float | None, typer.Option(help="Dollars; never spend more.", show_default=False)]
ClientId = Annotated[str | None, typer.Option(help="Your word for whose it is.", show_default=False)]
Webhook = Annotated[str | None, typer.Option(help="A public https URL to tell.", show_default=False)]
AutoApprove = Annotated[bool, typer.Option("--auto-approve", help="Approve and render by itself.")]


def _colors(told: list[str] | None) -> list[str] | None:
    for color in told or []:
        if not re.fullmatch("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", color):
            raise typer.BadParameter(f"{color!r} is no colour like '#ff8800'")
    return told


OwnAssets = Annotated[
    list[UUID] | None,
    typer.Option(
        "--asset",
        help="Your own upload: scene pictures in this order, or the soundtrack; again for more.",
        show_default=False,
    ),
]
OwnLogo = Annotated[UUID | None, typer.Option(help="Your own picture over the whole film.", show_default=False)]
LogoCorner = Annotated[LogoPosition, typer.Option(help="The logo's corner.")]
BrandColors = Annotated[
    list[str] | None,
    typer.Option(
        "--brand-color",
        help="A colour of drawn pictures, as '#ff8800'; again for more.",
        callback=_colors,
        show_default=False,
    ),
]


def wish(prompt: str, duration: int, aspect: AspectRatio, *, auto_approve: bool, **told: object) -> GenerationRequest:
    """The request; what was not told is not sent.

    Raises:
        pydantic.ValidationError: an option is not what it may be
    """
    return GenerationRequest.model_validate(
        {"prompt": prompt, "duration": duration, "aspect_ratio": aspect, "auto_approve": auto_approve}
        | {name: value for name, value in told.items() if value is not None}
    )


def brand(logo: UUID | None, position: LogoPosition, colors: list[str] | None) -> dict[str, Any]:
    """The brand guidelines that these options make."""
    told = {"logo_asset_id": str(logo), "logo_position": position} if logo else {}
    return told | ({"colors": colors} if colors else {})
