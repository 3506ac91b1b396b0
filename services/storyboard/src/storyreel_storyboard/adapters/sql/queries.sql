-- name: open_board
-- A prompt became so many scenes.
insert into boards (cause, scenes) values ($1, $2);

-- name: note_outcome
-- How a scene's picture ended; a later word (a failed task that was replayed) replaces the former.
insert into outcomes (picture_id, cause, scene_number, illustration, failure) values ($1, $2, $3, $4, $5)
on conflict (picture_id) do update
set illustration = excluded.illustration, failure = excluded.failure, ended_at = now();

-- name: lock_board
-- The board, held until the transaction ends: of two scenes that end at once, exactly one is the last.
select scenes, illustrated_at from boards where cause = $1 for update;

-- name: outcomes
-- What ended of a board, by scene.
select illustration, failure from outcomes where cause = $1 order by scene_number;

-- name: board_illustrated
-- It has been said that every scene ended.
update boards set illustrated_at = now() where cause = $1;

-- name: picture
-- What this owner has of this content.
select image_key, media_type, width, height, provider, model, cost_usd
from pictures where owner_id = $1 and content_key = $2;

-- name: keep_picture
-- Note a picture; what it once cost stays, unless it was made again.
insert into pictures (owner_id, content_key, image_key, media_type, width, height, provider, model, cost_usd)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (owner_id, content_key) do update
set image_key = excluded.image_key, media_type = excluded.media_type, width = excluded.width,
    height = excluded.height, model = excluded.model, cost_usd = excluded.cost_usd;

-- name: forget_picture
-- It lies in the store no more.
delete from pictures where owner_id = $1 and content_key = $2;
