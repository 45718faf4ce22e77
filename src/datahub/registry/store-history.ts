import type { Reader } from '#kit/io/context.ts'
import { type Instant, instantOf } from '#kit/values/instant.ts'
import type { AttributeInstance, Observation } from './contract.ts'

type Row = {
  entity_id: string
  attribute: string
  dataset_id: string | null
  at: Date
  recorded_at: Date
  instance: AttributeInstance | null
  instance_id: string
  by: string
  run_id: number | null
}

/** Which observations to read. `attributes` null: all. */
export type HistoryAsk = {
  readonly seqs: readonly number[]
  readonly attributes: readonly string[] | null
  /** From this moment (included) to that one (excluded). */
  readonly from?: Instant
  readonly to?: Instant
  /** At most so many of each attribute of each entity, the latest. */
  readonly lastN?: number
  readonly offset?: number
}

/** Observations in order of entity, attribute and time, the latest first when `lastN` is asked. */
export async function readObservations(sql: Reader, ask: HistoryAsk): Promise<readonly Observation[]> {
  const values: unknown[] = [ask.seqs]
  const add = (value: unknown) => `$${values.push(value)}`
  const parts = ['o.entity_seq = any($1::bigint[])']
  if (ask.attributes !== null) parts.push(`o.attribute = any(${add(ask.attributes)}::text[])`)
  if (ask.from !== undefined) parts.push(`o.at >= ${add(new Date(ask.from))}::timestamptz`)
  if (ask.to !== undefined) parts.push(`o.at < ${add(new Date(ask.to))}::timestamptz`)
  const ranked = `row_number() over (partition by o.entity_seq, o.attribute order by o.at desc, o.ordinal desc)`
  const rank = []
  if (ask.lastN !== undefined)
    rank.push(`r > ${add(ask.offset ?? 0)} and r <= ${add((ask.offset ?? 0) + ask.lastN)}`)
  const rows = await sql.text<Row>(
    `select e.id entity_id, h.* from (
       select o.entity_seq, o.attribute, o.dataset_id, o.at, o.recorded_at, o.ordinal, o.instance, o.instance_id, o.by, o.run_id
         ${ask.lastN === undefined ? '' : `, ${ranked} r`}
       from datahub.observations o where ${parts.join(' and ')}) h
     join datahub.entities e on e.seq = h.entity_seq ${rank.length > 0 ? `where ${rank.join('')}` : ''}
     order by h.entity_seq, h.attribute, h.at ${ask.lastN === undefined ? 'asc' : 'desc'}, h.ordinal ${ask.lastN === undefined ? 'asc' : 'desc'}`,
    values,
  )
  return rows.map((row) => ({
    entityId: row.entity_id,
    attribute: row.attribute,
    datasetId: row.dataset_id,
    instanceId: row.instance_id,
    at: instantOf(row.at.getTime()),
    recordedAt: instantOf(row.recorded_at.getTime()),
    by: row.by,
    runId: row.run_id,
    instance: row.instance,
  }))
}

/** An instance as it held at a moment. */
export type HeldInstance = {
  readonly seq: number
  readonly attribute: string
  readonly instance: AttributeInstance
  readonly at: Instant
}

/** The instances that some entities had at a moment: of each series the latest observation up to then. */
export async function readHeld(
  sql: Reader,
  seqs: readonly number[],
  at: Instant,
): Promise<readonly HeldInstance[]> {
  const rows = await sql.hot<{
    seq: number
    attribute: string
    instance: AttributeInstance | null
    at: Date
  }>(
    'registry-held',
    `select distinct on (o.entity_seq, o.attribute, o.dataset_id) o.entity_seq seq, o.attribute, o.instance, o.at
     from datahub.observations o where o.entity_seq = any($1::bigint[]) and o.at <= $2
     order by o.entity_seq, o.attribute, o.dataset_id, o.at desc, o.ordinal desc`,
    [seqs, new Date(at)],
  )
  return rows.flatMap(({ instance, at: then, ...row }) =>
    instance === null ? [] : [{ ...row, instance, at: instantOf(then.getTime()) }],
  )
}
