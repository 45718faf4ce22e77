import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the running program is, without a slash at the end. */
    programUrl: string
  }
}

const root = join(import.meta.dirname, '..')
const startMs = 280_000

/** Before the journeys: the real program, once for all of them. JOURNEYS_URL names one that runs already. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.JOURNEYS_URL
  const program = running ? { url: running, stop: async () => {} } : await startProgram()
  project.provide('programUrl', program.url.replace(/\/+$/, ''))
  return program.stop
}

/**
 * Starts the whole program on a free port with a data folder of its own; `demo: false` is an empty province,
 * or what was seeded in `dataDir`. The folder is gone afterwards.
 */
export async function startProgram(
  options: { readonly demo: boolean; readonly dataDir?: string } = { demo: true },
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (!existsSync(join(root, 'web', 'build', 'handler.js')))
    throw new Error('the screens are not built; npm test builds them')
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'kb-journeys-')))
  const port = await freePort()
  const said: string[] = []
  const child = spawn(process.execPath, ['src/app/main.ts', 'start'], {
    cwd: root,
    env: {
      ...ownEnvironment(),
      DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      PORT: String(port),
      DEMO: options.demo ? '1' : '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel ends the program when the tests are killed
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(String(data)))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    await endChild(child)
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await waitUntilReady(url, child)
  } catch (error) {
    await stop()
    throw new Error(`the program did not start:\n${said.join('').slice(-4000)}`, { cause: error })
  }
  return { url, stop }
}

/** The environment without what would lead the program to another database or what a test runner sets for itself. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const others = ['DATABASE_URL', 'PUBLIC_URL', 'NODE_OPTIONS', 'NODE_ENV', 'VITEST', 'TEST']
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !others.includes(name)))
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + startMs
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 250))
  }
  throw new Error(`not ready after ${startMs} ms`)
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 30_000).unref()
  })
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? done(address.port) : fail(address)))
    })
  })
}
