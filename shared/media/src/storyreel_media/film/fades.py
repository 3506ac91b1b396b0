"""How sound comes and goes: eased ramps, as arrays of what to multiply samples with."""

import numpy as np
from numpy.typing import NDArray


def ends(times: NDArray[np.float64], seconds: float, rise: float, fall: float) -> NDArray[np.float64]:
    """In over `rise` and out over `fall` seconds of a film; both shorter where the film has no room for them."""
    shorten = min(1.0, seconds / 2 / max(rise, fall))
    return ramp(times / (rise * shorten)) * ramp((seconds - times) / (fall * shorten))


def ramp(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 to 1, slow at both ends; beyond them it stays."""
    inside = np.clip(share, 0, 1)
    return np.asarray(inside * inside * (3 - 2 * inside))
