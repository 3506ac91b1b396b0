-- name: add_storyboard
-- Keep a storyboard version.
insert into storyboards (job_id, version, entries, reason, restored_from) values ($1, $2, $3, $4, $5);

-- name: note_approval
-- The version was approved.
update storyboards set approved_at = $3 where job_id = $1 and version = $2;

-- name: get_storyboard
-- One version of the owner's job.
select s.version, s.entries, s.reason, s.restored_from, s.created_at, s.approved_at
from storyboards s join jobs j using (job_id) where s.job_id = $1 and j.owner_id = $2 and s.version = $3;

-- name: list_storyboards
-- Versions of the owner's job, newest first.
select s.version, s.entries, s.reason, s.restored_from, s.created_at, s.approved_at
from storyboards s join jobs j using (job_id)
where s.job_id = $1 and j.owner_id = $2 and s.version < coalesce($3, 2147483647) order by s.version desc limit $4;
