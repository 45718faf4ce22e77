\set n random(0, :entities - 101)
\set v random(0, 300)
with x as (select concat('urn', chr(58), 'ngsi-ld', chr(58), 'Air', chr(58), (:n + k)::text) as id, :v + k as v from generate_series(0, 99) k), e as (update bench.entities set doc = jsonb_set(doc, '{pm25}', jsonb_build_object('type', 'Property', 'value', x.v, 'observedAt', now())), modified_at = now() from x where entities.id = x.id returning entities.id, x.v) insert into bench.observations select id, 'pm25', now(), v from e;
