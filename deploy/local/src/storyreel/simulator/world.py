"""All that there is behind the API: the account, models, predictions, files, the ledger, and what goes wrong."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from storyreel.simulator.clock import Clock
from storyreel.simulator.faults import Fault, Faults
from storyreel.simulator.files import Files
from storyreel.simulator.hooks import Hooks
from storyreel.simulator.ledger import Ledger
from storyreel.simulator.life import Life
from storyreel.simulator.limits import CREATES, OTHERS, Limit
from storyreel.simulator.models import Model, known
from storyreel.simulator.predictions import Prediction, identity
from storyreel.simulator.problems import not_found

TOKEN = "r8_simulated"  # noqa: S105 - opens a simulation


class World:
    """One account's world. Nothing of it outlives the process; the same `seed` and calls give the same world.

    `speed` shortens waits, `scale` the sides of what is made.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        seed: str | None = None,
        speed: float = 1,
        scale: float = 1,
        faults: Sequence[Fault] = (),
        creates_a_minute: int = CREATES,
        others_a_minute: int = OTHERS,
    ) -> None:
        self.token = token
        self.seed = seed if seed is not None else secrets.token_hex(8)
        self.clock = Clock(speed)
        self.faults = Faults(self.seed, faults)
        self.ledger = Ledger()
        self.models: dict[str, Model] = known()
        self.predictions: dict[str, Prediction] = {}
        self.files = Files(self.clock.now, self.delivered)
        self.creates = Limit(creates_a_minute, self.clock.now)
        self.others = Limit(others_a_minute, self.clock.now)
        key = base64.b64encode(hashlib.sha256(f"{self.seed} webhooks".encode()).digest()).decode()
        self.hooks = Hooks(f"whsec_{key}", self.clock, self.faults, self.seed)
        self.life = Life(self.clock, self.hooks, self.ledger, self.files, self.seed, scale)
        self._number = 0

    def identity(self, length: int = 26) -> str:
        """A new id."""
        self._number += 1
        return identity(self.seed, self._number, length)

    def begin(self, prediction: Prediction) -> None:
        """Keep a new prediction and let it live."""
        self.predictions[prediction.id] = prediction
        prediction.model.runs += 1
        self.life.begin(prediction)

    def prediction(self, prediction_id: str) -> Prediction:
        """One by its id, or a 404."""
        if prediction_id not in self.predictions:
            raise not_found()
        return self.predictions[prediction_id]

    def model(self, owner: str, name: str) -> Model:
        """One by its name, or a 404."""
        if f"{owner}/{name}" not in self.models:
            raise not_found("The requested model could not be found.")
        return self.models[f"{owner}/{name}"]

    def delivered(self, prediction_id: str, name: str) -> bytes | None:
        """The bytes of an output file, while it is there."""
        found = self.predictions.get(prediction_id)
        if found is None or found.removed(self.clock.now()) or name not in found.files:
            return None
        return found.files[name].data

    def books(self) -> dict[str, Any]:
        """The ledger, and how many predictions were made."""
        return self.ledger.body() | {"predictions": len(self.predictions)}

    async def close(self) -> None:
        """End all that lives."""
        await self.life.close()
        await self.hooks.close()
