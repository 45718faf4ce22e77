-- Who the state is here: areas, agencies, posts and officers, each with the days between which it holds.
-- Periods are half open: valid_from is the first day, valid_to the first day it no longer holds; null is open.
create schema if not exists people;
grant usage on schema people to kinhbac_app;

create table people.administrative_areas (
  code        text not null check (code ~ '^(\d{2}|\d{3}|\d{5})$'),
  valid_from  date not null,
  valid_to    date,
  level       text not null check (level in ('province', 'district', 'commune')),
  kind        text not null check (kind in ('province', 'provincial-city', 'town', 'rural-district', 'ward', 'township', 'commune')),
  name        text not null,
  full_name   text not null,
  parent_code text,
  basis       text,
  primary key (code, valid_from),
  check (valid_to > valid_from),
  check ((level = 'province') = (parent_code is null))
);
comment on table people.administrative_areas is
  'Administrative areas as they stood: one row for each period in which name, kind and parent were the same. A code without a date is ambiguous: 24 was Bắc Giang and is Bắc Ninh.';
create index administrative_areas_parent on people.administrative_areas (parent_code, valid_from);

create table people.area_successors (
  predecessor_code text not null,
  successor_code   text not null,
  effective_on     date not null,
  part             text not null check (part in ('full', 'part', 'unknown')),
  verified         boolean not null,
  basis            text not null,
  article          text,
  primary key (predecessor_code, successor_code, effective_on)
);
comment on table people.area_successors is
  'Which area took over an area that ended on a day, with the resolution. The predecessor ended on effective_on, the successor stands from it.';

create table people.agencies (
  id         text not null,
  valid_from date not null,
  valid_to   date,
  kind       text not null check (kind in ('peoples-committee', 'office', 'department', 'service-centre', 'military-command', 'ministry', 'other')),
  level      text not null check (level in ('ministry', 'province', 'district', 'commune')),
  name       text not null,
  short_name text not null,
  name_en    text,
  parent_id  text,
  area_code  text,
  sourced    boolean not null,
  basis      text,
  primary key (id, valid_from),
  check (valid_to > valid_from)
);
comment on table people.agencies is
  'Agencies as they stood: one row for each period. sourced = false: the name or the day is not verified and is shown as such.';

create table people.agency_successors (
  predecessor_id text not null,
  successor_id   text not null,
  effective_on   date not null,
  sectors        text[] not null,
  sourced        boolean not null,
  basis          text not null,
  primary key (predecessor_id, successor_id, effective_on)
);
comment on table people.agency_successors is 'Which agency took over which sectors of an agency that ended, from which day, by which decision.';

create table people.units (
  id         text not null,
  valid_from date not null,
  valid_to   date,
  agency_id  text not null,
  name       text not null,
  sourced    boolean not null,
  primary key (id, valid_from),
  check (valid_to > valid_from)
);
comment on table people.units is 'Rooms and divisions of an agency as they stood. sourced = false: illustrative.';

create table people.agency_sectors (
  sector_id  text not null,
  level      text not null check (level in ('ministry', 'province', 'district', 'commune')),
  valid_from date not null,
  valid_to   date,
  agency_id  text not null,
  unit_id    text,
  sourced    boolean not null,
  basis      text,
  primary key (sector_id, level, valid_from),
  check (valid_to > valid_from)
);
comment on table people.agency_sectors is 'Which agency, and which of its units, resolves the dossiers of a sector in a period.';

create table people.agency_codes (
  agency_id  text not null,
  valid_from date not null,
  valid_to   date,
  unit_code  text not null,
  format     text not null check (format in ('A', 'B')),
  verified   boolean not null,
  note       text,
  primary key (agency_id, valid_from),
  check (valid_to > valid_from)
);
comment on table people.agency_codes is
  'Identification code of an agency in dossier codes and the layout in force: configuration of the province. verified = false: not seen in an official page.';

