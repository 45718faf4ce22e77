-- Entries whose request and position are proved as well, and a start that need not read what it has loaded.

alter table onestop.dossier_actions add column hash_scheme smallint not null default 1;
alter table onestop.dossier_actions add constraint dossier_actions_hash_scheme_check check (hash_scheme in (1, 2)) not valid;
comment on column onestop.dossier_actions.hash_scheme is
  'How hash was made (docs/how-to/verify.md): 1 without request_id, request_hash and position, 2 with them. A chain never goes back.';
grant usage on sequence onestop.dossier_actions_position_seq to kinhbac_app;

create table kit.loads (
  name        text        primary key,
  fingerprint text        not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  loaded_at   timestamptz not null default now()
);
comment on table kit.loads is
  'What was last loaded to its end from files, by the fingerprint of all their bytes and of the program that read them: the same need not be loaded again.';
grant select, insert, update on kit.loads to kinhbac_app;
