-- Expand: what workers bought, as they tell it; and what each line of the ledger was told, from which all else about it
-- follows. What a gateway of before settled, or settles while it still runs, is understood by its state (see
-- adapters/costs.py): no row is written here, for nobody could spend meanwhile.

create table purchases (
    purchase_id   uuid primary key,
    owner_id      text not null,
    job_id        uuid not null,
    revision      integer not null check (revision >= 1),
    kind          text not null check (kind in ('image', 'clip')),
    made_id       uuid not null,
    scene_id      uuid not null,
    scene_number  integer not null,
    provider      text not null,
    model         text not null,
    prediction_id text,
    state         text not null check (state in ('intended', 'running', 'succeeded', 'failed', 'canceled', 'void',
                      'unknown')),
    price         numeric(14, 6) not null check (price >= 0),
    cost          numeric(14, 6) check (cost >= 0),
    problem       jsonb,
    created_at    timestamptz not null,
    ended_at      timestamptz
);
create index purchases_of_owner on purchases (owner_id, purchase_id desc);
create index purchases_of_owner_by_state on purchases (owner_id, state, purchase_id desc);
create index purchases_of_job on purchases (job_id, purchase_id desc);

alter table cost_lines
    add column told      numeric(14, 6) check (told >= 0),
    add column film      numeric(14, 6) check (film >= 0),
    add column closed    boolean not null default false,
    add column paid      numeric(14, 6) not null default 0 check (paid >= 0),
    add column under_way numeric(14, 6) not null default 0 check (under_way >= 0),
    add column doubtful  numeric(14, 6) not null default 0 check (doubtful >= 0),
    drop constraint cost_lines_state_check,
    drop constraint cost_lines_check,
    drop constraint cost_lines_check1,
    drop constraint cost_lines_check2,
    add constraint cost_lines_state check (state in ('reserved', 'billed', 'released', 'unknown')),
    add constraint cost_lines_actual check (case state when 'billed' then actual is not null
        when 'unknown' then true else actual is null end),
    add constraint cost_lines_settled check ((state = 'reserved') = (settled_at is null)),
    add constraint cost_lines_released check (state <> 'released' or reserved = 0);
