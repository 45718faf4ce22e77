import { error } from '@sveltejs/kit'
import type { Surface } from '#app/contract.ts'
import { alarmCodes } from '#onestop/statistics/alarm-contract.ts'
import { readPeriodAsk } from './index766.ts'
import { granted } from './pages.ts'

/** The alarms of a period. */
export async function loadAlarms(kb: Surface, query: URLSearchParams) {
  const { filter, ask, kept } = await readPeriodAsk(kb, query)
  const alarms = granted(await kb.findAlarms(ask), kb.say)
  return { filter, kept, from: ask.from, to: ask.to, alarms }
}

/** The dossiers behind an alarm: `dau-hieu` its code, `co-quan` and `vi-tri` whose. */
export async function loadAlarmRows(kb: Surface, query: URLSearchParams) {
  const { ask } = await readPeriodAsk(kb, query)
  const code = alarmCodes.find((one) => one === query.get('dau-hieu'))
  if (!code) error(404, 'alarm')
  const [agencyId, officerPostId, after] = [query.get('co-quan'), query.get('vi-tri'), query.get('sau')]
  const narrowed = { from: ask.from, to: ask.to, ...(agencyId ? { agencyId } : {}) }
  const alarms = granted(await kb.findAlarms(narrowed), kb.say)
  const alarm = alarms.find((one) => one.code === code && one.officerPostId === (officerPostId || null))
  const page = granted(
    await kb.listAlarmRows({
      ...narrowed,
      code,
      ...(officerPostId ? { officerPostId } : {}),
      ...(after ? { after } : {}),
    }),
    kb.say,
  )
  const kept = new URLSearchParams(
    [...query].filter(([key]) => ['nam', 'ky', 'tu', 'den', 'don-vi'].includes(key)),
  )
  return { code, sentence: alarm?.sentence ?? null, from: ask.from, to: ask.to, page, kept: kept.toString() }
}
