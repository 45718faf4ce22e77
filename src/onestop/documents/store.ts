import type { Reader } from '#kit/io/context.ts'
import { build } from '#kit/io/database.ts'
import { instantOf, toLocalIso } from '#kit/values/instant.ts'
import type { StoredDocument } from './contract.ts'
import './tables.ts'

/** Who sent a document: an applicant is not known by id, an officer is by his post. */
export type Uploader =
  | { readonly kind: 'applicant' }
  | { readonly kind: 'officer'; readonly postId: string }
  | { readonly kind: 'system' }

/** What a document was sent for: a filing under way (by its token) or a dossier that exists (by its id). */
export type BelongsTo = { readonly filingToken: string } | { readonly dossierId: string }

/** A stored document with what its rights hang on. */
export type KeptDocument = StoredDocument & {
  readonly filingToken: string | null
  readonly dossierId: string | null
  readonly uploadedBy: Uploader
}

/** Adds the row of a document. */
export async function insertDocument(
  reader: Reader,
  document: Omit<StoredDocument, 'uploadedAt'> & { readonly uploadedAt: Date },
  uploadedBy: Uploader,
  belongsTo: BelongsTo,
): Promise<void> {
  await reader.rows(
    build.insertInto('onestop.documents').values({
      id: document.id,
      sha256: document.sha256,
      size: document.size,
      media_type: document.mediaType,
      name: document.name,
      uploaded_at: document.uploadedAt,
      uploaded_by_kind: uploadedBy.kind,
      uploaded_by_id: uploadedBy.kind === 'officer' ? uploadedBy.postId : null,
      filing_token: 'filingToken' in belongsTo ? belongsTo.filingToken : null,
      dossier_id: 'dossierId' in belongsTo ? belongsTo.dossierId : null,
    }),
  )
}

/** The documents among `ids` that exist, in the order of `ids`. */
export async function findDocuments(reader: Reader, ids: readonly string[]): Promise<KeptDocument[]> {
  if (ids.length === 0) return []
  const rows = await reader.rows(
    build
      .selectFrom('onestop.documents')
      .selectAll()
      .where('id', 'in', [...ids]),
  )
  const found = new Map(rows.map((row) => [row.id, toRecord(row)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

function toRecord(row: {
  id: string
  sha256: string
  size: number
  media_type: StoredDocument['mediaType']
  name: string
  uploaded_at: Date
  uploaded_by_kind: Uploader['kind']
  uploaded_by_id: string | null
  filing_token: string | null
  dossier_id: string | null
}): KeptDocument {
  return {
    id: row.id,
    name: row.name,
    size: row.size,
    sha256: row.sha256,
    mediaType: row.media_type,
    uploadedAt: toLocalIso(instantOf(row.uploaded_at.getTime())),
    filingToken: row.filing_token,
    dossierId: row.dossier_id,
    uploadedBy:
      row.uploaded_by_kind === 'officer'
        ? { kind: 'officer', postId: row.uploaded_by_id ?? '' }
        : { kind: row.uploaded_by_kind },
  }
}
