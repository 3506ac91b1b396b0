-- name: hold_key
-- Whether this transaction is the only one that acts under the owner's Idempotency-Key; never waits.
select pg_try_advisory_xact_lock(hashtextextended('storyreel:idempotency:' || $1 || ':' || $2, 0));

-- name: find_answer
-- The first answer under a key, while it holds.
select fingerprint, status, headers, body from idempotency_keys
where owner_id = $1 and key = $2 and created_at > clock_timestamp() - $3::interval;

-- name: keep_answer
-- The first answer under a key, in the place of one that holds no longer.
insert into idempotency_keys (owner_id, key, fingerprint, status, headers, body) values ($1, $2, $3, $4, $5, $6)
on conflict (owner_id, key) do update set fingerprint = excluded.fingerprint, status = excluded.status,
    headers = excluded.headers, body = excluded.body, created_at = clock_timestamp();

-- name: forget_answers
-- Answers that hold no longer, a batch at a time; who sweeps beside us takes others.
delete from idempotency_keys where (owner_id, key) in (
    select owner_id, key from idempotency_keys where created_at <= clock_timestamp() - $1::interval
    order by created_at limit $2 for update skip locked
);
