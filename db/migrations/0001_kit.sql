-- The ground: who owns and who uses the tables, one schema a room, and the machinery that all rooms stand on.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['kinhbac_owner', 'kinhbac_app'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception
        when duplicate_object or unique_violation then null; -- another database of this server was quicker
      end;
    end if;
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
  if not has_database_privilege('kinhbac_owner', current_database(), 'create') then
    execute format('grant create on database %I to kinhbac_owner', current_database());
  end if;
end $$;

set local role kinhbac_owner; -- every later migration runs as the owner, too

create schema kit;
comment on schema kit is 'Machinery that knows no word of the domain: migrations, outbox, jobs.';
create schema people;
comment on schema people is 'Who the state is and who its citizens are.';
create schema onestop;
comment on schema onestop is 'Procedures, dossiers and their clock.';
create schema datahub;
comment on schema datahub is 'The shared data of the province.';
create schema centre;
comment on schema centre is 'Indicators, map, alerts and directives.';
create schema published;
comment on schema published is 'Views that rooms show to one another: their columns are a promise.';
grant usage on schema kit, people, onestop, datahub, centre, published to kinhbac_app;

create table kit.migrations (
  name       text        not null primary key,
  checksum   text        not null check (checksum ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default now()
);
comment on table kit.migrations is 'Which migrations have run, with the SHA-256 of the file as it was then.';
grant select on kit.migrations to kinhbac_app;

create table kit.outbox (
  id              bigint      generated always as identity primary key,
  topic           text        not null,
  key             text        not null,
  payload         jsonb       not null,
  at              timestamptz not null default now(),
  attempts        int         not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz,
  last_error      text,
  done_at         timestamptz
);
comment on table kit.outbox is
  'What happened and others must hear of: written in the transaction of the act, handed to reactions at least once, in order of id for each key. An act that writes under a key must hold a lock on that key''s row.';
comment on column kit.outbox.next_attempt_at is 'Null: at once. Set after a failed attempt.';
create index outbox_pending on kit.outbox (key, id) where done_at is null;
create index outbox_pending_by_age on kit.outbox (id) where done_at is null;
create index outbox_done on kit.outbox (done_at) where done_at is not null;
grant select, insert, update, delete on kit.outbox to kinhbac_app;

create table kit.outbox_reactions (
  outbox_id  bigint      not null references kit.outbox (id) on delete cascade,
  reaction   text        not null,
  reacted_at timestamptz not null,
  primary key (outbox_id, reaction)
);
comment on table kit.outbox_reactions is
  'Which reaction has taken which message: written in the transaction of the reaction''s own effects, so they happen once.';
grant select, insert, delete on kit.outbox_reactions to kinhbac_app;

create table kit.dead_letters (
  outbox_id bigint      not null references kit.outbox (id),
  reaction  text        not null,
  attempts  int         not null,
  error     text        not null,
  died_at   timestamptz not null,
  primary key (outbox_id, reaction)
);
comment on table kit.dead_letters is
  'Messages that a reaction failed on too often and was parted from; an operator looks at each and sends it again.';
grant select, insert, delete on kit.dead_letters to kinhbac_app;

create table kit.jobs (
  id           bigint      generated always as identity primary key,
  kind         text        not null,
  key          text        not null,
  payload      jsonb       not null,
  run_at       timestamptz not null,
  attempts     int         not null default 0 check (attempts >= 0),
  locked_until timestamptz,
  last_error   text,
  done_at      timestamptz,
  dead_at      timestamptz,
  unique (kind, key)
);
comment on table kit.jobs is 'Work to do later. The key makes a job that is asked for twice run once.';
comment on column kit.jobs.locked_until is
  'A worker has it until then; a worker that dies loses it at that moment and another one takes it.';
create index jobs_open on kit.jobs (run_at, id) where done_at is null and dead_at is null;
create index jobs_done on kit.jobs (done_at) where done_at is not null;
grant select, insert, update, delete on kit.jobs to kinhbac_app;
