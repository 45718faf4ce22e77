import type { Context, Reader } from '#kit/io/context.ts'
import { instantOf, toLocalIso } from '#kit/values/instant.ts'
import type { ActingOfficer } from './authority.ts'
import type { DueTimeMove, DueTimeMovePage } from './move-contract.ts'
import { listMoves, listMovesOf, type MoveRow } from './move-store.ts'
import { visibilityOf } from './open-inbox.ts'
import { findRow } from './store.ts'

const usualPage = 50

/** "Hồ sơ có ngày hẹn thay đổi do lịch": those that an officer may see, the latest first, page by page. */
export async function listDueTimeMoves(
  ctx: Context,
  officer: ActingOfficer,
  ask: { readonly after?: string | undefined; readonly limit?: number | undefined },
): Promise<DueTimeMovePage> {
  const limit = Math.min(ask.limit ?? usualPage, 200)
  const rows = await listMoves(
    ctx.db,
    await visibilityOf(ctx, officer.postId),
    ask.after ?? undefined,
    limit + 1,
  )
  const page = rows.slice(0, limit)
  return { rows: page.map(moveOf), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/** How the due time of one dossier moved, the earliest first. The caller has asked who may. */
export async function listDueTimeMovesOf(reader: Reader, code: string): Promise<DueTimeMove[]> {
  const row = await findRow(reader, code)
  return row ? (await listMovesOf(reader, row.agency_id, row.id)).map(moveOf) : []
}

function moveOf(row: MoveRow): DueTimeMove {
  const at = (date: Date) => toLocalIso(instantOf(date.getTime()))
  return {
    code: row.code,
    procedureCode: row.procedure_code,
    procedureName: row.procedure_name,
    applicantName: row.applicant_name,
    agencyId: row.agency_id,
    synthetic: row.synthetic,
    fromDueAt: at(row.from_due_at),
    toDueAt: at(row.to_due_at),
    movedAt: at(row.moved_at),
    fromVersion: row.from_version,
    toVersion: row.to_version,
    cause: {
      years: row.cause.years.map((year) => ({ ...year })),
      days: row.cause.days.map((day) => ({ ...day })),
      hours: row.cause.hours,
    },
  }
}
