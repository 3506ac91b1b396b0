-- name: repeat_event
-- Send an event of ours once more.
update outbox set sent_at = null, round = round + 1 where event_id = $1 and sent_at is not null returning seq;
