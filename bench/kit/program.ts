import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { openConnection } from './connection.ts'
import { familyOf, hasEnded } from './machine.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'app', 'main.ts')

/** The real program as an operator starts it, in a process of its own. */
export type Program = { readonly process: ChildProcess; readonly port: number; told(): string }

/** Starts a part of the program and answers when it is ready. */
export async function startProgram(
  part: 'start' | 'web',
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Program> {
  const port = await freePort()
  const child = spawn(process.execPath, [...flags, main, part], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', DEMO: '0', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  child.stdout.on('data', (text) => (told += text))
  child.stderr.on('data', (text) => (told += text))
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the program did not start:\n${told}`)
    if (await isReady(port)) return { process: child, port, told: () => told }
    await pause(25)
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const connection = await openConnection(port)
    const { status } = await connection.ask({ method: 'GET', path: '/readyz' })
    connection.close()
    return status === 200
  } catch {
    return false
  }
}

/** Ends it in order. */
export async function stopProgram({ process: child }: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export type Target = 'server' | 'postgres' | 'both'

/** Kills with SIGKILL what is asked for, all its processes at once, and waits until everything of it has ended. */
export async function killProgram(
  { process: child }: Program,
  dataDir: string,
  target: Target,
): Promise<void> {
  const pid = child.pid ?? 0
  const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  const postgres = familyOf(postmaster)
  const watchdogs = familyOf(pid).filter((member) => member !== pid && !postgres.includes(member))
  const victims =
    target === 'server' ? [pid] : target === 'postgres' ? postgres : [pid, ...watchdogs, ...postgres]
  for (const victim of victims)
    try {
      process.kill(victim, 'SIGKILL')
    } catch {} // it ended by itself a moment ago
  // Whoever was not killed ends by itself: the server without its database, the database without its server.
  const all = [pid, ...postgres]
  for (let waited = 0; !all.every(hasEnded); waited += 10) {
    if (waited > 30_000)
      throw new Error(`still running after a kill of ${target}: ${all.filter((one) => !hasEnded(one))}`)
    await pause(10)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
