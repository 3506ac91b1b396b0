-- name: heard
-- Note an event; no row comes back where it was noted before.
insert into inbox (event_id, event_type, job_id) values ($1, $2, $3)
on conflict do nothing returning event_id;

-- name: say
-- Put one event in the outbox.
insert into outbox (event_id, causation_id, subject, body, traceparent) values ($1, $2, $3, $4, $5);

-- name: say_again
-- Send once more what followed from an event; the round makes a new Nats-Msg-Id, the event stays the same.
update outbox set sent_at = null, round = round + 1 where causation_id = $1 and sent_at is not null;

-- name: unsent
-- The oldest unsent events that no other relay holds.
select seq, event_id, subject, body, round, traceparent from outbox
where sent_at is null order by seq limit $1 for update skip locked;

-- name: mark_sent
-- These are in the stream.
update outbox set sent_at = now() where seq = any($1::bigint[]);

-- name: prune_outbox
-- Forget what was sent long ago.
delete from outbox where sent_at < now() - $1::interval;

-- name: prune_inbox
-- Forget what was heard longer ago than the stream can redeliver.
delete from inbox where heard_at < now() - $1::interval;

-- name: offer_task
-- Write work down once, unless its job was canceled.
insert into tasks (task_id, kind, key, job_id, cause, payload, traceparent)
select $1, $2, $3, $4, $5, $6, $7 where not exists (select from canceled_jobs where job_id = $4)
on conflict (kind, key) do nothing returning task_id;

-- name: claim_task
-- Take the oldest due task that nobody holds; the state is checked again inside the update. A lease that ran out
-- instead of being given back counts as a crash of its holder, unless that is us, who live.
update tasks set lease_owner = $2, lease_until = now() + $3::interval, fence = fence + 1, updated_at = now(),
    crashes = crashes + (lease_until is not null and lease_owner is distinct from $2)::integer
where task_id = (
    select task_id from tasks
    where state = 'open' and kind = any($1::text[]) and not_before <= now()
      and (lease_until is null or lease_until < now())
    order by not_before, seq limit 1 for update skip locked
) and state = 'open' and (lease_until is null or lease_until < now())
returning task_id, kind, key, job_id, cause, payload, attempt, fence, crashes, problem, traceparent;

-- name: extend_lease
-- Hold on to a task; no row where it is no longer ours. One that its holder has just closed is still its own.
update tasks set lease_until = case state when 'open' then now() + $3::interval end
where task_id = $1 and fence = $2 and state <> 'canceled' returning task_id;

-- name: release_task
-- Let go at once, so that another may take it.
update tasks set lease_owner = null, lease_until = null, updated_at = now()
where task_id = $1 and fence = $2 and state = 'open';

-- name: survived
-- A holder that lost its lease lives: whoever claimed the task since then took it for dead.
update tasks set crashes = greatest(crashes - 1, 0) where task_id = $1 and fence > $2 and state = 'open';

-- name: retry_task
-- Let go after a failed attempt, to be tried again after a while; uncounted while the task is younger than $5.
update tasks set lease_owner = null, lease_until = null, problem = $3,
    attempt = attempt + case when created_at > now() - $5::interval then 0 else 1 end,
    not_before = now() + $4::interval, updated_at = now()
where task_id = $1 and fence = $2 and state = 'open' returning task_id;

-- name: close_task
-- End a task that is still ours.
update tasks set state = $3, result = $4, problem = $5, attempt = attempt + 1,
    lease_owner = null, lease_until = null, updated_at = now()
where task_id = $1 and fence = $2 and state = 'open' and lease_until > now() returning task_id;

-- name: hold_job
-- Keep other transactions from offering or canceling work of this job until this one ends.
select pg_advisory_xact_lock(hashtextextended('storyreel:job:' || $1::text, 0));

-- name: note_canceled
-- No work of this job is taken any more.
insert into canceled_jobs (job_id) values ($1) on conflict do nothing;

-- name: prune_canceled
-- Forget cancellations older than any event that the stream can deliver.
delete from canceled_jobs where canceled_at < now() - $1::interval;

-- name: cancel_tasks
-- Close what is open of a job.
update tasks set state = 'canceled', lease_owner = null, lease_until = null, updated_at = now()
where job_id = $1 and state = 'open' returning kind, key;

-- name: open_tasks
-- How many tasks of one event are open.
select count(*) from tasks where cause = $1 and state = 'open';

-- name: task_results
-- Every task of one event, in the order offered.
select key, state, result, problem from tasks where cause = $1 order by seq;

