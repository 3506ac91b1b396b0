-- Expand: the first answers under an Idempotency-Key, kept for a day.

create table idempotency_keys (
    owner_id    text not null,
    key         text not null,
    fingerprint bytea not null,
    status      smallint not null check (status between 200 and 499),
    headers     jsonb not null,
    body        bytea not null,
    created_at  timestamptz not null default clock_timestamp(),
    primary key (owner_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
