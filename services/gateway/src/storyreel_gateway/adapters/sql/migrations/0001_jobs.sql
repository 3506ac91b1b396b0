-- Expand: jobs, their storyboards, exports and log, and the keys that open them.

create table jobs (
    job_id             uuid primary key,
    owner_id           text not null,
    client_id          text,
    status             text not null check (status in ('pending', 'parsing', 'generating_storyboard',
                           'storyboard_ready', 'rendering', 'completed', 'failed', 'canceled')),
    version            integer not null check (version >= 1),
    request            jsonb not null,
    provider           text not null,
    seed               bigint not null,

    scenes_total       integer not null,
    scenes_completed   integer not null default 0,
    percent            real not null default 0,
    message            text,
    stage_since        timestamptz not null,

    storyboard_version integer not null default 0,
    storyboard         jsonb not null default '[]',
    early_pictures     jsonb not null default '[]',
    approved           boolean not null default false,
    approved_at        timestamptz,
    approved_version   integer,

    estimated_cost     numeric(14, 6) not null,
    actual_cost        numeric(14, 6),
    error_message      text,
    error              jsonb,
    retry_count        integer not null default 0,
    download_count     integer not null default 0,
    refinement_count   integer not null default 0,

    film               jsonb,
    render_id          uuid,
    clips              uuid[] not null default '{}',
    awaiting           uuid,
    swept_at           timestamptz,
    created_at         timestamptz not null default clock_timestamp(),
    updated_at         timestamptz not null default clock_timestamp(),
    check (approved = (approved_at is not null)),
    check (scenes_completed <= scenes_total)
);
create index jobs_of_owner on jobs (owner_id, job_id desc);
create index jobs_of_owner_by_status on jobs (owner_id, status, job_id desc);
create index jobs_of_client on jobs (owner_id, client_id, job_id desc) where client_id is not null;
create index jobs_by_status on jobs (status, approved, updated_at);
create index jobs_in_work on jobs (updated_at) where awaiting is not null;

-- Counters (downloads, retries) are not changes of a job: the time moves with the version.
create function jobs_touch() returns trigger language plpgsql as $$
begin
    new.updated_at = greatest(old.updated_at, clock_timestamp());
    return new;
end $$;
create trigger jobs_updated_at before update on jobs
    for each row when (new.version is distinct from old.version) execute function jobs_touch();

create table storyboards (
    job_id     uuid not null references jobs on delete cascade,
    version    integer not null,
    entries    jsonb not null,
    reason     text not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (job_id, version)
);

create table job_changes (
    job_id      uuid not null references jobs on delete cascade,
    version     integer not null,
    kind        text not null,
    status      text not null,
    body        json not null,
    occurred_at timestamptz not null default clock_timestamp(),
    primary key (job_id, version)
);

create function job_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('job_changed', new.job_id || ' ' || new.version);
    return null;
end $$;
create trigger job_changes_wake_followers after insert on job_changes
    for each row execute function job_changed();

create table exports (
    export_id    uuid primary key,
    job_id       uuid not null references jobs on delete cascade,
    owner_id     text not null,
    render_id    uuid not null,
    format       text not null,
    quality      text not null,
    requested    uuid not null,
    state        text not null check (state in ('pending', 'completed', 'failed')),
    object_key   text,
    size         bigint,
    media_type   text,
    error        jsonb,
    created_at   timestamptz not null default clock_timestamp(),
    updated_at   timestamptz not null default clock_timestamp(),
    swept_at     timestamptz not null default clock_timestamp(),
    unique (render_id, format, quality)
);
create index exports_pending on exports (swept_at) where state = 'pending';
create index exports_of_job on exports (job_id);

create table api_keys (
    key_id       uuid primary key,
    owner_id     text not null,
    digest       bytea not null unique,
    scopes       text[] not null,
    created_at   timestamptz not null default clock_timestamp(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);
