-- Expand: what waits to be said or done remembers what it belongs to (W3C `traceparent`).

alter table outbox add column traceparent text;
alter table tasks add column traceparent text;
