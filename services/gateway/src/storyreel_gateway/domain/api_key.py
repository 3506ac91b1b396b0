"""An API key as it is kept: everything about it but the key itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

from storyreel_chassis import keys
from storyreel_chassis.ids import new_id
from storyreel_contracts.api import ApiKey, KeyRequest
from storyreel_contracts.types import Scope
from storyreel_gateway.domain.refusals import refuse

ALL_SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """`digest` finds it; `scopes` are in the contract's order."""

    key_id: UUID
    name: str
    prefix: str | None
    owner_id: str
    scopes: tuple[Scope, ...]
    digest: bytes
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


def issue(wish: KeyRequest, *, owner_id: str, at: datetime) -> tuple[KeyRecord, str]:
    """A new key's record, and the key, which is kept nowhere.

    Args:
        wish: what was asked for
        owner_id: whose it is where the wish names nobody
        at: now

    Raises:
        Refused: it would have expired already
    """
    expires_at = wish.expires_at if wish.expires_in_days is None else at + timedelta(days=wish.expires_in_days)
    if expires_at is not None and expires_at <= at:
        raise refuse("expiry_invalid")
    key = keys.new_api_key()
    record = KeyRecord(
        key_id=new_id(),
        name=wish.name,
        prefix=keys.prefix(key),
        owner_id=wish.owner_id or owner_id,
        scopes=in_order(wish.scopes),
        digest=keys.digest(key),
        created_at=at,
        expires_at=expires_at,
    )
    return record, key


def in_order(scopes: "list[Scope] | frozenset[Scope]") -> tuple[Scope, ...]:
    """The scopes that there are, in the contract's order; what former versions called otherwise is left out."""
    return tuple(scope for scope in ALL_SCOPES if scope in scopes)


def key_response(record: KeyRecord) -> ApiKey:
    """A key as the API tells it."""
    names = ("key_id", "name", "prefix", "owner_id", "created_at", "expires_at", "revoked_at", "last_used_at")
    return ApiKey(**{name: getattr(record, name) for name in names}, scopes=list(record.scopes))
