import { expect, test } from 'vitest'
import { missingRows } from '../missing-words.ts'
import { findingsIn, withTree } from '../plant-tree.ts'
import { glossary } from './glossary.ts'

const program = {
  'src/onestop/dossiers/contract.ts':
    '/** What stands between. More. */\nexport type DossierStatus = 1\nexport const a = 1\n',
  'src/onestop/dossiers/rules/decide.ts': 'export interface Transition { b: 1 }\ntype Own = 1\n',
  'src/onestop/dossiers/act.ts': 'export type NotOfTheLaw = 1\n',
  'db/migrations/0001_a.sql':
    "create table onestop.dossiers ();\ncomment on table onestop.dossiers is 'The latest state. More.';",
}
const row = (word: string) => `| \`${word}\` | từ | what it means | NĐ 61 |\n`

test('types of contracts and rules and tables must be in the glossary', async () => {
  const found = await findingsIn(glossary, program)
  expect(found.map(({ what }) => what)).toEqual([
    'add `DossierStatus` to docs/glossary.md',
    'add `Transition` to docs/glossary.md',
    'add `onestop.dossiers` to docs/glossary.md',
  ])
})

test('a word counts with a small or a capital first letter', async () => {
  const text = `${row('dossierStatus')}${row('Transition')}${row('onestop.dossiers')}`
  expect(await findingsIn(glossary, { ...program, 'docs/glossary.md': text })).toEqual([])
})

test('a row without Vietnamese or meaning is found', async () => {
  const found = await findingsIn(glossary, {
    'docs/glossary.md': '| `word` |  | meaning | - |\n| `two` | hai |\n',
  })
  expect(found).toHaveLength(2)
})

test('rows for missing words bring their meaning from the docstring or the comment', async () => {
  const rows = await withTree(program, missingRows)
  expect(rows).toContain('| `DossierStatus` |  | What stands between. |')
  expect(rows).toContain('| `onestop.dossiers` |  | The latest state. |')
})
