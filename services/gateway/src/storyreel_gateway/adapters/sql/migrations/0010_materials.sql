-- Expand: what a job's films need of its owner's assets; the objects outlive a deleted asset (see asset_uses).

alter table jobs add column materials jsonb not null default '{}';
