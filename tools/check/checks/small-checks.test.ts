import { describe, expect, test } from 'vitest'
import { syntheticPlaceCode } from '#people/parties/rules/personal-id.ts'
import type { Check } from '../check.ts'
import { findingsIn } from '../plant-tree.ts'
import { docs } from './docs.ts'
import { evidence } from './evidence.ts'
import { language } from './language.ts'
import { law } from './law.ts'
import { naming } from './naming.ts'
import { personalNumbers } from './personal.ts'
import { purity } from './purity.ts'
import { size } from './size.ts'

const rule = 'src/onestop/dossiers/rules/rule.ts'

/** What a check says of one file, each finding as `where what`. */
async function said(check: Check, path: string, text: string): Promise<string[]> {
  return (await findingsIn(check, { [path]: text })).map(({ where, what }) => `${where} ${what}`)
}

describe('purity', () => {
  for (const impure of [
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'process.env.TZ',
    'performance.now()',
    'crypto.randomUUID()',
    'console.log(1)',
    "fetch('/')",
    'setTimeout(f, 1)',
    "'a'.localeCompare('b')",
  ])
    test(`a rule that says ${impure} reads the world`, async () => {
      expect(
        await said(purity, rule, `declare const f: () => void\nexport const a = () => ${impure}\n`),
      ).toHaveLength(1)
    })
  test('a rule that imports the disk or chance reads the world', async () => {
    const text =
      "import { readFileSync } from 'node:fs'\nimport { randomBytes, createHash } from 'node:crypto'\n"
    expect(await said(purity, rule, text)).toHaveLength(2)
  })
  test('dates from arguments, names of properties and words of one’s own are pure', async () => {
    const text = `export const a = (at: number, process: string) => ({
  day: new Date(at), process, fetch: 1, valueOf: process.length, console: { performance: 1 }.performance })\n`
    expect(await said(purity, rule, text)).toEqual([])
  })
  test('what is no rule may look at the clock', async () => {
    expect(await said(purity, 'src/onestop/dossiers/act.ts', 'export const a = Date.now()\n')).toEqual([])
  })
})

describe('language', () => {
  const path = 'src/onestop/dossiers/act.ts'
  test('a sentence for people belongs in the message files', async () => {
    expect(await said(language, path, "export const a = 'Hồ sơ'\n")).toHaveLength(1)
    expect(
      await said(language, path, `export const a = (b: string) => \`Hồ sơ \${b} còn thiếu\`\n`),
    ).toHaveLength(2)
  })
  test('comments, citations, patterns, letters and tests may be Vietnamese', async () => {
    const text =
      "// Nghị định\nexport const a = { law: 'NĐ 61 Đ17', letter: 'đ', read: /đồng/, part: String.raw`quyết định` }\n"
    expect(await said(language, path, text)).toEqual([])
    expect(await said(language, 'src/onestop/dossiers/act.test.ts', "export const a = 'Hồ sơ'\n")).toEqual([])
  })
  test('an exception spares its file, and signals when nothing needs it any more', async () => {
    const exceptions = JSON.stringify({ language: { [path]: 'a reason that is long enough' } })
    const spared = { [path]: "export const a = 'Hồ sơ'\n", 'tools/check/exceptions.json': exceptions }
    expect(await findingsIn(language, spared)).toEqual([])
    const stale = await findingsIn(language, { [path]: '', 'tools/check/exceptions.json': exceptions })
    expect(stale).toMatchObject([{ force: 'signals' }])
  })
})

describe('size', () => {
  const lines = (count: number) => 'a\n'.repeat(count)
  test('300 lines are fine, 301 signal, 601 fail', async () => {
    expect(await said(size, 'web/a.css', lines(300))).toEqual([])
    expect((await findingsIn(size, { 'web/a.css': lines(301) })).map(({ force }) => force)).toEqual([
      undefined,
    ])
    expect((await findingsIn(size, { 'web/a.css': lines(601) })).map(({ force }) => force)).toEqual(['fails'])
  })
  test('a reason spares a file of 601 lines; an empty reason breaks the check', async () => {
    const withReason = (reason: string) => ({
      'web/a.css': lines(601),
      'tools/check/exceptions.json': JSON.stringify({ size: { 'web/a.css': reason } }),
    })
    expect(await findingsIn(size, withReason('one table of the whole alphabet'))).toEqual([])
    await expect(findingsIn(size, withReason(''))).rejects.toThrow('needs a reason')
  })
  test('a function of 61 lines signals', async () => {
    const text = `export function long() {\n${'  f()\n'.repeat(59)}}\n`
    expect(await said(size, 'src/a/b.ts', text)).toEqual(['src/a/b.ts:1 long has 61 lines: name its parts'])
  })
})

