-- The dossier: its log (evidence) and the row of its latest state (for look-up).

create extension if not exists pg_trgm;

create table onestop.dossiers (
  agency_id             text        not null,
  id                    uuid        not null,
  code                  text        not null,
  counter_id            text        not null,
  procedure_id          uuid        not null,
  procedure_version_id  uuid        not null,
  procedure_code        text        not null,
  procedure_name        text        not null,
  sector_id             text        not null,
  on_the_spot           boolean     not null,
  channel               text        not null check (channel in ('online', 'counter', 'post')),
  status                text        not null check (status in ('filed', 'accepted', 'declined', 'in-process', 'awaiting-supplement', 'awaiting-payment', 'withdrawn', 'stopped', 'decided', 'delivered')),
  applicant_name        text        not null,
  applicant_fold        text        not null,
  applicant_identifier  text,
  applicant_phone       text,
  filed_at              timestamptz not null,
  accepted_at           timestamptz,
  due_at                timestamptz,
  original_due_at       timestamptz,
  ended_at              timestamptz,
  delivered_at          timestamptz,
  holder_kind           text        not null check (holder_kind in ('counter', 'officer', 'leader', 'consulted-agency', 'applicant', 'outside-system')),
  holder_id             text        not null,
  holder_since          timestamptz not null,
  case_officer_post_id  text,
  supplement_count      int         not null default 0 check (supplement_count >= 0),
  extension_count       int         not null default 0 check (extension_count >= 0),
  on_time               boolean,
  decision              text        check (decision in ('grant', 'reject', 'deemed')),
  online_mode           text        check (online_mode in ('full', 'partial', 'informationOnly')),
  finish_at             timestamptz,
  overdue_in            datemultirange not null default '{}',
  result_file           boolean     not null default false,
  digitised             boolean     not null default false,
  sequence              int         not null check (sequence > 0),
  head_hash             bytea       not null check (length(head_hash) = 32),
  clock_version         text        not null,
  synthetic             boolean     not null,
  primary key (agency_id, id),
  unique (agency_id, code)
);
comment on table onestop.dossiers is
  'The latest state of each dossier, folded from onestop.dossier_actions in the same statement that adds the action. due_at is computed by the clock from that log; nothing else writes it.';
comment on column onestop.dossiers.on_time is
  'Of ended dossiers: by the exact rule of index 766 (05-reporting §5.4); null while running or where the term is not verified.';
comment on column onestop.dossiers.online_mode is
  'mode2022 of the pinned procedure version; null: not verified.';
comment on column onestop.dossiers.finish_at is
  'The moment that the clock compares with the due time: of an open dossier since when it waits (null while it runs), of an ended one its end, or since when it waited for good.';
comment on column onestop.dossiers.overdue_in is
  'The days on which the dossier stood open past its due day, as the log had it on each day; open-ended while it is planned. What a past report said can be counted again from it.';
comment on column onestop.dossiers.result_file is 'Whether the decision was given as a file.';
comment on column onestop.dossiers.digitised is 'Whether every paper handed in is there as a file.';
create index dossiers_code on onestop.dossiers (code);
create index dossiers_centre on onestop.dossiers (counter_id, coalesce(due_at, 'infinity'::timestamptz), id) where ended_at is null or (status = 'decided');
create index dossiers_open on onestop.dossiers (agency_id, coalesce(due_at, 'infinity'::timestamptz), id) where ended_at is null or (status = 'decided');
create index dossiers_counter on onestop.dossiers (counter_id, coalesce(due_at, filed_at), id) where status in ('filed', 'decided');
create index dossiers_case_officer on onestop.dossiers (agency_id, case_officer_post_id, coalesce(due_at, 'infinity'::timestamptz), id) where ended_at is null;
create index dossiers_fold on onestop.dossiers using gin (applicant_fold gin_trgm_ops);
create index dossiers_identifier on onestop.dossiers (applicant_identifier) where applicant_identifier is not null;
create index dossiers_phone on onestop.dossiers (applicant_phone) where applicant_phone is not null;
create index dossiers_filed on onestop.dossiers (agency_id, filed_at);
grant select, insert, update on onestop.dossiers to kinhbac_app;

create table onestop.dossier_actions (
  agency_id    text        not null,
  dossier_id   uuid        not null,
  sequence     int         not null check (sequence > 0),
  kind         text        not null check (kind in ('file', 'accept', 'decline-filing', 'ask-supplement', 'supplement', 'assign', 'consult', 'answer-consultation', 'assess', 'ask-payment', 'pay', 'suspend', 'resume', 'extend', 'apologise', 'decide', 'deem-granted', 'withdraw', 'close', 'deliver')),
  actor        text        not null check (actor like '{%}'),
  occurred_at  timestamptz not null,
  recorded_at  timestamptz not null,
  content      text        not null check (content like '{%}'),
  salt         bytea       not null check (length(salt) = 16),
  hash         bytea       not null check (length(hash) = 32),
  request_id   uuid        not null,
  request_hash bytea       not null check (length(request_hash) = 32),
  position     bigint      generated always as identity,
  primary key (agency_id, dossier_id, sequence),
  unique (agency_id, request_id),
  check (occurred_at <= recorded_at)
);
comment on table onestop.dossier_actions is
  'Evidence: what was done to each dossier, in order; rows are added, never changed. hash chains each row to the one before. Two officers acting at once collide on the sequence.';
comment on column onestop.dossier_actions.request_id is
  'Chosen by the caller, so that a request sent twice acts once.';
comment on column onestop.dossier_actions.content is
  'Canonical JSON, to the letter as it was hashed; actor likewise.';
comment on column onestop.dossier_actions.position is
  'Order of writing over all dossiers, for sealing and export; gaps mean rolled-back statements.';
create index dossier_actions_position on onestop.dossier_actions (position);
grant select, insert on onestop.dossier_actions to kinhbac_app;

create table onestop.dossier_serials (
  unit_code text not null,
  day_on    date not null,
  last      int  not null check (last > 0),
  primary key (unit_code, day_on)
);
comment on table onestop.dossier_serials is
  'The last serial given in dossier codes, for each unit and day: taken in blocks by each process, so no lock is held while a dossier is filed.';
grant select, insert, update on onestop.dossier_serials to kinhbac_app;

create table onestop.secrets (
  name   text  primary key,
  secret bytea not null check (length(secret) >= 32)
);
comment on table onestop.secrets is
  'Keys made at first start: from them the access keys of dossiers are derived and nothing has to be stored for each.';
grant select, insert on onestop.secrets to kinhbac_app;
