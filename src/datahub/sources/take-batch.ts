import { createHash } from 'node:crypto'
import type { Context } from '#kit/io/context.ts'
import type { Tx } from '#kit/io/database.ts'
import { canonicalJson, type Json } from '#kit/values/canonical-json.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { Model } from '../models/contract.ts'
import type { EntityWrite, Writing } from '../registry/contract.ts'
import { queryEntities, seeEverything, writeEntitiesIn } from '../registry/public.ts'
import type { Finding, Mapping, SourceRow, SourceSettings } from './contract.ts'
import type { Surroundings } from './rules/convert.ts'
import { type MappedRow, mapRow } from './rules/map-row.ts'
import { judgeQuality } from './rules/quality.ts'
import {
  keepTaken,
  knownHashes,
  noteKeys,
  quarantine,
  type RefusedRow,
  type TakenRow,
  type ToldSince,
  toldSince,
} from './store-runs.ts'
import { tenant } from './store-sources.ts'
import type { RunRow } from './tables.ts'

/** All that a run needs to judge rows. */
export type Work = {
  readonly run: RunRow
  readonly source: SourceSettings
  readonly mapping: Mapping
  readonly model: Model
  readonly around: Surroundings
  /** Of a replay: the run whose rows are taken again. */
  readonly replayOf?: number
}

export type Quality = { [rule: string]: { judged: number; failed: number } }

/** What became of a batch. `withoutKey`: rows of which not even the key could be read. */
export type BatchCounts = {
  rows: number
  created: number
  changed: number
  unchanged: number
  quarantined: number
  withoutKey: number
}
export type BatchOutcome = {
  readonly counts: BatchCounts
  readonly quality: Quality
  readonly refused: readonly RefusedRow[]
}

type Judged = {
  readonly mapped: MappedRow
  readonly hash: string
  readonly findings: readonly Finding[]
  readonly before: string | undefined
}

/** Judges a batch without writing entities: what would be created, changed, left or refused. */
export async function surveyBatch(tx: Tx, work: Work, rows: readonly SourceRow[]): Promise<BatchOutcome> {
  const quality: Quality = {}
  const judged = await judge(tx, work, rows, quality)
  const counts = countsOf(judged)
  for (const { findings, hash, before } of judged)
    if (findings.length === 0)
      counts[before === undefined ? 'created' : before === hash ? 'unchanged' : 'changed']++
  return { counts, quality, refused: refusedRows(judged, new Map()) }
}

/**
 * Takes a batch in an open transaction: rows that differ from what the source told before are written through the
 * registry, others are left, those that are wrong go into quarantine.
 */
export async function takeBatch(
  tx: Tx,
  ctx: Context,
  work: Work,
  rows: readonly SourceRow[],
): Promise<BatchOutcome> {
  const quality: Quality = {}
  const judged = await judge(tx, work, rows, quality)
  const counts = countsOf(judged)
  const good = judged.filter(({ findings }) => findings.length === 0)
  const differing = good.filter(({ hash, before }) => before !== hash)
  counts.unchanged += good.length - differing.length
  const refusals = new Map<MappedRow, Finding>()
  const outcomes = await writeEntitiesIn(
    tx,
    ctx,
    differing.map((one) => writeOf(one, work.model)),
    writingOf(work),
  )
  if (isRefused(outcomes)) throw new Error(`the registry refuses a whole batch: ${outcomes.refused}`)
  const taken: TakenRow[] = []
  for (const [index, outcome] of outcomes.entries()) {
    const one = differing[index]
    if (!one?.mapped.key) continue
    if ('refusal' in outcome) refusals.set(one.mapped, findingOf(outcome.refusal))
    else {
      counts[outcome.change === 'deleted' ? 'changed' : outcome.change]++
      taken.push({ key: one.mapped.key, entityId: outcome.id, hash: one.hash, row: one.mapped.row })
    }
  }
  counts.quarantined += refusals.size
  const refused = refusedRows(judged, refusals)
  await keepTaken(tx, work.source.id, work.run.id, taken)
  if (work.run.cause !== 'replay') await quarantine(tx, work.run, refused, new Date(ctx.now()))
  return { counts, quality, refused }
}

/** On whose behalf a run writes. */
export function writingOf({ run, source }: Pick<Work, 'run' | 'source'>): Writing {
  return {
    tenant,
    owner: source.agencyId,
    visibility: seeEverything(tenant),
    by: `source:${source.id}`,
    run: { id: run.id, mappingVersion: run.mapping_version },
    atomicity: 'each',
  }
}

