import { expect, test } from 'vitest'
import { findingsIn } from '../plant-tree.ts'
import { licences } from './licences.ts'

/** What is found when the lock names these packages. */
function found(packages: Readonly<Record<string, object>>) {
  return findingsIn(licences, { 'package-lock.json': JSON.stringify({ packages: { '': {}, ...packages } }) })
}

test('free licences pass, alone and in choices', async () => {
  const packages = {
    'node_modules/a': { license: 'MIT' },
    'node_modules/b': { license: '(GPL-3.0 OR Apache-2.0)' },
    'node_modules/c': { license: '(MIT AND OFL-1.1)' },
  }
  expect(await found(packages)).toEqual([])
})

for (const license of ['GPL-3.0', 'SSPL-1.0', 'UNLICENSED', 'MIT AND GPL-3.0', 'BUSL-1.1', ''])
  test(`«${license}» may not be shipped`, async () => {
    expect(await found({ 'node_modules/a': { license } })).toHaveLength(1)
  })

test('tools of the workshop may have any licence, but may not be shipped', async () => {
  expect(await found({ 'node_modules/a': { license: 'GPL-3.0', dev: true } })).toEqual([])
  expect(await found({ 'node_modules/axe-core': { license: 'MPL-2.0' } })).toHaveLength(1)
})
