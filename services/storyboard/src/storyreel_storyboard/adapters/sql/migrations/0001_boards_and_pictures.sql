-- Expand: which scenes a board waits for, how each ended, and every picture ever made.

create table boards (
    cause          uuid primary key,
    scenes         integer not null check (scenes > 0),
    illustrated_at timestamptz,
    created_at     timestamptz not null default now()
);

create table outcomes (
    picture_id   uuid primary key,
    cause        uuid not null,
    scene_number integer not null,
    illustration jsonb,
    failure      jsonb,
    ended_at     timestamptz not null default now(),
    check ((illustration is null) <> (failure is null))
);
create index outcomes_by_cause on outcomes (cause, scene_number);

create table pictures (
    owner_id    text not null,
    content_key text not null,
    image_key   text not null,
    media_type  text not null,
    width       integer not null,
    height      integer not null,
    provider    text not null,
    model       text not null,
    cost_usd    numeric(12, 6) not null,
    created_at  timestamptz not null default now(),
    primary key (owner_id, content_key)
);
