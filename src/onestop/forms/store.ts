import type { Reader } from '#kit/io/context.ts'
import { build } from '#kit/io/database.ts'
import type { FormDefinition } from './contract.ts'
import './tables.ts'

/** A form as recorded, with its place among the forms of its procedure version. */
export type StoredForm = {
  readonly revision: number
  readonly sha256: string
  readonly content: FormDefinition
}

/** The latest form of a version, or the one that was the latest at a moment; the first where none was yet. */
export async function findForm(
  sql: Reader,
  procedureVersionId: string,
  at: Date | undefined,
): Promise<FormDefinition | undefined> {
  const [found] = await sql.hot<{ revision: number; sha256: string }>(
    'form-of-version',
    `select revision, sha256 from onestop.form_versions where procedure_version_id = $1
     order by (recorded_at <= coalesce($2, 'infinity'::timestamptz) or revision = 1) desc, revision desc limit 1`,
    [procedureVersionId, at ?? null],
  )
  if (!found) return undefined
  const known = contents.get(found.sha256)
  if (known) return known
  const [row] = await sql.hot<{ content: FormDefinition }>(
    'form-content',
    'select content from onestop.form_versions where procedure_version_id = $1 and revision = $2',
    [procedureVersionId, found.revision],
  )
  if (contents.size >= mostContents) contents.clear()
  if (row) contents.set(found.sha256, row.content)
  return row?.content
}

/** Forms by fingerprint: one object for one form, so that what is compiled from it is compiled once. */
const contents = new Map<string, FormDefinition>()
const mostContents = 500

/** The latest fingerprint of the form of each procedure version. */
export async function listFormHashes(
  sql: Reader,
): Promise<ReadonlyMap<string, { readonly revision: number; readonly sha256: string }>> {
  const rows = await sql.text<{ id: string; revision: number; sha256: string }>(
    `select distinct on (procedure_version_id) procedure_version_id id, revision, sha256
     from onestop.form_versions order by procedure_version_id, revision desc`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Adds a revision; false when another process has just added that one. */
export async function insertForm(
  sql: Reader,
  form: StoredForm & { readonly procedureVersionId: string; readonly recordedAt: Date },
): Promise<boolean> {
  const added = await sql.rows(
    build
      .insertInto('onestop.form_versions')
      .values({
        procedure_version_id: form.procedureVersionId,
        revision: form.revision,
        sha256: form.sha256,
        content: form.content,
        recorded_at: form.recordedAt,
      })
      .onConflict((conflict) => conflict.columns(['procedure_version_id', 'revision']).doNothing())
      .returning('revision'),
  )
  return added.length > 0
}

/** The province's procedure versions that have content: local id, number, papers. */
export async function listProvinceVersions(sql: Reader): Promise<
  readonly {
    readonly id: string
    readonly localId: string
    readonly version: number
    readonly evidence: unknown
  }[]
> {
  return sql.text(
    `select v.id, p.local_id "localId", v.version, v.content->'evidence' evidence
     from onestop.procedure_versions v join onestop.procedures p on p.id = v.procedure_id
     where p.source = 'province' and v.kind <> 'abolished' order by p.local_id, v.version`,
  )
}

/** A draft as stored. */
export type DraftRow = {
  readonly procedureVersionId: string
  readonly answers: Readonly<Record<string, unknown>>
  readonly documents: readonly unknown[]
  readonly step: string | null
  readonly details: Readonly<Record<string, unknown>>
}

/** Writes a draft whole, over the one with the same key. */
export async function upsertDraft(
  sql: Reader,
  draft: DraftRow & {
    readonly id: string
    readonly secretHash: Buffer
    readonly savedAt: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await sql.hot(
    'save-draft',
    `insert into onestop.drafts
       (id, secret_hash, procedure_version_id, answers, documents, step, details, created_at, updated_at, expires_at)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7::jsonb, $8, $8, $9)
     on conflict (secret_hash) do update set procedure_version_id = excluded.procedure_version_id,
       answers = excluded.answers, documents = excluded.documents, step = excluded.step,
       details = excluded.details, updated_at = excluded.updated_at, expires_at = excluded.expires_at`,
    [
      draft.id,
      draft.secretHash,
      draft.procedureVersionId,
      JSON.stringify(draft.answers),
      JSON.stringify(draft.documents),
      draft.step,
      JSON.stringify(draft.details),
      draft.savedAt,
      draft.expiresAt,
    ],
  )
}

/** The draft with a key that has not expired. */
export async function findDraftRow(
  sql: Reader,
  secretHash: Buffer,
  now: Date,
): Promise<(DraftRow & { readonly updatedAt: Date; readonly expiresAt: Date }) | undefined> {
  const [row] = await sql.hot<DraftRow & { updatedAt: Date; expiresAt: Date }>(
    'find-draft',
    `select procedure_version_id "procedureVersionId", answers, documents, step, details,
       updated_at "updatedAt", expires_at "expiresAt"
     from onestop.drafts where secret_hash = $1 and expires_at > $2`,
    [secretHash, now],
  )
  return row
}

/** Deletes the draft with a key; false when there was none. */
export async function deleteDraftRow(sql: Reader, secretHash: Buffer): Promise<boolean> {
  const gone = await sql.text('delete from onestop.drafts where secret_hash = $1 returning id', [secretHash])
  return gone.length > 0
}

/** Deletes what has expired, and answers how many. */
export async function deleteExpiredDrafts(sql: Reader, now: Date): Promise<number> {
  const gone = await sql.text('delete from onestop.drafts where expires_at <= $1 returning id', [now])
  return gone.length
}
