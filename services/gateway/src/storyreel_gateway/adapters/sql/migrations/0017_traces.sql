-- Expand: the trace that a job began with, and those of what endpoints are told (W3C `traceparent`).

alter table jobs add column traceparent text;
alter table webhook_deliveries add column traceparent text;
