-- Due times that moved because a calendar was corrected, and what applicants are told.

create table onestop.due_time_moves (
  agency_id    text        not null,
  dossier_id   uuid        not null,
  id           uuid        not null,
  sequence     int         not null check (sequence > 0),
  from_due_at  timestamptz not null,
  to_due_at    timestamptz not null check (to_due_at <> from_due_at),
  from_version text        not null,
  to_version   text        not null check (to_version <> from_version),
  cause        jsonb       not null,
  moved_at     timestamptz not null,
  primary key (agency_id, dossier_id, id)
);
comment on table onestop.due_time_moves is
  'Evidence: each due time that moved because a corrected calendar came into force; rows are added, never changed. Written by the statement that moves the row of the dossier; both times are computed by the clock.';
comment on column onestop.due_time_moves.sequence is 'The latest entry of the log at that moment.';
comment on column onestop.due_time_moves.from_version is
  'The calendar by which the old due time was reckoned, as in onestop.dossiers.clock_version.';
comment on column onestop.due_time_moves.cause is
  'How the two calendars differ over the days of the term: years with their versions, days, whether hours.';
create index due_time_moves_latest on onestop.due_time_moves (id);
grant select, insert on onestop.due_time_moves to kinhbac_app;

create table onestop.notices (
  agency_id  text        not null,
  dossier_id uuid        not null,
  id         uuid        not null,
  kind       text        not null check (kind in ('due-time-moved')),
  facts      jsonb       not null,
  written_at timestamptz not null,
  primary key (agency_id, dossier_id, id)
);
comment on table onestop.notices is
  'Evidence: what the applicant of a dossier is told, shown on the page where he follows it; rows are added, never changed.';
grant select, insert on onestop.notices to kinhbac_app;
