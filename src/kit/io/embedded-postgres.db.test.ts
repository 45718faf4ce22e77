import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { isRefused, refuse } from '#kit/values/refusal.ts'
import { type EmbeddedPostgres, findRunningPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { findPostgresPrograms, isReachableByAll } from './embedded-postgres-programs.ts'
import { isAlive } from './postgres-pid-file.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 })

let seed: string
let base: string
let folder: string
const open: EmbeddedPostgres[] = []
// One folder is initialised and copied for each test: the slow part of a first start is waiting for the disk.
beforeAll(async () => {
  seed = await mkdtemp(join(tmpdir(), 'kb-embedded-'))
  const first = await startEmbeddedPostgres({ folder: join(seed, 'postgres') })
  if (isRefused(first)) throw new Error(JSON.stringify(first))
  await first.stop()
})
afterAll(() => rm(seed, { recursive: true, force: true }))
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'kb-embedded-'))
  await chmod(base, 0o755)
  folder = join(base, 'postgres')
  execFileSync('cp', ['-a', join(seed, 'postgres'), folder])
})
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop()
  await rm(base, { recursive: true, force: true })
})

async function start(at = folder): Promise<EmbeddedPostgres> {
  const started = await startEmbeddedPostgres({ folder: at })
  if (isRefused(started)) throw new Error(JSON.stringify(started))
  open.push(started)
  return started
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

/** Another process that holds the server, as text of its answer and the process. */
async function startElsewhere(at = folder, uid?: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing', 'hold-postgres.ts'), at], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid, cwd: base }),
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, ...(JSON.parse(line.toString()) as { url: string; pid: number; refused?: string }) }
}

