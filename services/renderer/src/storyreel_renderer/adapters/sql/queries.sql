-- name: note_clip
-- A scene's clip is there; no row comes back where that was noted before.
insert into clips (render_id, scene_id, reused) values ($1, $2, $3) on conflict do nothing returning scene_id;

-- name: count_clips
-- How many clips of a render were made, and how many found.
select count(*) filter (where not reused) as rendered, count(*) filter (where reused) as reused
from clips where render_id = $1;

-- name: footage
-- What this owner has of this content.
select object_key, media_type, provider, model, kept_at from footage where owner_id = $1 and content_key = $2;

-- name: keep_footage
-- Note a clip; one made again takes the place of the former.
insert into footage (owner_id, content_key, object_key, media_type, provider, model)
values ($1, $2, $3, $4, $5, $6)
on conflict (owner_id, content_key) do update
set object_key = excluded.object_key, media_type = excluded.media_type, provider = excluded.provider,
    model = excluded.model, kept_at = excluded.kept_at;

-- name: forget_footage
-- A clip's object is gone, unless it was made again meanwhile.
delete from footage where owner_id = $1 and content_key = $2 and kept_at = $3;

-- name: open_shooting
-- A film waits for its clips.
insert into shootings (render_id, request) values ($1, $2);

-- name: await_take
-- It waits for a scene's clip by this provider; a former one's is waited for no longer.
insert into takes (render_id, scene_id, scene_number, provider) values ($1, $2, $3, $4)
on conflict (render_id, scene_id) do update set provider = excluded.provider;

-- name: hold_shooting
-- The shooting, held until the transaction ends: of two clips that end at once, exactly one is the last.
select request, ended_at is not null as over from shootings where render_id = $1 for update;

-- name: end_shooting
-- It waits for nothing any more: all clips are there, or one will never be.
update shootings set ended_at = now() where render_id = $1;

-- name: note_take
-- A scene has its footage.
update takes set provider = $3, model = $4, object_key = $5, cost_usd = $6, ended_at = now()
where render_id = $1 and scene_id = $2;

-- name: takes
-- Every scene of a shooting, in the film's order.
select scene_id, scene_number, provider, model, object_key, cost_usd, ended_at is not null as there
from takes where render_id = $1 order by scene_number;

-- name: prune_shootings
-- Forget films of long ago of which no task is left: none can be done again.
delete from shootings where created_at < now() - $1::interval and not exists (
    select from tasks where tasks.cause = (shootings.request ->> 'event_id')::uuid
);
