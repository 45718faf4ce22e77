import { spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestContext } from '#kit/io/testing/test-context.ts'
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
    await appendTestActions(ctx.db, await insertTestDossier(ctx.db, number), usualWay.slice(0, number % 6))
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
    ['two entries swapped', (lines) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? '')],
  ]
  for (const [what, change] of cases)
    test(`finds ${what}`, async () => {
      expect((await verdictOn(change)).status).toBe(1)
    })
})
