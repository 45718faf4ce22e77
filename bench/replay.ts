import { reckonClock } from '#onestop/deadlines/public.ts'
import { checkRows } from '#onestop/dossiers/public.ts'
import { readLog } from '#onestop/dossiers/rules/clock-events.ts'
import { fillHouse, makeDossier, openMaker } from './kit/histories.ts'
import { openHouse, optionsOf } from './kit/house.ts'
import { describeMachine } from './kit/machine.ts'
import { findLines } from './kit/officers.ts'

const million = 1_000_000

/**
 * `npm run bench -- replay [--dossiers 50000]`: how long a year of a million dossiers would take, once as `npm run
 * verify` replays them out of the database against their rows, once the clock alone in memory. Extrapolated in
 * proportion: both go dossier by dossier, in constant memory.
 */
export async function benchReplay(args: readonly string[]): Promise<void> {
  const count = Number(optionsOf(args).get('dossiers') ?? 50_000)
  const house = await openHouse()
  try {
    const maker = await openMaker(house.ctx, await findLines(house.ctx))
    await fillHouse(house.ctx, house.postgres.url, maker, count, () => {})
    const before = process.cpuUsage()
    const verdict = await checkRows(house.ctx.db)
    const used = process.cpuUsage(before)
    if (verdict.differences.length + verdict.alone.length > 0 || verdict.dossiers !== count)
      throw new Error(JSON.stringify(verdict).slice(0, 2_000))
    const cpu = (used.user + used.system) / 1e6
    const now = house.ctx.now()
    const logs = Array.from({ length: Math.min(count, 20_000) }, (_, index) => {
      const { line, actions } = makeDossier(maker, index + 1, now, () => 1)
      return { line, events: readLog(line.agencyId, actions).events, now: actions.at(-1)?.recordedAt ?? now }
    })
    const began = performance.now()
    for (const { line, events, now: at } of logs) {
      const calendar = maker.calendars.get(line.agencyId)
      if (calendar)
        reckonClock(events, line.version.content, calendar, { now: at, channel: 'online', derive: false })
    }
    const reckonSeconds = (performance.now() - began) / 1000
    const perMillion = (seconds: number, of: number) => +((seconds * million) / of / 60).toFixed(1)
    const figures = {
      work: 'replay',
      dossiers: verdict.dossiers,
      actions: verdict.actions,
      dossiersPerSecond: Math.round(count / verdict.seconds),
      minutesForAMillion: perMillion(verdict.seconds, count),
      minutesOfProcessorForAMillion: perMillion(cpu, count),
      clocksPerSecondInMemory: Math.round(logs.length / reckonSeconds),
      machine: describeMachine(),
    }
    process.stdout.write(`${JSON.stringify(figures)}\n`)
  } finally {
    await house.close()
  }
}
