\set n random(1, :max)
select * from onestop.dossiers where code = (select code from bench.dossiers where n = :n);
