-- name: find_export
-- The export of a recipe.
select * from exports where render_id = $1 and format = $2 and quality = $3 and owner_id = $4;

-- name: get_export
-- The owner's export.
select * from exports where export_id = $1 and owner_id = $2;

-- name: put_export
-- An export, in the place of a former one of the same recipe.
insert into exports (export_id, job_id, owner_id, render_id, format, quality, requested, state)
values ($1, $2, $3, $4, $5, $6, $7, 'pending')
on conflict (render_id, format, quality) do update set export_id = excluded.export_id,
    requested = excluded.requested, state = 'pending', object_key = null, size = null, media_type = null,
    error = null, updated_at = clock_timestamp(), swept_at = clock_timestamp();

-- name: settle_export
-- How an export ended; a failure may still turn into a copy, because dead letters can be replayed.
update exports set state = $3, object_key = $4, size = $5, media_type = $6, error = $7, updated_at = clock_timestamp()
where export_id = $1 and owner_id = $2 and (state = 'pending' or (state = 'failed' and $3 = 'completed'))
returning export_id;

-- name: stalled_exports
-- Exports that nobody answers; each once per interval.
update exports set swept_at = clock_timestamp() where export_id in (
    select export_id from exports where state = 'pending' and swept_at < now() - $1::interval
    order by swept_at limit $2 for update skip locked
) returning requested;
