-- Expand: which scenes of which render have been told.

create table clips (
    render_id  uuid not null,
    scene_id   uuid not null,
    reused     boolean not null,
    created_at timestamptz not null default now(),
    primary key (render_id, scene_id)
);
