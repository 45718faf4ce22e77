-- Datasets, agreements on their use, and the log of every call under an agreement (Decree 47/2020/NĐ-CP).

create table datahub.datasets (
  id           text        not null primary key check (id ~ '^[a-z0-9][a-z0-9-]*$'),
  tenant       text        not null,
  version      int         not null check (version > 0),
  content      jsonb       not null,
  content_hash text        not null check (content_hash ~ '^[0-9a-f]{64}$'),
  state        text        not null check (state in ('draft', 'internal', 'shared', 'open')),
  state_since  timestamptz not null,
  opened_at    timestamptz,
  changed_at   timestamptz not null,
  reviewed_on  date        not null
);
comment on table datahub.datasets is
  'A saved query over the registry with its description: catalogue entry, OGC collection and downloads at once. The row is the latest state of datahub.dataset_actions.';
comment on column datahub.datasets.reviewed_on is 'The latest review; the next is due within 6 months (Decree 47/2020, Art. 18 and 34).';
grant select, insert, update on datahub.datasets to kinhbac_app;

create table datahub.dataset_actions (
  dataset_id text        not null references datahub.datasets (id),
  sequence   int         not null check (sequence > 0),
  kind       text        not null check (kind in ('describe', 'move', 'review')),
  by         text        not null,
  at         timestamptz not null,
  content    jsonb       not null,
  primary key (dataset_id, sequence)
);
comment on table datahub.dataset_actions is
  'Evidence: what was done to each dataset, in order. describe holds the whole content, move the states and the reason, review the finding.';
grant select, insert on datahub.dataset_actions to kinhbac_app;

create table datahub.agreements (
  id              uuid        not null primary key,
  tenant          text        not null,
  dataset_id      text        not null references datahub.datasets (id),
  provider        text        not null,
  consumer        text        not null,
  consumer_name   text        not null,
  application     text        not null,
  fields          text[]      not null check (cardinality(fields) > 0),
  filter          jsonb,
  purpose         text        not null,
  legal_basis     text        not null,
  from_on         date        not null,
  to_on           date        not null,
  calls_per_minute int        not null check (calls_per_minute > 0),
  state           text        not null check (state in ('requested', 'granted', 'refused', 'revoked')),
  requested_at    timestamptz not null,
  answer_due_on   date        not null,
  decided_at      timestamptz,
  suspended_from  timestamptz,
  key_hash        bytea       unique check (length(key_hash) = 32),
  key_made_at     timestamptz,
  check (to_on >= from_on),
  check ((state in ('granted', 'revoked')) = (key_hash is not null))
);
comment on table datahub.agreements is
  'Who may use which fields and rows of a dataset, for what, by which law, how long and how often (Decree 47/2020, Art. 35, 38). Suspended and expired follow from suspended_from and to_on, so that they hold at their moment without a job.';
comment on column datahub.agreements.key_hash is 'SHA-256 of the key; the key itself is shown once and kept nowhere.';
create index agreements_dataset on datahub.agreements (dataset_id, requested_at);
grant select, insert, update on datahub.agreements to kinhbac_app;

create table datahub.agreement_actions (
  agreement_id uuid        not null references datahub.agreements (id),
  sequence     int         not null check (sequence > 0),
  kind         text        not null check (kind in ('request', 'grant', 'refuse', 'suspend', 'resume', 'renew-key', 'revoke')),
  by           text        not null,
  at           timestamptz not null,
  content      jsonb       not null,
  primary key (agreement_id, sequence)
);
comment on table datahub.agreement_actions is 'Evidence: what was done to each agreement, in order.';
grant select, insert on datahub.agreement_actions to kinhbac_app;

create unlogged table datahub.agreement_minutes (
  agreement_id uuid        not null,
  minute       timestamptz not null,
  calls        int         not null,
  primary key (agreement_id, minute)
);
comment on table datahub.agreement_minutes is
  'Calls under each agreement by minute, for its rate limit over all processes. Not logged: a crash forgets a minute, which harms nobody.';
grant select, insert, update, delete on datahub.agreement_minutes to kinhbac_app;

create table datahub.access_log (
  at           timestamptz not null,
  agreement_id uuid        not null,
  dataset_id   text,
  api          text        not null,
  method       text        not null,
  address      text        not null,
  status       int         not null,
  row_count    int         not null,
  ms           int         not null,
  refusal      text,
  reference    text        not null,
  remote       text
) partition by range (at);
comment on table datahub.access_log is
  'Evidence: every call under an agreement: when, which agreement (so who and for what), what was asked, the answer and how many rows it held (Decree 47/2020, Art. 45). Added only; a month is a partition.';
create index access_log_agreement on datahub.access_log (agreement_id, at desc);
grant select, insert on datahub.access_log to kinhbac_app;

create function datahub.make_access_month(moment timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  month timestamp := date_trunc('month', moment at time zone 'UTC');
  name text := 'access_log_' || to_char(month, 'YYYY_MM');
begin
  if month < '2016-01-01' or month >= '2100-01-01' or to_regclass('datahub.' || name) is not null then
    return false;
  end if;
  perform pg_advisory_xact_lock(hashtext('datahub.make_access_month'));
  if to_regclass('datahub.' || name) is not null then
    return false;
  end if;
  -- Attached, not made as a partition: that would lock readers and writers out.
  execute format('create table datahub.%I (like datahub.access_log including all)', name);
  execute format('comment on table datahub.%I is %L', name, 'Calls under agreements in one month (UTC).');
  execute format('alter table datahub.access_log attach partition datahub.%I for values from (%L) to (%L)',
    name, month::text || 'Z', (month + interval '1 month')::text || 'Z');
  return true;
end $$;
comment on function datahub.make_access_month(timestamptz) is
  'Makes the partition of the month of a moment unless it is there; answers whether it made it. The application may not make tables itself.';
revoke all on function datahub.make_access_month(timestamptz) from public;
grant execute on function datahub.make_access_month(timestamptz) to kinhbac_app;
