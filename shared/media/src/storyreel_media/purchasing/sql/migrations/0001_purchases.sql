-- Expand: whatever was, or may have been, bought from a provider, written down before it was asked.

create table purchases (
    purchase_id   uuid primary key,
    revision      integer not null default 1,
    state         text not null default 'intended'
        check (state in ('intended', 'running', 'succeeded', 'failed', 'canceled', 'void', 'unknown')),
    cause         jsonb not null,
    owner_id      text not null,
    kind          text not null,
    made_id       uuid not null,
    scene_id      uuid not null,
    scene_number  integer not null,
    content_key   text not null,
    provider      text not null,
    model         text not null,
    input         jsonb not null,
    price_usd     numeric(12, 6) not null,
    seconds       double precision not null,
    prediction_id text,
    surplus       boolean not null default false,
    missed        boolean not null default false,
    sent_at       timestamptz,
    lost_at       timestamptz,
    cost_usd      numeric(12, 6),
    problem       jsonb,
    hold          integer not null default 1,
    task_id       uuid,
    task_fence    integer,
    settled_until timestamptz,
    not_before    timestamptz not null default now(),
    fetches       integer not null default 0,
    created_at    timestamptz not null default now(),
    ended_at      timestamptz,
    check ((state in ('intended', 'running')) = (ended_at is null)),
    check (state <> 'running' or prediction_id is not null),
    check (not missed or state = 'void')
);
create unique index purchases_one_at_a_time on purchases (owner_id, provider, content_key)
    where state in ('intended', 'running') and not surplus;
create unique index purchases_by_prediction on purchases (provider, prediction_id);
create index purchases_by_piece on purchases (made_id, scene_id);
create index purchases_by_content on purchases (owner_id, provider, content_key, ended_at)
    where state = 'succeeded';
create index purchases_open on purchases (provider, not_before) where state in ('intended', 'running');
create index purchases_missed on purchases (provider, ended_at) where missed;
