-- Expand: jobs that have not ended, and a month's lines, are counted without looking at all others.

create index jobs_not_ended on jobs (status, stage_since)
    where status in ('pending', 'parsing', 'generating_storyboard', 'storyboard_ready', 'rendering');
create index cost_lines_by_time on cost_lines (created_at) include (provider, reserved, actual, doubtful);
