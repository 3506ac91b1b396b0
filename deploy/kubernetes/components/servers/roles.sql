-- One role for each service: it owns the service's schema and sees no other. Run at every start, by psql and as the
-- database's owner; a changed password holds from then on.
\set ON_ERROR_STOP on
\getenv gateway POSTGRES_GATEWAY_PASSWORD
\getenv storyboard POSTGRES_STORYBOARD_PASSWORD
\getenv renderer POSTGRES_RENDERER_PASSWORD
\getenv exporter POSTGRES_EXPORTER_PASSWORD
set client_min_messages to warning;

select format('create role %I', name)
from unnest(array['gateway', 'storyboard', 'renderer', 'exporter']) as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role gateway login password :'gateway';
alter role storyboard login password :'storyboard';
alter role renderer login password :'renderer';
alter role exporter login password :'exporter';

create schema if not exists gateway authorization gateway;
create schema if not exists storyboard authorization storyboard;
create schema if not exists renderer authorization renderer;
create schema if not exists exporter authorization exporter;

revoke all on schema public from public;
select format('revoke all on database %I from public', current_database())
\gexec
select format('grant connect on database %I to gateway, storyboard, renderer, exporter', current_database())
\gexec
