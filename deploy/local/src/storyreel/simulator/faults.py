"""What may go wrong, switched on by rules: how often, for which model, in which share of cases."""

import random
import re
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Asked = Literal["create", "read", "list", "cancel", "file", "any"]
AnswerFault = Literal["unavailable", "html", "reset", "throttled", "no_credit", "slow_answer"]
"""Instead of the answer: 503, a 502 page of HTML, a closed connection, 429, 402, silence. Nothing was done."""
CreateFault = Literal["lost_answer", "broken_answer", "cut_answer"]
"""The prediction is made, and then: no answer, a 500, half an answer."""
LifeFault = Literal[
    "stuck_in_starting", "never_finishes", "failed", "aborted", "nsfw", "e005", "unknown_status", "early_output",
    "no_output", "foreign_output",
]  # fmt: skip
OutputFault = Literal[
    "truncated", "wrong_type", "other_type", "gone", "reset_download", "slow_body", "endless", "redirect"
]  # fmt: skip
HookFault = Literal[
    "webhook_duplicate", "webhook_late", "webhook_out_of_order", "webhook_lost", "webhook_forged"
]  # fmt: skip
Kind = AnswerFault | CreateFault | LifeFault | OutputFault | HookFault

ANSWERS: tuple[AnswerFault, ...] = ("unavailable", "html", "reset", "throttled", "no_credit", "slow_answer")
CREATIONS: tuple[CreateFault, ...] = ("lost_answer", "broken_answer", "cut_answer")
LIVES: tuple[LifeFault, ...] = (
    "stuck_in_starting", "never_finishes", "failed", "aborted", "nsfw", "e005", "unknown_status", "early_output",
    "no_output", "foreign_output",
)  # fmt: skip
OUTPUTS: tuple[OutputFault, ...] = (
    "truncated", "wrong_type", "other_type", "gone", "reset_download", "slow_body", "endless", "redirect"
)  # fmt: skip


HOOKS: tuple[HookFault, ...] = (
    "webhook_duplicate", "webhook_late", "webhook_out_of_order", "webhook_lost", "webhook_forged"
)  # fmt: skip
_RULE = re.compile(r"(?P<kind>[a-z0-9_]+)(?::(?:(?P<times>\d{1,6})|(?P<always>always)|(?P<percent>\d{1,3})%))?")


class Fault(BaseModel):
    """One rule: for the next `times` cases (None: for all) it happens with `chance`.

    `on` says which calls an answer's fault is for, `model` which model; `seconds` is what a 429 asks to wait.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    times: int | None = Field(default=1, ge=0)
    chance: float = Field(default=1, ge=0, le=1)
    on: Asked = "create"
    model: str | None = None
    seconds: float = Field(default=2, ge=0)


RULES = TypeAdapter(list[Fault])


class Faults:
    """The rules that hold now; the dice are the seed's."""

    def __init__(self, seed: str, rules: Sequence[Fault] = ()) -> None:
        self._dice = random.Random(f"{seed} faults")  # noqa: S311 - simulated misfortune
        self.rules = list(rules)

    def replace(self, rules: Sequence[Fault]) -> None:
        """From now on these."""
        self.rules = [rule.model_copy() for rule in rules]

    def take(self, kinds: Sequence[Kind], *, on: Asked = "create", model: str | None = None) -> Fault | None:
        """The first rule of one of these kinds that strikes now; one case of it is used up."""
        for rule in self.rules:
            fits = rule.kind in kinds and rule.on in (on, "any") and rule.model in (model, None)
            if fits and rule.times != 0 and self._dice.random() < rule.chance:
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None


def rules(said: str) -> list[Fault]:
    """Rules as they are said in a word: `lost_answer` once, `failed:3` times, `nsfw:10%` of all, `throttled:always`.

    Raises:
        ValueError: the message says which is none
    """
    return [_rule(one.strip()) for one in said.split(",") if one.strip()]


def _rule(said: str) -> Fault:
    found = _RULE.fullmatch(said)
    if found is None:
        raise ValueError(f"{said!r} is no rule: say kind, kind:3, kind:10% or kind:always")
    times = None if found["always"] or found["percent"] else int(found["times"] or 1)
    wanted = {"kind": found["kind"], "times": times, "chance": int(found["percent"] or 100) / 100}
    try:
        return Fault.model_validate(wanted)
    except ValidationError:
        kinds = ", ".join((*ANSWERS, *CREATIONS, *LIVES, *OUTPUTS, *HOOKS))
        raise ValueError(f"{said!r} is no rule: a kind is one of {kinds}") from None
