import type { Context } from '#kit/io/context.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'
import { weekdayOf } from '#kit/values/plain-date.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { ProcedureSource, PublicationInput, Published } from './contract.ts'
import { forgetVersions } from './find-procedure.ts'
import { checkPublication } from './rules/publication.ts'
import {
  findPublication,
  hashOfPublication,
  insertPublication,
  lockCatalogue,
  readCatalogue,
} from './store.ts'
import { type ImportDoubt, insertDoubts } from './store-doubts.ts'

/** Who records a publication, of which catalogue, and by which calendar its notice is counted. */
export type Recording = {
  /** The officer's post, or `content`. */
  readonly by: string
  readonly source?: ProcedureSource
  /** Of an import: what could not be read for certain. */
  readonly doubts?: readonly ImportDoubt[]
  /** The calendar; left out, Monday to Friday count (a holiday then hides a late publication by a day). */
  readonly isWorkingDay?: (date: PlainDate) => boolean
}

/**
 * Records a decision that announces procedures: they enter, change or leave on its day of effect. The same
 * publication sent again answers what was recorded.
 * @law Nghị định 63/2010/NĐ-CP (sửa đổi 2013, 2017), Điều 13–15
 */
export async function publishProcedure(ctx: Context, publication: PublicationInput, recording: Recording) {
  const outcome = await ctx.transaction(async (tx) => {
    await lockCatalogue(tx)
    const recorded = await findPublication(tx, publication.number, publication.signedOn)
    if (recorded && recorded.contentHash !== hashOfPublication(publication))
      return refuse('publication-differs', { number: publication.number, signedOn: publication.signedOn })
    const source = recording.source ?? 'province'
    const answer = (publicationId: string, warnings: Published['warnings']): Published => ({
      publicationId,
      versions: publication.entries.length,
      warnings,
    })
    if (recorded) return answer(recorded.id, [])
    const localIds = publication.entries.map((entry) => entry.procedureId)
    const codes = publication.entries.flatMap((entry) => entry.content?.nationalCode ?? [])
    const catalogue = await readCatalogue(tx, source, localIds, codes)
    const checked = checkPublication(publication, catalogue, recording.isWorkingDay ?? isWeekday)
    if (isRefused(checked)) return checked
    const id = ctx.newId()
    const recordedAt = new Date(ctx.now())
    // A catalogue that was taken over is no decision: nothing was announced, early or late.
    const warnings = source === 'province' ? checked.warnings : []
    await insertPublication(
      tx,
      { id, source, publication, warnings, recordedBy: recording.by, recordedAt },
      catalogue.ids,
      () => ctx.newId(),
    )
    if (recording.doubts?.length) await insertDoubts(tx, id, recording.doubts)
    return answer(
      id,
      warnings.map((warning) => ({ code: warning.code, facts: { ...warning.facts } })),
    )
  })
  if (!isRefused(outcome)) forgetVersions()
  return outcome
}

function isWeekday(date: PlainDate): boolean {
  return weekdayOf(date) <= 5
}
