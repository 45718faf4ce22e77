import './tables.ts'
import { build, type Sql, type Tx } from '#kit/io/database.ts'
import type { Tables } from '#kit/io/tables.ts'
import type { Instant } from '#kit/values/instant.ts'
import type { Condition } from '../registry/contract.ts'
import type { Dataset, DatasetContent, DatasetState } from './contract.ts'

type Row = Tables['datahub.datasets']

/** One dataset, `lock` for who is about to change it. */
export async function getDataset(sql: Sql, id: string, lock = false): Promise<Dataset | undefined> {
  const query = build.selectFrom('datahub.datasets').selectAll().where('id', '=', id)
  const [row] = await sql.rows<Row>(lock ? query.forUpdate() : query)
  return row && datasetOf(row)
}

/** All datasets of a tenant by id. There are tens of them. */
export async function allDatasets(sql: Sql, tenant?: string): Promise<Dataset[]> {
  const query = build.selectFrom('datahub.datasets').selectAll().orderBy('id')
  const rows = await sql.rows<Row>(tenant === undefined ? query : query.where('tenant', '=', tenant))
  return rows.map(datasetOf)
}

/** The hash of what stands described, to see whether a file says something new. */
export async function hashOfDataset(sql: Sql, id: string): Promise<string | undefined> {
  const [row] = await sql.rows<Pick<Row, 'content_hash'>>(
    build.selectFrom('datahub.datasets').select('content_hash').where('id', '=', id),
  )
  return row?.content_hash
}

/** Writes a description: a new dataset is a draft, a known one gets a version more. */
export async function saveDescription(
  tx: Tx,
  write: {
    readonly tenant: string
    readonly content: DatasetContent
    readonly hash: string
    readonly now: Instant
    readonly today: string
  },
): Promise<void> {
  await tx.text(
    `insert into datahub.datasets
       (id, tenant, version, content, content_hash, state, state_since, changed_at, reviewed_on)
     values ($1, $2, 1, $3, $4, 'draft', $5, $5, $6)
     on conflict (id) do update set version = datahub.datasets.version + 1, content = excluded.content,
       content_hash = excluded.content_hash, changed_at = excluded.changed_at`,
    [
      write.content.id,
      write.tenant,
      JSON.stringify(write.content),
      write.hash,
      new Date(write.now),
      write.today,
    ],
  )
}

export async function saveState(tx: Tx, id: string, state: DatasetState, now: Instant): Promise<void> {
  await tx.text(
    `update datahub.datasets set state = $2, state_since = $3, changed_at = $3,
       opened_at = case when $2 = 'open' then coalesce(opened_at, $3) else opened_at end
     where id = $1`,
    [id, state, new Date(now)],
  )
}

export async function saveReview(tx: Tx, id: string, today: string): Promise<void> {
  await tx.text('update datahub.datasets set reviewed_on = $2 where id = $1', [id, today])
}

/** Adds to the log of a dataset. Two at once collide on the sequence. */
export async function addDatasetAction(
  tx: Tx,
  action: {
    readonly id: string
    readonly kind: 'describe' | 'move' | 'review'
    readonly by: string
    readonly now: Instant
    readonly content: unknown
  },
): Promise<void> {
  await tx.text(
    `insert into datahub.dataset_actions (dataset_id, sequence, kind, by, at, content)
     select $1, coalesce(max(sequence), 0) + 1, $2, $3, $4, $5 from datahub.dataset_actions where dataset_id = $1`,
    [action.id, action.kind, action.by, new Date(action.now), JSON.stringify(action.content)],
  )
}

/** The log of a dataset, oldest first. */
export async function datasetActions(
  sql: Sql,
  id: string,
): Promise<{ sequence: number; kind: string; by: string; at: Date; content: unknown }[]> {
  return sql.text(
    'select sequence, kind, by, at, content from datahub.dataset_actions where dataset_id = $1 order by sequence',
    [id],
  )
}

export function datasetOf(row: Row): Dataset {
  const content = row.content as DatasetContent
  return {
    ...content,
    filter: content.filter as Condition | null, // read by readCondition before it was kept
    tenant: row.tenant,
    version: row.version,
    state: row.state,
    openedAt: row.opened_at?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
    reviewedOn: row.reviewed_on,
  }
}
