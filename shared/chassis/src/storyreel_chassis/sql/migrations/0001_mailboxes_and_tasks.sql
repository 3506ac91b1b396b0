-- Expand: the tables that every service has in its own schema.

create table inbox (
    event_id   uuid primary key,
    event_type text not null,
    job_id     uuid not null,
    heard_at   timestamptz not null default now()
);

create table outbox (
    seq          bigint generated always as identity primary key,
    event_id     uuid not null unique,
    causation_id uuid,
    subject      text not null,
    body         text not null,
    round        integer not null default 0,
    created_at   timestamptz not null default now(),
    sent_at      timestamptz
);
create index outbox_unsent on outbox (seq) where sent_at is null;
create index outbox_by_cause on outbox (causation_id);
create index outbox_sent on outbox (sent_at) where sent_at is not null;

create function outbox_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify(tg_table_schema || '_outbox', '');
    return null;
end $$;
create trigger outbox_wakes_the_relay after insert or update of round on outbox
    for each statement execute function outbox_notify();

create table tasks (
    task_id     uuid primary key,
    seq         bigint generated always as identity,
    kind        text not null,
    key         text not null,
    job_id      uuid not null,
    cause       uuid not null,
    payload     jsonb not null,
    state       text not null default 'open' check (state in ('open', 'done', 'failed', 'canceled')),
    attempt     integer not null default 0,
    fence       integer not null default 0,
    lease_owner text,
    lease_until timestamptz,
    not_before  timestamptz not null default now(),
    result      jsonb,
    problem     jsonb,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    unique (kind, key)
);
create index tasks_due on tasks (not_before) where state = 'open';
create index tasks_by_cause on tasks (cause, seq);
create index tasks_open_by_job on tasks (job_id) where state = 'open';

create table dead_letters (
    letter_id   uuid primary key,
    event_id    uuid,
    event_type  text not null,
    job_id      uuid,
    subject     text not null,
    body        text not null,
    task_kind   text,
    task_key    text,
    code        text not null,
    message     text not null,
    detail      text not null default '',
    attempts    integer not null,
    created_at  timestamptz not null default now(),
    replayed_at timestamptz
);
create index dead_letters_waiting on dead_letters (created_at) where replayed_at is null;

create table deliveries (
    event_id uuid primary key,
    failures integer not null,
    last_at  timestamptz not null default now()
);
