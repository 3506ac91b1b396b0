-- Expand: which calls of providers were heard, so that one that comes twice has one effect.

create table provider_calls (
    webhook_id text primary key,
    heard_at   timestamptz not null default clock_timestamp()
);
create index provider_calls_by_age on provider_calls (heard_at);
