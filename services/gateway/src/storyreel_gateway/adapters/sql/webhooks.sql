-- name: note_job_webhook
-- Who is told of a job.
insert into job_webhooks (job_id, key_id, url) values ($1, $2, $3);

-- name: tell_webhook
-- An event of a job for its own endpoint, or its key's while the key is not revoked; canceled where that is disabled.
insert into webhook_deliveries (delivery_id, owner_id, job_id, type, body, traceparent, key_id, url, state, last_error, settled_at)
select $1, $2, $3, $4, $5, $6, case when w.url is null then w.key_id end, t.url,
    case when e.disabled_at is null then 'pending' else 'canceled' end,
    case when e.disabled_at is not null then 'the endpoint is disabled' end,
    case when e.disabled_at is not null then clock_timestamp() end
from job_webhooks w
left join (key_webhooks k join api_keys a on a.key_id = k.key_id and a.revoked_at is null) on k.key_id = w.key_id
cross join lateral (select coalesce(w.url, k.url) as url) t
left join webhook_endpoints e on e.owner_id = $2 and e.url = t.url
where w.job_id = $3 and t.url is not null;

-- name: tell_key_webhook
-- An event for a key's endpoint, even a disabled one.
insert into webhook_deliveries (delivery_id, owner_id, type, body, traceparent, key_id, url, state)
select $1, $2, $4, $5, $6, key_id, url, 'pending' from key_webhooks where key_id = $3 and owner_id = $2
returning *;

-- name: get_webhook_endpoint
-- A key's endpoint and how it does.
select k.url, coalesce(e.failures, 0) as failures, e.disabled_at from key_webhooks k
left join webhook_endpoints e on e.owner_id = k.owner_id and e.url = k.url
where k.key_id = $2 and k.owner_id = $1;

-- name: put_webhook_endpoint
-- Set a key's endpoint.
insert into key_webhooks (key_id, owner_id, url) values ($2, $1, $3)
on conflict (key_id) do update set url = excluded.url;

-- name: move_deliveries_under_way
-- What is on its way to a key's former endpoint goes to the present one, should it not be taken.
update webhook_deliveries set url = $3, failures = 0
where owner_id = $1 and key_id = $2 and state = 'pending' and sending_until >= now();

-- name: move_waiting_deliveries
-- What waits for a key's former endpoint goes to the present one, now.
update webhook_deliveries set url = $3, failures = 0, next_attempt_at = now()
where owner_id = $1 and key_id = $2 and state = 'pending' and (sending_until is null or sending_until < now());

-- name: delete_webhook_endpoint
-- Take a key's endpoint away.
delete from key_webhooks where owner_id = $1 and key_id = $2 returning url;

-- name: cancel_deliveries_of_key
-- Nobody waits any more for what waits, or is under way; what is taken nevertheless is delivered.
update webhook_deliveries set state = 'canceled', last_error = 'the endpoint was taken away', settled_at = now()
where owner_id = $1 and key_id = $2 and state = 'pending' and coalesce(sending_until >= now(), false) = $3;

-- name: cancel_deliveries_of_revoked_keys
-- Whoever took a key hears no more by its endpoint.
update webhook_deliveries d set state = 'canceled', last_error = 'the key was revoked', settled_at = now()
from api_keys a where d.state = 'pending' and a.key_id = d.key_id and a.revoked_at is not null;

-- name: get_webhook_secret
-- Which secret signs an owner's events.
select generation, rotated_at from webhook_secrets where owner_id = $1;

-- name: rotate_webhook_secret
-- The next one; an owner without a row has the first.
insert into webhook_secrets (owner_id, generation, rotated_at) values ($1, 2, now())
on conflict (owner_id) do update set generation = webhook_secrets.generation + 1, rotated_at = now()
returning generation, rotated_at;

-- name: list_deliveries
-- A page of the owner's deliveries, newest first.
select * from webhook_deliveries
where owner_id = $1 and ($2::uuid is null or job_id = $2) and ($3::text is null or state = $3)
    and delivery_id < coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
order by delivery_id desc limit $5;

-- name: get_delivery
-- The owner's delivery.
select * from webhook_deliveries where delivery_id = $2 and owner_id = $1;

-- name: get_tries
-- A delivery's attempts.
select a.* from webhook_attempts a join webhook_deliveries d using (delivery_id)
where a.delivery_id = $2 and d.owner_id = $1 order by a.number;

-- name: replay_delivery
-- A settled delivery begins anew.
update webhook_deliveries set state = 'pending', failures = 0, next_attempt_at = now(), sending_until = null,
    settled_at = null, delivered_at = null
where delivery_id = $2 and owner_id = $1 and state <> 'pending' returning *;

