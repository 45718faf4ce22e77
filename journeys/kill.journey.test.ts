import { expect, test } from 'vitest'
import { keptItsWord, killTest } from '../bench/kill.ts'

test('the program is killed three times under load, its server, its database, both: every acknowledged write is there, once', async () => {
  const report = await killTest({ kills: 3, writers: 4 })
  expect(report).toMatchObject({ lost: 0, duplicates: 0, torn: 0, brokenChains: 0, rowsUnlikeLog: 0 })
  expect(keptItsWord(report)).toBe(true)
})
