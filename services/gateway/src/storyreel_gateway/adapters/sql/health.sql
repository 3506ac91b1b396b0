-- name: job_piles
-- Jobs that somebody works for, by status, and since when the one that stands longest has it.
select status, count(*) as count, min(stage_since) as oldest_at from jobs
where status in ('pending', 'parsing', 'generating_storyboard', 'rendering') group by status order by oldest_at;

-- name: quiet_jobs
-- Jobs to which nothing happened for longer than is usual in their status: those of each that are quiet the longest.
select j.* from unnest($1::text[], $2::interval[]) as usual (status, patience)
cross join lateral (
    select job_id, jobs.status, updated_at as quiet_since, retry_count as retries from jobs
    where jobs.status = usual.status and updated_at < now() - usual.patience order by updated_at limit 5
) j order by quiet_since;

-- name: recent_failures
-- Jobs and exports that failed in the last hour, by code.
select what, code, count(*) as count, min(at) as first_at, max(at) as last_at,
    (array_agg(job_id order by at desc))[1:3] as jobs
from (
    select 'job' as what, coalesce(error ->> 'code', 'unknown') as code, job_id, updated_at as at from jobs
    where status = 'failed' and updated_at > now() - interval '1 hour'
    union all
    select 'export', coalesce(error ->> 'code', 'unknown'), job_id, updated_at from exports
    where state = 'failed' and updated_at > now() - interval '1 hour'
) failed
group by what, code order by count desc, code limit 20;

-- name: budgets_nearly_spent
-- Owners whose lines since a moment come to that much or more, the highest first.
select owner_id, sum(coalesce(actual, 0) + reserved) as committed_usd from cost_lines
where created_at >= $1 group by owner_id having sum(coalesce(actual, 0) + reserved) >= $2
order by committed_usd desc limit 10;

-- name: purchase_piles
-- Purchases of which nobody can tell, and those that are under way for too long, by provider.
select provider, state, count(*) as count, sum(price) as price_usd, min(created_at) as oldest_at from purchases
where state = 'unknown' or (state in ('intended', 'running') and created_at < now() - interval '1 hour')
group by provider, state order by provider, state;

-- name: deliveries_overdue
-- Deliveries that should have been tried a minute ago, and what was given up in the last hour.
select count(*) filter (where state = 'pending') as overdue,
    min(next_attempt_at) filter (where state = 'pending') as oldest_due_at,
    count(*) filter (where state = 'failed') as given_up
from webhook_deliveries
where (state = 'pending' and next_attempt_at < now() - interval '1 minute')
    or (state = 'failed' and settled_at > now() - interval '1 hour');

-- name: endpoints_disabled
-- Hosts that are told no more.
select distinct split_part(split_part(url, '/', 3), '?', 1) as host from webhook_endpoints
where disabled_at is not null order by host limit 10;

-- name: server_facts
-- What Postgres says of itself.
select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
    (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
    current_setting('max_connections')::integer as max_connections, clock_timestamp() as at;
