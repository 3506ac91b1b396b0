-- Expand: whom to tell of which job, and what was told.

create table job_webhooks (
    job_id uuid primary key references jobs on delete cascade,
    key_id uuid,
    url    text
);
create table key_webhooks (
    key_id   uuid primary key,
    owner_id text not null,
    url      text not null
);
-- How an owner's endpoint does, whichever keys and jobs name it.
create table webhook_endpoints (
    owner_id    text not null,
    url         text not null,
    failures    integer not null default 0,
    disabled_at timestamptz,
    primary key (owner_id, url)
);
create table webhook_secrets (
    owner_id   text primary key,
    generation integer not null,
    rotated_at timestamptz not null
);

create table webhook_deliveries (
    delivery_id     uuid primary key,
    seq             bigint not null generated always as identity,
    owner_id        text not null,
    key_id          uuid,
    job_id          uuid references jobs on delete cascade,
    url             text not null,
    host            text not null generated always as (split_part(split_part(url, '/', 3), '?', 1)) stored,
    type            text not null,
    body            text not null,
    state           text not null check (state in ('pending', 'delivered', 'failed', 'canceled')),
    attempts        integer not null default 0,
    failures        integer not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    sending_until   timestamptz,
    last_status     integer,
    last_error      text,
    created_at      timestamptz not null default clock_timestamp(),
    delivered_at    timestamptz,
    settled_at      timestamptz
);
create index webhook_deliveries_due on webhook_deliveries (owner_id, host, next_attempt_at) where state = 'pending';
create index webhook_deliveries_next on webhook_deliveries (next_attempt_at) where state = 'pending';
create index webhook_deliveries_of_owner on webhook_deliveries (owner_id, delivery_id desc);
create index webhook_deliveries_of_job on webhook_deliveries (job_id, seq);
create index webhook_deliveries_by_age on webhook_deliveries (settled_at) where settled_at is not null;

create table webhook_attempts (
    delivery_id  uuid not null references webhook_deliveries on delete cascade,
    number       integer not null,
    started_at   timestamptz not null default clock_timestamp(),
    milliseconds integer,
    status       integer,
    error        text,
    primary key (delivery_id, number)
);

create function webhook_due() returns trigger language plpgsql as $$
begin
    perform pg_notify('webhook_due', '');
    return null;
end $$;
create trigger webhook_deliveries_wake_sender after insert on webhook_deliveries
    for each row when (new.state = 'pending') execute function webhook_due();
