"""Which colours of brand guidelines steer the pictures."""

import pytest
from pydantic import JsonValue

from storyreel_chassis.ids import new_id, now
from storyreel_contracts.events import GenerationRequested, SceneRefinementRequested
from storyreel_storyboard.work import work_of


@pytest.mark.parametrize(
    ("guidelines", "colours"),
    [
        (None, ()),
        ({"colors": ["#FF8800", "#0a0", "#ff8800"]}, ("#ff8800", "#00aa00")),
        ({"palette": {"primary": "#123456 (night)"}, "avoid": ["#ff0000"], "never": "#00ff00"}, ("#123456",)),
        ({"colors": ["teal", "#zzz", 5, None, ["#12"], "rgb(1,2,3)", "#ff8800cc"]}, ()),
        ({"colors": [f"#00000{digit}" for digit in range(9)]}, tuple(f"#00000{digit}" for digit in range(5))),
        ({"logo_asset_id": str(new_id()), "logo_position": "top-left"}, ()),
    ],
)
def test_hexadecimal_colours_steer_and_anything_else_is_passed_over(
    guidelines: dict[str, JsonValue] | None, colours: tuple[str, ...]
) -> None:
    """Whatever the guidelines hold, a picture gets at most five colours that are colours, and none to be avoided."""
    said = {"event_id": new_id(), "job_id": new_id(), "owner_id": "owner", "occurred_at": now(), "seed": 1}
    asked = GenerationRequested(prompt="A fox in the snow", duration=5, brand_guidelines=guidelines, **said)
    scene = SceneRefinementRequested(
        storyboard_version=1, scene_id=new_id(), scene_number=1, picture_id=new_id(), description="A fox",
        image_prompt="A fox in the snow", **said,
    )  # fmt: skip
    assert work_of(asked, scene).colours == colours
