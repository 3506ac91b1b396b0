-- name: put_purchase
-- A purchase as it was told; of its revisions the highest holds.
insert into purchases (purchase_id, owner_id, job_id, revision, kind, made_id, scene_id, scene_number, provider, model,
    prediction_id, state, price, cost, problem, created_at, ended_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (purchase_id) do update set revision = excluded.revision, prediction_id = excluded.prediction_id,
    state = excluded.state, price = excluded.price, cost = excluded.cost, problem = excluded.problem,
    ended_at = excluded.ended_at
where purchases.revision < excluded.revision and (purchases.owner_id, purchases.job_id, purchases.kind,
    purchases.made_id, purchases.scene_id) = (excluded.owner_id, excluded.job_id, excluded.kind, excluded.made_id,
    excluded.scene_id)
returning purchase_id;

-- name: purchases_of_piece
-- Everything that was, or may have been, bought for a picture or a scene's clip.
select * from purchases where job_id = $1 and owner_id = $2 and kind = $3 and made_id = $4 and scene_id = $5
order by purchase_id;

-- name: purchases_of_job
-- Everything that was, or may have been, bought for a job.
select * from purchases where job_id = $1 and owner_id = $2 order by purchase_id;

-- name: list_purchases
-- A page of the owner's purchases, newest first; ids sort by time.
select * from purchases
where owner_id = $1 and ($2::text is null or state = $2) and ($3::text is null or provider = $3)
    and ($4::uuid is null or job_id = $4) and ($5::timestamptz is null or created_at >= $5)
    and ($6::timestamptz is null or created_at < $6)
    and purchase_id < coalesce($7::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
order by purchase_id desc limit $8;

-- name: sum_purchases
-- How many purchases of the owner there are, and what they come to: paid, still under way, and doubtful.
select count(*) as count,
    coalesce(sum(cost) filter (where state not in ('intended', 'running', 'unknown')), 0) as paid,
    coalesce(sum(price) filter (where state in ('intended', 'running')
        or (state in ('succeeded', 'failed', 'canceled') and cost is null)), 0) as under_way,
    coalesce(sum(price) filter (where state = 'unknown'), 0) as doubtful
from purchases
where owner_id = $1 and ($2::text is null or state = $2) and ($3::text is null or provider = $3)
    and ($4::uuid is null or job_id = $4) and ($5::timestamptz is null or created_at >= $5)
    and ($6::timestamptz is null or created_at < $6);
