-- name: lease_holds
-- Whether a task is still held by who claimed it under this fence.
select exists (
    select from tasks where task_id = $1 and fence = $2 and state = 'open' and lease_until > now()
);

-- name: open_purchase
-- The open purchase of a content from a provider, held until the transaction ends: whether the settler, whether a live
-- task is at it, whether its task will come back to it.
select purchases.*, now() as at, coalesce(settled_until > now(), false) as settling,
    exists (select from tasks where tasks.task_id = purchases.task_id and tasks.state = 'open') as awaited,
    exists (
        select from tasks where tasks.task_id = purchases.task_id and tasks.fence = purchases.task_fence
          and tasks.state = 'open' and tasks.lease_until > now()
    ) as held
from purchases
where owner_id = $1 and provider = $2 and content_key = $3 and state in ('intended', 'running') and not surplus
for update of purchases;

-- name: just_received
-- Whether this content was bought since the task was claimed, or shortly before: who then looked for it in vain, looks
-- again. Ten seconds are more than lie between the end of a purchase and the commit of its transaction.
select exists (
    select from purchases where owner_id = $1 and provider = $2 and content_key = $3 and state = 'succeeded'
      and problem is null and ended_at > (select updated_at from tasks where task_id = $4) - interval '10 seconds'
);

-- name: intend
-- Write down what is going to be bought; no row where somebody was faster.
insert into purchases (purchase_id, cause, owner_id, kind, made_id, scene_id, scene_number, content_key, provider, model,
    input, price_usd, seconds, task_id, task_fence)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict do nothing returning *, now() as at;

-- name: take_up
-- Another task goes on with it; who held it before changes nothing any more.
update purchases set hold = hold + 1, task_id = $2, task_fence = $3, settled_until = null
where purchase_id = $1 returning *, now() as at;

-- name: ask_anew
-- It was never asked for, so it may be asked for differently.
update purchases set input = $2, seconds = $3 where purchase_id = $1 and sent_at is null returning *, now() as at;

-- name: want
-- A task waits for the open purchase of a content; of many, each is noted once.
update purchases set wanted_by = wanted_by || $4::uuid
where owner_id = $1 and provider = $2 and content_key = $3 and state in ('intended', 'running') and not surplus
  and $4 <> all(wanted_by);

-- name: sending
-- The call goes out now, unless the lease is lost.
update purchases set sent_at = clock_timestamp(), lost_at = null
where purchase_id = $1 and hold = $2 and state = 'intended' and sent_at is null and exists (
    select from tasks where task_id = $3 and fence = $4 and state = 'open' and lease_until > now()
)
returning *, now() as at;

-- name: unsent
-- The call bought nothing.
update purchases set sent_at = null, lost_at = null where purchase_id = $1 and hold = $2 and state = 'intended';

-- name: lost
-- Its answer is missed, since the first time it was.
update purchases set lost_at = coalesce(lost_at, now())
where purchase_id = $1 and hold = $2 and state in ('intended', 'running') returning *, now() as at;

-- name: created
-- The provider has it. Whoever holds it: that is so.
update purchases set state = 'running', prediction_id = $2, revision = revision + 1
where purchase_id = $1 and state = 'intended' and prediction_id is null returning *, now() as at;

-- name: running_as
-- The purchase, if it is running as this prediction.
select *, now() as at from purchases where purchase_id = $1 and state = 'running' and prediction_id = $2;

-- name: fresh
-- Which of these predictions, in their order, belong to no purchase.
select asked.prediction_id from unnest($2::text[]) with ordinality as asked (prediction_id, place)
where not exists (
    select from purchases where provider = $1 and purchases.prediction_id = asked.prediction_id
)
order by place;

-- name: alone
-- Whether nobody else waits for a prediction of the same model and input, nor, if asked so, is still missed.
select not exists (
    select from purchases as other
    where other.provider = mine.provider
      and ((other.state = 'intended' and other.sent_at is not null) or ($2 and other.missed))
      and other.model = mine.model and other.input = mine.input and other.purchase_id <> mine.purchase_id
) from purchases as mine where purchase_id = $1;

-- name: surplus
-- A prediction bought beside a purchase becomes one of its own; no row where it is one already.
insert into purchases (purchase_id, state, prediction_id, surplus, sent_at, cause, owner_id, kind, made_id, scene_id,
    scene_number, content_key, provider, model, input, price_usd, seconds)
