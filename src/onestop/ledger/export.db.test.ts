import { spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestContext, type TestContext } from '#kit/io/testing/test-context.ts'
import { chainStart, contentHashOf, entryHash, type StoredEntry } from '#onestop/dossiers/public.ts'
import { appendTestActions, insertTestDossier, usualWay } from '#onestop/dossiers/testing.ts'
import { exportLog } from './export-log.ts'
import { openSealKey } from './seal-keys.ts'
import { sealLogs } from './seal-logs.ts'

let folder: string
let log: string
let seals: string[]

beforeAll(async () => {
  const ctx = await openTestContext()
  folder = await mkdtemp(join(tmpdir(), 'kb-export-'))
  const key = await openSealKey(folder)
  for (let number = 1; number <= 7; number++) {
    const code = await insertTestDossier(ctx.db, number)
    if (number <= 2) await ageFiling(ctx, code)
    await appendTestActions(ctx.db, code, usualWay.slice(0, number % 6))
    if (number % 3 === 0) await sealLogs(ctx, key, join(folder, 'published'))
  }
  log = join(folder, 'log.jsonl')
  const to = createWriteStream(log)
  await exportLog(ctx.db, to)
  await finished(to.end())
  seals = (await readdir(join(folder, 'published'))).map((name) => join(folder, 'published', name))
  const page = await readFile(
    join(import.meta.dirname, '..', '..', '..', 'docs', 'how-to', 'verify.md'),
    'utf8',
  )
  await writeFile(join(folder, 'verify.mjs'), /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Turns a filing into one of the time of scheme 1. */
async function ageFiling({ superuser }: TestContext, code: string): Promise<void> {
  const [row] = await superuser.text<StoredEntry & { id: string }>(
    `select d.id, a.sequence, a.kind, a.actor, (extract(epoch from a.occurred_at) * 1000)::bigint "occurredAt",
       (extract(epoch from a.recorded_at) * 1000)::bigint "recordedAt", a.content, encode(a.salt, 'hex') salt
     from onestop.dossiers d join onestop.dossier_actions a on a.dossier_id = d.id where d.code = $1`,
    [code],
  )
  if (!row) throw new Error('no filing')
  const old = { ...row, scheme: 1 } as const
  const hash = entryHash(row.id, old, contentHashOf(old), chainStart)
  await superuser.text(
    `with entry as (update onestop.dossier_actions set hash_scheme = 1, hash = decode($2, 'hex') where dossier_id = $1 returning hash)
     update onestop.dossiers d set head_hash = entry.hash from entry where d.id = $1`,
    [row.id, hash],
  )
}

async function verdictOn(
  change: (lines: string[]) => string[],
): Promise<{ status: number | null; said: string }> {
  const changed = join(folder, 'changed.jsonl')
  await writeFile(changed, change((await readFile(log, 'utf8')).split('\n').filter(Boolean)).join('\n'))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'verify.mjs'), changed, ...seals],
    { encoding: 'utf8' },
  )
  return { status, said: stdout + stderr }
}

describe('the short program that the documentation prints', () => {
  test('finds the exported log and its seals whole', async () => {
    expect(await verdictOn((lines) => lines)).toEqual({ status: 0, said: 'whole: 23 entries, 2 seals\n' })
  })
  test('the export carries nothing of what applicants wrote', async () => {
    expect(await readFile(log, 'utf8')).not.toMatch(/Người|ghi chú/)
  })
  const cases: readonly [string, (lines: string[]) => string[]][] = [
    ['an entry taken out', (lines) => lines.toSpliced(3, 1)],
    ['the last sealed entry cut off', (lines) => lines.toSpliced(1, 1)],
    ['an earlier time', (lines) => lines.with(2, (lines[2] ?? '').replace(/,15\d+,/, ',1500000000000,'))],
    ['another officer', (lines) => lines.map((line) => line.replace('test-agency', 'other-agency'))],
    ['another position', (lines) => lines.map((line) => line.replace(/,(\d+)\]$/, ',1$1]'))],
    ['a position left out', (lines) => lines.with(-1, (lines.at(-1) ?? '').replace(/,\d+\]$/, ']'))],
    [
      'another proof of what was asked',
      (lines) => lines.with(0, (lines[0] ?? '').replace(/"([0-9a-f]{64})",/, `"${'0'.repeat(64)}",`)),
    ],
    ['two entries swapped', (lines) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? '')],
  ]
  for (const [what, change] of cases)
    test(`finds ${what}`, async () => {
      expect((await verdictOn(change)).status).toBe(1)
    })
})
