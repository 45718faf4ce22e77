import { expect, test } from 'vitest'
import { refuse } from '#kit/values/refusal.ts'
import { openTestContext } from './testing/test-context.ts'

const ctx = await openTestContext()
const kinds = () =>
  ctx.db
    .text<{ kind: string }>(`select kind from kit.jobs order by id`)
    .then((rows) => rows.map((row) => row.kind))
const insert = (kind: string) =>
  `insert into kit.jobs (kind, key, payload, run_at) values ('${kind}', '${crypto.randomUUID()}', '{}', now())`

test('what an act wrote before it refused is gone', async () => {
  const outcome = await ctx.transaction(async (tx) => {
    await tx.text(insert('refused'))
    return refuse('closed')
  })
  expect(outcome).toEqual(refuse('closed'))
  expect(await kinds()).not.toContain('refused')
})

test('what an act wrote before it threw is gone, and the error is the one thrown', async () => {
  const work = ctx.transaction(async (tx) => {
    await tx.text(insert('thrown'))
    throw new Error('nobody foresaw this')
  })
  await expect(work).rejects.toThrow('nobody foresaw this')
  expect(await kinds()).not.toContain('thrown')
})

test('a serialisation failure is tried again, and what was written counts once', async () => {
  let attempts = 0
  const answer = await ctx.transaction(async (tx) => {
    attempts++
    await tx.text(insert('retried'))
    if (attempts < 3) await tx.text(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`)
    return 'done'
  })
  expect({ answer, attempts }).toEqual({ answer: 'done', attempts: 3 })
  expect((await kinds()).filter((kind) => kind === 'retried')).toHaveLength(1)
})

test('two acts that lock each other both end', async () => {
  await ctx.db.text(insert('left'))
  await ctx.db.text(insert('right'))
  const lock = (kind: string) => `update kit.jobs set attempts = attempts + 1 where kind = '${kind}'`
  const act = (first: string, second: string) =>
    ctx.transaction(async (tx) => {
      await tx.text(lock(first))
      await new Promise((done) => setTimeout(done, 100))
      await tx.text(lock(second))
    })
  await Promise.all([act('left', 'right'), act('right', 'left')])
  expect(await ctx.db.text(`select attempts from kit.jobs where kind in ('left', 'right')`)).toEqual([
    { attempts: 2 },
    { attempts: 2 },
  ])
})

test('any other error is not tried again', async () => {
  let attempts = 0
  const work = ctx.transaction(async (tx) => {
    attempts++
    await tx.text('select 1 / 0')
  })
  await expect(work).rejects.toThrow('division by zero')
  expect(attempts).toBe(1)
})

test('the program may add evidence but neither change nor delete it', async () => {
  const tables = await ctx.superuser.text<{ name: string }>(
    `select c.oid::regclass::text name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname in ('people', 'onestop', 'datahub', 'centre')
       and (c.relname ~ '_(actions|log)$' or obj_description(c.oid, 'pg_class') like 'Evidence%')`,
  )
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['onestop.dossier_actions', 'people.access_log']),
  )
  for (const { name } of tables) {
    const column = await ctx.superuser.text<{ name: string }>(
      `select attname name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
      [name],
    )
    await expect(ctx.db.text(`update ${name} set ${column[0]?.name} = null`), name).rejects.toMatchObject({
      code: '42501',
    })
    await expect(ctx.db.text(`delete from ${name}`), name).rejects.toMatchObject({ code: '42501' })
    await expect(ctx.db.text(`truncate ${name}`), name).rejects.toMatchObject({ code: '42501' })
  }
})

test('the program may not make itself more than it is', async () => {
  await expect(ctx.db.text('create table kit.mine (id int)')).rejects.toMatchObject({ code: '42501' })
  await expect(ctx.db.text('drop table kit.jobs')).rejects.toThrow('owner')
  await expect(ctx.db.text(`update kit.migrations set checksum = ''`)).rejects.toMatchObject({
    code: '42501',
  })
})

test('counts are numbers, days stay text', async () => {
  const rows = await ctx.db.text(
    `select count(*) n, date '2018-03-01' d, 1.5::numeric x from kit.jobs where false`,
  )
  expect(rows).toEqual([{ n: 0, d: '2018-03-01', x: 1.5 }])
})