async function judge(tx: Tx, work: Work, rows: readonly SourceRow[], quality: Quality): Promise<Judged[]> {
  const mapped = rows.map((row) => mapRow(row, work.mapping, work.model, work.around))
  const first = new Map<string, number>()
  for (const { key, row } of mapped) if (key !== null && !first.has(key)) first.set(key, row)
  const earlier =
    work.run.cause === 'replay' ? new Map<string, number>() : await noteKeys(tx, work.run.id, first)
  const hashes = await knownHashes(tx, work.source.id, [...first.keys()])
  const exists = await findReferences(tx, work, mapped)
  const since =
    work.replayOf === undefined ? new Map() : await toldSince(tx, work.run, work.replayOf, [...first.keys()])
  return mapped.map((one) => {
    const findings = [...one.findings]
    const twin = one.key === null ? undefined : (earlier.get(one.key) ?? first.get(one.key))
    if (one.key !== null && twin !== undefined && twin !== one.row)
      findings.push({
        column: work.mapping.key.join(' + '),
        code: 'duplicate-key',
        facts: { key: one.key, row: twin },
      })
    const told = one.key === null ? undefined : since.get(one.key)
    if (told && findings.length === 0) findings.push(findingOfTold(work, one, told))
    for (const { rule, finding, refuses } of judgeQuality(one.values, work.mapping.rules, {
      today: work.around.today,
      exists,
    })) {
      const count = quality[rule] ?? { judged: 0, failed: 0 }
      quality[rule] = count
      count.judged++
      if (!finding) continue
      count.failed++
      if (refuses) findings.push({ ...finding, column: columnOf(work.mapping, finding.column) })
    }
    return {
      mapped: one,
      findings,
      hash: hashOf(one),
      before: one.key === null ? undefined : hashes.get(one.key),
    }
  })
}

/** The thing was told of meanwhile: by another row of the same file, or by a later run. */
function findingOfTold({ mapping }: Work, { key }: MappedRow, told: ToldSince): Finding {
  const column = mapping.key.join(' + ')
  if (told.same_file)
    return { column, code: 'duplicate-key', facts: { key: key ?? '', row: told.row_number } }
  return { column, code: 'told-since', facts: { key: key ?? '', run: told.run_id } }
}

function columnOf(mapping: Mapping, field: string | null): string | null {
  return mapping.fields.find((one) => one.field === field)?.from.join(' + ') || field
}

/** Which of the entities that rows refer to are there. */
async function findReferences(
  tx: Tx,
  { mapping }: Work,
  rows: readonly MappedRow[],
): Promise<(id: string) => boolean> {
  const fields = mapping.rules.filter(({ kind }) => kind === 'reference').map(({ field }) => field)
  const ids = [...new Set(rows.flatMap(({ values }) => fields.map((field) => values[field])))].filter(
    (id): id is string => typeof id === 'string',
  )
  if (ids.length === 0) return () => false
  const page = await queryEntities(tx, { ids, pick: [], limit: ids.length }, seeEverything(tenant))
  const found = new Set(isRefused(page) ? [] : page.entities.map(({ id }) => id))
  return (id) => found.has(id)
}

function hashOf({ attributes }: MappedRow): string {
  return createHash('sha256')
    .update(canonicalJson(attributes as unknown as Json))
    .digest('hex')
    .slice(0, 32)
}

/** A known thing loses what the row leaves empty; a new one simply does not have it. */
function writeOf({ mapped, before }: Judged, model: Model): EntityWrite {
  const type = model.iri ?? model.name
  const emptied =
    before === undefined ? [] : Object.keys(mapped.values).filter((field) => mapped.values[field] === null)
  const base = { id: mapped.entityId ?? '', types: [type], row: mapped.row }
  if (emptied.length === 0) return { ...base, mode: 'upsert-append', attributes: mapped.attributes }
  const gone = emptied.map((field) => [field, { type: 'Property', value: 'urn:ngsi-ld:null' }] as const)
  return { ...base, mode: 'merge', attributes: { ...mapped.attributes, ...Object.fromEntries(gone) } }
}

function countsOf(judged: readonly Judged[]): BatchCounts {
  return {
    rows: judged.length,
    created: 0,
    changed: 0,
    unchanged: 0,
    quarantined: judged.filter(({ findings }) => findings.length > 0).length,
    withoutKey: judged.filter(({ mapped }) => mapped.key === null).length,
  }
}

function refusedRows(judged: readonly Judged[], refusals: ReadonlyMap<MappedRow, Finding>): RefusedRow[] {
  return judged.flatMap(({ mapped, findings }) => {
    const refusal = refusals.get(mapped)
    const all = refusal ? [...findings, refusal] : findings
    return all.length === 0 ? [] : [{ row: mapped.row, cells: mapped.cells, findings: all }]
  })
}

function findingOf(refusal: {
  readonly refused: string
  readonly facts: Readonly<Record<string, string | number>>
}): Finding {
  const attribute = refusal.facts.attribute ?? refusal.facts.field
  return {
    column: attribute === undefined ? null : String(attribute),
    code: refusal.refused,
    facts: { ...refusal.facts },
  }
}
