import type { Context } from '#kit/io/context.ts'
import { dateOf, toLocalIso } from '#kit/values/instant.ts'
import { day } from '#kit/values/plain-date.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import type { ClockReading, HolderTime } from '#onestop/deadlines/contract.ts'
import {
  computeDeadline,
  type ExplainedLine,
  explainBreaches,
  explainCalendarChange,
  explainDerivation,
  explainWarnings,
} from '#onestop/deadlines/public.ts'
import type { DueTimeMove } from '#onestop/dossiers/move-contract.ts'
import { listDueTimeMoves, listDueTimeMovesOf, readDossierClock } from '#onestop/dossiers/public.ts'
import { verifyDossier } from '#onestop/ledger/public.ts'
import { listNotices } from '#onestop/notices/public.ts'
import { findAgency, findPost } from '#people/organization/public.ts'
import type {
  DerivationLine,
  DueTimeExplained,
  HeldTime,
  Lang,
  MovedDueTime,
  StepTime,
  Surface,
} from '../contract.ts'
import { openAs } from './open-as.ts'
import type { Visit } from './visit.ts'

/** "Vì sao có ngày hẹn này?" of a dossier, and the calculator for anyone. */
export function deadlineMethods(
  ctx: Context,
  visit: Visit,
): Pick<
  Surface,
  'explainDueTime' | 'computeDeadline' | 'verifyDossier' | 'listMovedDossiers' | 'listNotices'
> {
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
        provisional: provisionalOf(reading),
        handOver: handOverOf(reading),
        steps: await stepTimes(ctx, visit, reading),
        breaches: explainBreaches(reading, visit.lang),
        moves: (await listDueTimeMovesOf(ctx.db, view.summary.code)).map((move) => moved(move, visit.lang)),
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
        provisional: null,
        handOver: null,
        steps: [],
        breaches: [],
        moves: [],
        recordedLate: [],
      }
    },
    async listMovedDossiers({ after }) {
      if (!visit.officer) return refuse('sign-in-required')
      const page = await listDueTimeMoves(ctx, visit.officer, { after })
      return {
        rows: page.rows.map((move) => ({
          ...moved(move, visit.lang),
          code: move.code,
          procedureName: move.procedureName,
          applicantName: move.applicantName,
          synthetic: move.synthetic,
        })),
        next: page.next,
      }
    },
    async listNotices(code, accessKey) {
      const view = await openAs(ctx, visit, code, accessKey)
      return isRefused(view) ? view : listNotices(ctx.db, view.summary.code, visit.lang)
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

/** The wait during which the clock stands; null while it runs. */
function provisionalOf(reading: ClockReading): DueTimeExplained['provisional'] {
  const wait = reading.waits.find(({ stopsClock, to }) => stopsClock && to === null)
  if (reading.state !== 'paused' || !wait) return null
  return {
    cause: wait.cause,
    since: toLocalIso(wait.from),
    until: reading.supplementDueAt === null ? null : toLocalIso(reading.supplementDueAt),
  }
}

function handOverOf({ handOverBy, derivation }: ClockReading): DueTimeExplained['handOver'] {
  if (handOverBy === null) return null
  return { by: toLocalIso(handOverBy), nextDay: derivation.some(({ rule }) => rule === 'hand-over-next-day') }
}

/** The first answer to an online filing, then the steps that the version gives a term. */
async function stepTimes(ctx: Context, visit: Visit, reading: ClockReading): Promise<StepTime[]> {
  const { acceptance } = reading
  const answer = acceptance && {
    step: 'answer',
    dueAt: toLocalIso(acceptance.dueAt),
    endedAt: acceptance.answeredAt === null ? null : toLocalIso(acceptance.answeredAt),
    late: acceptance.late,
    lateMinutes: 0,
    lateByHolder: [],
  }
  const steps: StepTime[] = answer ? [answer] : []
  for (const { step, dueAt, endedAt, late, lateByHolder } of reading.steps)
    steps.push({
      step,
      dueAt: toLocalIso(dueAt),
      endedAt: endedAt === null ? null : toLocalIso(endedAt),
      late,
      lateMinutes: minutesOf(lateByHolder.reduce((sum, { workingMs }) => sum + workingMs, 0)),
      lateByHolder: await heldTimes(ctx, visit, lateByHolder),
    })
  return steps
}

function moved({ fromDueAt, toDueAt, movedAt, cause }: DueTimeMove, lang: Lang): MovedDueTime {
  const days = cause.days.map((one) => ({ ...one, date: day(one.date) }))
  return { fromDueAt, toDueAt, movedAt, reasons: explainCalendarChange({ ...cause, days }, lang) }
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
