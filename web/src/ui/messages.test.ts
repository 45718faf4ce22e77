import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dossierStatuses } from '../../../src/onestop/dossiers/contract.ts'
import { measures } from '../../../src/onestop/statistics/contract.ts'
import { wordKeys } from './action-lines.ts'

type Texts = Readonly<Record<string, string>>
const root = join(import.meta.dirname, '..')
const read = async (lang: string): Promise<Texts> =>
  JSON.parse(await readFile(join(root, 'messages', `${lang}.json`), 'utf8'))
const [vi, en] = await Promise.all([read('vi'), read('en')])
const factsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

test('both languages say the same things with the same facts', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort())
  for (const [key, text] of Object.entries(vi))
    expect([key, factsOf(en[key] ?? '')]).toEqual([key, factsOf(text)])
})

test('every legal status and every measure has its words', () => {
  for (const status of dossierStatuses) {
    expect(vi).toHaveProperty([`status.${status}`])
    expect(vi).toHaveProperty([`status.${status}.next`])
  }
  for (const measure of measures) expect(vi).toHaveProperty([`measure.${measure}`])
})

test('no text is left over that no screen says', async () => {
  const files = (await readdir(root, { recursive: true })).filter((name) => /\.(svelte|ts)$/.test(name))
  const code = (await Promise.all(files.map((name) => readFile(join(root, name), 'utf8')))).join('\n')
  const words = wordKeys.map((key) => `${key}.`)
  const made = [...code.matchAll(/`([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.\$\{/gi)].map((found) => `${found[1]}.`)
  const heads = [...words, ...made]
  const unsaid = Object.keys(vi).filter(
    (key) => !code.includes(`'${key}'`) && !heads.some((head) => key.startsWith(head)),
  )
  expect(unsaid).toEqual([])
})
