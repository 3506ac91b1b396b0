"""All codes that can leave the API, for the pages about them."""

from collections.abc import Mapping

from storyreel_gateway.domain.refusals import REFUSALS
from storyreel_gateway.routes.codes import GENERAL, Said
from storyreel_gateway.routes.problems import STATUSES

CONFLICT = 409


def catalogue() -> Mapping[str, Said]:
    """Every code of a problem, in alphabetical order, with its status and what to do next."""
    refusals = {code: Said(STATUSES.get(code, CONFLICT), advice) for code, advice in REFUSALS.items()}
    return dict(sorted({**refusals, **GENERAL}.items()))
