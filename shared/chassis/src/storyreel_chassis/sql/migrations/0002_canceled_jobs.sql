-- Expand: jobs of which no work is taken any more, though requests of theirs may still wait in the stream.

create table canceled_jobs (
    job_id      uuid primary key,
    canceled_at timestamptz not null default now()
);
