-- name: note_clip
-- A scene's clip is there; no row comes back where that was noted before.
insert into clips (render_id, scene_id, reused) values ($1, $2, $3) on conflict do nothing returning scene_id;

-- name: count_clips
-- How many clips of a render were made, and how many found.
select count(*) filter (where not reused) as rendered, count(*) filter (where reused) as reused
from clips where render_id = $1;
