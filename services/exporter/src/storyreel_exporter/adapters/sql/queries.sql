-- name: ask
-- Somebody waits for a copy.
insert into exports (render_id, format, quality, export_id, request) values ($1, $2, $3, $4, $5)
on conflict do nothing;

-- name: claim_copy
-- Whoever makes the copy: the one who asks, where nobody does yet. Who asks while it is being settled waits here.
insert into copies (render_id, format, quality, maker) values ($1, $2, $3, $4)
on conflict (render_id, format, quality) do update
set maker = coalesce(copies.maker, excluded.maker), updated_at = now()
returning maker;

-- name: copy
-- The copy as it was last made.
select kept from copies where render_id = $1 and format = $2 and quality = $3;

-- name: settle_copy
-- Nobody makes it any more; where it was made, this is it.
update copies set maker = null, kept = coalesce($4, kept), updated_at = now()
where render_id = $1 and format = $2 and quality = $3;

-- name: answer
-- Everyone who waited, and whoever made it (who was answered before if a failed task was replayed).
update exports set answered_at = now()
where (render_id = $1 and format = $2 and quality = $3 and answered_at is null) or export_id = $4
returning request;
