import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { day } from '#kit/values/plain-date.ts'
import { isRefused } from '#kit/values/refusal.ts'
import type { PublicationInput } from './contract.ts'
import {
  findNumberedVersion,
  findProcedureInForce,
  findProcedureVersion,
  loadProcedures,
  publishProcedure,
} from './public.ts'
import { readPublications } from './read-content.ts'

const contentDir = join(import.meta.dirname, '../../../content')
let ctx: TestContext
beforeAll(async () => {
  ctx = await openTestContext()
  await loadProcedures(ctx, contentDir)
})
const at = (code: string, on: string) => findProcedureInForce(ctx.db, code, day(on))

test('38 core procedures of the department are in force in 2018, with four steps at the centre', async () => {
  const rows = await ctx.db.text<{ core: number; spot: number }>(
    `select count(*) core, count(*) filter (where content->'onTheSpot'->>'approval' = 'centre') spot
     from onestop.procedure_versions where (content->>'core')::boolean and version = 1`,
  )
  expect(rows[0]).toEqual({ core: 38, spot: 38 })
})

test('loading again records nothing', async () => {
  expect(await loadProcedures(ctx, contentDir)).toEqual({ recorded: 0, unchanged: 5, differing: [] })
})

test('the renewal of a postal licence lost one paper on 24 December 2018', async () => {
  const before = await at('BUU-03', '2018-12-23')
  const after = await at('BUU-03', '2018-12-24')
  expect([before?.version, before?.validTo, after?.version, after?.validTo]).toEqual([
    1,
    '2018-12-24',
    2,
    null,
  ])
  const names = (version: typeof before) => version?.content.evidence?.map((evidence) => evidence.id)
  expect(names(before)?.filter((id) => !names(after)?.includes(id))).toEqual(['latest-licence-copy'])
})

test('a bulletin licence took 30 days, and 20 from 15 February 2021 under its national code', async () => {
  expect((await at('BAO-03', '2021-02-14'))?.content.term).toEqual({ value: 30, unit: 'day' })
  const after = await at('1.009374.000.00.00.H13', '2021-02-15')
  expect([after?.code, after?.localId, after?.content.term]).toEqual([
    '1.009374',
    'BAO-03',
    { value: 20, unit: 'day' },
  ])
})

test('a local id and a national code find the same procedure, in any writing', async () => {
  const ids = await Promise.all(
    ['BUU-04', 'buu-04', ' 1.004379 ', '1.004379.000.00.00.H05'].map((code) => at(code, '2018-06-01')),
  )
  expect(new Set(ids.map((version) => version?.id)).size).toBe(1)
  expect(ids[0]?.code).toBe('1.004379')
})

test('a dossier keeps its version: it is found by id after the next one came', async () => {
  const first = await at('BUU-02', '2018-02-01')
  expect((await findProcedureVersion(ctx.db, first?.id ?? ''))?.content.evidence).toHaveLength(3)
  expect((await findNumberedVersion(ctx.db, 'BUU-02', 2))?.content.evidence).toHaveLength(2)
})

test('before its first day, with an unknown code or number, nothing is found', async () => {
  expect(await at('TT-07', '2018-04-14')).toBeUndefined()
  expect(await at('KHONG-01', '2018-06-01')).toBeUndefined()
  expect(await findNumberedVersion(ctx.db, 'BUU-02', 9)).toBeUndefined()
  expect(await findProcedureVersion(ctx.db, '00000000-0000-7000-8000-000000000000')).toBeUndefined()
})

test('post has two supplement notices of 7 and 15 working days; press answers by silence', async () => {
  const wd = (value: number) => ({ value, unit: 'working-day' })
  expect((await at('BUU-01', '2018-06-01'))?.content.supplement).toMatchObject({
    rounds: 2,
    noticeWithin: wd(7),
    answerWithin: wd(15),
    refuseWithin: wd(7),
  })
  expect((await at('BAO-01', '2018-06-01'))?.content.silenceMeansConsent).toBe(true)
})

test('the demonstration decisions say that they are made up; no late publication is among them', async () => {
  const rows = await ctx.db.text<{ synthetic: boolean; late: number }>(
    `select synthetic, jsonb_array_length(warnings) late from onestop.publications where source = 'province' and number like 'Quyết định minh họa%'`,
  )
  expect(rows).toHaveLength(5)
  expect(rows.every((row) => row.synthetic && row.late === 0)).toBe(true)
})

async function abolition(change: Partial<PublicationInput>): Promise<PublicationInput> {
  const [publication] = await readPublications(contentDir)
  if (!publication) throw new Error('no publication')
  return {
    ...publication,
    number: 'Quyết định thử 01',
    signedOn: '2019-05-06',
    effectiveOn: '2019-05-20',
    entries: [{ procedureId: 'X-05', kind: 'abolished', version: 2 }],
    ...change,
  }
}

test('an abolished procedure ends on the day of effect; the same decision sent again acts once', async () => {
  const publication = await abolition({})
  const first = await publishProcedure(ctx, publication, { by: 'post-1' })
  const again = await publishProcedure(ctx, publication, { by: 'post-1' })
  if (isRefused(first) || isRefused(again)) throw new Error('refused')
  expect(again.publicationId).toBe(first.publicationId)
  expect((await at('X-05', '2019-05-19'))?.validTo).toBe('2019-05-20')
  expect(await at('X-05', '2019-05-20')).toBeUndefined()
})

test('refused: publication-differs, when the same decision comes with other content', async () => {
  const publication = await abolition({
    number: 'Quyết định minh họa 01',
    signedOn: '2017-12-20',
    effectiveOn: '2018-01-01',
  })
  expect(await publishProcedure(ctx, publication, { by: 'post-1' })).toMatchObject({
    refused: 'publication-differs',
  })
})

test('a refused publication leaves nothing behind', async () => {
  const publication = await abolition({
    number: 'Quyết định thử 02',
    entries: [{ procedureId: 'LA-01', kind: 'abolished', version: 2 }],
  })
  expect(await publishProcedure(ctx, publication, { by: 'post-1' })).toMatchObject({
    refused: 'procedure-unknown',
  })
  expect(await ctx.db.text(`select 1 from onestop.publications where number = 'Quyết định thử 02'`)).toEqual(
    [],
  )
})

test('two decisions recorded at once do not number a version twice', async () => {
  const one = await abolition({
    number: 'Quyết định thử 03',
    entries: [{ procedureId: 'X-06', kind: 'abolished', version: 2 }],
  })
  const outcomes = await Promise.all(
    [one, { ...one, number: 'Quyết định thử 04' }].map((publication) =>
      publishProcedure(ctx, publication, { by: 'post-1' }),
    ),
  )
  expect(outcomes.flatMap((outcome) => (isRefused(outcome) ? outcome.refused : []))).toEqual([
    'version-exists',
  ])
})

const evidence = ['procedures', 'publications', 'procedure_versions', 'import_doubts', 'search_synonyms']
test.each(evidence)('the program cannot change or delete onestop.%s', async (table) => {
  await expect(ctx.db.text(`delete from onestop.${table}`)).rejects.toThrow('permission denied')
  const [column] = await ctx.superuser.text<{ name: string }>(
    `select column_name name from information_schema.columns where table_schema = 'onestop' and table_name = $1 limit 1`,
    [table],
  )
  await expect(ctx.db.text(`update onestop.${table} set ${column?.name} = ${column?.name}`)).rejects.toThrow(
    'permission denied',
  )
})
