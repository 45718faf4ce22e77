import { expect, test } from 'vitest'
import { allowKeeping, keepBriefly } from './keep-briefly.ts'
import { openTestContext } from './testing/test-context.ts'

const ctx = await openTestContext()
let asked = 0
const read = keepBriefly(async (sql, text: string) => {
  asked += 1
  const [row] = await sql.text<{ said: string }>('select $1::text as said', [text])
  if (text === 'fail' && asked < 3) throw new Error('not now')
  return row?.said
})
const count = async (work: () => Promise<unknown>) => {
  asked = 0
  await work()
  return asked
}
const twice = () => read(ctx.db, 'a').then(() => read(ctx.db, 'a'))

test('nothing is kept unless the database allows it, nothing in a transaction, and no failure', async () => {
  expect(await count(twice)).toBe(2)
  allowKeeping(ctx.db, 200)
  expect(await count(twice)).toBe(1)
  expect(await count(() => ctx.transaction((tx) => read(tx, 'a').then(() => read(tx, 'a'))))).toBe(2)
  await new Promise((done) => setTimeout(done, 250))
  expect(await count(twice)).toBe(1)
  expect(await count(() => Promise.all([read(ctx.db, 'b'), read(ctx.db, 'b'), read(ctx.db, 'c')]))).toBe(2)
  asked = 1
  await expect(read(ctx.db, 'fail')).rejects.toThrow('not now')
  expect(await read(ctx.db, 'fail')).toBe('fail')
})
