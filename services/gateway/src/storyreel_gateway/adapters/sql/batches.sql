-- name: add_batch
-- A new batch.
insert into batches (batch_id, owner_id, max_cost_usd, key_id) values ($1, $2, $3, $4);

-- name: add_items
-- The requests of a batch; what was refused at once never waits.
insert into batch_items (batch_id, index, owner_id, request, estimated_cost, state, error, settled_at)
select $1, index, $2, request, cost, case when error is null then 'queued' else 'refused' end, error,
    case when error is not null then clock_timestamp() end
from unnest($3::integer[], $4::jsonb[], $5::numeric[], $6::jsonb[]) as item (index, request, cost, error);

-- name: get_batch
-- The owner's batch.
select batch_id, owner_id, max_cost_usd, created_at, canceled_at from batches where batch_id = $1 and owner_id = $2;

-- name: list_batches
-- A page of the owner's batches, newest first; ids sort by time.
select batch_id, owner_id, max_cost_usd, created_at, canceled_at from batches where owner_id = $1 and batch_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
order by batch_id desc limit $3;

-- name: items_of
-- The items of batches, each with what is to be told of its job.
select i.batch_id, i.index, i.state, i.estimated_cost, i.error, i.settled_at, i.job_id,
    j.status, j.percent, j.error as job_error, j.stage_since, j.updated_at
from batch_items i left join jobs j using (job_id) where i.batch_id = any($1::uuid[]) order by i.batch_id, i.index;

-- name: costs_of
-- What the jobs of batches may still spend and did spend.
select batch_id, sum(reserved) as reserved, sum(actual) as actual from cost_lines
where batch_id = any($1::uuid[]) group by batch_id;

-- name: budget_of
-- The budget of a batch.
select max_cost_usd from batches where batch_id = $1;

-- name: next_item
-- The request of the owner that has waited longest and that nobody holds.
select i.batch_id, i.index, i.request, b.key_id from batch_items i join batches b using (batch_id)
where i.owner_id = $1 and i.state = 'queued' order by i.batch_id, i.index limit 1 for update of i skip locked;

-- name: start_item
-- The request became a job.
update batch_items set state = 'started', job_id = $3, settled_at = clock_timestamp()
where batch_id = $1 and index = $2 and state = 'queued';

-- name: refuse_item
-- No job can be made of the request.
update batch_items set state = 'refused', error = $3, settled_at = clock_timestamp()
where batch_id = $1 and index = $2 and state = 'queued';

-- name: cancel_items
-- Requests that have not had their turn never get it; one that is getting it right now is waited for.
update batch_items set state = 'canceled', settled_at = clock_timestamp() where batch_id = $1 and state = 'queued';

-- name: cancel_batch
-- The owner stopped the batch.
update batches set canceled_at = clock_timestamp() where batch_id = $1 and canceled_at is null;

-- name: open_jobs_of
-- The jobs of a batch that have not ended.
select job_id from jobs where batch_id = $1 and status not in ('completed', 'failed', 'canceled') order by job_id;

-- name: owners_with_items
-- Whose requests wait.
select distinct owner_id from batch_items where state = 'queued';
