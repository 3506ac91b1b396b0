"""Which scene an error belongs to, carried by the error itself."""

from collections.abc import Iterator
from contextlib import contextmanager

_FIELD = "storyreel_scene_number"


@contextmanager
def blaming(scene_number: int) -> Iterator[None]:
    """Whatever is raised inside happened to this scene, unless something inside knew better."""
    try:
        yield
    except Exception as error:
        if blamed(error) is None:
            setattr(error, _FIELD, scene_number)
        raise


def blamed(error: BaseException) -> int | None:
    """The scene that an error belongs to."""
    number = getattr(error, _FIELD, None)
    return number if isinstance(number, int) else None
