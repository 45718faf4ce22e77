-- Figures as sums over what the log changed: exact at any moment, without a hot row.

create table onestop.statistic_deltas (
  id             bigint generated always as identity primary key,
  day_on         date   not null,
  agency_id      text   not null,
  sector_id      text   not null,
  procedure_code text   not null,
  figure         text   not null,
  n              int    not null check (n <> 0)
);
comment on table onestop.statistic_deltas is
  'What each action changed in the figures, signed, written in the statement that writes the action. A job folds them into onestop.statistic_cubes in one transaction; readers sum both in one snapshot.';
comment on column onestop.statistic_deltas.day_on is
  'The civil day from which the change counts; may lie ahead (overdue from the day after the due day).';
grant select, insert, delete on onestop.statistic_deltas to kinhbac_app;

create table onestop.statistic_cubes (
  scope                 text not null check (scope in ('province', 'procedures', 'agencies', 'agency', 'procedure')),
  grain                 text not null check (grain in ('day', 'half', 'year')),
  agency_id             text not null,
  from_on               date not null,
  sector_id             text not null,
  procedure_code        text not null,
  received_counter      int  not null,
  received_post         int  not null,
  received_full         int  not null,
  received_partial      int  not null,
  received_unverified   int  not null,
  ended_early           int  not null,
  ended_on_time         int  not null,
  ended_overdue         int  not null,
  overdue               int  not null,
  rejected              int  not null,
  withdrawn             int  not null,
  stopped               int  not null,
  declined              int  not null,
  delivered             int  not null,
  delivered_on_the_spot int  not null,
  result_files          int  not null,
  digitised             int  not null,
  online_electronic     int  not null,
  on_time_766           int  not null,
  late_766              int  not null,
  synthetic_received    int  not null,
  synthetic_ended       int  not null,
  primary key (scope, grain, agency_id, from_on, sector_id, procedure_code)
);
comment on table onestop.statistic_cubes is
  'Sums of folded deltas. A cell covers a civil day, a half month (1st to 14th, 15th to the end: so that months of the calendar and the 15th-to-14th periods of the reports are whole cells) or a year. scope: over all agencies by sector (province) and by procedure (procedures: halves and years), by agency (agencies) and by agency and sector (agency: halves and years), by agency and procedure (procedure). What is over all has an empty key.';
comment on column onestop.statistic_cubes.overdue is
  'Net change of the open dossiers past their due day; a stock is the sum over all time up to a day.';
comment on column onestop.statistic_cubes.on_time_766 is
  'Of ended dossiers, counted on the day of acceptance: indicator 2.1 of Decision 766 follows those received.';
create index statistic_cubes_time on onestop.statistic_cubes (scope, grain, from_on);
create index statistic_cubes_procedure on onestop.statistic_cubes (procedure_code, grain, from_on) where scope = 'procedure';
grant select, insert, update on onestop.statistic_cubes to kinhbac_app;

-- The rows behind the figures.
create index dossiers_accepted on onestop.dossiers (accepted_at) where accepted_at is not null;
create index dossiers_accepted_open on onestop.dossiers (accepted_at) where accepted_at is not null and ended_at is null;
create index dossiers_ended on onestop.dossiers (ended_at) where ended_at is not null;
create index dossiers_asked_twice on onestop.dossiers (agency_id, id) where supplement_count > 1;
create index dossier_actions_late on onestop.dossier_actions (recorded_at) where recorded_at > occurred_at;
