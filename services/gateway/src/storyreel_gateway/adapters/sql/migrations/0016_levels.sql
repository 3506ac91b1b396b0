-- Expand: everybody's lines of a month are added up without looking at all others.

create index cost_lines_by_time on cost_lines (created_at) include (provider, reserved, actual, doubtful);
