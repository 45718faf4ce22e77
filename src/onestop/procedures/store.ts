import { createHash } from 'node:crypto'
import type { Reader } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import type { ProcedureSource, ProcedureVersion, PublicationInput } from './contract.ts'
import type { Catalogue, LatestVersion, PublicationWarning } from './rules/publication.ts'
import type { Synonyms } from './rules/search-index.ts'
import type { ListedProcedure } from './search-procedures.ts'
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

/** A doubt about a field of an imported procedure. */
export type ImportDoubt = {
  readonly procedureCode: string
  readonly field: string
  readonly code: string
  readonly text: string
}

export async function insertDoubts(
  tx: Tx,
  publicationId: string,
  doubts: readonly ImportDoubt[],
): Promise<void> {
  await tx.text(
    `insert into onestop.import_doubts (publication_id, number, procedure_code, field, doubt, text)
     select $1, t.number, t.procedure_code, t.field, t.doubt, t.text
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
       as t (procedure_code, field, doubt, text, number)`,
    [
      publicationId,
      doubts.map((doubt) => doubt.procedureCode),
      doubts.map((doubt) => doubt.field),
      doubts.map((doubt) => doubt.code),
      doubts.map((doubt) => doubt.text),
    ],
  )
}

export async function findDoubts(
  sql: Reader,
  number: string,
  procedureCode?: string,
): Promise<ImportDoubt[]> {
  return sql.text<ImportDoubt>(
    `select d.procedure_code "procedureCode", d.field, d.doubt code, d.text
     from onestop.import_doubts d join onestop.publications u on u.id = d.publication_id
     where u.number = $1 and ($2::text is null or d.procedure_code = $2) order by d.number`,
    [number, procedureCode ?? null],
  )
}

export type DoubtCount = { readonly field: string; readonly code: string; readonly count: number }

export async function countDoubts(sql: Reader, number: string): Promise<DoubtCount[]> {
  return sql.text<DoubtCount>(
    `select d.field, d.doubt code, count(*) count
     from onestop.import_doubts d join onestop.publications u on u.id = d.publication_id
     where u.number = $1 group by d.field, d.doubt order by count(*) desc, d.field, d.doubt`,
    [number],
  )
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

type ListedRow = {
  code: string
  local_id: string
  source: ProcedureSource
  name: string
  sector_id: string
  sector_name: string
  level: ListedProcedure['level']
  term: ListedProcedure['term']
  term_text: string | null
  agency: string | null
  outputs: string[]
}

/** How much a procedure is preferred among equal answers. House rule: the province's own first, ministries' last. */
function preferenceOf(source: ProcedureSource, level: ListedProcedure['level']): number {
  if (source === 'province') return 0.3
  return level === 'ministry' ? -0.2 : 0
}

/** Every procedure in force on a day; of two that bear one code, the province's own. */
export async function listInForce(sql: Reader, on: string): Promise<ListedProcedure[]> {
  const rows = await sql.text<ListedRow>(
    `select distinct on (v.code) v.code, v.local_id, v.source, v.name, v.sector_id, v.sector_name,
       v.content->>'level' level, v.content->'term' term, v.content->>'termText' term_text,
       coalesce(v.content->>'competentAuthority', v.content->>'carriedOutBy') agency,
       array(select o->>'name' from jsonb_array_elements(v.content->'outputs') o) outputs
     from (select distinct on (v.procedure_id) v.*, p.local_id, p.source
           from onestop.procedure_versions v join onestop.procedures p on p.id = v.procedure_id
           where v.valid_from <= $1 order by v.procedure_id, v.valid_from desc) v
     where v.kind <> 'abolished'
     order by v.code, v.source = 'province' desc`,
    [on],
  )
  return rows.map((row) => ({
    code: row.code,
    localId: row.local_id,
    source: row.source,
    name: row.name,
    sectorId: row.sector_id,
    sector: row.sector_name,
    level: row.level,
    term: row.term,
    termText: row.term_text,
    agencyName: row.agency,
    around: [...row.outputs, row.agency ?? ''],
    preference: preferenceOf(row.source, row.level),
  }))
}

/** How many things were ever loaded: publications and synonym lists only grow, so a new number is new content. */
export async function countCatalogueLoads(sql: Reader): Promise<number> {
  const [row] = await sql.hot<{ loads: number }>(
    'procedure-catalogue-loads',
    'select (select count(*) from onestop.publications) + (select count(*) from onestop.search_synonyms) loads',
    [],
  )
  return row?.loads ?? 0
}

/** The synonyms loaded last. */
export async function findSynonyms(sql: Reader): Promise<Synonyms | undefined> {
  const [row] = await sql.text<{ synonyms: Synonyms }>(
    'select synonyms from onestop.search_synonyms order by loaded_at desc limit 1',
  )
  return row?.synonyms
}

export async function insertSynonyms(sql: Reader, hash: string, synonyms: string, at: Date): Promise<void> {
  await sql.text(
    `insert into onestop.search_synonyms (content_hash, synonyms, loaded_at) values (decode($1, 'hex'), $2, $3)
     on conflict do nothing`,
    [hash, synonyms, at],
  )
}
