import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#kit/io/context.ts'
import type { Database } from '#kit/io/database.ts'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { currentCalendar } from '#onestop/deadlines/public.ts'
import { countSyntheticDossiers } from '#onestop/dossiers/public.ts'
import { loadTestContent } from '#onestop/dossiers/testing/content.ts'
import { readYaml } from '#onestop/procedures/public.ts'
import { contentFolder } from '../load-content.ts'
import { coreProcedures, loadYear } from './load-demo.ts'
import { planYear } from './plan-year.ts'
import { DemoYear } from './setting.ts'

let ctx: TestContext
let setting: DemoYear

beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2018-01-01T07:00')
  await loadTestContent(ctx)
  const file = join(contentFolder, 'demo', 'year-2018.yaml')
  setting = { ...readYaml(await readFile(file, 'utf8'), file, DemoYear), dossiers: 5 }
}, 120_000)

/** The same world, in which the process ends at the n-th write of an act. */
function brokenOff(after: number): Context {
  let left = after
  const hot: Database['hot'] = (name, ...rest) => {
    if (name === 'advance-dossier' && left-- === 0) throw new Error('the process ended')
    return ctx.db.hot(name, ...rest)
  }
  return { ...ctx, db: { ...ctx.db, hot } }
}

test('the year has 341 dossiers of 38 procedures; what has no verified term has no more than one', async () => {
  const file = join(contentFolder, 'demo', 'year-2018.yaml')
  const year = readYaml(await readFile(file, 'utf8'), file, DemoYear)
  const procedures = await coreProcedures(ctx, year)
  const plans = planYear(year, procedures, await currentCalendar(ctx.db))
  expect(plans.length).toBe(341)
  expect(new Set(plans.map(({ procedure }) => procedure.code)).size).toBe(38)
  const unsure = plans.filter(({ procedure }) => procedure.content.term === null)
  expect(unsure.map(({ procedure }) => procedure.code).sort()).toEqual(
    procedures
      .filter(({ content }) => content.term === null)
      .map(({ code }) => code)
      .sort(),
  )
})

describe('a load that was broken off', { shuffle: false }, () => {
  test('goes on where it stopped', async () => {
    await expect(loadYear(brokenOff(7), setting, () => {})).rejects.toThrow('the process ended')
    await loadYear(ctx, setting, () => {})
    const [row] = await ctx.db.text<{ n: number }>('select count(*)::int n from onestop.dossiers', [])
    expect(row?.n).toBe(5)
  })

  test('with another plan loads that one, beside what the first had begun', async () => {
    const more = { ...setting, dossiers: 9 }
    await expect(loadYear(brokenOff(3), more, () => {})).rejects.toThrow('the process ended')
    await loadYear(ctx, { ...more, seed: setting.seed + 1 }, () => {})
    expect((await countSyntheticDossiers(ctx.db, 2018)).delivered).toBeGreaterThanOrEqual(9)
  })
})
