-- name: create_job
-- A new job.
insert into jobs (job_id, owner_id, client_id, status, version, request, provider, seed, scenes_total, message,
                  stage_since, estimated_cost, awaiting, price_version, materials, batch_id, traceparent)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
returning created_at, updated_at;

-- name: get_job
-- The owner's job.
select * from jobs where job_id = $1 and owner_id = $2;

-- name: lock_job
-- The owner's job, held until the transaction ends.
select * from jobs where job_id = $1 and owner_id = $2 for update;

-- name: list_jobs
-- A page of the owner's jobs, newest first; ids sort by time. One branch per index: the others cost nothing.
select * from (
    (select * from jobs where owner_id = $1 and $2::text is null and $3::text is null and $6::uuid is null
        and job_id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        and job_id >= coalesce($7::uuid, '00000000-0000-0000-0000-000000000000')
        and created_at >= coalesce($8::timestamptz, '-infinity') and created_at < coalesce($9::timestamptz, 'infinity')
        order by job_id desc limit $5)
    union all
    (select * from jobs where owner_id = $1 and status = $2 and ($3 is null or client_id = $3) and $6 is null
        and job_id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        and job_id >= coalesce($7, '00000000-0000-0000-0000-000000000000')
        and created_at >= coalesce($8, '-infinity') and created_at < coalesce($9, 'infinity')
        order by job_id desc limit $5)
    union all
    (select * from jobs where owner_id = $1 and $2 is null and client_id = $3 and $6 is null
        and job_id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        and job_id >= coalesce($7, '00000000-0000-0000-0000-000000000000')
        and created_at >= coalesce($8, '-infinity') and created_at < coalesce($9, 'infinity')
        order by job_id desc limit $5)
    union all
    (select * from jobs where owner_id = $1 and batch_id = $6 and ($2 is null or status = $2)
        and ($3 is null or client_id = $3)
        and job_id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        and job_id >= coalesce($7, '00000000-0000-0000-0000-000000000000')
        and created_at >= coalesce($8, '-infinity') and created_at < coalesce($9, 'infinity')
        order by job_id desc limit $5)
) found order by job_id desc limit $5;

-- name: get_jobs_by_status
-- Anybody's jobs, the longest unchanged first; the approved and the others each lie in that order in the index.
select * from (
    (select * from jobs where status = $1 and approved and $2::boolean is not false order by updated_at limit $3)
    union all
    (select * from jobs where status = $1 and not approved and $2 is not true order by updated_at limit $3)
) found order by updated_at limit $3;

-- name: save_job
-- Everything that a command or a fact may change, provided that nobody else was quicker.
update jobs set status = $4, version = $3, scenes_total = $5, scenes_completed = $6, percent = $7, message = $8,
    stage_since = $9, storyboard_version = $10, storyboard = $11, early_pictures = $12, approved = $13,
    approved_at = $14, approved_version = $15, actual_cost = $16, error_message = $17, error = $18,
    refinement_count = $19, film = $20, render_id = $21, clips = $22, awaiting = $23
where job_id = $1 and owner_id = $2 and version = $3 - 1
returning updated_at;

-- name: update_job_progress
-- How far the present stage is, and what it cost so far.
update jobs set version = $3, scenes_completed = $4, percent = $5, message = $6, clips = $7, actual_cost = $8
where job_id = $1 and owner_id = $2 and version = $3 - 1
returning updated_at;

-- name: approve_storyboard
-- The approval.
update jobs set version = $3, approved = true, approved_at = $4, approved_version = $5, message = $6
where job_id = $1 and owner_id = $2 and version = $3 - 1
returning updated_at;

-- name: mark_job_failed
-- The failure, its cause and what was paid all the same; nothing is awaited any more.
update jobs set status = 'failed', version = $3, error = $4, error_message = $5, message = $6, stage_since = $7,
    scenes_completed = $8, percent = $9, actual_cost = $10, awaiting = null
where job_id = $1 and owner_id = $2 and version = $3 - 1
returning updated_at;

-- name: increment_retry_count
-- A request was said again.
update jobs set retry_count = retry_count + 1 where job_id = $1 returning retry_count;

-- name: count_download
-- A film or a copy was fetched.
update jobs set download_count = download_count + 1 where job_id = $1 and owner_id = $2;

-- name: stalled_jobs
-- Jobs that wait for an answer and that nothing happened to; each once per interval, whoever sweeps.
update jobs set swept_at = clock_timestamp() where job_id in (
    select job_id from jobs
    where awaiting is not null and updated_at < now() - $1::interval
      and (swept_at is null or swept_at < now() - $1::interval)
    order by updated_at limit $2 for update skip locked
) returning job_id, awaiting;

-- name: add_change
-- Append to a job's log.
insert into job_changes (job_id, owner_id, version, kind, status, body) values ($1, $2, $3, $4, $5, $6);

-- name: changes_since
-- A job's changes after a version.
select c.version, c.kind, c.status, c.body from job_changes c join jobs j using (job_id)
where c.job_id = $1 and j.owner_id = $2 and c.version > $3 order by c.version limit $4;

-- name: all_jobs
-- A page of everybody's jobs, for rebuilding the projection.
select * from jobs where $1::uuid is null or job_id > $1 order by job_id limit $2;
