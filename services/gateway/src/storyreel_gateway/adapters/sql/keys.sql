-- name: find_key
-- Whom a key stands for; its use is noted once a minute.
with used as (
    update api_keys set last_used_at = now()
    where digest = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')
)
select key_id, owner_id, scopes from api_keys
where digest = $1 and revoked_at is null and (expires_at is null or expires_at > now());

-- name: add_key
-- A key, unless it is there.
insert into api_keys (key_id, owner_id, digest, scopes) values ($1, $2, $3, $4) on conflict (digest) do nothing
returning key_id;
