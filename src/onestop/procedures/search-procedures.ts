import { createHash } from 'node:crypto'
import type { Context, Reader } from '#kit/io/context.ts'
import type { Database } from '#kit/io/database.ts'
import { dateOf } from '#kit/values/instant.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { vietnameseSortKey } from '#kit/values/vietnamese.ts'
import type { ProcedureHit, Sector } from './contract.ts'
import { search } from './rules/search.ts'
import { buildSearchIndex, type SearchIndex, type Synonyms } from './rules/search-index.ts'
import {
  countCatalogueLoads,
  findSynonyms,
  insertSynonyms,
  type ListedProcedure,
  listInForce,
} from './store-search.ts'

type Catalogue = { readonly index: SearchIndex<ListedProcedure>; readonly sectors: readonly Sector[] }

/** One index a data base in this process, of the versions in force on one day after a number of loads. */
const kept = new WeakMap<Database, { readonly key: string; readonly catalogue: Promise<Catalogue> }>()

/** Procedures on a page of the list. */
export const pageSize = 20

/**
 * The procedures in force today that answer a query, best first; all of them in order of sector and name when the
 * query is empty. Understands missing marks, input-method keys left in, slips, codes and citizens' words.
 */
export async function searchProcedures(
  ctx: Context,
  ask: { readonly q?: string; readonly sector?: string; readonly page?: number },
): Promise<{ readonly hits: ProcedureHit[]; readonly total: number }> {
  const { index } = await openCatalogue(ctx)
  const query = (ask.q ?? '').slice(0, 200)
  const ranked = query.trim()
    ? search(query, index).map(({ number }) => index.entries[number])
    : index.entries
  const found = ranked.flatMap((entry) =>
    entry && (!ask.sector || entry.sectorId === ask.sector) ? [entry] : [],
  )
  const from = (Math.max(1, ask.page ?? 1) - 1) * pageSize
  return { hits: found.slice(from, from + pageSize).map(toHit), total: found.length }
}

/** The sectors that have procedures in force today, with how many, in order of their names. */
export async function listSectors(ctx: Context): Promise<readonly Sector[]> {
  return (await openCatalogue(ctx)).sectors
}

/** Keeps the words of citizens that the content brought, when they are new. */
export async function keepSynonyms(ctx: Context, synonyms: Synonyms): Promise<void> {
  const text = JSON.stringify(synonyms)
  await insertSynonyms(ctx.db, createHash('sha256').update(text).digest('hex'), text, new Date(ctx.now()))
}

/** The index of today; built again when a day has passed or something was loaded, by this process or another. */
async function openCatalogue(ctx: Context): Promise<Catalogue> {
  const today = dateOf(ctx.now())
  const key = `${today} ${await countCatalogueLoads(ctx.db)}`
  const known = kept.get(ctx.db)
  if (known?.key === key) return known.catalogue
  const catalogue = buildCatalogue(ctx.db, today)
  kept.set(ctx.db, { key, catalogue })
  catalogue.catch(() => kept.delete(ctx.db))
  return catalogue
}

async function buildCatalogue(sql: Reader, today: PlainDate): Promise<Catalogue> {
  const [entries, synonyms] = await Promise.all([listInForce(sql, today), findSynonyms(sql)])
  const sortKeys = new Map(
    entries.map((entry) => [entry, vietnameseSortKey(`${entry.sector} ${entry.name}`)]),
  )
  const key = (entry: ListedProcedure) => `${entry.source === 'province' ? 0 : 1}${sortKeys.get(entry) ?? ''}`
  entries.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const sectors = new Map<string, Sector>()
  for (const { sectorId, sector } of entries) {
    const known = sectors.get(sectorId)
    sectors.set(sectorId, { id: sectorId, name: sector, count: (known?.count ?? 0) + 1 })
  }
  return {
    index: buildSearchIndex(entries, synonyms ?? { synonyms: [], later: [], ignore: [] }),
    sectors: [...sectors.values()].sort((a, b) =>
      vietnameseSortKey(a.name) < vietnameseSortKey(b.name) ? -1 : 1,
    ),
  }
}

function toHit(entry: ListedProcedure): ProcedureHit {
  const { code, name, sector, sectorId, level, term, termText, agencyName, source } = entry
  return { code, name, sector, sectorId, level, term, termText, agencyName, source }
}
