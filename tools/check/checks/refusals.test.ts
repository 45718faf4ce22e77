import { expect, test } from 'vitest'
import { findingsIn } from '../plant-tree.ts'
import { refusals } from './refusals.ts'

const sound = {
  'src/onestop/dossiers/act.ts': "export const a = (count: number) => refuse('papers-missing', { count })\n",
  'src/onestop/dossiers/messages.vi.json': '{"papers-missing": "Còn thiếu {count} giấy tờ."}',
  'src/onestop/dossiers/messages.en.json': '{"papers-missing": "{count} papers are missing."}',
  'src/onestop/dossiers/act.test.ts': "test('', () => refuse('papers-missing', { count: 1 }))\n",
}

/** What is said when one file of a sound tree is another. */
async function saidWith(files: Readonly<Record<string, string>>): Promise<string[]> {
  return (await findingsIn(refusals, { ...sound, ...files })).map(({ what }) => what)
}

test('a refusal with both sentences, their facts and a test is sound', async () => {
  expect(await saidWith({})).toEqual([])
})

test('a sentence that is missing in one language is found', async () => {
  const said = await saidWith({ 'src/onestop/dossiers/messages.en.json': '{}' })
  expect(said.join()).toMatch(/papers-missing has no sentence: add it to messages.en.json/)
})

test('a sentence of another room does not count', async () => {
  const { 'src/onestop/dossiers/messages.vi.json': vi, 'src/onestop/dossiers/messages.en.json': en } = sound
  const said = await saidWith({
    'src/onestop/dossiers/messages.vi.json': '{}',
    'src/onestop/dossiers/messages.en.json': '{}',
    'src/people/access/messages.vi.json': vi,
    'src/people/access/messages.en.json': en,
  })
  expect(said.filter((what) => what.includes('has no sentence'))).toHaveLength(2)
})

test('a fact that one language lacks is found', async () => {
  const said = await saidWith({
    'src/onestop/dossiers/messages.en.json': '{"papers-missing": "Papers are missing."}',
  })
  expect(said.join()).toMatch(/lacks \{count\}/)
})

test('a fact that the place does not give is found', async () => {
  const said = await saidWith({
    'src/onestop/dossiers/act.ts': "export const a = () => refuse('papers-missing')\n",
  })
  expect(said.join()).toMatch(/says \{count\} for papers-missing, but here the fact is not given/)
})

test('both branches of a choice refuse', async () => {
  const act = "export const a = (b: boolean) => refuse(b ? 'papers-missing' : 'post-closed', { count: 1 })\n"
  expect((await saidWith({ 'src/onestop/dossiers/act.ts': act })).join()).toMatch(
    /post-closed has no sentence/,
  )
})

test('a refusal that no test names is found', async () => {
  const said = await saidWith({ 'src/onestop/dossiers/act.test.ts': "test('', () => 'something-else')\n" })
  expect(said).toEqual(["no test names 'papers-missing': show when it is refused"])
})

test('a sentence that nobody says signals; words and codes put together do not', async () => {
  const more = '{"papers-missing": "{count}", "never-said": "a", "doubt-unit": "b", "label.status": "c"}'
  const found = await findingsIn(refusals, {
    ...sound,
    'src/onestop/dossiers/messages.vi.json': more,
    'src/onestop/dossiers/messages.en.json': more,
    'src/onestop/dossiers/doubts.ts': `export const d = (code: string) => \`doubt-\${code}\`\n`,
  })
  expect(found).toMatchObject([{ what: 'never-said is said nowhere; take it out', force: 'signals' }])
})
