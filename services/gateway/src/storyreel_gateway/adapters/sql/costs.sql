-- name: hold_owner
-- Keep other transactions from spending for this owner until this one ends.
select pg_advisory_xact_lock(hashtextextended('storyreel:owner:' || $1, 0));

-- name: count_jobs_in_work
-- The owner's jobs that somebody works for.
select count(*) from jobs
where owner_id = $1 and status in ('pending', 'parsing', 'generating_storyboard', 'rendering');

-- name: lines_of
-- A job's lines, in the order in which they were opened.
select * from cost_lines where job_id = $1 order by line_id;

-- name: put_lines
-- Lines, new ones and changed ones; what was quoted never changes, but another model may have made it.
insert into cost_lines (line_id, owner_id, job_id, kind, provider, model, quantity, unit_price, quoted, reserved,
    price_version, created_at, scene_number, scene_id, made_id, batch_id, actual, state, settled_at, told, film, closed,
    paid, under_way, doubtful)
select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::numeric[],
    $8::numeric[], $9::numeric[], $10::numeric[], $11::text[], $12::timestamptz[], $13::integer[], $14::uuid[],
    $15::uuid[], $16::uuid[], $17::numeric[], $18::text[], $19::timestamptz[], $20::numeric[],
    $21::numeric[], $22::boolean[], $23::numeric[], $24::numeric[], $25::numeric[])
on conflict (line_id) do update set model = excluded.model, reserved = excluded.reserved, scene_id = excluded.scene_id,
    made_id = excluded.made_id, actual = excluded.actual, state = excluded.state, settled_at = excluded.settled_at,
    told = excluded.told, film = excluded.film, closed = excluded.closed, paid = excluded.paid,
    under_way = excluded.under_way, doubtful = excluded.doubtful;

-- name: committed
-- What the owner's lines of a month were billed and still reserve.
select coalesce(sum(actual), 0) as spent, coalesce(sum(reserved), 0) as reserved from cost_lines
where owner_id = $1 and created_at >= $2 and created_at < $3;

-- name: note_variance
-- A stage of a job was billed too far above its quote.
insert into cost_variances (job_id, stage, detected_at) values ($1, $2, $3) on conflict do nothing returning stage;

-- name: usage_counts
-- Jobs made, films rendered and copies asked for in a month.
select
    (select count(*) from jobs where owner_id = $1 and created_at >= $2 and created_at < $3) as jobs,
    (select count(*) from job_changes where owner_id = $1 and kind = 'video_rendered'
        and occurred_at >= $2 and occurred_at < $3) as films,
    (select count(*) from exports where owner_id = $1 and created_at >= $2 and created_at < $3) as exports;

-- name: usage_by_provider
-- What the owner's lines of a month bought and may buy; those that came to nothing left out. A line is its provider's who
-- was asked first; what another was paid, or may have been, for taking its piece over is that one's.
with lines as (
    select * from cost_lines where owner_id = $1 and created_at >= $2 and created_at < $3
), elsewhere as (
    select bought.provider, line.provider as asked,
        coalesce(sum(bought.cost) filter (where bought.state not in ('intended', 'running', 'unknown')), 0) as paid,
        coalesce(sum(bought.price) filter (where bought.state = 'unknown'), 0) as doubtful
    from lines line join purchases bought
        on (bought.job_id, bought.owner_id, bought.kind, bought.made_id, bought.scene_id)
        = (line.job_id, line.owner_id, line.kind, line.made_id, line.scene_id)
    where line.closed and bought.provider <> line.provider
    group by bought.provider, line.provider
)
select provider, sum(images)::integer as images, sum(clip_seconds) as clip_seconds, sum(quoted) as quoted,
    sum(reserved) as reserved, sum(actual) as actual
from (
    select provider,
        coalesce(sum(quantity) filter (where kind = 'image' and state = 'billed'), 0) as images,
        coalesce(sum(quantity) filter (where kind = 'clip' and state = 'billed'), 0) as clip_seconds,
        coalesce(sum(quoted) filter (where state <> 'released'), 0) as quoted,
        sum(reserved) as reserved,
        coalesce(sum(actual), 0) as actual
    from lines group by provider
    union all select provider, 0, 0, 0, doubtful, paid from elsewhere
    union all select asked, 0, 0, 0, -doubtful, -paid from elsewhere
) parts
group by provider order by provider;
