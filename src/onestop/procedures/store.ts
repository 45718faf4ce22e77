import { createHash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { ProcedureSource, PublicationInput } from './contract.ts'
import type { Catalogue, LatestVersion, PublicationWarning } from './rules/publication.ts'
import './tables.ts'

/** One publication at a time: versions are numbered without gaps, so two must not be recorded at once. */
export async function lockCatalogue(tx: Tx): Promise<void> {
  await tx.text(`select pg_advisory_xact_lock(hashtext('onestop.publications'))`)
}

/** SHA-256 of a publication with all its entries, in hex. */
export function hashOfPublication(publication: PublicationInput): string {
  return createHash('sha256')
    .update(canonicalJson(publication as Json))
    .digest('hex')
}

export type StoredPublication = { readonly id: string; readonly contentHash: string }

/** The recorded publication with a number and a date of signing. */
export async function findPublication(
  sql: Reader,
  number: string,
  signedOn: string,
): Promise<StoredPublication | undefined> {
  const [row] = await sql.text<{ id: string; hash: string }>(
    `select id, encode(content_hash, 'hex') hash from onestop.publications where number = $1 and signed_on = $2`,
    [number, signedOn],
  )
  return row && { id: row.id, contentHash: row.hash }
}

/** What stands in the catalogue for some procedures and national codes. */
export async function readCatalogue(
  sql: Reader,
  source: ProcedureSource,
  localIds: readonly string[],
  codes: readonly string[],
): Promise<Catalogue & { readonly ids: ReadonlyMap<string, string> }> {
  const known = await sql.text<{ local_id: string; id: string }>(
    'select local_id, id from onestop.procedures where local_id = any($1)',
    [localIds],
  )
  const rows = await sql.text<{
    local_id: string
    version: number
    valid_from: PlainDate
    abolished: boolean
  }>(
    `select distinct on (p.local_id) p.local_id, v.version, v.valid_from, v.kind = 'abolished' abolished
     from onestop.procedures p join onestop.procedure_versions v on v.procedure_id = p.id
     where p.local_id = any($1) order by p.local_id, v.version desc`,
    [localIds],
  )
  const bearers = await sql.text<{ code: string; local_id: string }>(
    `select distinct v.code, p.local_id from onestop.procedure_versions v
     join onestop.procedures p on p.id = v.procedure_id where v.code = any($1) and p.source = $2`,
    [codes, source],
  )
  const latest = rows.map((row): [string, LatestVersion] => [
    row.local_id,
    { version: row.version, validFrom: row.valid_from, abolished: row.abolished },
  ])
  return {
    ids: new Map(known.map((row) => [row.local_id, row.id])),
    latest: new Map(latest),
    bearerOfCode: new Map(bearers.map((row) => [row.code, row.local_id])),
  }
}

export type NewPublication = {
  readonly id: string
  readonly source: ProcedureSource
  readonly publication: PublicationInput
  readonly warnings: readonly PublicationWarning[]
  readonly recordedBy: string
  readonly recordedAt: Date
}

/** Writes a publication with the versions it fixes: three statements, however many procedures. */
export async function insertPublication(
  tx: Tx,
  made: NewPublication,
  ids: ReadonlyMap<string, string>,
  newId: () => string,
): Promise<void> {
  const { publication } = made
  await tx.text(
    `insert into onestop.publications (id, source, number, title, signed_on, signer, effective_on, posted_on, note,
       warnings, synthetic, content_hash, recorded_by, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, decode($12, 'hex'), $13, $14)`,
    [
      made.id,
      made.source,
      publication.number,
      publication.title ?? null,
      publication.signedOn,
      publication.signer,
      publication.effectiveOn,
      publication.postedOn ?? null,
      publication.note ?? null,
      JSON.stringify(made.warnings),
      publication.synthetic ?? false,
      hashOfPublication(publication),
      made.recordedBy,
      made.recordedAt,
    ],
  )
  const all = new Map(ids)
  const fresh = publication.entries.filter((entry) => !ids.has(entry.procedureId))
  for (const entry of fresh) all.set(entry.procedureId, newId())
  await tx.text(
    `insert into onestop.procedures (id, local_id, source)
     select id, local_id, $3 from unnest($1::uuid[], $2::text[]) as t (id, local_id)`,
    [fresh.map((entry) => all.get(entry.procedureId)), fresh.map((entry) => entry.procedureId), made.source],
  )
  await insertVersions(tx, made, all, newId)
}

async function insertVersions(
  tx: Tx,
  made: NewPublication,
  ids: ReadonlyMap<string, string>,
  newId: () => string,
): Promise<void> {
  const { entries, effectiveOn } = made.publication
  const ended = entries.filter((entry) => entry.content === undefined)
  if (ended.length > 0)
    await tx.text(
      `insert into onestop.procedure_versions
         (id, procedure_id, version, publication_id, kind, valid_from, code, name, sector_id, sector_name)
       select t.id, t.procedure_id, t.version, $4, 'abolished', $5, l.code, l.name, l.sector_id, l.sector_name
       from unnest($1::uuid[], $2::uuid[], $3::int[]) as t (id, procedure_id, version)
       join onestop.procedure_versions l on l.procedure_id = t.procedure_id and l.version = t.version - 1`,
      [
        ended.map(newId),
        ended.map((entry) => ids.get(entry.procedureId)),
        ended.map((entry) => entry.version),
        made.id,
        effectiveOn,
      ],
    )
  const fixed = entries.flatMap((entry) => (entry.content ? [{ ...entry, content: entry.content }] : []))
  if (fixed.length === 0) return
  await tx.text(
    `insert into onestop.procedure_versions
       (id, procedure_id, version, publication_id, kind, valid_from, code, name, sector_id, sector_name, content)
     select t.id, t.procedure_id, t.version, $10, t.kind, $11, t.code, t.name, t.sector_id, t.sector_name, t.content
     from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[])
       as t (id, procedure_id, version, kind, code, name, sector_id, sector_name, content)`,
    [
      fixed.map(newId),
      fixed.map((entry) => ids.get(entry.procedureId)),
      fixed.map((entry) => entry.version),
      fixed.map((entry) => entry.kind),
      fixed.map((entry) => entry.content.nationalCode ?? entry.procedureId),
      fixed.map((entry) => entry.content.name),
      fixed.map((entry) => entry.content.sector.id),
      fixed.map((entry) => entry.content.sector.name),
      fixed.map((entry) => JSON.stringify(entry.content)),
      made.id,
      effectiveOn,
    ],
  )
}
