-- Expand: every clip that was bought or made, by what it was made from; which clips a film waits for, and each one's end.

create table footage (
    owner_id    text not null,
    content_key text not null,
    object_key  text not null,
    media_type  text not null,
    provider    text not null,
    model       text not null,
    kept_at     timestamptz not null default now(),
    primary key (owner_id, content_key)
);

create table shootings (
    render_id  uuid primary key,
    request    jsonb not null,
    ended_at   timestamptz,
    created_at timestamptz not null default now()
);

create table takes (
    render_id    uuid not null references shootings on delete cascade,
    scene_id     uuid not null,
    scene_number integer not null,
    provider     text not null,
    model        text not null default '',
    object_key   text,
    cost_usd     numeric(12, 6) not null default 0,
    ended_at     timestamptz,
    primary key (render_id, scene_id)
);
