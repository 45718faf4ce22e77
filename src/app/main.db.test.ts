import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { openDatabase } from '#kit/io/database.ts'
import { loadMessages, sentenceOf } from '#kit/io/messages.ts'
import { databaseUrl } from '#kit/io/testing/global-setup.ts'
import { openTestContext } from '#kit/io/testing/test-context.ts'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import { hasScreens } from './serve.ts'

vi.setConfig({ testTimeout: 120_000 })

const ctx = await openTestContext()
const messages = await loadMessages(join(import.meta.dirname, '..'))
const base = await mkdtemp(join(tmpdir(), 'kb-main-'))
afterAll(() => rm(base, { recursive: true, force: true }))

function launch(part: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), part], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: join(base, 'data'),
      LOG_LEVEL: 'warn',
      DEMO: '0',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the program until it ends: its exit code and what it told the operator. */
async function refusedStart(env: Record<string, string>, part = 'start') {
  const child = launch(part, env)
  let told = ''
  child.stderr?.on('data', (chunk) => (told += chunk))
  const [code] = await once(child, 'exit')
  return { code, told }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}

describe('a start that cannot be is told in one paragraph a language, without a stack', () => {
  const expected = (told: string, refusal: Refusal) => {
    expect(told.trim().split('\n')).toEqual([
      sentenceOf(messages, refusal, 'vi'),
      sentenceOf(messages, refusal, 'en'),
    ])
  }

  test('the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, told } = await refusedStart({ PORT: `${port}` })
    other.close()
    expect(code).toBe(1)
    expected(told, refuse('port-taken', { host: '127.0.0.1', port, next: port + 1 }))
  })

  test('the address is not of this machine', async () => {
    const { code, told } = await refusedStart({ HOST: '203.0.113.1', PORT: '8080' })
    expect(code).toBe(1)
    const facts = { host: '203.0.113.1', port: 8080, reason: 'EADDRNOTAVAIL' }
    expected(told, refuse('address-not-available', facts))
  })

  test('the data folder is in use by another process', async () => {
    const folder = join(base, 'held')
    const hold = join(import.meta.dirname, '../kit/io/testing/hold-postgres.ts')
    const holder = spawn(process.execPath, [hold, join(folder, 'postgres')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    const { code, told } = await refusedStart({ DATA_DIR: folder })
    holder.kill('SIGKILL')
    expect(code).toBe(1)
    expected(told, refuse('folder-in-use', { pid: holder.pid ?? 0 }))
  })

  test('the data folder is a file', async () => {
    await writeFile(join(base, 'file'), '')
    const { code, told } = await refusedStart({ DATA_DIR: join(base, 'file') })
    expect(code).toBe(1)
    expected(told, refuse('folder-not-writable', { folder: join(base, 'file') }))
  })

  test('the database does not answer, and its password is not repeated', async () => {
    const { code, told } = await refusedStart({ DATABASE_URL: 'postgresql://u:geheim@127.0.0.1:1/x' })
    expect(code).toBe(1)
    expected(
      told,
      refuse('database-unreachable', {
        address: 'postgresql://u:…@127.0.0.1:1/x',
        reason: 'connect ECONNREFUSED 127.0.0.1:1',
      }),
    )
    expect(told).not.toContain('geheim')
  })

  test('the database does not exist', async () => {
    const { code, told } = await refusedStart({ DATABASE_URL: databaseUrl(ctx.url, 'no_such_database') })
    expect(code).toBe(1)
    expect(told).toContain('database "no_such_database" does not exist')
    expect(told).not.toMatch(/\n\s+at /)
  })

  test('the database belongs to a newer program', async () => {
    const server = openDatabase({ url: inject('testServer').url, connections: 1 })
    await server.text('create database kb_newer template template0')
    const url = databaseUrl(ctx.url, 'kb_newer')
    const newer = openDatabase({ url, connections: 1 })
    await newer.text('create schema kit; create table kit.migrations (name text, checksum text)')
    await newer.text(`insert into kit.migrations values ('9999_future.sql', 'x')`)
    await newer.close()
    const { code, told } = await refusedStart({ DATABASE_URL: url })
    await server.text('drop database kb_newer with (force)')
    await server.close()
    expect(code).toBe(1)
    expected(told, refuse('database-newer', { migration: '9999_future.sql' }))
  })

  test('a setting makes no sense', async () => {
    const { code, told } = await refusedStart({ DEMO: 'perhaps' })
    expect(code).toBe(1)
    expected(told, refuse('setting-invalid', { name: 'DEMO', value: 'perhaps', allowed: '0, 1' }))
  })
})

describe('a running program', () => {
  test('answers while it runs, tells of the database, and ends in order when told', async () => {
    const port = await freePort()
    const child = launch('start', { DATABASE_URL: ctx.url, PORT: `${port}` })
    let told = ''
    child.stderr?.on('data', (chunk) => (told += chunk))
    child.stdout?.on('data', (chunk) => (told += chunk))
    const ready = () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        (answer) => answer.status,
        () => 0,
      )
    await expect.poll(ready, { timeout: 90_000, interval: 200 }).toBe(200)
    await expect.poll(() => told).toContain(`http://127.0.0.1:${port}/api/docs`)
    expect(told.includes(sentenceOf(messages, refuse('screens-missing'), 'vi'))).toBe(!hasScreens())
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    expect(await ready()).toBe(0)
  })

  test('a worker alone does jobs and ends in order when told', async () => {
    await ctx.db.text(
      `insert into kit.jobs (kind, key, payload, run_at) values ('forget-done-work', 'test', '{}', now())`,
    )
    const child = launch('worker', { DATABASE_URL: ctx.url })
    const done = () =>
      ctx.db
        .text(`select 1 from kit.jobs where key = 'test' and done_at is not null`)
        .then((rows) => rows.length)
    await expect.poll(done, { timeout: 60_000, interval: 200 }).toBe(1)
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
  })
})
