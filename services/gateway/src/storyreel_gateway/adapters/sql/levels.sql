-- name: jobs_level
-- Everybody's jobs that have not ended, and for how many seconds one has had its status.
select status, count(*) as jobs, greatest(extract(epoch from now() - min(stage_since)), 0) as oldest from jobs
where status in ('pending', 'parsing', 'generating_storyboard', 'storyboard_ready', 'rendering') group by status;

-- name: spend_level
-- What everybody's lines of this calendar month were billed, may still be billed, and were perhaps billed.
select provider, state, usd from (
    select provider, sum(reserved - doubtful) as reserved, coalesce(sum(actual), 0) as actual, sum(doubtful) as unknown
    from cost_lines where created_at >= date_trunc('month', now(), 'UTC') group by provider
) lines cross join lateral (values ('reserved', reserved), ('actual', actual), ('unknown', unknown)) as told (state, usd);

-- name: webhooks_level
-- How many webhooks are not delivered yet.
select count(*) as waiting from webhook_deliveries where state = 'pending';
