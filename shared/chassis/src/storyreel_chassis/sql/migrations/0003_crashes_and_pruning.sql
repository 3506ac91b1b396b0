-- Expand: claims whose holder died are counted apart from those that were given back; what is closed can be forgotten.

alter table tasks add column crashes integer not null default 0;
create index tasks_closed on tasks (updated_at) where state <> 'open';
create index dead_letters_waiting_about on dead_letters (event_id) where replayed_at is null;
