import type { Tx } from '#kit/io/database.ts'
import { type Instant, toIso } from '#kit/values/instant.ts'
import type { AttributeInstance } from '../registry/contract.ts'

/** Which part of an entity's history. `datasetId` null: the default instance; undefined: every one. */
export type HistoryPart = {
  readonly tenant: string
  readonly entityId: string
  readonly attribute?: string
  readonly datasetId?: string | null
  readonly instanceId?: string
}

const chosen = `from datahub.entities e where e.seq = o.entity_seq and e.tenant = $1 and e.id = $2
  and ($3::text is null or o.attribute = $3) and ($4::text is null or o.dataset_id is not distinct from nullif($4, '@none'))
  and ($5::uuid is null or o.instance_id = $5)`

function valuesOf({ tenant, entityId, attribute, datasetId, instanceId }: HistoryPart): unknown[] {
  return [
    tenant,
    entityId,
    attribute ?? null,
    datasetId === undefined ? null : (datasetId ?? '@none'),
    instanceId ?? null,
  ]
}

/** Takes values out of the history (clauses 5.6.12–5.6.16); answers how many. The hourly figures stay. */
export async function forgetHistory(tx: Tx, part: HistoryPart): Promise<number> {
  const statement = `delete from datahub.observations o using ${chosen.replace(/^from /, '')} returning 1`
  return (await tx.text(statement, valuesOf(part))).length
}

/** One value of the history. */
export async function findInstance(tx: Tx, part: HistoryPart): Promise<AttributeInstance | undefined> {
  const statement = `select o.instance from datahub.observations o, ${chosen.replace(/^from /, '')}`
  const [row] = await tx.text<{ instance: AttributeInstance | null }>(statement, valuesOf(part))
  return row?.instance ?? undefined
}

/** Puts another value in the place of one of the history, under the same identifier. */
export async function replaceInstance(
  tx: Tx,
  part: HistoryPart,
  instance: AttributeInstance,
  at: Instant | undefined,
): Promise<void> {
  if (at !== undefined) await tx.text('select datahub.make_observation_month($1)', [toIso(at)])
  const num = instance.type === 'Property' && typeof instance.value === 'number' ? instance.value : null
  await tx.text(
    `with gone as (delete from datahub.observations o using ${chosen.replace(/^from /, '')} returning o.*)
     insert into datahub.observations (entity_seq, attribute, dataset_id, at, recorded_at, ordinal, num, instance,
       instance_id, by, run_id, row_number, mapping_version)
     select entity_seq, attribute, dataset_id, coalesce($6::timestamptz, at), recorded_at, ordinal, $7, $8::jsonb,
       instance_id, by, run_id, row_number, mapping_version from gone`,
    [...valuesOf(part), at === undefined ? null : toIso(at), num, JSON.stringify(instance)],
  )
}
