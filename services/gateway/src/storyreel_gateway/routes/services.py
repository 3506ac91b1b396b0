"""What the routes work with, and who asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from storyreel_chassis.ports import ObjectStore
from storyreel_chassis.scratch import Scratch
from storyreel_contracts.types import Scope
from storyreel_gateway.domain.principal import Principal
from storyreel_gateway.domain.refusals import refuse
from storyreel_gateway.domain.share_links import ShareLinks
from storyreel_gateway.domain.terms import Terms
from storyreel_gateway.handlers.authenticate import Authenticate
from storyreel_gateway.handlers.check_endpoint import CheckEndpoint
from storyreel_gateway.handlers.check_system import CheckSystem
from storyreel_gateway.handlers.hear_provider import HearProvider
from storyreel_gateway.handlers.upload_asset import Uploading
from storyreel_gateway.ports import GatewayUnits, Limiter
from storyreel_gateway.projection.changes import Changes
from storyreel_gateway.projection.tails import Tails
from storyreel_gateway.projection.views import Views
from storyreel_gateway.routes.open_streams import OpenStreams
from storyreel_gateway.routes.turns import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a request may need."""

    units: GatewayUnits
    authenticate: Authenticate
    objects: ObjectStore
    views: Views
    changes: Changes
    limiter: Limiter
    tails: Tails
    streams: OpenStreams
    check_endpoint: CheckEndpoint
    check_system: CheckSystem
    hear_provider: HearProvider
    secret: str = field(repr=False)
    """What webhooks' secrets are derived from."""
    links: ShareLinks
    sealing_key: bytes = field(repr=False)
    """Under which secrets lie that are shown once, for who asks again under an Idempotency-Key; 32 bytes."""
    terms: Terms
    scratch: Scratch
    """Where uploads come in."""
    uploading: Uploading
    heartbeat_seconds: float
    """Between the comments that keep a silent event stream open."""
    turns: Turns = field(default_factory=Turns)


async def services_of(request: Request) -> Services:
    """The app's services; asynchronous, because FastAPI sends plain functions to a thread."""
    services: Services = request.app.state.services
    return services


Here = Annotated[Services, Depends(services_of)]

_bearer = HTTPBearer(auto_error=False, scheme_name="Bearer", description="An API key, `sr_…`.")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="ApiKey", description="The same key.")


async def known(authenticate: Authenticate, key: str | None, scope: Scope | None) -> Principal:
    """Whom a key stands for.

    Raises:
        Refused: there is no key, it is not valid, or it may not do this
    """
    if not key:
        raise refuse("key_missing")
    principal = await authenticate(key)
    if principal is None:
        raise refuse("key_invalid")
    if scope is not None and scope not in principal.scopes:
        raise refuse("scope_missing", detail=f"This API key lacks the scope `{scope}`. Use one that has it.")
    return principal


@cache
def allowed(scope: Scope | None) -> Callable[..., Awaitable[Principal]]:
    """The dependency that lets in who may do this; None: whoever has a key."""

    async def principal(
        request: Request,
        here: Here,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
        header: Annotated[str | None, Security(_header)],
    ) -> Principal:
        who = await known(here.authenticate, bearer.credentials if bearer else header, scope)
        request.state.key_id = who.key_id
        return who

    return principal


Anybody = Annotated[Principal, Depends(allowed(None))]
Reader = Annotated[Principal, Depends(allowed("jobs:read"))]
Writer = Annotated[Principal, Depends(allowed("jobs:write"))]
Uploader = Annotated[Principal, Depends(allowed("assets:write"))]
Admin = Annotated[Principal, Depends(allowed("admin"))]
