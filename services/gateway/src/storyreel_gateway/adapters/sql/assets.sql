-- name: get_asset
-- The owner's asset.
select * from assets where asset_id = $1 and owner_id = $2 and deleted_at is null;

-- name: get_assets
-- Some of the owner's assets.
select * from assets where asset_id = any($1::uuid[]) and owner_id = $2 and deleted_at is null;

-- name: lock_asset
-- The owner's asset, held until the transaction ends.
select * from assets where asset_id = $1 and owner_id = $2 and deleted_at is null for update;

-- name: list_assets
-- A page of the owner's assets, newest first; ids sort by time. One branch per index: the others cost nothing.
select * from (
    (select * from assets where owner_id = $1 and $2::text is null and $3::text is null and deleted_at is null
        and asset_id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by asset_id desc limit $5)
    union all
    (select * from assets where owner_id = $1 and type = $2 and $3 is null and deleted_at is null
        and asset_id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by asset_id desc limit $5)
    union all
    (select * from assets where owner_id = $1 and client_id = $3 and ($2 is null or type = $2) and deleted_at is null
        and asset_id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by asset_id desc limit $5)
) found order by asset_id desc limit $5;

-- name: intend_asset
-- Objects will be put.
insert into asset_intents (asset_id, prefix, due_at) values ($1, $2, clock_timestamp() + $3::interval);

-- name: put_asset
-- A new asset in the place of what was intended; nothing where a sweep has begun with that.
with intended as (
    delete from asset_intents where asset_id = $1 and looks = 0 returning asset_id
)
insert into assets (asset_id, owner_id, client_id, name, type, format, mime_type, size, width, height, duration, pages,
                    digest, object_key, thumbnail_key, thumbnail_type)
select asset_id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from intended
returning created_at;

-- name: abandon_asset
-- Nothing will come of it; it is due at once.
update asset_intents set looks = greatest(looks, 1), due_at = clock_timestamp() where asset_id = $1
returning asset_id;

-- name: use_asset
-- A job shows it; who deletes it holds the row, and this waits for the outcome.
with found as (
    select asset_id from assets where asset_id = $1 and owner_id = $2 and deleted_at is null for share
), noted as (
    insert into asset_uses (asset_id, job_id, role) select asset_id, $3, $4 from found on conflict do nothing
)
select true from found;

-- name: asset_in_use
-- Whether a job that has not ended needs it.
select exists (
    select from asset_uses join jobs using (job_id)
    where asset_id = $1 and status not in ('completed', 'failed', 'canceled')
);

-- name: delete_asset
-- Hide it; whether no job has it.
update assets set deleted_at = clock_timestamp() where asset_id = $1
returning not exists (select from asset_uses where asset_id = $1);

-- name: abandon_due_assets
-- Uploads whose time is over: none of them can become an asset any more.
update asset_intents set looks = greatest(looks, 1) where asset_id in (
    select asset_id from asset_intents where due_at <= clock_timestamp() order by due_at limit $1
    for update skip locked
) returning asset_id, prefix;

-- name: deleted_assets
-- Deleted assets that no job has.
select asset_id, object_key from assets a where deleted_at is not null
  and not exists (select from asset_uses u where u.asset_id = a.asset_id)
order by deleted_at limit $1;

-- name: forget_intent
-- Its objects are gone for good: this was the second look.
delete from asset_intents where asset_id = $1 and looks > 1 and due_at <= clock_timestamp();

-- name: look_again
-- Its objects are gone, for all that could be seen.
update asset_intents set looks = 2, due_at = clock_timestamp() + interval '1 hour' where asset_id = $1 and looks = 1;

-- name: forget_asset
-- Its objects are gone.
delete from assets where asset_id = $1 and deleted_at is not null;
