-- name: note_call
-- That a provider's call was heard; nothing where it was before. Of two at once, one waits for the other's end.
insert into provider_calls (webhook_id) values ($1) on conflict do nothing returning webhook_id;

-- name: forget_calls
-- Calls that are tried no more, a batch at a time; who sweeps beside us takes others.
delete from provider_calls where webhook_id in (
    select webhook_id from provider_calls where heard_at <= clock_timestamp() - $1::interval
    order by heard_at limit $2 for update skip locked
);
