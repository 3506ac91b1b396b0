-- Expand: a storyboard version knows which one it was restored from, and when it was approved.

alter table storyboards add column restored_from integer;
alter table storyboards add column approved_at timestamptz;
