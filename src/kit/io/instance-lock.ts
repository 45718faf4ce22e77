import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

/** Held while the process runs; `release` frees it for the next one. */
export type InstanceLock = { release(): Promise<void> }

type Holder = { readonly pid: number; readonly started: string }

/**
 * Takes the lock file `path` for this process, or refuses when a living process holds it. The lock of a process
 * that was killed is taken over; a process number that another program got since does not count as living.
 */
export async function takeInstanceLock(path: string): Promise<InstanceLock | Refusal<'folder-in-use'>> {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? '' } satisfies Holder)
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, mine)
  try {
    for (let attempt = 0; ; attempt++) {
      const taken = await link(draft, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false
          throw error
        },
      )
      if (taken) return { release: () => rm(path, { force: true }) }
      const found = await readFile(path, 'utf8').catch(() => '')
      const holder = parseHolder(found)
      const alive = holder !== undefined && startOf(holder.pid) === holder.started
      if (attempt === 10) return refuse('folder-in-use', { pid: holder?.pid ?? 0, lock: path })
      if (alive)
        await new Promise((done) => setTimeout(done, 100)) // it may be about to be gone
      else await dropStale(path, found)
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** Takes the dead process's file away, and puts it back when another one was quicker to take the lock. */
async function dropStale(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readFile(aside, 'utf8')) !== expected) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

function parseHolder(text: string): Holder | undefined {
  try {
    const found = JSON.parse(text) as Holder
    return Number.isInteger(found.pid) && typeof found.started === 'string' ? found : undefined
  } catch {
    return undefined
  }
}

/** When a process began, in the kernel's ticks; '' where the system does not say; undefined when it is gone. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const facts = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return facts[0] === 'Z' || facts[0] === 'X' ? undefined : facts[19] // dead, only not yet buried
    } catch {
      return undefined
    }
  }
  try {
    process.kill(pid, 0)
    return ''
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined
  }
}
