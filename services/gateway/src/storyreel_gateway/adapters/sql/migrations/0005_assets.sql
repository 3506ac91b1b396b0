-- Expand: uploaded files, the uploads that may leave objects behind, and the jobs that show an asset.

create table assets (
    asset_id       uuid primary key,
    owner_id       text not null,
    client_id      text,
    name           text not null,
    type           text not null check (type in ('image', 'video', 'audio', 'document')),
    format         text not null,
    mime_type      text not null,
    size           bigint not null check (size > 0),
    width          integer,
    height         integer,
    duration       numeric(10, 3),
    pages          integer,
    digest         bytea not null,
    object_key     text not null,
    thumbnail_key  text not null,
    thumbnail_type text not null,
    created_at     timestamptz not null default clock_timestamp(),
    deleted_at     timestamptz
);
create index assets_of_owner on assets (owner_id, asset_id desc) where deleted_at is null;
create index assets_of_owner_by_type on assets (owner_id, type, asset_id desc) where deleted_at is null;
create index assets_of_client on assets (owner_id, client_id, asset_id desc)
    where deleted_at is null and client_id is not null;
create index assets_deleted on assets (deleted_at) where deleted_at is not null;

-- Written before the first object is put, gone with the commit of the asset: what is left in here is swept. Twice, an
-- hour apart, because a process that was suspended may put an object after the first look.
create table asset_intents (
    asset_id uuid primary key,
    prefix   text not null,
    looks    integer not null default 0,
    due_at   timestamptz not null
);
create index asset_intents_due on asset_intents (due_at);

-- Which job shows or plays an asset, and as what. The objects of a deleted asset stay while a row is here.
create table asset_uses (
    asset_id uuid not null references assets on delete cascade,
    job_id   uuid not null references jobs on delete cascade,
    role     text not null,
    primary key (asset_id, job_id, role)
);
create index asset_uses_of_job on asset_uses (job_id);
