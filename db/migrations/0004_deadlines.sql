-- The calendars by which due times are computed: by year, and the working hours of agencies, in versions.
create schema if not exists onestop;
grant usage on schema onestop to kinhbac_app;

create table onestop.calendar_versions (
  year         int         not null check (year between 2000 and 2099),
  version      int         not null check (version > 0),
  content      jsonb       not null,
  content_hash bytea       not null check (length(content_hash) = 32),
  source       text        not null,
  recorded_at  timestamptz not null,
  primary key (year, version)
);
comment on table onestop.calendar_versions is
  'Days off and make-up days of a year as announced. Evidence: rows are added, never changed; a corrected calendar is a new version, and the highest version of a year is in force.';
comment on column onestop.calendar_versions.content_hash is
  'SHA-256 of the content in canonical JSON: loading the same again is recognised by it.';
comment on column onestop.calendar_versions.source is 'Where the version came from: the content file.';

create table onestop.working_hours_versions (
  agency_id    text        not null,
  version      int         not null check (version > 0),
  content      jsonb       not null,
  content_hash bytea       not null check (length(content_hash) = 32),
  source       text        not null,
  recorded_at  timestamptz not null,
  primary key (agency_id, version)
);
comment on table onestop.working_hours_versions is
  'Working hours by period: of one agency, or under `default` of all without their own. Evidence: rows are added, never changed; the highest version is in force.';
comment on column onestop.working_hours_versions.content_hash is 'SHA-256 of the content in canonical JSON.';

grant select, insert on onestop.calendar_versions, onestop.working_hours_versions to kinhbac_app;
