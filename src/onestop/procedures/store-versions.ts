import type { Reader } from '#kit/io/context.ts'
import type { ProcedureSource, ProcedureVersion } from './contract.ts'
import './tables.ts'

/** Which version of which procedure answers to a code on a day, and until when. */
export type VersionKey = { readonly id: string; readonly validTo: string | null }

/** The version in force on a day under a local id or a national code; the province's own goes first. */
export async function findVersionInForce(
  sql: Reader,
  code: string,
  on: string,
): Promise<VersionKey | undefined> {
  const [row] = await sql.hot<{ id: string; valid_to: string | null }>(
    'procedure-version-in-force',
    `select v.id, v.valid_to::text
     from (select p.id, p.source from onestop.procedures p where p.local_id = $1
           union
           select p.id, p.source from onestop.procedure_versions c
           join onestop.procedures p on p.id = c.procedure_id where c.code = $1) p
     cross join lateral (
       select v.id, v.kind, (select min(n.valid_from) from onestop.procedure_versions n
                             where n.procedure_id = v.procedure_id and n.valid_from > v.valid_from) valid_to
       from onestop.procedure_versions v
       where v.procedure_id = p.id and v.valid_from <= $2::date order by v.valid_from desc limit 1) v
     where v.kind <> 'abolished'
     order by p.source = 'province' desc limit 1`,
    [code, on],
  )
  return row && { id: row.id, validTo: row.valid_to }
}

/** The version with a number of the procedure under a local id or a national code. */
export async function findVersionByNumber(
  sql: Reader,
  code: string,
  version: number,
): Promise<string | undefined> {
  const [row] = await sql.text<{ id: string }>(
    `select v.id from onestop.procedure_versions v join onestop.procedures p on p.id = v.procedure_id
     where v.version = $2 and v.kind <> 'abolished' and (p.local_id = $1 or exists (
       select 1 from onestop.procedure_versions c where c.procedure_id = p.id and c.code = $1))
     order by p.source = 'province' desc limit 1`,
    [code, version],
  )
  return row?.id
}

type VersionRow = {
  id: string
  procedure_id: string
  local_id: string
  source: ProcedureSource
  code: string
  version: number
  kind: 'new' | 'amended'
  content: ProcedureVersion['content']
  valid_from: string
  valid_to: string | null
  number: string
  signed_on: string
  signer: string
  synthetic: boolean
}

/** A version by its id; an abolition is not one. */
export async function getVersion(sql: Reader, id: string): Promise<ProcedureVersion | undefined> {
  const [row] = await sql.hot<VersionRow>(
    'procedure-version',
    `select v.id, v.procedure_id, p.local_id, p.source, v.code, v.version, v.kind, v.content,
       v.valid_from::text, (select min(n.valid_from) from onestop.procedure_versions n
         where n.procedure_id = v.procedure_id and n.valid_from > v.valid_from)::text valid_to,
       u.number, u.signed_on::text, u.signer, u.synthetic
     from onestop.procedure_versions v
     join onestop.procedures p on p.id = v.procedure_id
     join onestop.publications u on u.id = v.publication_id
     where v.id = $1 and v.kind <> 'abolished'`,
    [id],
  )
  if (!row) return undefined
  return {
    id: row.id,
    procedureId: row.procedure_id,
    localId: row.local_id,
    code: row.code,
    version: row.version,
    content: row.content,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    publication: { number: row.number, signedOn: row.signed_on, signer: row.signer, kind: row.kind },
    synthetic: row.synthetic,
    source: row.source,
  }
}

/** The latest version of every procedure of a source, by local id; content null when it was abolished. */
export async function listLatestContents(
  sql: Reader,
  source: ProcedureSource,
): Promise<Map<string, { readonly version: number; readonly content: ProcedureVersion['content'] | null }>> {
  const rows = await sql.text<{
    local_id: string
    version: number
    content: ProcedureVersion['content'] | null
  }>(
    `select distinct on (p.id) p.local_id, v.version, v.content
     from onestop.procedures p join onestop.procedure_versions v on v.procedure_id = p.id
     where p.source = $1 order by p.id, v.version desc`,
    [source],
  )
  return new Map(rows.map(({ local_id, version, content }) => [local_id, { version, content }]))
}