select $2, 'running', $3, true, coalesce(sent_at, now()), cause, owner_id, kind, made_id, scene_id,
    scene_number, content_key, provider, model, input, price_usd, seconds
from purchases where purchase_id = $1
on conflict do nothing returning *, now() as at;

-- name: end_purchase
-- How it ended. The moment is that of the statement: see `just_received`. One whose answer never came is looked for again.
update purchases set state = $3, cost_usd = $4, problem = $5, ended_at = clock_timestamp(), revision = revision + 1,
    missed = $3 = 'void' and lost_at is not null, settled_until = null
where purchase_id = $1 and hold = $2 and state in ('intended', 'running') returning *, now() as at;

-- name: spent
-- What a piece's purchases cost, or may cost; and apart from that the price of those that are only to be stopped.
select coalesce(sum(coalesce(cost_usd, price_usd)) filter (where not surplus or state <> 'running'), 0) as spent,
    coalesce(sum(price_usd) filter (where surplus and state = 'running'), 0) as stopping
from purchases
where made_id = $1 and scene_id = $2 and kind = $3;

-- name: paid
-- What a piece's purchases are known to have cost.
select coalesce(sum(cost_usd), 0) from purchases where made_id = $1 and scene_id = $2 and kind = $3;

-- name: under_way
-- Whether something of other content is still being bought for a piece.
select exists (
    select from purchases
    where made_id = $1 and scene_id = $2 and kind = $3 and content_key <> $4 and state in ('intended', 'running')
);

-- name: needless
-- Whether what a surplus one brings is there, or being bought, otherwise.
select exists (
    select from purchases as other
    where other.owner_id = mine.owner_id and other.provider = mine.provider and other.content_key = mine.content_key
      and other.purchase_id <> mine.purchase_id
      and ((other.state = 'succeeded' and other.problem is null)
           or (other.state in ('intended', 'running') and not other.surplus))
) from purchases as mine where purchase_id = $1;

-- name: claim_purchase
-- The oldest due purchase that no task will go on with, its own or one that waits for it, and no settler is at.
update purchases set hold = hold + 1, settled_until = now() + $2::interval
where purchase_id = (
    select purchase_id from purchases
    where provider = $1 and state in ('intended', 'running') and not_before <= now()
      and (settled_until is null or settled_until < now())
      and not exists (
          select from tasks where tasks.task_id = any(purchases.wanted_by || purchases.task_id) and tasks.state = 'open'
      )
    order by not_before limit 1 for update skip locked
) and state in ('intended', 'running')
returning *, now() as at;

-- name: left_over
-- The oldest purchase from a provider who is not here that no task and no settler is at, sent so long ago or never.
update purchases set hold = hold + 1
where purchase_id = (
    select purchase_id from purchases
    where provider <> all($1::text[]) and state in ('intended', 'running')
      and (sent_at is null or sent_at < now() - $2::interval)
      and (settled_until is null or settled_until < now())
      and not exists (
          select from tasks where tasks.task_id = any(purchases.wanted_by || purchases.task_id) and tasks.state = 'open'
      )
    order by created_at limit 1 for update skip locked
) and state in ('intended', 'running')
returning *, now() as at;

-- name: claim_missed
-- The oldest purchase that was sent and given up as void, so long after its end; no settler is at it.
update purchases set hold = hold + 1, settled_until = now() + $2::interval
where purchase_id = (
    select purchase_id from purchases
    where provider = $1 and missed and ended_at <= now() - $3::interval and not_before <= now()
      and (settled_until is null or settled_until < now())
    order by ended_at limit 1 for update skip locked
) and missed
returning *, now() as at;

-- name: looked_again
-- It was looked for once more.
update purchases set missed = false, settled_until = null
where purchase_id = $1 and hold = $2 and missed returning *, now() as at;

-- name: keep_claim
-- Hold on to a claimed purchase; no row where it is no longer ours.
update purchases set settled_until = now() + $3::interval
where purchase_id = $1 and hold = $2 and (state in ('intended', 'running') or missed) returning purchase_id;

-- name: put_off
-- Let go of a claimed purchase for a while.
update purchases set settled_until = null, not_before = now() + $3::interval, fetches = fetches + $4
where purchase_id = $1 and hold = $2 and (state in ('intended', 'running') or missed);

-- name: purchases_level
-- What is open, by whom and how far, and what nobody knows the end of.
select provider, state, count(*) as purchases from purchases
where state in ('intended', 'running') group by 1, 2
union all
select provider, state, count(*) from purchases where state = 'unknown' group by 1, 2;
