-- Sources of the data centre: who supplies what by which way, what each run did, and the rows that were not taken.

create table datahub.sources (
  tenant     text        not null,
  id         text        not null check (id ~ '^[a-z][a-z0-9-]{1,60}$'),
  model      text        not null,
  agency_id  text        not null,
  settings   jsonb       not null,
  key_hash   text        check (key_hash ~ '^[0-9a-f]{64}$'),
  secret     text,
  enabled    boolean     not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by text        not null,
  primary key (tenant, id)
);
comment on table datahub.sources is 'What an agency supplies: the way it comes, when, and how far it is trusted.';
comment on column datahub.sources.key_hash is 'SHA-256 of the key with which a pushing source signs in; the key itself is shown once.';
comment on column datahub.sources.secret is 'Password or token for the agency''s own system. No read of the program answers it.';
create unique index sources_key on datahub.sources (key_hash) where key_hash is not null;
grant select, insert, update on datahub.sources to kinhbac_app;

create table datahub.source_states (
  tenant          text        not null,
  source_id       text        not null,
  failures        int         not null default 0 check (failures >= 0),
  opened_at       timestamptz,
  last_success_at timestamptz,
  last_error      text,
  next_run_at     timestamptz,
  cursor_value    text,
  etag            text,
  last_modified   text,
  primary key (tenant, source_id),
  foreign key (tenant, source_id) references datahub.sources (tenant, id)
);
comment on table datahub.source_states is
  'How a source is doing. The circuit is open from opened_at on; how long is in the settings. cursor_value, etag and last_modified say where the next pull goes on.';
grant select, insert, update on datahub.source_states to kinhbac_app;

create table datahub.mappings (
  tenant     text        not null,
  source_id  text        not null,
  version    int         not null check (version > 0),
  mapping    jsonb       not null,
  note       text        not null,
  created_by text        not null,
  created_at timestamptz not null,
  primary key (tenant, source_id, version),
  foreign key (tenant, source_id) references datahub.sources (tenant, id)
);
comment on table datahub.mappings is 'How rows become entities, in versions. Rows are added, never changed.';
grant select, insert on datahub.mappings to kinhbac_app;

create table datahub.runs (
  id              bigint      generated always as identity primary key,
  tenant          text        not null,
  source_id       text        not null,
  mapping_version int         not null,
  cause           text        not null check (cause in ('upload', 'schedule', 'push', 'message', 'replay', 'demo')),
  state           text        not null check (state in ('waiting', 'running', 'held', 'done', 'failed', 'refused')),
  file_name       text,
  sha256          text        check (sha256 ~ '^[0-9a-f]{64}$'),
  form_sha256     text        check (form_sha256 ~ '^[0-9a-f]{64}$'),
  same_as         bigint      references datahub.runs (id),
  started_at      timestamptz not null,
  ended_at        timestamptz,
  by              text        not null,
  notes           jsonb,
  reached         int         not null default 0,
  rows            int         not null default 0,
  created         int         not null default 0,
  changed         int         not null default 0,
  unchanged       int         not null default 0,
  quarantined     int         not null default 0,
  deleted         int         not null default 0,
  quality         jsonb       not null default '{}',
  held            jsonb,
  decided_by      text,
  reason          text,
  error           text,
  foreign key (tenant, source_id) references datahub.sources (tenant, id),
  foreign key (tenant, source_id, mapping_version) references datahub.mappings (tenant, source_id, version),
  check (state not in ('done', 'failed', 'refused') or ended_at is not null),
  check (state <> 'held' or held is not null)
);
comment on table datahub.runs is
  'Each time that a source delivered: which file by checksum, what was found out about it, what became of its rows. Counts and reached (rows dealt with) are written in the transaction of each batch, so that a run that broke off goes on where it stopped.';
comment on column datahub.runs.same_as is 'The earlier run that took the very same bytes under the same mapping: nothing was to do.';
create index runs_source on datahub.runs (tenant, source_id, id desc);
create index runs_file on datahub.runs (tenant, source_id, sha256) where sha256 is not null;
create index runs_open on datahub.runs (state) where state in ('waiting', 'running', 'held');
grant select, insert, update on datahub.runs to kinhbac_app;

create table datahub.source_rows (
  tenant      text   not null,
  source_id   text   not null,
  natural_key text   not null,
  entity_id   text   not null,
  row_hash    text   not null,
  run_id      bigint not null references datahub.runs (id),
  row_number  int    not null,
  primary key (tenant, source_id, natural_key)
);
comment on table datahub.source_rows is
  'What a source last told of each thing: the hash of the mapped row tells whether a new one differs. run_id and row_number: where it last changed.';
grant select, insert, update, delete on datahub.source_rows to kinhbac_app;

create table datahub.run_keys (
  run_id      bigint not null references datahub.runs (id),
  natural_key text   not null,
  row_number  int    not null,
  primary key (run_id, natural_key)
);
comment on table datahub.run_keys is
  'The keys met in a run that is not over: finds keys that stand twice in a file and what a complete list no longer names, without holding them in memory. Emptied when the run ends.';
grant select, insert, delete on datahub.run_keys to kinhbac_app;

create table datahub.quarantined_rows (
  id          bigint      generated always as identity primary key,
  tenant      text        not null,
  source_id   text        not null,
  run_id      bigint      not null references datahub.runs (id),
  row_number  int         not null,
  cells       jsonb       not null,
  edits       jsonb       not null default '{}',
  findings    jsonb       not null,
  state       text        not null default 'open' check (state in ('open', 'replayed', 'dismissed')),
  reason      text,
  decided_by  text,
  decided_at  timestamptz,
  replayed_in bigint      references datahub.runs (id),
  foreign key (tenant, source_id) references datahub.sources (tenant, id),
  unique (run_id, row_number),
  check (state <> 'dismissed' or reason is not null)
);
comment on table datahub.quarantined_rows is
  'Rows that were not taken, as they were read, each with what is wrong. They are mended and replayed or dismissed with a reason; never lost.';
create index quarantined_rows_open on datahub.quarantined_rows (tenant, source_id, id) where state = 'open';
grant select, insert, update on datahub.quarantined_rows to kinhbac_app;
