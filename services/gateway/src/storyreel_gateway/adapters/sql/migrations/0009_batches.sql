-- Expand: batches, and the requests in them that wait for their turn, became jobs, or came to nothing.

create table batches (
    batch_id     uuid primary key,
    owner_id     text not null,
    max_cost_usd numeric(14, 6),
    key_id       uuid,
    created_at   timestamptz not null default clock_timestamp(),
    canceled_at  timestamptz
);
create index batches_of_owner on batches (owner_id, batch_id desc);

alter table jobs add column batch_id uuid references batches;
create index jobs_of_batch on jobs (batch_id, job_id desc) where batch_id is not null;

-- One row per request, for ever: whoever turns it into a job holds it, so that it becomes one job at most.
create table batch_items (
    batch_id       uuid not null references batches on delete cascade,
    index          integer not null check (index between 0 and 99),
    owner_id       text not null,
    request        jsonb not null,
    estimated_cost numeric(14, 6) not null,
    state          text not null check (state in ('queued', 'started', 'refused', 'canceled')),
    job_id         uuid unique references jobs,
    error          jsonb,
    settled_at     timestamptz,
    primary key (batch_id, index),
    check ((state = 'started') = (job_id is not null)),
    check ((state = 'refused') = (error is not null)),
    check ((state = 'queued') = (settled_at is null))
);
create index batch_items_queued on batch_items (owner_id, batch_id, index) where state = 'queued';
