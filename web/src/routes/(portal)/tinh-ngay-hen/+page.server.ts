import type { DeadlineAsk, DueTimeExplained } from '#app/contract.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { TermUnit } from '#onestop/procedures/contract.ts'
import type { Fault } from '#web/ui/faults.ts'
import { sayIn } from '#web/ui/messages.ts'
import { readMoment } from '#web/ui/moment-text.ts'
import { termUnits } from '#web/ui/term.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const query = url.searchParams
  const typed = {
    acceptedAt: query.get('acceptedAt') ?? `${locals.kb.today}T09:00`,
    term: query.get('term') ?? '',
    unit: query.get('unit') ?? 'working-day',
    regime: query.get('regime') ?? '',
  }
  if (!query.has('acceptedAt') || typed.term === '') return { typed, explained: null, faults: [] }
  const read = readAsk(typed, sayIn(locals.lang))
  if ('faults' in read) return { typed, explained: null, faults: read.faults }
  const answer: DueTimeExplained | { refused: string; facts: Record<string, string | number> } =
    await locals.kb.computeDeadline(read.ask)
  if (isRefused(answer))
    return { typed, explained: null, faults: [{ field: 'term', message: locals.kb.say(answer) }] }
  return { typed, explained: answer, faults: [] }
}

type Typed = {
  readonly acceptedAt: string
  readonly term: string
  readonly unit: string
  readonly regime: string
}

function readAsk(
  typed: Typed,
  say: ReturnType<typeof sayIn>,
): { readonly ask: DeadlineAsk } | { readonly faults: Fault[] } {
  const faults: Fault[] = []
  const acceptedAt = readMoment(typed.acceptedAt)
  if (acceptedAt === undefined) faults.push({ field: 'acceptedAt', message: say('fault.moment') })
  const term = Number(typed.term)
  if (!Number.isInteger(term) || term < 0 || term > 3650)
    faults.push({ field: 'term', message: say('fault.term') })
  const unit = termUnits.find((one) => one === typed.unit)
  if (!unit) faults.push({ field: 'unit', message: say('fault.unit') })
  if (faults.length > 0 || !unit || acceptedAt === undefined) return { faults }
  const regime = typed.regime === 'A' || typed.regime === 'B' ? { regime: typed.regime as 'A' | 'B' } : {}
  return { ask: { acceptedAt, term, unit: unit satisfies TermUnit, ...regime } }
}
