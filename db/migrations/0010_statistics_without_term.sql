-- Dossiers without a verified term get a count of their own; lists behind figures and odd days of units get faster.

alter table onestop.statistic_cubes add column ended_without_term int not null default 0;
alter table onestop.statistic_cubes alter column ended_without_term drop default;
comment on column onestop.statistic_cubes.ended_without_term is
  'Ended without a due time, because no term is verified: neither early nor on time nor overdue.';
comment on table onestop.statistic_cubes is
  'Sums of folded deltas. A cell covers a civil day, a half month (1st to 14th, 15th to the end: so that months of the calendar and the 15th-to-14th periods of the reports are whole cells) or a year. scope: over all agencies by sector (province) and by procedure (procedures: halves and years), by agency (agencies), by agency and sector (agency: halves and years), by agency and procedure (procedure). What is over all has an empty key.';

-- They stood as on time until now.
insert into onestop.statistic_deltas (day_on, agency_id, sector_id, procedure_code, figure, n)
select (d.ended_at at time zone 'Asia/Ho_Chi_Minh')::date, d.agency_id, d.sector_id, d.procedure_code, f.figure, f.n
from onestop.dossiers d, (values ('ended_on_time', -1), ('ended_without_term', 1)) f (figure, n)
where d.accepted_at is not null and d.ended_at is not null and d.due_at is null;

-- Days of agencies, summed once from the days of their procedures.
insert into onestop.statistic_cubes
select 'agencies', 'day', agency_id, from_on, '', '',
  sum(received_counter), sum(received_post), sum(received_full), sum(received_partial), sum(received_unverified),
  sum(ended_early), sum(ended_on_time), sum(ended_overdue), sum(overdue), sum(rejected), sum(withdrawn), sum(stopped),
  sum(declined), sum(delivered), sum(delivered_on_the_spot), sum(result_files), sum(digitised), sum(online_electronic),
  sum(on_time_766), sum(late_766), sum(synthetic_received), sum(synthetic_ended), sum(ended_without_term)
from onestop.statistic_cubes where scope = 'procedure' and grain = 'day' group by agency_id, from_on;

-- Mean times of a period are read from the index alone.
drop index onestop.dossiers_ended;
create index dossiers_ended on onestop.dossiers (ended_at) include (accepted_at, agency_id) where ended_at is not null;
-- What stood open at a past moment ended after it: a dossier of a class was accepted no longer before than the class lasts.
create index dossiers_stood on onestop.dossiers (
  (width_bucket(extract(epoch from ended_at - accepted_at), array[345600, 691200, 1382400, 2764800, 5529600, 11059200, 22118400]::numeric[])),
  accepted_at, ended_at) where ended_at is not null;