-- name: reopen_task
-- Give a failed task another life, unless its job was canceled. $3: also one that is being given up, whose letter is
-- there before it is closed; the new fence keeps its holder from closing it then.
update tasks set state = 'open', attempt = 0, crashes = 0, problem = null, not_before = now(), updated_at = now(),
    fence = fence + 1, lease_owner = null, lease_until = null
where kind = $1 and key = $2 and (state = 'failed' or ($3 and state = 'open'))
  and not exists (select from canceled_jobs where canceled_jobs.job_id = tasks.job_id) returning task_id;

-- name: prune_tasks
-- Forget what was closed longer ago than the stream can redeliver, but not what a dead letter may open again.
delete from tasks where state <> 'open' and updated_at < now() - $1::interval and not exists (
    select from dead_letters as letter where letter.event_id = tasks.cause and letter.replayed_at is null
      and letter.task_kind = tasks.kind and letter.task_key = tasks.key
);

-- name: count_failure
-- One more failed delivery of an event; the count survives servers that forget theirs.
insert into deliveries as d (event_id, failures) values ($1, 1)
on conflict (event_id) do update set failures = d.failures + 1, last_at = now() returning failures;

-- name: prune_deliveries
-- Forget failures of events that the stream no longer has.
delete from deliveries where last_at < now() - $1::interval;

-- name: bury
-- Keep a dead letter; where one about the same event or task still waits, it only gets the newest failure.
with known as (
    update dead_letters set code = $9, message = $10, detail = $11, attempts = $12
    where event_id = $2 and replayed_at is null
      and task_kind is not distinct from $7 and task_key is not distinct from $8
    returning letter_id
)
insert into dead_letters
    (letter_id, event_id, event_type, job_id, subject, body, task_kind, task_key, code, message, detail, attempts)
select $1::uuid, $2::uuid, $3::text, $4::uuid, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text,
    $12::integer
where not exists (select from known);

-- name: prune_letters
-- Forget dead letters that were sent again long ago; those that wait for a person stay.
delete from dead_letters where replayed_at < now() - $1::interval;

-- name: dead_letters
-- The newest dead letters, those not yet replayed or all.
select letter_id, event_id, event_type, job_id, subject, body, task_kind, task_key, code, message, detail,
       attempts, created_at, replayed_at
from dead_letters where $1 or replayed_at is null order by created_at desc limit $2;

-- name: dead_letter
-- One dead letter, held until the transaction ends.
select letter_id, event_id, event_type, job_id, subject, body, task_kind, task_key, code, message, detail,
       attempts, created_at, replayed_at
from dead_letters where letter_id = $1 for update;

-- name: mark_replayed
-- A person sent it again.
update dead_letters set replayed_at = now() where letter_id = $1;

-- name: forget_heard
-- Let an event be handled again.
delete from inbox where event_id = $1;

-- name: forget_failures
-- Start counting its failures anew.
delete from deliveries where event_id = $1;

-- name: tasks_level
-- What has not ended, by kind and by who has it, and the oldest one's age in seconds.
select kind, case when lease_until >= now() then 'leased' when not_before > now() then 'put_off' else 'open' end as state,
    count(*) as tasks, extract(epoch from now() - min(created_at)) as oldest
from tasks where state = 'open' group by 1, 2;

-- name: task_piles
-- What has not ended, by kind: how much of it waits and is held, since when, and whose the oldest is.
select kind, count(*) filter (where lease_until is null or lease_until < now()) as waiting,
    count(*) filter (where lease_until >= now()) as held, min(created_at) as oldest_at,
    (array_agg(job_id order by created_at))[1:5] as jobs
from tasks where state = 'open' group by kind order by kind;

-- name: troubles
-- What is tried again, by the last failure of it.
select kind, problem ->> 'code' as code, min(problem ->> 'message') as message, count(*) as count,
    min(created_at) as since
from tasks where state = 'open' and problem is not null group by kind, code order by count desc, kind, code limit 20;

-- name: held_by
-- How many tasks one process holds.
select count(*) from tasks where state = 'open' and lease_owner = $1 and lease_until >= now();

-- name: letters_waiting
-- How many dead letters wait for somebody.
select count(*) as count, min(created_at) as oldest_at from dead_letters where replayed_at is null;

-- name: newest_letters
-- The newest of them, without their bodies.
select letter_id, coalesce(task_kind, event_type) as what, code, job_id, created_at
from dead_letters where replayed_at is null order by created_at desc limit 3;

-- name: outbox_waiting
-- How many events are decided and not in the stream yet, since when, and the oldest one's age in seconds.
select count(*) as waiting, min(created_at) as oldest_at, extract(epoch from now() - min(created_at)) as oldest
from outbox where sent_at is null;

-- name: migrations_applied
-- Of this schema, by name.
select name from migrations order by applied_at, name;
