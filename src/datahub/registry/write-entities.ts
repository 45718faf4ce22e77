import type { Context } from '#kit/io/context.ts'
import type { Sql, Tx } from '#kit/io/database.ts'
import { newUuid } from '#kit/io/ids.ts'
import type { Instant } from '#kit/values/instant.ts'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import { currentModels, type ModelsByName } from '../models/public.ts'
import {
  type Attribute,
  type Attributes,
  type EntityChanged,
  type EntityWrite,
  entityChanged,
  type WriteOutcome,
  type Writing,
} from './contract.ts'
import { planWrite, type Standing } from './plan-write.ts'
import type { EntityState, InstanceChange } from './rules/apply-write.ts'
import { momentOf } from './rules/evaluate.ts'
import { boxOfEntity, keyOf, keysOf, wordsOfEntity } from './rules/found-by.ts'
import { comparableValuesOf } from './rules/instances.ts'
import { placeCodeOf } from './rules/place-code.ts'
import { grantsOf } from './rules/visibility.ts'
import {
  insertRows,
  isOutrun,
  type LockedRow,
  lockRows,
  makeMonths,
  type Recording,
  readRows,
  recordChanges,
  removeTypes,
  type WrittenMessage,
  type WrittenObservation,
  type WrittenRow,
  writeKeys,
  writeTypes,
} from './store-writes.ts'

/**
 * Writes entities: each write is validated by the models of its types, derived fields are computed, and what differs
 * from the present state goes into entity, history, hours, lineage and outbox in one transaction, in few statements
 * however many writes. Writes of one entity take effect in their order. An unchanged write changes nothing.
 * With `atomicity: 'all'` the first refusal is the answer and nothing is written.
 */
export async function writeEntities(
  ctx: Context,
  writes: readonly EntityWrite[],
  writing: Writing,
): Promise<readonly WriteOutcome[] | Refusal> {
  if (writes.length === 0) return []
  await makeMissingMonths(ctx, writes)
  const atOnce = ctx.db.joined ? undefined : await writeAtOnce(ctx, writes, writing)
  if (atOnce) return atOnce
  const models = await currentModels(ctx.db) // before the transaction: inside it a second connection could be waited for by all
  return ctx.transaction((tx) => writeLocked(tx, ctx, writes, writing, models))
}

/**
 * What a measurement needs: one entity that is there changes and nothing that they are found by does. Read without a lock, then
 * written in one statement that fails when someone else was quicker. Undefined: the long way must be gone.
 */
async function writeAtOnce(
  ctx: Context,
  writes: readonly EntityWrite[],
  writing: Writing,
): Promise<readonly WriteOutcome[] | Refusal | undefined> {
  if (writes.some(({ mode }) => mode === 'create' || mode === 'delete')) return undefined
  const ids = [...new Set(writes.map(({ id }) => id))]
  if (ids.length > 1) return undefined // several rows are locked in order first, else two writers could wait for each other
  const models = await currentModels(ctx.db)
  const batch = newBatch(ctx, writing, models, await readRows(ctx.db, writing.tenant, ids))
  const outcomes = takeAll(batch, writes)
  const changed = [...batch.working.values()].filter((working) => working.changed)
  if (isRefused(outcomes) || changed.length === 0) return outcomes
  const isSettled = ({ row, ...working }: Working) =>
    row !== undefined &&
    row.deleted_at === null &&
    working.standing.state !== undefined &&
    !hasMoved(row, working) &&
    !hasOtherKeys(row, working)
  if (!changed.every(isSettled)) return undefined
  try {
    await recordOld(ctx.db, batch, changed, (id) => batch.rows.get(id)?.seq ?? 0)
    return outcomes
  } catch (error) {
    if (isOutrun(error)) return undefined
    throw error
  }
}

