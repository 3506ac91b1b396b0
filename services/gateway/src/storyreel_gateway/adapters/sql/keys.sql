-- name: find_key
-- Whom a key stands for; its use is noted once a minute.
with used as (
    update api_keys set last_used_at = now()
    where digest = $1 and revoked_at is null and (last_used_at is null or last_used_at < now() - interval '1 minute')
)
select key_id, owner_id, scopes, expires_at from api_keys
where digest = $1 and revoked_at is null and (expires_at is null or expires_at > now());

-- name: lapsed_keys
-- Those of some keys that open nothing any more.
select key_id from api_keys where key_id = any($1::uuid[]) and (revoked_at is not null or expires_at <= now());

-- name: bootstrap_key
-- A key that the environment names, unless it is there.
insert into api_keys (key_id, owner_id, digest, scopes, name, prefix) values ($1, $2, $3, $4, $5, $6)
on conflict (digest) do nothing returning key_id;

-- name: label_key
-- Name and prefix of a key that was let in before keys had them; when it was revoked, if it was.
update api_keys set name = case when prefix is null then $2 else name end, prefix = $3
where digest = $1 returning revoked_at;

-- name: add_key
-- A new key.
insert into api_keys (key_id, owner_id, digest, scopes, name, prefix, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: get_key
-- Anybody's key.
select * from api_keys where key_id = $1;

-- name: hold_key_rows
-- Keys that live, held until the transaction ends, always in the same order: who revokes each other takes turns.
select key_id from api_keys
where key_id = any($1::uuid[]) and revoked_at is null and (expires_at is null or expires_at > now())
order by key_id for update;

-- name: list_keys
-- A page of everybody's keys, newest first.
select * from api_keys
where ($1::text is null or owner_id = $1)
  and ($2::boolean is null or (revoked_at is not null) = $2)
  and ($3::uuid is null or key_id < $3)
order by key_id desc limit $4;

-- name: revoke_key
-- It opens nothing any more; the first time counts.
update api_keys set revoked_at = coalesce(revoked_at, clock_timestamp()) where key_id = $1 returning key_id;
