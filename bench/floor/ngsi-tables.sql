-- The floor of the data centre: entities of 8 attributes as one document, their history, no rights, no model, no outbox.
create schema if not exists bench;
create table bench.entities (id text primary key, type text not null, doc jsonb not null, modified_at timestamptz not null default now());
create table bench.observations (entity_id text not null, attr text not null, at timestamptz not null, value double precision) partition by range (at);
create table bench.observations_all partition of bench.observations for values from (minvalue) to (maxvalue);
create index on bench.observations_all using brin (at);
create index on bench.observations_all (entity_id, attr, at desc);
insert into bench.entities select 'urn:ngsi-ld:Air:' || n, 'Air' || n % 5, jsonb_build_object(
  'stationCode', jsonb_build_object('type', 'Property', 'value', 'T' || n),
  'pm25', jsonb_build_object('type', 'Property', 'value', n % 80, 'observedAt', now()),
  'pm10', jsonb_build_object('type', 'Property', 'value', n % 120, 'observedAt', now()),
  'temperature', jsonb_build_object('type', 'Property', 'value', 20 + n % 15),
  'relativeHumidity', jsonb_build_object('type', 'Property', 'value', n % 100),
  'reliability', jsonb_build_object('type', 'Property', 'value', 1),
  'refDevice', jsonb_build_object('type', 'Relationship', 'object', 'urn:ngsi-ld:Device:' || n % (:entities / 40)),
  'location', jsonb_build_object('type', 'GeoProperty', 'value', jsonb_build_object('type', 'Point', 'coordinates',
    jsonb_build_array(105.9 + n * 7 % 1000 * 0.0006, 20.9 + n * 13 % 997 * 0.0004))))
from generate_series(0, :entities - 1) n;
create index on bench.entities (type, id);
create index on bench.entities using gin (doc jsonb_path_ops);
vacuum analyze bench.entities;
