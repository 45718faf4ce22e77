-- The deltas that the acts of the made-up dossiers would have written, told once more in SQL: those that count on the
-- days from $1 up to the day before $2. Nothing lasts longer than 140 days.
select c.day_on, d.agency_id, d.sector_id, d.procedure_code, c.figure, c.n
from (select *, (accepted_at at time zone 'Asia/Ho_Chi_Minh')::date accepted_on, (ended_at at time zone 'Asia/Ho_Chi_Minh')::date ended_on,
        (due_at at time zone 'Asia/Ho_Chi_Minh')::date due_on
      from onestop.dossiers where accepted_at >= $1::date - 140 and accepted_at < $2::date + 1 offset 0) d
cross join lateral (values
  (accepted_on, case when channel <> 'online' then 'received_' || channel when online_mode is null then 'received_unverified' else 'received_' || online_mode end, 1),
  (ended_on, case when ended_on is null then null when due_on is null then 'ended_without_term' when ended_on < due_on then 'ended_early' when ended_on = due_on then 'ended_on_time' when ended_on > due_on then 'ended_overdue' end, 1),
  (lower(overdue_in), case when not isempty(overdue_in) then 'overdue' end, 1),
  (upper(overdue_in), case when not upper_inf(overdue_in) and not isempty(overdue_in) then 'overdue' end, -1),
  (accepted_on, case when ended_at is not null then case when on_time then 'on_time_766' when not on_time then 'late_766' end end, 1),
  (accepted_on, case when channel = 'online' and not (ended_at is not null and decision is not null and not result_file) then 'online_electronic' end, 1),
  (ended_on, case when status = 'withdrawn' then 'withdrawn' end, 1),
  (ended_on, case when delivered_at is not null then 'delivered' end, 1),
  (ended_on, case when delivered_at is not null and on_the_spot then 'delivered_on_the_spot' end, 1),
  (ended_on, case when result_file then 'result_files' end, 1),
  (ended_on, case when result_file and digitised then 'digitised' end, 1),
  (accepted_on, 'synthetic_received', 1),
  (ended_on, case when ended_at is not null then 'synthetic_ended' end, 1)) c (day_on, figure, n)
where c.figure is not null and c.day_on >= $1::date and c.day_on < $2::date
