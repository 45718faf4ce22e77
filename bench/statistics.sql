-- Made-up dossiers for the benchmark of statistics, set-based into the real tables: everything follows from the row
-- number by a hash, and they come in the order of time, as dossiers do. $1 first number, $2 last number, $3 years back
-- from 2026-11-01, $4 how many in all. One in forty procedures has no verified term; one dossier in four hundred drags on
-- for months. No real person stands in it.
with made as (
  select *, case when would_end > timestamptz '2026-11-01' then null else would_end end fin
  from (
    select g, h2, h3, h4, p, a, r, case when p % 40 <> 9 then term end due,
      case when h3 % 20 = 17 then r + interval '1 day'
           when h4 % 400 = 1 then term + (h3 % 1000) / 10.0 * interval '1 day'
           else r + ((0.15 + (h4 % 1000) / 870.0) * (term - r)) end would_end
    from (
      select g, h2, h3, h4, r, a, (a * 37 + (power((h2 % 100000) / 100000.0, 3) * 200)::int) % 1900 p, -- each of 120 agencies has 200 procedures, skewed
        r + make_interval(days => 1 + h2 % 30) term
      from (
        select g, h2, h3, h4, 1 + (power((h3 % 100000) / 100000.0, 1.6) * 120)::int a,
          timestamptz '2026-11-01' - ((1 - (g - 1 + h1::float8 / 2147483648.0) / $4::float8) * 365 * $3::int) * interval '1 day' r
        from (select g, (hashint8extended(g, 11) & 2147483647)::int h1, (hashint8extended(g, 22) & 2147483647)::int h2,
                     (hashint8extended(g, 33) & 2147483647)::int h3, (hashint8extended(g, 44) & 2147483647)::int h4
              from generate_series($1::bigint, $2::bigint) g offset 0) hashed offset 0) timed offset 0) termed offset 0) ended offset 0)
insert into onestop.dossiers (agency_id, id, code, counter_id, procedure_id, procedure_version_id, procedure_code, procedure_name,
  sector_id, on_the_spot, channel, status, applicant_name, applicant_fold, filed_at, accepted_at, due_at, original_due_at, ended_at,
  finish_at, delivered_at, holder_kind, holder_id, holder_since, on_time, decision, online_mode, overdue_in, result_file, digitised,
  sequence, head_hash, clock_version, synthetic)
select 'co-quan-' || a,
  (lpad(to_hex((extract(epoch from r) * 1000)::bigint), 12, '0') || '7' || substr(md5(g::text), 1, 3) || '8' || substr(md5(g::text), 4, 15))::uuid,
  'BENCH-' || g, 'trung-tam', md5('p' || p)::uuid, md5('v' || p)::uuid, 'TT-' || p, 'Thủ tục minh họa ' || p,
  'linh-vuc-' || (p / 20), h4 % 3 = 0, (array['online', 'online', 'counter', 'counter', 'post'])[1 + h4 % 5],
  case when fin is null then 'in-process' when h3 % 20 = 17 then 'withdrawn' else 'delivered' end,
  'Người minh họa', 'nguoi minh hoa', r, r, due, due, fin, fin, case when h3 % 20 <> 17 then fin end, 'officer', 'cb', r,
  fin <= due, case when fin is not null and h3 % 20 <> 17 then 'grant' end,
  (array['full', 'partial', null])[1 + h2 % 3],
  case when due is null then '{}'
       when fin is null then datemultirange(daterange((due at time zone 'Asia/Ho_Chi_Minh')::date + 1, null))
       when (fin at time zone 'Asia/Ho_Chi_Minh')::date > (due at time zone 'Asia/Ho_Chi_Minh')::date + 1
       then datemultirange(daterange((due at time zone 'Asia/Ho_Chi_Minh')::date + 1, (fin at time zone 'Asia/Ho_Chi_Minh')::date))
       else '{}' end,
  h2 % 2 = 0 and fin is not null and h3 % 20 <> 17, h3 % 2 = 0, 5, decode(repeat('00', 32), 'hex'), 'bench', true
from made
