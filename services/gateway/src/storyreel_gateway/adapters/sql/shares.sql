-- name: add_share
-- A new link.
insert into shares (share_id, job_id, owner_id, what, created_at, expires_at) values ($1, $2, $3, $4, $5, $6);

-- name: get_share
-- The owner's link to a job.
select * from shares where share_id = $1 and job_id = $2 and owner_id = $3;

-- name: list_shares
-- A page of the owner's links to a job, newest first.
select * from shares where job_id = $1 and owner_id = $2 and ($3::uuid is null or share_id < $3)
order by share_id desc limit $4;

-- name: revoke_share
-- It opens nothing any more; the first time counts.
update shares set revoked_at = coalesce(revoked_at, clock_timestamp())
where share_id = $1 and job_id = $2 and owner_id = $3 returning share_id;

-- name: open_share
-- The link that somebody holds: its signature was checked, and it leads to one job of one owner.
select * from shares where share_id = $1;