-- name: claim_deliveries
-- Due deliveries of every lane (an owner's at a host), so many of each; the lease is the time of their next attempt.
with recursive lanes as (
    (select owner_id, host from webhook_deliveries where state = 'pending' order by owner_id, host limit 1)
    union all
    select n.owner_id, n.host from lanes l cross join lateral (
        select owner_id, host from webhook_deliveries
        where state = 'pending' and (owner_id, host) > (l.owner_id, l.host) order by owner_id, host limit 1
    ) n
), due as (
    select d.delivery_id from lanes l
    left join unnest($3::text[], $4::integer[]) busy (lane, number) on busy.lane = l.owner_id || ' ' || l.host
    cross join lateral (
        select delivery_id from webhook_deliveries d
        where d.state = 'pending' and d.owner_id = l.owner_id and d.host = l.host and d.next_attempt_at <= now()
            and not exists (select from api_keys a where a.key_id = d.key_id and a.revoked_at is not null)
            and not exists (
                select from webhook_deliveries e
                where e.job_id = d.job_id and e.seq < d.seq and e.url = d.url and e.state = 'pending'
                    and (e.attempts = 0 or e.sending_until > now())
            )
        order by d.next_attempt_at, d.seq limit greatest($2 - coalesce(busy.number, 0), 0)
        for update of d skip locked
    ) d
    order by random() limit $1
), claimed as (
    update webhook_deliveries d set attempts = attempts + 1, sending_until = now() + $5::interval,
        next_attempt_at = now() + $5::interval
    from due where d.delivery_id = due.delivery_id returning d.*
), noted as (
    insert into webhook_attempts (delivery_id, number) select delivery_id, attempts from claimed
)
select c.*, coalesce(s.generation, 1) as generation, s.rotated_at from claimed c
left join webhook_secrets s using (owner_id) order by c.seq;

-- name: next_due_delivery
-- Seconds until a delivery is due.
select extract(epoch from min(next_attempt_at) - clock_timestamp())::float8 from webhook_deliveries
where state = 'pending';

-- name: note_try
-- What came of an attempt.
update webhook_attempts set milliseconds = $3, status = $4, error = $5 where delivery_id = $1 and number = $2;

-- name: settle_delivered
-- It was taken; also where the lease had run out meanwhile.
update webhook_deliveries set state = 'delivered', delivered_at = now(), settled_at = now(), sending_until = null,
    last_status = $2, last_error = null
where delivery_id = $1 and state <> 'delivered';

-- name: endpoint_is_well
-- Something was taken.
update webhook_endpoints set failures = 0, disabled_at = null
where owner_id = $1 and url = $2 and (failures > 0 or disabled_at is not null);

-- name: settle_failed
-- An attempt of a delivery that is still ours: tried again, or given up; a disabled endpoint is tried once. What has
-- another endpoint by now is sent there.
update webhook_deliveries d set last_status = $3, last_error = $4, sending_until = null,
    failures = failures + case when s.moved then 0 else 1 end,
    next_attempt_at = case when s.settled then next_attempt_at when s.moved then now()
        else now() + make_interval(secs => $5) end,
    state = case when s.settled then 'failed' else 'pending' end,
    settled_at = case when s.settled then now() end
from (select o.url <> $6 as moved, o.url = $6 and ($5::float8 is null or exists (
    select from webhook_endpoints e where e.owner_id = o.owner_id and e.url = o.url and e.disabled_at is not null
)) as settled from webhook_deliveries o where o.delivery_id = $1 for update) s
where d.delivery_id = $1 and d.attempts = $2 and d.state = 'pending' returning d.state;

-- name: endpoint_failed
-- A delivery was given up; after so many in a row, or where the endpoint says that it is gone, no more is sent.
insert into webhook_endpoints as e (owner_id, url, failures, disabled_at)
values ($1, $2, 1, case when $4 or $3 <= 1 then now() end)
on conflict (owner_id, url) do update set failures = e.failures + 1,
    disabled_at = coalesce(e.disabled_at, case when $4 or e.failures + 1 >= $3 then now() end)
returning disabled_at is not null;

-- name: cancel_deliveries_of_endpoint
-- What waits for a disabled endpoint and is not under way.
update webhook_deliveries set state = 'canceled', last_error = 'the endpoint is disabled', settled_at = now()
where owner_id = $1 and url = $2 and state = 'pending' and (sending_until is null or sending_until < now());

-- name: release_delivery
-- A claimed delivery is anybody's again; the attempt was cut off.
update webhook_deliveries set sending_until = null, next_attempt_at = now()
where delivery_id = $1 and attempts = $2 and state = 'pending';

-- name: forget_deliveries
-- Deliveries that were settled long ago, a batch at a time.
delete from webhook_deliveries where delivery_id in (
    select delivery_id from webhook_deliveries where settled_at < now() - $1::interval
    order by settled_at limit $2 for update skip locked
);
