-- name: read_feed
-- An owner's changes after a place, and how far the log is settled: what an open transaction may still precede is not.
select s.horizon::text::bigint as horizon, c.*
from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) s
left join lateral (
    select xid::text::bigint as xid, seq, job_id, kind, status, client_id, xid < s.horizon as settled,
        case when xid < s.horizon then body end as body
    from (select * from job_changes where owner_id = $1 and (xid, seq) > ($2::text::xid8, $3)
          order by xid, seq limit $4) found
    join (select job_id, client_id from jobs) j using (job_id)
) c on true
order by c.xid, c.seq;

-- name: feed_now
-- The place behind everything that is settled.
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
