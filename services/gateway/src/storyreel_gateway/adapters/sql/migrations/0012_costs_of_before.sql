-- Expand: what jobs were billed before there were lines, so that budgets and sums know of it; a month's films by owner.

insert into cost_lines (line_id, owner_id, job_id, kind, made_id, scene_id, scene_number, provider, model, quantity,
    unit_price, quoted, reserved, actual, state, price_version, created_at, settled_at)
select gen_random_uuid(), j.owner_id, j.job_id, 'image', (e ->> 'picture_id')::uuid, (e ->> 'scene_id')::uuid,
    (e ->> 'scene_number')::integer, j.provider, e -> 'picture' ->> 'model', 1, c.cost, c.cost, 0, c.cost, 'billed',
    j.price_version, j.created_at, j.updated_at
from jobs j cross join lateral jsonb_array_elements(j.storyboard) e
cross join lateral (select (e -> 'picture' ->> 'cost')::numeric as cost) c
where j.actual_cost > 0 and c.cost > 0 and not exists (select from cost_lines l where l.job_id = j.job_id);

-- The rest: films, and pictures that others took the place of. Under the newest render, so that it is not billed again.
insert into cost_lines (line_id, owner_id, job_id, kind, made_id, provider, model, quantity, unit_price, quoted, reserved,
    actual, state, price_version, created_at, settled_at)
select gen_random_uuid(), j.owner_id, j.job_id, case when j.film is null then 'image' else 'clip' end,
    (j.film ->> 'render_id')::uuid, j.provider, '', 0, 0, r.rest, 0, r.rest, 'billed', j.price_version, j.created_at,
    j.updated_at
from jobs j cross join lateral (
    select j.actual_cost - coalesce(sum(actual), 0) as rest from cost_lines l where l.job_id = j.job_id
) r
where r.rest > 0;

create index films_of_owner on job_changes (owner_id, occurred_at) where kind = 'video_rendered';
drop index films_by_time;
