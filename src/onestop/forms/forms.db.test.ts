import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { instant } from '#kit/values/instant.ts'
import { day } from '#kit/values/plain-date.ts'
import { findNumberedVersion, findProcedureInForce, loadProcedures } from '#onestop/procedures/public.ts'
import { discardDraft, draftLimitBytes, findDraft, saveDraft, sweepDrafts } from './drafts.ts'
import { checkFiling, formOf, loadForms } from './load-forms.ts'
import { exampleAnswers } from './rules/example-answers.ts'
import { splitFiling } from './rules/filing-parts.ts'

const content = join(import.meta.dirname, '../../../content')
const on = day('2018-11-20')
let ctx: TestContext
let folder: string

beforeAll(async () => {
  ctx = await openTestContext()
  ctx.setNow('2018-03-01T09:00')
  await loadProcedures(ctx, content)
  folder = await mkdtemp(join(tmpdir(), 'kb-forms-'))
  await cp(content, folder, { recursive: true })
  await loadForms(ctx, folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function versionOf(code: string): Promise<string> {
  const version = await findProcedureInForce(ctx.db, code, on)
  if (!version) throw new Error(`${code} is not in force`)
  return version.id
}

test('loading the same forms again adds nothing', async () => {
  await loadForms(ctx, folder)
  const again = await loadForms(ctx, folder)
  expect(again.recorded).toBe(0)
  expect(again.unchanged).toBeGreaterThanOrEqual(39)
})

test('each version of a procedure has the form with its own papers', async () => {
  const first = await findNumberedVersion(ctx.db, 'BUU-02', 1)
  const second = await findNumberedVersion(ctx.db, 'BUU-02', 2)
  if (!first || !second) throw new Error('two versions are published')
  const papersOf = async (id: string) =>
    (await formOf(ctx.db, id))?.steps
      .find((step) => step.about === 'papers')
      ?.sections[0]?.fields.map(({ id }) => id)
  expect(await papersOf(first.id)).toContain('paper-latest-licence-copy')
  expect(await papersOf(second.id)).not.toContain('paper-latest-licence-copy')
})

test('a corrected form is a new revision; a dossier is read with the one of its filing', async () => {
  const id = await versionOf('BUU-04')
  const file = join(folder, 'procedures/BUU-04/form.yaml')
  ctx.setNow('2018-06-01T09:00')
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace('Đề nghị cấp lại', 'Đề nghị cấp lại giấy phép'),
  )
  expect((await loadForms(ctx, folder)).recorded).toBe(1)
  const titleAt = async (at?: string) => {
    const form = await formOf(ctx.db, id, at === undefined ? undefined : instant(at))
    return form?.steps.flatMap((step) => step.sections).find((section) => section.id === 'reissue')?.title?.vi
  }
  expect(await titleAt()).toBe('Đề nghị cấp lại giấy phép')
  expect(await titleAt('2018-07-01T09:00')).toBe('Đề nghị cấp lại giấy phép')
  expect(await titleAt('2018-05-01T09:00')).toBe('Đề nghị cấp lại')
  expect(await titleAt('2017-01-01T09:00')).toBe('Đề nghị cấp lại')
})

test('a form that breaks its schema is not loaded, and the fault names file and field', async () => {
  const file = join(folder, 'procedures/BAO-01/form.yaml')
  const good = await readFile(file, 'utf8')
  for (const [from, to, fault] of [
    ['id: heldOn\n', 'id: heldOn\n            typo: 1\n', /BAO-01\/form\.yaml.*heldOn.*typo/s],
    ['type: date', 'type: day', /heldOn.*no type that forms know: day/s],
    ['time: heldAt', 'time: heldAtt', /notice-late.*heldAtt/s],
    ['use: representative', 'use: representant', /no fragment representant/],
  ] as const) {
    expect(good).toContain(from)
    await writeFile(file, good.replace(from, to))
    await expect(loadForms(ctx, folder), to).rejects.toThrow(fault)
  }
  await writeFile(file, good)
  await loadForms(ctx, folder)
})

test('pinned forms can be neither changed nor deleted by the program', async () => {
  for (const statement of [
    "update onestop.form_versions set sha256 = ''",
    'delete from onestop.form_versions',
  ])
    await expect(ctx.db.text(statement)).rejects.toThrow(/permission denied/)
})

test('a filing is checked by the form of its version', async () => {
  const id = await versionOf('BAO-01')
  const form = await formOf(ctx.db, id)
  if (!form) throw new Error('no form')
  const { answers } = splitFiling(form, exampleAnswers(form, { on, seed: 7, areas: ['09163'] }))
  expect(await checkFiling(ctx.db, id, answers, on)).toEqual([])
  const { heldOn: _, ...less } = answers
  expect(await checkFiling(ctx.db, id, less, on)).toEqual([
    { path: 'heldOn', code: 'required', level: 'error', facts: {} },
  ])
  expect(await checkFiling(ctx.db, id, less, on, { partial: true })).toEqual([])
  expect(await checkFiling(ctx.db, id, { ...less, heldOn: 'mai' }, on, { partial: true })).toMatchObject([
    { code: 'not-a-date' },
  ])
})

test('a procedure without an electronic form takes any answers', async () => {
  expect(await checkFiling(ctx.db, await versionOf('X-01'), { whatever: 1 }, on)).toEqual([])
})

async function draft(answers: Record<string, unknown>) {
  return {
    procedureVersionId: await versionOf('BAO-01'),
    answers,
    documents: [],
    step: 'content',
    details: { returnBy: 'post' },
  }
}

test('a draft comes back by its key as it was typed, faults included; the last saving counts', async () => {
  ctx.setNow('2018-03-01T09:00')
  const key = randomUUID()
  await saveDraft(ctx, key, await draft({ topic: 'một' }))
  await saveDraft(ctx, key, await draft({ heldOn: 'ngày mai\u0000\ud800', chairs: [{}] }))
  const found = await findDraft(ctx, key)
  expect(found).toMatchObject({
    step: 'content',
    details: { returnBy: 'post' },
    answers: { heldOn: 'ngày mai\ufffd', chairs: [{}] },
  })
  expect(found?.updatedAt).toBe(instant('2018-03-01T09:00'))
  expect(await findDraft(ctx, `${key}x`)).toBeUndefined()
})

test('the key itself is stored nowhere', async () => {
  const key = randomUUID()
  await saveDraft(ctx, key, await draft({ topic: 'một' }))
  const rows = await ctx.superuser.text('select to_jsonb(d)::text all_of_it from onestop.drafts d')
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(rows)).not.toContain(key)
})

test('a draft lives 30 days from its last saving and is then swept', async () => {
  ctx.setNow('2018-03-01T09:00')
  const key = randomUUID()
  await saveDraft(ctx, key, await draft({ topic: 'một' }))
  ctx.setNow('2018-03-31T08:59')
  expect(await findDraft(ctx, key)).toBeDefined()
  await sweepDrafts(ctx)
  expect(await findDraft(ctx, key)).toBeDefined()
  ctx.setNow('2018-03-31T09:00')
  expect(await findDraft(ctx, key)).toBeUndefined()
  expect(await sweepDrafts(ctx)).toBeGreaterThan(0)
  expect(
    await ctx.db.text('select 1 from onestop.drafts where expires_at <= $1', [new Date(ctx.now())]),
  ).toEqual([])
})

test('a draft is gone after filing', async () => {
  ctx.setNow('2018-03-01T09:00')
  const key = randomUUID()
  await saveDraft(ctx, key, await draft({ topic: 'một' }))
  expect(await discardDraft(ctx.db, key)).toBe(true)
  expect(await discardDraft(ctx.db, key)).toBe(false)
  expect(await findDraft(ctx, key)).toBeUndefined()
})

test('a weak key and an endless draft are refused', async () => {
  ctx.setNow('2018-03-01T09:00')
  const key = randomUUID()
  expect(await saveDraft(ctx, '123', await draft({}))).toMatchObject({ refused: 'draft-key-weak' })
  const huge = await draft({ topic: 'x'.repeat(draftLimitBytes) })
  expect(await saveDraft(ctx, key, huge)).toMatchObject({ refused: 'draft-too-large' })
})
