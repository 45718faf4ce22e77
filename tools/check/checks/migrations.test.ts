import { expect, test } from 'vitest'
import { findingsIn, withTree } from '../plant-tree.ts'
import { lockFile, migrations, withNewLocks } from './migrations.ts'

const first = 'db/migrations/0001_kit.sql'
const table = (name: string, rights: string) =>
  `create table ${name} (id int);\ncomment on table ${name} is 'What it holds';\ngrant ${rights} on ${name} to kinhbac_app;\n`

/** What fails when the one migration says this. */
async function failing(sql: string, path = first): Promise<string[]> {
  const found = await findingsIn(migrations, { [path]: sql })
  return found.filter(({ force }) => force !== 'signals').map(({ what }) => what)
}

test('a commented table with its grant is sound', async () => {
  expect(await failing(table('kit.jobs', 'select, insert, update, delete'))).toEqual([])
})

test('numbers rise by one', async () => {
  expect(await failing('', 'db/migrations/0002_kit.sql')).toHaveLength(1)
})

test('a table without comment, grant or schema is found', async () => {
  expect(await failing('create table jobs (id int);')).toHaveLength(3)
})

for (const name of [
  'onestop.dossier_actions',
  'people.access_log',
  'onestop.calendar_versions',
  'onestop.publications',
])
  for (const rights of ['select, insert, update', 'select, insert, delete', 'all', 'truncate'])
    test(`${name} is proof and may not be granted ${rights}`, async () => {
      expect((await failing(table(name, rights))).join()).toMatch(/is proof/)
    })

test('a table whose comment calls it evidence is proof under any name', async () => {
  const sql = table('onestop.seals', 'select, insert, update').replace('What it holds', 'Evidence: the roots')
  expect((await failing(sql)).join()).toMatch(/is proof/)
})

test('proof may be read and added to', async () => {
  expect(await failing(table('onestop.dossier_actions', 'select, insert'))).toEqual([])
})

for (const sql of [
  'create trigger a after insert on b execute function c();',
  'create or replace trigger a after insert on b execute function c();',
  'alter table a add exclude using gist (b with =);',
  'create index a on b using gist (c);',
  'select 1 from a group by grouping sets ((b), (c));',
])
  test(`${sql.slice(0, 40)} is not for every engine`, async () => {
    expect((await failing(sql)).length).toBeGreaterThan(0)
  })

test('SQL is lower case; comments and texts are as they are', async () => {
  expect(await failing('SELECT 1;')).toEqual(['SELECT: SQL is written in lower case'])
  expect(await failing("-- No Trigger here: create trigger\nselect 'GIST', format('%I', 1);")).toEqual([])
})

test('a landed migration may neither change nor go', async () => {
  const locked = { [lockFile]: JSON.stringify({ [first]: 'other', 'db/migrations/0009_gone.sql': 'x' }) }
  const found = await findingsIn(migrations, { [first]: 'select 1;', ...locked })
  expect(found.map(({ where }) => where).sort()).toEqual([first, 'db/migrations/0009_gone.sql'])
})

test('a new migration signals until it is locked; locking changes no lock', async () => {
  const [found] = await findingsIn(migrations, { [first]: 'select 1;' })
  expect(found).toMatchObject({ where: first, force: 'signals' })
  const locks = await withTree({ [first]: 'select 1;' }, withNewLocks)
  expect(await findingsIn(migrations, { [first]: 'select 1;', [lockFile]: locks })).toEqual([])
  const second = 'db/migrations/0002_more.sql'
  const later = await withTree(
    { [first]: 'select 2;', [second]: 'select 3;', [lockFile]: locks },
    withNewLocks,
  )
  expect(Object.keys(JSON.parse(later))).toEqual([first, second])
  expect(JSON.parse(later)[first]).toBe(JSON.parse(locks)[first])
})
