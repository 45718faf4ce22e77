import { expect, test } from 'vitest'
import { findingsIn } from '../plant-tree.ts'
import { localPaths } from './local-paths.ts'

/** How many lines of a page name a folder outside the project. */
async function found(text: string): Promise<number> {
  return (await findingsIn(localPaths, { 'docs/a.md': text })).length
}

for (const folder of [
  '/home/lan/a',
  '/root/b',
  '/Users/lan/c',
  '/work/d',
  'shared/domain',
  'shared/data',
  'shared/design',
])
  test(`${folder} is outside the project`, async () => {
    expect(await found(`a line\nsee ${folder}\n`)).toBe(1)
    expect(await found(`from '${folder}/e.ts'\n`)).toBe(1)
  })

test('addresses and folders of the project are not', async () => {
  expect(await found('https://a.vn/home/lan src/work/a.ts ./root/b shared/datahub\n')).toBe(0)
})

test('pictures and fonts are not read', async () => {
  expect(await findingsIn(localPaths, { 'docs/a.png': '/root/b' })).toEqual([])
})