describe('our own PostgreSQL', () => {
  test('keeps what was written over a stop and a start, durably and checked', async () => {
    const first = await start()
    await ask(first.url, 'create table kept (n int); insert into kept values (7)')
    await first.stop()
    const second = await start()
    expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }])
    const settings = await ask(
      second.url,
      `select current_setting('fsync') fsync, current_setting('data_checksums') sums,
         current_setting('listen_addresses') tcp, lower('ĐẶNG') as lower`,
    )
    expect(settings).toEqual([{ fsync: 'on', sums: 'on', tcp: '', lower: 'đặng' }])
  })

  test('is not started twice on one folder, and the second is told who has it', async () => {
    await start()
    expect(await startEmbeddedPostgres({ folder })).toMatchObject({
      refused: 'folder-in-use',
      facts: { pid: process.pid },
    })
    expect(await startElsewhere()).toMatchObject({ refused: 'folder-in-use' })
    expect(await findRunningPostgres(folder)).toBe(open[0]?.url)
  })

  test('ends when the process that started it is killed, and the next one starts as if nothing was', async () => {
    const killed = await startElsewhere()
    await ask(killed.url, 'create table kept (n int); insert into kept values (7)')
    killed.child.kill('SIGKILL')
    const next = await start()
    expect(await ask(next.url, 'select n from kept')).toEqual([{ n: 7 }])
    expect(isAlive(killed.pid)).toBe(false)
  })

  test('recovers when the server itself was killed', async () => {
    const first = await start()
    await ask(first.url, 'create table kept (n int); insert into kept values (7)')
    process.kill(first.pid, 'SIGKILL')
    expect(await first.ended).toMatchObject({ refused: 'database-ended' })
    await first.stop()
    const second = await start()
    expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test.runIf(process.platform === 'linux')(
    'recovers although the killed server is not buried yet',
    async () => {
      // A parent that never asks for its child's end, as the first process of many containers does not.
      const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = (await once(parent.stdout, 'data')) as [Buffer]
      const unburied = Number(line.toString())
      await expect.poll(() => isAlive(unburied)).toBe(false)
      await writeFile(
        join(folder, 'postmaster.pid'),
        `${unburied}\n${folder}\n1\n5432\n/nowhere\n\n  1 1\nready\n`,
      )
      await start()
      parent.kill('SIGKILL')
    },
  )

  test('a lock of a dead process whose number someone else has now does not count', async () => {
    await writeFile(`${folder}.lock`, JSON.stringify({ pid: process.pid, started: '1' }))
    await start()
  })

  test('a first start that was cut short is begun again', async () => {
    await rm(folder, { recursive: true })
    await mkdir(`${folder}.incoming/base`, { recursive: true })
    await writeFile(`${folder}.incoming/PG_VERSION`, '18\n')
    await start()
    expect((await readdir(base)).sort()).toEqual([
      'postgres',
      'postgres-socket',
      'postgres.lock',
      'postgres.log',
    ])
  })

  test('a folder of another version is refused with both versions', async () => {
    await writeFile(join(folder, 'PG_VERSION'), '16\n')
    expect(await startEmbeddedPostgres({ folder })).toMatchObject({
      refused: 'database-of-another-version',
      facts: { found: '16', expected: '18' },
    })
  })

  const damages: readonly (readonly [string, () => Promise<void>])[] = [
    ['without its control file', () => rm(join(folder, 'global', 'pg_control'))],
    [
      'with a control file that is not one',
      () => writeFile(join(folder, 'global', 'pg_control'), 'x'.repeat(8192)),
    ],
    ['without its version', () => rm(join(folder, 'PG_VERSION'))],
    ['without its log of writes', () => rm(join(folder, 'pg_wal'), { recursive: true })],
  ]
  for (const [title, damage] of damages)
    test(`a folder ${title} is refused with the last words of the server, and the lock is free again`, async () => {
      await damage()
      const refused = await startEmbeddedPostgres({ folder })
      expect(refused).toMatchObject({ refused: 'database-does-not-start', facts: { folder } })
      expect(String((refused as unknown as { facts: { last: string } }).facts.last)).not.toBe('')
      expect(await startEmbeddedPostgres({ folder })).toMatchObject({ refused: 'database-does-not-start' })
    })

  test('a long path is no obstacle', async () => {
    const deep = join(base, 'mot-thu-muc-co-ten-rat-dai-'.repeat(4), 'nua', 'postgres')
    const server = await start(deep)
    expect(await ask(server.url, 'select 1 one')).toEqual([{ one: 1 }])
  })

  test.runIf(process.getuid?.() === 0)(
    'root may keep it below a folder that only root may enter',
    async () => {
      const closed = join(base, 'closed')
      await mkdir(closed, { mode: 0o700 })
      const server = await start(join(closed, 'postgres'))
      await ask(server.url, 'create table big as select generate_series(1, 100000) n; checkpoint')
      expect(await ask(server.url, 'select count(*)::int n from big')).toEqual([{ n: 100_000 }])
      await server.stop()
      await start(join(closed, 'postgres'))
    },
  )

  test.runIf(process.getuid?.() === 0)('root runs it as whoever owns it', async () => {
    expect((await stat(folder)).uid).toBe(65_534)
    await chownAll(folder, 12_345)
    const second = await start()
    expect((await stat(`/proc/${second.pid}`)).uid).toBe(12_345)
  })

  test.runIf(process.getuid?.() === 0)('a user without a name is told that he needs one', async () => {
    const programs = await findPostgresPrograms({ asOther: true, copyTo: '/var/lib/kinh-bac' })
    if (isRefused(programs) || !(await isReachableByAll(import.meta.filename))) return
    await rm(folder, { recursive: true })
    await chown(base, 12_345, 12_345)
    expect(await startElsewhere(folder, 12_345)).toMatchObject({
      refused: 'user-without-name',
      facts: { uid: '12345' },
    })
  })

  test('a platform that no PostgreSQL comes for is named', async () => {
    expect(await findPostgresPrograms({ asOther: false, copyTo: base, platform: 'plan9-mips' })).toEqual(
      refuse('no-postgres-programs', { platform: 'plan9-mips' }),
    )
  })

  test('a folder that cannot be made is refused', async () => {
    await writeFile(join(base, 'file'), '')
    expect(await startEmbeddedPostgres({ folder: join(base, 'file', 'postgres') })).toMatchObject({
      refused: 'folder-not-writable',
    })
  })
})

async function chownAll(path: string, uid: number): Promise<void> {
  await chown(path, uid, uid)
  for (const entry of await readdir(path, { recursive: true })) await chown(join(path, entry), uid, uid)
}
