-- Electronic forms: what each procedure version asks for, and what applicants have typed so far.

create table onestop.form_versions (
  procedure_version_id  uuid        not null references onestop.procedure_versions (id),
  revision              int         not null check (revision > 0),
  sha256                text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content               jsonb       not null,
  recorded_at           timestamptz not null,
  primary key (procedure_version_id, revision)
);
comment on table onestop.form_versions is
  'The electronic form of each procedure version, whole. Evidence: rows are added, never changed; a corrected form is a new revision, and a dossier is read with the revision of the moment it was filed.';
comment on column onestop.form_versions.sha256 is
  'SHA-256 of the content in canonical JSON: loading the same form again adds nothing.';
grant select, insert on onestop.form_versions to kinhbac_app;

create table onestop.drafts (
  id                    uuid        primary key,
  secret_hash           bytea       not null unique check (length(secret_hash) = 32),
  procedure_version_id  uuid        not null references onestop.procedure_versions (id),
  answers               jsonb       not null check (jsonb_typeof(answers) = 'object'),
  documents             jsonb       not null check (jsonb_typeof(documents) = 'array'),
  step                  text,
  details               jsonb       not null check (jsonb_typeof(details) = 'object'),
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  expires_at            timestamptz not null check (expires_at > updated_at)
);
comment on table onestop.drafts is
  'Filings that are being typed: no evidence, changed at every step, deleted after filing or 30 days after the last change.';
comment on column onestop.drafts.secret_hash is
  'SHA-256 of the key that only the applicant''s browser and his link hold: whoever reads this table can open no draft by it.';
comment on column onestop.drafts.answers is
  'As typed, faults and hidden fields included: nothing typed is lost.';
comment on column onestop.drafts.details is
  'What the filing screens keep besides: parties, the case, how the result is returned.';
create index drafts_expiry on onestop.drafts (expires_at);
grant select, insert, update, delete on onestop.drafts to kinhbac_app;
