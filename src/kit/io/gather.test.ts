import { expect, test } from 'vitest'
import type { Sql } from './database.ts'
import { gather } from './gather.ts'

const sql = {} as Sql

/** Doubles numbers; keeps which were asked together. `bad` ones fail their whole statement. */
function doubler(most: number, bad: readonly number[] = []) {
  const together: number[][] = []
  const double = gather<number, number>(async (_, asks) => {
    together.push([...asks])
    await new Promise((done) => setTimeout(done, 1))
    if (asks.some((ask) => bad.includes(ask))) throw new Error(`bad among ${asks.join(' ')}`)
    return asks.map((ask) => ask * 2)
  }, most)
  return { double, together }
}

test('those who come at the same time are answered together, each with his own answer', async () => {
  const { double, together } = doubler(10)
  expect(await Promise.all([1, 2, 3].map((ask) => double(sql, ask)))).toEqual([2, 4, 6])
  expect(together).toEqual([[1, 2, 3]])
})

test('who comes while one statement is on its way goes with the next, no more at once than are allowed', async () => {
  const { double, together } = doubler(2)
  const first = double(sql, 1)
  await new Promise((done) => setImmediate(done))
  expect(await Promise.all([first, ...[2, 3, 4].map((ask) => double(sql, ask))])).toEqual([2, 4, 6, 8])
  expect(together).toEqual([[1], [2, 3], [4]])
  expect(await double(sql, 5)).toBe(10)
})

test('nobody fails for the sake of another', async () => {
  const { double, together } = doubler(10, [2])
  const answers = await Promise.allSettled([1, 2, 3].map((ask) => double(sql, ask)))
  expect(answers).toMatchObject([{ value: 2 }, { reason: { message: 'bad among 2' } }, { value: 6 }])
  expect(together).toEqual([[1, 2, 3], [1], [2], [3]])
})

test('what runs in a transaction goes with nothing outside it', async () => {
  const { double, together } = doubler(10)
  await Promise.all([double(sql, 1), double({} as Sql, 2)])
  expect(together).toEqual([[1], [2]])
})
