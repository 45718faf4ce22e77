-- The catalogue of administrative procedures: what was published, by which decision, from which day.

create schema if not exists onestop;
grant usage on schema onestop to kinhbac_app;

create table onestop.procedures (
  id        uuid primary key,
  local_id  text not null unique,
  source    text not null check (source in ('province', 'national-catalogue'))
);
comment on table onestop.procedures is
  'Administrative procedures. All that may change about one stands in its versions.';
comment on column onestop.procedures.local_id is
  'The province''s own id (BUU-01); for a procedure of the national catalogue its national code.';

create table onestop.publications (
  id            uuid primary key,
  source        text not null check (source in ('province', 'national-catalogue')),
  number        text not null,
  title         text,
  signed_on     date not null,
  signer        text not null,
  effective_on  date not null,
  posted_on     date,
  note          text,
  warnings      jsonb not null default '[]',
  synthetic     boolean not null,
  content_hash  bytea not null check (length(content_hash) = 32),
  recorded_by   text not null,
  recorded_at   timestamptz not null,
  unique (number, signed_on),
  check (effective_on >= signed_on)
);
comment on table onestop.publications is
  'Decisions by which procedures enter, change and leave (Decree 63/2010/NĐ-CP Art. 13–15). Evidence: rows are added, never changed.';
comment on column onestop.publications.warnings is
  'Breaches that were recorded and not refused, as code and facts: signed too late before the effect, posted too late.';
comment on column onestop.publications.content_hash is
  'SHA-256 of the publication with all its entries in canonical JSON: loading the same again is recognised by it.';
comment on column onestop.publications.recorded_by is
  'The post of the officer who recorded it, or `content` when it came with the content files.';
create index publications_recorded on onestop.publications (recorded_at);

create table onestop.procedure_versions (
  id              uuid primary key,
  procedure_id    uuid not null references onestop.procedures (id),
  version         int  not null check (version > 0),
  publication_id  uuid not null references onestop.publications (id),
  kind            text not null check (kind in ('new', 'amended', 'abolished')),
  valid_from      date not null,
  code            text not null,
  name            text not null,
  sector_id       text not null,
  sector_name     text not null,
  content         jsonb,
  unique (procedure_id, version),
  unique (procedure_id, valid_from),
  check ((kind = 'abolished') = (content is null))
);
comment on table onestop.procedure_versions is
  'What each publication fixed for a procedure. In force from valid_from until the valid_from of the next row of the same procedure, which is computed, not stored; an abolition is a row without content. Evidence: rows are added, never changed.';
comment on column onestop.procedure_versions.code is
  'The code in addresses: the national code where it is verified, else the local id.';
create index procedure_versions_code on onestop.procedure_versions (code);
create index procedure_versions_publication on onestop.procedure_versions (publication_id);

create table onestop.import_doubts (
  publication_id  uuid not null references onestop.publications (id),
  number          int  not null check (number > 0),
  procedure_code  text not null,
  field           text not null,
  doubt           text not null,
  text            text not null,
  primary key (publication_id, number)
);
comment on table onestop.import_doubts is
  'What could not be read for certain when a catalogue was imported: which field of which procedure, why, and the text as it stood.';

create table onestop.search_synonyms (
  content_hash  bytea primary key check (length(content_hash) = 32),
  synonyms      jsonb not null,
  loaded_at     timestamptz not null
);
comment on table onestop.search_synonyms is
  'The words citizens use for procedures, as loaded from the content; the latest row is in use.';

grant select, insert on onestop.search_synonyms, onestop.procedures, onestop.publications, onestop.procedure_versions, onestop.import_doubts to kinhbac_app;
