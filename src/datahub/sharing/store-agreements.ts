import './tables.ts'
import { build, type Sql, type Tx } from '#kit/io/database.ts'
import type { Tables } from '#kit/io/tables.ts'
import type { Instant } from '#kit/values/instant.ts'
import type { Condition } from '../registry/contract.ts'
import type { Agreement, Dataset } from './contract.ts'
import { datasetOf } from './store-datasets.ts'

type Row = Tables['datahub.agreements']

export async function getAgreement(sql: Sql, id: string, lock = false): Promise<Agreement | undefined> {
  const query = build.selectFrom('datahub.agreements').selectAll().where('id', '=', id)
  const [row] = await sql.rows<Row>(lock ? query.forUpdate() : query)
  return row && agreementOf(row)
}

/** Agreements, latest first, of a dataset or all. */
export async function allAgreements(sql: Sql, datasetId?: string): Promise<Agreement[]> {
  const query = build
    .selectFrom('datahub.agreements')
    .selectAll()
    .orderBy('requested_at', 'desc')
    .limit(1_000)
  const rows = await sql.rows<Row>(
    datasetId === undefined ? query : query.where('dataset_id', '=', datasetId),
  )
  return rows.map(agreementOf)
}

export async function insertAgreement(tx: Tx, agreement: Agreement): Promise<void> {
  const { from, to, datasetId, consumerName, callsPerMinute, legalBasis } = agreement
  const { id, tenant, provider, consumer, application, purpose, state } = agreement
  await tx.rows(
    build.insertInto('datahub.agreements').values({
      id,
      tenant,
      dataset_id: datasetId,
      provider,
      consumer,
      consumer_name: consumerName,
      application,
      fields: [...agreement.fields],
      filter: agreement.filter === null ? null : JSON.stringify(agreement.filter),
      purpose,
      legal_basis: legalBasis,
      from_on: from,
      to_on: to,
      calls_per_minute: callsPerMinute,
      state,
      requested_at: new Date(agreement.requestedAt),
      answer_due_on: agreement.answerDueOn,
      decided_at: null,
      suspended_from: null,
      key_hash: null,
      key_made_at: null,
    }),
  )
}

/** Writes what a deed changed; `keyHash` undefined leaves the key as it is. */
export async function saveAgreement(
  tx: Tx,
  agreement: Agreement,
  key: { readonly hash: Buffer; readonly at: Instant } | undefined,
): Promise<void> {
  await tx.text(
    `update datahub.agreements set state = $2, decided_at = $3, suspended_from = $4,
       key_hash = coalesce($5, key_hash), key_made_at = coalesce($6, key_made_at) where id = $1`,
    [
      agreement.id,
      agreement.state,
      agreement.decidedAt && new Date(agreement.decidedAt),
      agreement.suspendedFrom && new Date(agreement.suspendedFrom),
      key?.hash ?? null,
      key ? new Date(key.at) : null,
    ],
  )
}

/** Adds to the log of an agreement. Two at once collide on the sequence. */
export async function addAgreementAction(
  tx: Tx,
  action: {
    readonly id: string
    readonly kind: string
    readonly by: string
    readonly now: Instant
    readonly content: unknown
  },
): Promise<void> {
  await tx.text(
    `insert into datahub.agreement_actions (agreement_id, sequence, kind, by, at, content)
     select $1, coalesce(max(sequence), 0) + 1, $2, $3, $4, $5
     from datahub.agreement_actions where agreement_id = $1`,
    [action.id, action.kind, action.by, new Date(action.now), JSON.stringify(action.content)],
  )
}

/** The log of an agreement, oldest first. */
export async function agreementActions(
  sql: Sql,
  id: string,
): Promise<{ sequence: number; kind: string; by: string; at: Date; content: unknown }[]> {
  return sql.text(
    `select sequence, kind, by, at, content from datahub.agreement_actions
     where agreement_id = $1 order by sequence`,
    [id],
  )
}

/** An agreement by its key, with its dataset and the calls of this minute, this one counted when it may be answered. */
export type FoundByKey = { readonly agreement: Agreement; readonly dataset: Dataset; readonly calls: number }

/**
 * Finds an agreement by the hash of its key and counts the call, in one statement: what another connection has revoked
 * is revoked here, with no memory between the database and the answer.
 */
export async function findByKey(sql: Sql, hash: Buffer, now: Instant): Promise<FoundByKey | undefined> {
  const [row] = await sql.hot<{
    agreement: Row
    dataset: Tables['datahub.datasets']
    calls: number | null
  }>(
    'agreement-by-key',
    `with found as (select id from datahub.agreements where key_hash = $1),
     counted as (
       insert into datahub.agreement_minutes as m (agreement_id, minute, calls)
       select id, date_trunc('minute', $2::timestamptz), 1 from found
       on conflict (agreement_id, minute) do update set calls = m.calls + 1
       returning m.calls)
     select to_jsonb(a) - 'key_hash' agreement, to_jsonb(d) dataset, (select calls from counted) calls
     from datahub.agreements a join datahub.datasets d on d.id = a.dataset_id
     where a.key_hash = $1`,
    [hash, new Date(now)],
  )
  if (row === undefined) return undefined
  return {
    agreement: agreementOf(datesOf(row.agreement)),
    dataset: datasetOf(datesOf(row.dataset)),
    calls: row.calls ?? 0,
  }
}

/** A row out of `to_jsonb`: its moments are texts there. */
function datesOf<Found>(row: Found): Found {
  return Object.fromEntries(
    Object.entries(row as Record<string, unknown>).map(([name, value]) => [
      name,
      /(_at|_from|_since)$/.test(name) && typeof value === 'string' ? new Date(value) : value,
    ]),
  ) as Found
}

function agreementOf(row: Row): Agreement {
  return {
    id: row.id,
    tenant: row.tenant,
    datasetId: row.dataset_id,
    provider: row.provider,
    consumer: row.consumer,
    consumerName: row.consumer_name,
    application: row.application,
    fields: row.fields,
    filter: row.filter as Condition | null, // read by readCondition before it was kept
    purpose: row.purpose,
    legalBasis: row.legal_basis,
    from: row.from_on,
    to: row.to_on,
    callsPerMinute: row.calls_per_minute,
    state: row.state,
    requestedAt: row.requested_at.toISOString(),
    answerDueOn: row.answer_due_on,
    decidedAt: row.decided_at?.toISOString() ?? null,
    suspendedFrom: row.suspended_from?.toISOString() ?? null,
    keyMadeAt: row.key_made_at?.toISOString() ?? null,
  }
}