describe('law', () => {
  test('a rule without its ground signals', async () => {
    expect(await said(law, rule, '/** Adds. */\nexport function add() {}\n')).toHaveLength(1)
  })
  test('an article, a house rule and what is not exported are grounds enough', async () => {
    const text =
      '/** Adds. @law NĐ 61 Đ17 */\nexport function add() {}\n/** Takes. House rule. */\nexport function take() {}\nfunction own() {}\n'
    expect(await said(law, rule, text)).toEqual([])
  })
})

describe('naming', () => {
  test('names, files and tables that fit anything are found', async () => {
    expect(
      await said(naming, 'src/a/b/c.ts', 'export type DossierData = 1\nexport const itemHandler = 1\n'),
    ).toHaveLength(2)
    expect(await said(naming, 'src/a/b/date-helpers.ts', '')).toHaveLength(1)
    expect(await said(naming, 'db/migrations/0001_a.sql', 'create table a.dossier_objects ();')).toHaveLength(
      1,
    )
  })
  test('to record is a verb; update and database are words of their own', async () => {
    const text = 'export function recordAccess() {}\nexport const updateDatabase = 1\n'
    expect(await said(naming, 'src/a/b/record-access.ts', text)).toEqual([])
    expect(await said(naming, 'src/a/b/c.ts', 'export type AccessRecord = 1\n')).toHaveLength(1)
  })
})

describe('docs', () => {
  test('a link that leads nowhere is found with its line', async () => {
    expect(await said(docs, 'README.md', 'a\n[b](docs/c.md)\n')).toEqual([
      'README.md:2 the link to docs/c.md leads nowhere',
    ])
  })
  test('a decision that the index does not name is found', async () => {
    expect(await said(docs, 'docs/decisions/0001-a.md', '# A\n')).toHaveLength(1)
    const files = { 'docs/decisions/0001-a.md': '# A\n', 'docs/decisions/README.md': '[1](0001-a.md)\n' }
    expect(await findingsIn(docs, files)).toEqual([])
  })
  test('links to files, headings, pages and inside code are fine', async () => {
    const text = '[a](README.md#b) [b](#c) [c](https://example.org) <d>\n```\n[e](nowhere.md)\n```\n'
    expect(await said(docs, 'README.md', text)).toEqual([])
  })
})

describe('personal data', () => {
  test('a number that could be somebody’s signals', async () => {
    expect(
      await said(personalNumbers, 'content/demo/a.yaml', 'id: "027186000001"\nphone: 0912 345 678\n'),
    ).toHaveLength(2)
  })
  test('numbers of invented people, dates and long figures do not', async () => {
    const text = `id: "${syntheticPlaceCode}186000001"\nphone: "02220123456"\non: 2018-03-05\nhash: 0a027186000001bc\n`
    expect(await said(personalNumbers, 'content/demo/a.yaml', text)).toEqual([])
  })
})

describe('evidence', () => {
  const made = {
    'db/migrations/0001_a.sql': 'create table onestop.dossier_actions ();\ncreate table onestop.dossiers ();',
  }
  test('a table of proof that no test tries to change is found', async () => {
    expect(await findingsIn(evidence, made)).toHaveLength(1)
  })
  test('a table whose comment calls it evidence is proof under any name', async () => {
    const sql = "create table onestop.seals ();\ncomment on table onestop.seals is 'Evidence: the roots.';"
    expect(await said(evidence, 'db/migrations/0001_a.sql', sql)).toHaveLength(1)
  })
  test('a database test that is denied there suffices', async () => {
    const tried = { 'src/app/evidence.db.test.ts': "'onestop.dossier_actions' … '42501'" }
    expect(await findingsIn(evidence, { ...made, ...tried })).toEqual([])
  })
})