create table people.posts (
  id         text not null primary key,
  agency_id  text not null,
  unit_id    text,
  title      text not null,
  roles      text[] not null,
  sectors    text[],
  areas      text[],
  place      text not null check (place in ('centre', 'agency')),
  valid_from date not null,
  valid_to   date,
  synthetic  boolean not null,
  check (valid_to > valid_from),
  check (roles <@ array['counter', 'case-officer', 'approver', 'controller', 'leader', 'administrator', 'data-engineer'])
);
comment on table people.posts is 'Posts with the roles they give, the sectors and the territory they have authority over, and where they are carried out.';
comment on column people.posts.sectors is 'Null: every sector (a counter of a centre that accepts any procedure).';
comment on column people.posts.areas is 'Null: the whole territory of the agency.';
create index posts_agency on people.posts (agency_id);

create table people.officers (
  id        text not null primary key,
  name      text not null,
  synthetic boolean not null
);
comment on table people.officers is 'Officers by name. synthetic: an invented person of the demonstration.';

create table people.post_holders (
  officer_id text not null references people.officers (id),
  post_id    text not null references people.posts (id),
  valid_from date not null,
  valid_to   date,
  basis      text,
  primary key (officer_id, post_id, valid_from),
  check (valid_to > valid_from)
);
comment on table people.post_holders is 'Who holds which post in which period, by which decision.';
create index post_holders_post on people.post_holders (post_id);

create table people.delegations (
  id              text not null primary key,
  from_post_id    text not null references people.posts (id),
  to_post_id      text not null references people.posts (id),
  role            text not null check (role in ('counter', 'case-officer', 'approver', 'controller', 'leader')),
  sectors         text[],
  valid_from      date not null,
  valid_to        date,
  decision_number text not null,
  synthetic       boolean not null,
  check (from_post_id <> to_post_id),
  check (valid_to > valid_from)
);
comment on table people.delegations is 'A post lets another one act in its role, in writing, for a period. What is delegated is not delegated again.';
comment on column people.delegations.sectors is 'Null: every sector of the delegating post.';

create table people.accounts (
  officer_id    text not null primary key references people.officers (id),
  user_name     text not null unique check (user_name = lower(user_name)),
  password_hash text not null,
  disabled_at   timestamptz,
  changed_at    timestamptz not null
);
comment on table people.accounts is 'How an officer signs in: a user name and an Argon2id hash. A second factor has its place in a table of its own, not yet built.';

create table people.sessions (
  token_hash   bytea       not null primary key,
  id           uuid        not null unique,
  officer_id   text        not null references people.officers (id),
  post_id      text        references people.posts (id),
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  address      text,
  user_agent   text
);
comment on table people.sessions is 'Signed-in sessions by the SHA-256 of their token; the token itself is stored nowhere.';
create index sessions_officer on people.sessions (officer_id, created_at);

create table people.sign_in_throttles (
  key               text        not null primary key,
  attempts          int         not null check (attempts > 0),
  window_started_at timestamptz not null
);
comment on table people.sign_in_throttles is 'Sign-ins tried without success in a window, by a hash of the account or of the network address, whether or not the account exists.';

create table people.access_log (
  id           uuid        not null primary key,
  accessed_at  timestamptz not null,
  officer_id   text        not null,
  post_id      text        not null,
  agency_id    text        not null,
  dossier_code text        not null,
  purpose      text        not null check (length(purpose) between 1 and 200),
  operation    text        not null
);
comment on table people.access_log is 'Evidence: each read of a dossier''s personal data by an officer, shown to the citizen. Rows are added, never changed.';
create index access_log_dossier on people.access_log (dossier_code, accessed_at);

grant select, insert, update, delete on
  people.administrative_areas, people.area_successors, people.agencies, people.agency_successors, people.units,
  people.agency_sectors, people.agency_codes to kinhbac_app;
grant select, insert, update on people.posts, people.officers, people.post_holders,
  people.delegations, people.accounts to kinhbac_app;
grant select, insert, update, delete on people.sessions, people.sign_in_throttles to kinhbac_app;
grant select, insert on people.access_log to kinhbac_app; -- no update, no delete
