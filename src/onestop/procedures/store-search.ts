import type { Reader } from '#kit/io/context.ts'
import type { AdministrativeLevel, ProcedureSource, Term } from './contract.ts'
import type { SearchEntry, Synonyms } from './rules/search-index.ts'
import './tables.ts'

/** A row of the catalogue in force, with all that its line on a list shows. */
export type ListedProcedure = SearchEntry & {
  readonly level: AdministrativeLevel
  readonly term: Term | null
  readonly termText: string | null
  readonly agencyName: string | null
  readonly source: ProcedureSource
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
