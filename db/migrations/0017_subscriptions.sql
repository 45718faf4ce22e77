-- Who wants to be told of changes (NGSI-LD 1.8, clause 5.8), and every notification until it has arrived.

create table datahub.subscriptions (
  tenant             text        not null,
  id                 text        not null,
  body               jsonb       not null,
  reading            jsonb       not null,
  reader             jsonb       not null,
  endpoint           text        not null,
  types              text[],
  is_active          boolean     not null,
  paused_because     text        check (paused_because in ('asked', 'endpoint-failed', 'right-ended')),
  expires_at         timestamptz,
  throttling_seconds double precision,
  interval_seconds   double precision check (interval_seconds > 0),
  next_interval_at   timestamptz,
  created_by         text        not null,
  created_at         timestamptz not null,
  modified_at        timestamptz not null,
  times_sent         bigint      not null default 0,
  times_failed       bigint      not null default 0,
  failures_in_row    int         not null default 0,
  last_notified_at   timestamptz,
  last_success_at    timestamptz,
  last_failure_at    timestamptz,
  last_error         text,
  next_delivery_at   timestamptz,
  locked_until       timestamptz,
  primary key (tenant, id)
);
comment on table datahub.subscriptions is
  'Who wants to be told of which changes, and how it went. Each row is a lane of its own: a slow endpoint holds up nobody else.';
comment on column datahub.subscriptions.body is 'What the subscriber sent, as he sent it.';
comment on column datahub.subscriptions.reading is
  'The same, read: names expanded, query parsed, context ready to compact with.';
comment on column datahub.subscriptions.reader is
  'Who is told: the public, an officer, or an agreement. What he may see is asked anew at each notification.';
comment on column datahub.subscriptions.endpoint is 'Scheme, host and port that is notified: at most two lanes go there at a time.';
comment on column datahub.subscriptions.types is 'The types it may concern; null: any. A first sieve.';
comment on column datahub.subscriptions.next_delivery_at is 'When its oldest waiting notification is due; null: nothing waits.';
create index subscriptions_due on datahub.subscriptions (next_delivery_at) where next_delivery_at is not null;
create index subscriptions_endpoint on datahub.subscriptions (endpoint) where locked_until is not null;
create index subscriptions_interval on datahub.subscriptions (next_interval_at) where next_interval_at is not null;
grant select, insert, update, delete on datahub.subscriptions to kinhbac_app;

create table datahub.notifications (
  id              bigint      generated always as identity primary key,
  tenant          text        not null,
  subscription_id text        not null,
  notification_id uuid        not null,
  entities        jsonb       not null,
  triggered_at    timestamptz not null,
  due_at          timestamptz not null,
  attempts        int         not null default 0,
  delivered_at    timestamptz,
  dead_at         timestamptz,
  last_error      text,
  check (delivered_at is null or dead_at is null),
  foreign key (tenant, subscription_id) references datahub.subscriptions (tenant, id) on delete cascade
);
comment on table datahub.notifications is
  'What a subscriber is to be told, in order. Kept for a month after it arrived; a dead one until it is replayed or its subscription goes.';
comment on column datahub.notifications.entities is
  'The entities as they were seen with the rights of the subscriber: what is sent again is the same.';
create index notifications_waiting on datahub.notifications (tenant, subscription_id, id)
  where delivered_at is null and dead_at is null;
create index notifications_of on datahub.notifications (tenant, subscription_id, id);
grant select, insert, update, delete on datahub.notifications to kinhbac_app;
