import type { Context } from '#kit/io/context.ts'
import { toLocalIso } from '#kit/values/instant.ts'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import {
  computeDeadline,
  type ExplainedLine,
  explainDerivation,
  explainWarnings,
} from '#onestop/deadlines/public.ts'
import { readDossierClock } from '#onestop/dossiers/public.ts'
import type { DerivationLine, Surface } from '../contract.ts'
import type { Visit } from './make-surface.ts'
import { openAs } from './open-as.ts'

/** "Vì sao có ngày hẹn này?" of a dossier, and the calculator for anyone. */
export function deadlineMethods(
  ctx: Context,
  visit: Visit,
): Pick<Surface, 'explainDueTime' | 'computeDeadline'> {
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
      }
    },
  }
}

function shownLine({ kind, on, text, count, law }: ExplainedLine): DerivationLine {
  return { kind, on, text, count, law }
}
