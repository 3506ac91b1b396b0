-- Expand: keys that people can tell apart, and links to show. A running gateway of before adds keys without a name.

alter table api_keys
    add column name   text not null default 'unnamed' check (length(name) between 1 and 100),
    add column prefix text;
create index api_keys_of_owner on api_keys (owner_id, key_id desc);

create table shares (
    share_id   uuid primary key,
    job_id     uuid not null references jobs on delete cascade,
    owner_id   text not null,
    what       text not null check (what in ('storyboard', 'film')),
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    revoked_at timestamptz
);
create index shares_of_job on shares (owner_id, job_id, share_id desc);
