import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a closed loop did in its time. */
export type Measured = {
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly failed: number
}

/** Whether PostgreSQL's own load generator is on this machine (Debian: postgresql-contrib). */
export function hasPgbench(): boolean {
  return spawnSync('pgbench', ['--version']).status === 0
}

/** Runs a script of the floor by pgbench with prepared statements: what PostgreSQL gives when nothing stands before it. */
export async function runPgbench(asked: {
  readonly url: string
  readonly script: string
  readonly clients: number
  readonly seconds: number
  readonly variables: Readonly<Record<string, number>>
}): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'kb-floor-'))
  const script = join(folder, 'floor.sql')
  writeFileSync(script, asked.script)
  const variables = Object.entries(asked.variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  const child = spawn(
    'pgbench',
    [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(asked.clients),
      '-j',
      '2',
      '-T',
      String(asked.seconds),
      '-l',
      '--log-prefix',
      join(folder, 'times'),
      ...variables,
      '-f',
      script,
      asked.url,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let told = ''
  child.stdout.on('data', (text) => (told += text))
  child.stderr.on('data', (text) => (told += text))
  await new Promise((done) => child.once('close', done))
  const rate = Number(/tps = ([0-9.]+)/.exec(told)?.[1])
  if (!(rate > 0)) throw new Error(`pgbench: ${told}`)
  const times = readdirSync(folder)
    .filter((name) => name.startsWith('times'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .map((line) => Number(line.split(' ')[2]) / 1000)
    .filter((ms) => ms > 0)
    .sort((one, other) => one - other)
  rmSync(folder, { recursive: true })
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return {
    perSecond: rate,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    failed: (told.match(/ERROR/g) ?? []).length,
  }
}