/** The outcomes of all writes; the first refusal when all of them must do. */
function takeAll(batch: Batch, writes: readonly EntityWrite[]): readonly WriteOutcome[] | Refusal {
  const outcomes: WriteOutcome[] = []
  for (const write of writes) {
    const outcome = takeWrite(batch, write)
    if (batch.writing.atomicity === 'all' && 'refusal' in outcome) return outcome.refusal
    outcomes.push(outcome)
  }
  return outcomes
}

const knownMonths = new Map<string, WeakSet<object>>()

/** Makes the monthly partitions that writes will need, before their transaction, and remembers them. */
async function makeMissingMonths(ctx: Context, writes: readonly EntityWrite[]): Promise<void> {
  const missing = monthsOf(writes, ctx.now()).filter(({ month }) => !knownMonths.get(month)?.has(ctx.db.pool))
  if (missing.length === 0) return
  await makeMonths(
    ctx.db,
    missing.map(({ at }) => at),
  )
  for (const { month } of missing) {
    const known = knownMonths.get(month) ?? new WeakSet()
    knownMonths.set(month, known.add(ctx.db.pool))
  }
}

function monthsOf(writes: readonly EntityWrite[], now: Instant): { month: string; at: Date }[] {
  const months = new Map([monthOf(now)].map((month) => [month, new Date(now)]))
  for (const { attributes } of writes)
    for (const attribute of Object.values(attributes ?? {}))
      for (const { observedAt } of Array.isArray(attribute) ? attribute : [attribute]) {
        const at = momentOf(observedAt)
        if (at !== undefined) months.set(monthOf(at), new Date(at))
      }
  return [...months].map(([month, at]) => ({ month, at }))
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7)
}

/** As `writeEntities`, inside an open transaction. The refusal of `atomicity: 'all'` must roll it back. */
export async function writeEntitiesIn(
  tx: Tx,
  ctx: Context,
  writes: readonly EntityWrite[],
  writing: Writing,
): Promise<readonly WriteOutcome[] | Refusal> {
  if (writes.length === 0) return []
  const missing = monthsOf(writes, ctx.now()).filter(({ month }) => !knownMonths.get(month)?.has(ctx.db.pool))
  if (missing.length > 0)
    await makeMonths(
      tx,
      missing.map(({ at }) => at),
    )
  return writeLocked(tx, ctx, writes, writing, await currentModels(tx))
}

async function writeLocked(
  tx: Tx,
  ctx: Context,
  writes: readonly EntityWrite[],
  writing: Writing,
  models: ModelsByName,
): Promise<readonly WriteOutcome[] | Refusal> {
  const rows = await lockRows(tx, writing.tenant, [...new Set(writes.map(({ id }) => id))].sort())
  const batch = newBatch(ctx, writing, models, rows)
  const outcomes = takeAll(batch, writes)
  if (isRefused(outcomes)) return outcomes
  await save(tx, batch)
  return outcomes
}

/** An entity in the course of a batch: as it stands now, and as it stood before. */
type Working = {
  readonly id: string
  readonly row: LockedRow | undefined
  standing: Standing
  /** The latest state that it had: kept when it is gone. */
  last: EntityState | undefined
  createdAt: Date
  version: number
  lineage: Record<string, unknown>
  changed: boolean
}

type PendingObservation = Omit<WrittenObservation, 'seq'> & { readonly id: string }

type Batch = {
  readonly ctx: Context
  readonly writing: Writing
  readonly models: ModelsByName
  readonly grants: ReturnType<typeof grantsOf>
  readonly now: Instant
  readonly nowIso: string
  readonly working: Map<string, Working>
  readonly rows: ReadonlyMap<string, LockedRow>
  readonly observations: PendingObservation[]
  readonly messages: WrittenMessage[]
}

function newBatch(
  ctx: Context,
  writing: Writing,
  models: ModelsByName,
  rows: ReadonlyMap<string, LockedRow>,
): Batch {
  const now = ctx.now()
  return {
    ctx,
    writing,
    models,
    grants: grantsOf(writing.visibility),
    now,
    nowIso: new Date(now).toISOString(),
    working: new Map(),
    rows,
    observations: [],
    messages: [],
  }
}

