-- The JSON-LD contexts that the NGSI-LD API knows: names of types and attributes for programs elsewhere.

create table datahub.ld_contexts (
  id          text        primary key check (id ~ '^[A-Za-z0-9_-]{1,80}$'),
  url         text        not null unique,
  kind        text        not null check (kind in ('Hosted', 'Cached', 'ImplicitlyCreated')),
  body        jsonb       not null check (jsonb_typeof(body) = 'object' and body ? '@context'),
  created_at  timestamptz not null,
  used_at     timestamptz,
  hits        bigint      not null default 0 check (hits >= 0)
);
comment on table datahub.ld_contexts is
  'JSON-LD contexts by address. Hosted: given to us to keep and serve. Cached: a copy of one that lies elsewhere, so that nothing is downloaded while a request waits. ImplicitlyCreated: came inline in a request and was given an address for the Link header of the answer.';
comment on column datahub.ld_contexts.url is
  'The address by which requests name it; of what we serve ourselves the path alone, so that it holds behind any host name.';
comment on column datahub.ld_contexts.hits is
  'How often it was asked for, told by each process at most once a minute.';
create index ld_contexts_kind on datahub.ld_contexts (kind, created_at);
grant select, insert, update, delete on datahub.ld_contexts to kinhbac_app;
