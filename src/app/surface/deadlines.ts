import type { Context } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { HolderTime } from '#onestop/deadlines/contract.ts'
import {
  computeDeadline,
  type ExplainedLine,
  explainDerivation,
  explainWarnings,
} from '#onestop/deadlines/public.ts'
import { readDossierClock } from '#onestop/dossiers/public.ts'
import { verifyDossier } from '#onestop/ledger/public.ts'
import { findAgency, findPost } from '#people/organization/public.ts'
import type { DerivationLine, HeldTime, Surface } from '../contract.ts'
import { openAs } from './open-as.ts'
import type { Visit } from './visit.ts'

/** "Vì sao có ngày hẹn này?" of a dossier, and the calculator for anyone. */
export function deadlineMethods(
  ctx: Context,
  visit: Visit,
): Pick<Surface, 'explainDueTime' | 'computeDeadline' | 'verifyDossier'> {
  return {
    async explainDueTime(code, accessKey) {
      const view = await openAs(ctx, visit, code, accessKey)
      if (isRefused(view)) return view
      const reading = await readDossierClock(ctx, view.summary.code)
      if (!reading) return refuse('dossier-not-found', { code })
      return {
        acceptedAt: view.summary.acceptedAt,
        dueAt: reading.dueAt === null ? null : toLocalIso(reading.dueAt),
        regime: reading.regime,
        lines: explainDerivation(reading, visit.lang).map(shownLine),
        warnings: explainWarnings(reading, visit.lang),
        holders: await heldTimes(ctx, visit, reading.holders),
        totalMinutes: minutesOf(reading.totalWorkingMs),
        late: reading.late && {
          minutes: minutesOf(reading.late.workingMs),
          byHolder: await heldTimes(ctx, visit, reading.late.byHolder),
        },
        recordedLate: reading.recordedLate.map((one) => ({
          sequence: one.sequence,
          occurredAt: toLocalIso(one.occurredAt),
          recordedAt: toLocalIso(one.recordedAt),
        })),
      }
    },
    async computeDeadline(ask) {
      const answer = await computeDeadline(ctx, ask, visit.lang)
      if (isRefused(answer)) return answer
      return {
        acceptedAt: answer.acceptedAt,
        dueAt: answer.dueAt,
        regime: answer.regime,
        lines: answer.derivation.map(shownLine),
        warnings: answer.warnings.map((warning) => warning.text),
        holders: [],
        totalMinutes: 0,
        late: null,
        recordedLate: [],
      }
    },
    async verifyDossier(code) {
      const verdict = await verifyDossier(ctx, code)
      return (
        verdict && {
          code: verdict.code,
          entries: verdict.entries,
          headHash: verdict.headHash,
          sealed: verdict.sealed && { ...verdict.sealed, at: toLocalIso(verdict.sealed.at) },
          fault: verdict.fault && { kind: verdict.fault.kind, sequence: verdict.fault.sequence },
        }
      )
    },
  }
}

function shownLine({ kind, on, text, count, law }: ExplainedLine): DerivationLine {
  return { kind, on, text, count, law }
}

function minutesOf(ms: number): number {
  return Math.round(ms / 60_000)
}

/** Working time by holder, each called by name on today's books. */
async function heldTimes(
  ctx: Context,
  { messages, lang }: Visit,
  times: readonly HolderTime[],
): Promise<HeldTime[]> {
  const on = dateOf(ctx.now())
  const named: HeldTime[] = []
  let [passedMs, passedMinutes] = [0, 0]
  for (const { holder, workingMs } of times) {
    const found =
      holder.kind === 'officer'
        ? (await findPost(ctx.db, holder.id))?.title
        : (await findAgency(ctx.db, holder.id, on))?.name
    const name = found ?? messages[lang].get(`label.holder.${holder.kind}`) ?? holder.kind
    passedMs += workingMs
    const minutes = minutesOf(passedMs) - passedMinutes // so that the minutes add up to the rounded total
    passedMinutes += minutes
    named.push({ kind: holder.kind, name, minutes })
  }
  return named
}