function workingOf(batch: Batch, id: string): Working {
  const known = batch.working.get(id)
  if (known) return known
  const row = batch.rows.get(id)
  const last = row && {
    types: row.types,
    scopes: row.scopes,
    expiresAt: row.expires_at?.getTime() ?? null,
    attributes: row.body,
  }
  const working: Working = {
    id,
    row,
    standing: {
      owner: row?.owner ?? batch.writing.owner,
      movedTo: row?.merged_into ?? null,
      state: row?.deleted_at === null ? last : undefined,
    },
    last,
    createdAt: row?.created_at ?? new Date(batch.now),
    version: row?.version ?? 0,
    lineage: { ...row?.lineage },
    changed: false,
  }
  batch.working.set(id, working)
  return working
}

function takeWrite(batch: Batch, write: EntityWrite): WriteOutcome {
  const working = workingOf(batch, write.id)
  const before = working.standing.state
  const planned = planWrite(batch, working.standing, write)
  if (isRefused(planned)) return { id: write.id, refusal: planned }
  const { applied } = planned
  const updated = [...new Set(applied.changes.map(({ name }) => name))].sort()
  const { notUpdated } = applied
  if (applied.changes.length === 0 && !applied.frameChanged)
    return { id: write.id, change: 'unchanged', version: working.version, updated, notUpdated }
  const change = applied.state === undefined ? 'deleted' : before === undefined ? 'created' : 'changed'
  working.changed = true
  working.version += 1
  if (change === 'created') {
    working.createdAt = new Date(batch.now)
    working.standing = { ...working.standing, owner: batch.writing.owner }
  }
  working.standing = { ...working.standing, state: applied.state }
  working.last = applied.state ?? working.last
  keepHistory(batch, working, write, applied.changes)
  const deleted = updated.filter((name) => !(name in (applied.state?.attributes ?? {})))
  tell(batch, working, {
    tenant: batch.writing.tenant,
    id: write.id,
    types: applied.state?.types ?? before?.types ?? [],
    change,
    version: working.version,
    updated: updated.filter((name) => !deleted.includes(name)),
    deleted,
    before: onlyNamed(before?.attributes ?? {}, updated),
  })
  return { id: write.id, change, version: working.version, updated, notUpdated }
}

function onlyNamed(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(
    names.filter((name) => name in attributes).map((name) => [name, attributes[name] as Attribute]),
  )
}

function tell(batch: Batch, working: Working, message: EntityChanged): void {
  batch.messages.push({ key: working.id, payload: JSON.stringify(message) })
}

function keepHistory(
  batch: Batch,
  working: Working,
  write: EntityWrite,
  changes: readonly InstanceChange[],
): void {
  const { run, by } = batch.writing
  const row = write.row ?? null
  for (const { name, datasetId, instance } of changes) {
    working.lineage[name] = [run?.id ?? null, row, run?.mappingVersion ?? null, by, batch.nowIso]
    batch.observations.push({
      id: working.id,
      attribute: name,
      datasetId,
      at: new Date(momentOf(instance?.observedAt) ?? batch.now),
      ordinal: working.version,
      num: instance?.type === 'Property' && typeof instance.value === 'number' ? instance.value : null,
      instance: instance === null ? null : JSON.stringify(instance),
      instanceId: newUuid(batch.now),
      row,
    })
  }
}

async function save(tx: Tx, batch: Batch): Promise<void> {
  const { writing } = batch
  const changed = [...batch.working.values()].filter((working) => working.changed)
  if (changed.length === 0) return
  const fresh = changed.filter(({ row }) => row === undefined)
  const now = new Date(batch.now)
  const made = await insertRows(
    tx,
    writing.tenant,
    fresh.map((working) => rowOf(working, now)),
    now,
  )
  // Someone else created one of them in this moment: the transaction begins again and sees it.
  if (made.size < fresh.length) throw Object.assign(new Error('created at once by two'), { code: '40001' })
  const seqOf = (id: string) => batch.rows.get(id)?.seq ?? made.get(id) ?? 0
  const old = changed.filter(({ row }) => row !== undefined)
  await recordOld(tx, batch, old, seqOf)
  await saveFinding(tx, batch, changed, seqOf)
}

