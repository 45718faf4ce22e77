\set n random(0, :entities - 1)
\set v random(0, 300)
with e as (update bench.entities set doc = jsonb_set(doc, '{pm25}', jsonb_build_object('type', 'Property', 'value', :v::int, 'observedAt', now())), modified_at = now() where id = concat('urn', chr(58), 'ngsi-ld', chr(58), 'Air', chr(58), :n::text) returning id) insert into bench.observations select id, 'pm25', now(), :v::int from e;
