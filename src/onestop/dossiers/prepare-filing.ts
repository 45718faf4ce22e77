import { gather } from '#kit/io/gather.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'

/** What a filing needs of the database before it can be written. */
export type FilingAsk = {
  readonly agencyId: string
  readonly requestId: string
  /** Whose serials number it, on which day. */
  readonly unitCode: string
  readonly on: PlainDate
  /** The stored documents that its papers stand on. */
  readonly documentIds: readonly string[]
}

/** A serial to use; or the request has acted before, or some documents are not there: then none was taken. */
export type Prepared =
  | { readonly serial: number }
  | { readonly usedBefore: true }
  | { readonly unknownDocuments: number }

const prepareSql = `
with unhurried as (select set_config('synchronous_commit', 'off', true)),
     ask as (
  select * from unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::date[]) ask (n, agency_id, request_id, unit_code, day_on)),
     missing as (
  select n, count(*) as unknown from unnest($6::int[], $7::uuid[]) paper (n, id)
  where not exists (select from onestop.documents d where d.id = paper.id) group by n),
     judged as (
  select ask.n, ask.unit_code, ask.day_on, coalesce(missing.unknown, 0)::int as unknown,
    exists (select from onestop.dossier_actions a where a.agency_id = ask.agency_id and a.request_id = ask.request_id) as used
  from ask left join missing on missing.n = ask.n),
     taken as (
  insert into onestop.dossier_serials (unit_code, day_on, last)
  select unit_code, day_on, count(*) from judged, unhurried where not used and unknown = 0
  group by unit_code, day_on order by unit_code, day_on
  on conflict (unit_code, day_on) do update set last = dossier_serials.last + excluded.last
  returning unit_code, day_on, last)
select judged.n, judged.used, judged.unknown, taken.last - count(*) filter (where not used and unknown = 0) over serials
    + row_number() over (partition by judged.unit_code, judged.day_on, not used and unknown = 0 order by judged.n) as serial
from judged left join taken using (unit_code, day_on)
window serials as (partition by judged.unit_code, judged.day_on)
order by judged.n`

type PreparedRow = { n: number; used: boolean; unknown: number; serial: number }

/**
 * Looks whether the request has acted before and the documents are there, and takes the next serial of a unit on a day,
 * never given twice by any process: one statement for all filings that come together. No lock outlives it, and numbers
 * are left unused only when a filing fails after taking one.
 *
 * This statement does not wait for the disk. Nobody is told a number before the filing that bears it is on disk, and the
 * log of PostgreSQL is written in order: then the number is on disk as well.
 */
export const prepareFiling = gather<FilingAsk, Prepared>(async (sql, asks) => {
  const papers = asks.flatMap(({ documentIds }, n) => [...new Set(documentIds)].map((id) => ({ n, id })))
  const rows = await sql.hot<PreparedRow>('prepare-filings', prepareSql, [
    asks.map((_, n) => n),
    asks.map(({ agencyId }) => agencyId),
    asks.map(({ requestId }) => requestId),
    asks.map(({ unitCode }) => unitCode),
    asks.map(({ on }) => on),
    papers.map(({ n }) => n),
    papers.map(({ id }) => id),
  ])
  return rows.map(({ used, unknown, serial }) =>
    used ? { usedBefore: true } : unknown > 0 ? { unknownDocuments: unknown } : { serial },
  )
}, 50)
