import type { Reader } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'

/** A procedure that an indicator of the catalogue counts. */
export type CountedProcedure = {
  readonly code: string
  readonly name: string
  readonly sectorId: string
  /** Whether it meets what the indicator asks. */
  readonly meets: boolean
}

const inForce = `
  select distinct on (v.procedure_id) v.* from onestop.procedure_versions v
  join onestop.procedures p on p.id = v.procedure_id and p.source = 'province'
  where v.valid_from <= $1 order by v.procedure_id, v.valid_from desc`
const columns = `code, name, sector_id "sectorId"`

/**
 * The province's procedures in force on a day, and whether all parts that law makes mandatory are there: name, steps,
 * channels, papers and sets, term, audience, authority, result.
 * @law NĐ 63/2010/NĐ-CP Đ8
 */
export function listCompleteness(reader: Reader, on: PlainDate): Promise<CountedProcedure[]> {
  return reader.text(
    `select ${columns}, coalesce(
       coalesce(content->>'steps', '') <> '' and jsonb_array_length(content->'channels') > 0
       and content->>'evidence' is not null and coalesce(content->>'sets', '') <> '' and content->>'term' is not null
       and jsonb_array_length(content->'audience') > 0 and coalesce(content->>'competentAuthority', '') <> ''
       and jsonb_array_length(content->'outputs') > 0, false) meets
     from (${inForce}) v where kind <> 'abolished' order by code`,
    [on],
  )
}

/** The province's procedures in force on a day, and whether one can file online. */
export function listOnlineOffers(reader: Reader, on: PlainDate): Promise<CountedProcedure[]> {
  return reader.text(
    `select ${columns}, content->'channels' @> '[{"channel": "online"}]' meets
     from (${inForce}) v where kind <> 'abolished' order by code`,
    [on],
  )
}

/**
 * The procedures of the publications that were signed in a period (`published-late`), or made public in it
 * (`posted-late`). A procedure counts once, and late if any of them was late.
 * @law QĐ 766/QĐ-TTg, chỉ số 1.1 và 1.2; NĐ 63/2010/NĐ-CP Đ15, Đ24
 */
export function listPublished(
  reader: Reader,
  warning: 'published-late' | 'posted-late',
  from: PlainDate,
  to: PlainDate,
): Promise<CountedProcedure[]> {
  const on = warning === 'published-late' ? 'u.signed_on' : 'u.posted_on'
  return reader.text(
    `select max(v.code) code, max(v.name) name, max(v.sector_id) "sectorId",
       bool_and(not u.warnings @> jsonb_build_array(jsonb_build_object('code', $3::text))) meets
     from onestop.publications u join onestop.procedure_versions v on v.publication_id = u.id
     where u.source = 'province' and ${on} between $1 and $2
     group by v.procedure_id order by 1`,
    [from, to, warning],
  )
}
