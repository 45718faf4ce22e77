-- What citizens and officers handed in as files. The content lies in the blob store under its SHA-256.

create schema if not exists onestop;
grant usage on schema onestop to kinhbac_app;

create table onestop.documents (
  id                uuid        primary key,
  sha256            text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size              bigint      not null check (size > 0),
  media_type        text        not null check (media_type in (
    'application/pdf', 'image/jpeg', 'image/png',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')),
  name              text        not null check (char_length(name) between 1 and 150),
  uploaded_at       timestamptz not null,
  uploaded_by_kind  text        not null check (uploaded_by_kind in ('applicant', 'officer', 'system')),
  uploaded_by_id    text,
  filing_token      uuid,
  dossier_id        uuid,
  check (num_nonnulls(filing_token, dossier_id) = 1),
  check ((uploaded_by_kind = 'officer') = (uploaded_by_id is not null))
);
comment on table onestop.documents is
  'Evidence: the arrival of each document, added and never changed. Which paper of which dossier it is, the dossier''s log says.';
comment on column onestop.documents.media_type is
  'Found from the content, never from the name.';
comment on column onestop.documents.name is
  'The sender''s name for it, made safe: NFC, no folder, no control or bidirectional characters.';
comment on column onestop.documents.filing_token is
  'Of a document sent before its dossier exists: the token of that filing, known to the sender.';
create index documents_filing on onestop.documents (filing_token) where filing_token is not null;
create index documents_dossier on onestop.documents (dossier_id) where dossier_id is not null;
create index documents_sha256 on onestop.documents (sha256);
grant select, insert on onestop.documents to kinhbac_app;
