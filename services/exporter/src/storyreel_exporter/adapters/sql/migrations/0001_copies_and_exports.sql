-- Expand: one copy for each film, format and quality; and everyone who asked for one.

create table copies (
    render_id  uuid not null,
    format     text not null,
    quality    text not null,
    maker      uuid,
    kept       jsonb,
    updated_at timestamptz not null default now(),
    primary key (render_id, format, quality)
);

create table exports (
    export_id   uuid primary key,
    render_id   uuid not null,
    format      text not null,
    quality     text not null,
    request     jsonb not null,
    answered_at timestamptz,
    created_at  timestamptz not null default now()
);
create index exports_waiting on exports (render_id, format, quality) where answered_at is null;
