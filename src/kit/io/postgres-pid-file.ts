import { readFileSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What a running server says of itself in its folder. */
export type PidFile = { readonly pid: number; readonly socketFolder: string; readonly ready: boolean }

export async function readPidFile(folder: string): Promise<PidFile | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => undefined)
  const lines = text?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, socketFolder: lines[4] ?? '', ready: (lines[7] ?? '').trim() === 'ready' }
}

/** Whether a process runs. One that ended and that nobody has buried yet (a container's habit) does not. */
export function isAlive(pid: number): boolean {
  return hasNumber(pid) && !isUnburied(pid)
}

function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function isUnburied(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return /^\) [ZX]/.test(text.slice(text.lastIndexOf(')')))
  } catch {
    return false // gone, or a system without /proc
  }
}

/**
 * Makes a folder free of what a killed program left: ends a server that outlived it, and takes away the mark of
 * one that is dead but unburied, which PostgreSQL would take for living. Only the holder of the lock calls this.
 */
export async function endOrphan(folder: string): Promise<void> {
  const file = await readPidFile(folder)
  if (!file) return
  if (await isPostgresOf(file.pid, folder)) process.kill(file.pid, 'SIGINT')
  else if (!isUnburied(file.pid)) return
  for (let waited = 0; isAlive(file.pid); waited += 50) {
    if (waited === 20_000) process.kill(file.pid, 'SIGQUIT')
    await pause(50)
  }
  for (let waited = 0; waited < 20_000 && (await isAnyoneIn(folder)); waited += 50) await pause(50)
  if (isUnburied(file.pid)) await rm(join(folder, 'postmaster.pid'), { force: true })
}

async function isPostgresOf(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  return worksIn(pid, await stat(folder))
}

/** Whether a process still works in the folder, as every process of a server does. */
async function isAnyoneIn(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const place = await stat(folder)
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid)
  return (await Promise.all(pids.map((pid) => worksIn(pid, place)))).includes(true)
}

async function worksIn(pid: number, place: { readonly ino: number; readonly dev: number }): Promise<boolean> {
  const found = await stat(`/proc/${pid}/cwd`).catch(() => undefined)
  return found?.ino === place.ino && found.dev === place.dev
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
