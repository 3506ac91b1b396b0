-- Expand: what jobs may cost and did cost, line by line, by the prices that held when they were made.

alter table jobs add column price_version text not null default '2026-11-01';
create index jobs_of_owner_by_time on jobs (owner_id, created_at);

-- A line stays when its job goes: what was spent was spent.
create table cost_lines (
    line_id       uuid primary key,
    owner_id      text not null,
    job_id        uuid not null,
    batch_id      uuid,
    kind          text not null check (kind in ('image', 'clip')),
    made_id       uuid,
    scene_id      uuid,
    scene_number  integer,
    provider      text not null,
    model         text not null,
    quantity      numeric(12, 3) not null check (quantity >= 0),
    unit_price    numeric(14, 6) not null check (unit_price >= 0),
    quoted        numeric(14, 6) not null check (quoted >= 0),
    reserved      numeric(14, 6) not null check (reserved >= 0),
    actual        numeric(14, 6) check (actual >= 0),
    state         text not null check (state in ('reserved', 'billed', 'released')),
    price_version text not null,
    created_at    timestamptz not null default clock_timestamp(),
    settled_at    timestamptz,
    check ((state = 'billed') = (actual is not null)),
    check ((state = 'reserved') = (settled_at is null)),
    check (state = 'reserved' or reserved = 0)
);
comment on column cost_lines.made_id is 'The picture_id of an image, null until its prompt is parsed; the render_id of a clip.';
create index cost_lines_of_job on cost_lines (job_id, line_id);
create index cost_lines_of_owner on cost_lines (owner_id, created_at) include (reserved, actual);
create index cost_lines_of_batch on cost_lines (batch_id) where batch_id is not null;

create table cost_variances (
    job_id      uuid not null,
    stage       text not null check (stage in ('storyboard', 'film')),
    detected_at timestamptz not null,
    primary key (job_id, stage)
);

create index films_by_time on job_changes (occurred_at) where kind = 'video_rendered';
create index exports_of_owner on exports (owner_id, created_at);
