import { expect, test } from 'vitest'
import { findingsIn } from '../plant-tree.ts'
import { content } from './content.ts'

test('YAML and JSON that cannot be read are found with their line', async () => {
  const found = await findingsIn(content, { 'content/a.yaml': 'a: 1\nb: [1\n', 'content/b.json': '{' })
  expect(found.map(({ where }) => where)).toEqual([
    expect.stringMatching(/^content\/a\.yaml:[23]$/),
    'content/b.json',
  ])
})

test('a key that stands twice is found', async () => {
  expect(await findingsIn(content, { 'content/a.yaml': 'a: 1\na: 2\n' })).toHaveLength(1)
})

test('content that does not fit the schema of its module is found by that module', async () => {
  const found = await findingsIn(content, {
    'content/procedures/X-01/procedure.yaml': 'name: 1\n',
    'content/calendar/2025.yaml': 'year: "2025"\n',
  })
  expect(new Set(found.map(({ where }) => where))).toEqual(
    new Set(['content/procedures', 'content/calendar']),
  )
})
