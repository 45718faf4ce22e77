-- Seals over the heads of all dossier logs: what makes a change by anyone, even a superuser, show.

create table onestop.seals (
  number        int         primary key check (number > 0),
  sealed_at     timestamptz not null,
  to_position   bigint      not null,
  leaves        int         not null check (leaves >= 0),
  root          bytea       not null check (length(root) = 32),
  previous_hash bytea       not null check (length(previous_hash) = 32),
  hash          bytea       not null check (length(hash) = 32),
  signature     bytea       not null check (length(signature) = 64),
  public_key    text        not null
);
comment on table onestop.seals is
  'Evidence: Merkle roots over the heads of the dossier logs that moved since the seal before, chained and signed with a key that is not in the database. Also exported to files.';
grant select, insert on onestop.seals to kinhbac_app;

create table onestop.seal_leaves (
  seal_number int   not null,
  agency_id   text  not null,
  dossier_id  uuid  not null,
  sequence    int   not null check (sequence > 0),
  hash        bytea not null check (length(hash) = 32),
  primary key (agency_id, dossier_id, sequence)
);
comment on table onestop.seal_leaves is
  'Evidence: the head of each dossier that moved, at each seal: up to which entry its log is sealed.';
create index seal_leaves_seal on onestop.seal_leaves (seal_number, dossier_id);
grant select, insert on onestop.seal_leaves to kinhbac_app;