/** Changes what is there, with the history and the messages of the whole batch. */
async function recordOld(
  sql: Sql,
  batch: Batch,
  old: readonly Working[],
  seqOf: (id: string) => number,
): Promise<void> {
  const { writing } = batch
  const now = new Date(batch.now)
  const recording: Recording = {
    now,
    by: writing.by,
    runId: writing.run?.id ?? null,
    mappingVersion: writing.run?.mappingVersion ?? null,
    topic: entityChanged,
  }
  const rows = old.map((working) => rowOf(working, now))
  const observations = batch.observations.map(({ id, ...rest }) => ({ ...rest, seq: seqOf(id) }))
  await recordChanges(sql, writing.tenant, rows, observations, batch.messages, recording)
}

function rowOf({ id, row, standing, last, ...working }: Working, now: Date): WrittenRow {
  const attributes = last?.attributes ?? {}
  return {
    id,
    seq: row?.seq ?? null,
    was: row?.version ?? 0,
    types: last?.types ?? [],
    scopes: last?.scopes ?? [],
    owner: standing.owner,
    body: JSON.stringify(attributes),
    kv: JSON.stringify(comparableValuesOf(attributes)),
    lineage: JSON.stringify(working.lineage),
    box: boxOfEntity(attributes) ?? null,
    createdAt: working.createdAt,
    expiresAt: last?.expiresAt == null ? null : new Date(last.expiresAt),
    deletedAt: standing.state === undefined ? now : null,
    version: working.version,
  }
}

/** Keeps what entities are found by: only where it changed, for measurements do not. */
async function saveFinding(
  tx: Tx,
  batch: Batch,
  changed: readonly Working[],
  seqOf: (id: string) => number,
): Promise<void> {
  const was = (working: Working) =>
    working.row === undefined || working.row.deleted_at !== null ? undefined : working.row
  const gone = changed.flatMap((working) =>
    (was(working)?.types ?? [])
      .filter((type) => !working.standing.state?.types.includes(type))
      .map((type) => ({ seq: seqOf(working.id), type })),
  )
  const found = (working: Working) => {
    const attributes = working.standing.state?.attributes ?? {}
    const box = boxOfEntity(attributes)
    const keys = keysOf(attributes)
    return {
      seq: seqOf(working.id),
      types: working.standing.state?.types ?? [],
      placeCode: box === undefined ? null : placeCodeOf(box),
      keys: JSON.stringify(keys),
      words: wordsOfEntity(working.id, keys),
    }
  }
  const movers = changed.filter((working) => hasMoved(was(working), working))
  const renamed = changed.filter((working) => hasOtherKeys(was(working), working))
  await removeTypes(tx, batch.writing.tenant, gone)
  await writeTypes(tx, batch.writing.tenant, movers.map(found))
  await writeKeys(tx, renamed.map(found))
}

function hasMoved(
  before: LockedRow | undefined,
  { standing: { state } }: Pick<Working, 'standing'>,
): boolean {
  if (state === undefined) return false
  if (before === undefined) return true
  const place = (attributes: Attributes) => JSON.stringify(boxOfEntity(attributes) ?? null)
  return (
    JSON.stringify(before.types) !== JSON.stringify(state.types) ||
    place(before.body) !== place(state.attributes)
  )
}

function hasOtherKeys(
  before: LockedRow | undefined,
  { standing: { state } }: Pick<Working, 'standing'>,
): boolean {
  if (state === undefined) return false
  if (before === undefined) return true
  const names = new Set([...Object.keys(before.body), ...Object.keys(state.attributes)])
  return [...names].some(
    (name) =>
      before.body[name] !== state.attributes[name] &&
      JSON.stringify(keyOf(before.body[name])) !== JSON.stringify(keyOf(state.attributes[name])),
  )
}
