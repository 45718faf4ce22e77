import { type ChildProcess, spawn } from 'node:child_process'
import { chown, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'
import { isRefused, type Refusal } from '#kit/values/refusal.ts'
import {
  type EmbeddedPostgresRefusal,
  endOf,
  faultInLog,
  findUser,
  findVersionFault,
  initialise,
  type Place,
  superuser,
} from './embedded-postgres-folder.ts'
import { findPostgresPrograms, isReachableByAll } from './embedded-postgres-programs.ts'
import { type FolderFault, faultOf } from './errors.ts'
import { takeInstanceLock } from './instance-lock.ts'
import { endOrphan, isAlive, pause, readPidFile } from './postgres-pid-file.ts'

/** A PostgreSQL of our own that runs as long as this process does. */
export type EmbeddedPostgres = {
  /** Where to connect, as its superuser, through a unix socket. */
  readonly url: string
  readonly pid: number
  /** Settles when the server has ended, whoever ended it; with the reason when nobody here did. */
  readonly ended: Promise<FolderFault | Refusal<'database-ended'>>
  /** Ends the server in order: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>
}

type Options = {
  /** The data directory; its log and socket stand beside it. Made when it does not exist. */
  readonly folder: string
  /** False only for tests that may lose their data. */
  readonly durable?: boolean
  readonly settings?: Readonly<Record<string, string>>
}

const database = 'kinhbac'

/**
 * Starts the PostgreSQL that came with npm on `folder`, after recovering whatever a killed process left.
 *
 * It listens on a unix socket only, in a folder of mode 0700, so there is no port to collide with and no
 * password to keep. Refuses, with the facts for a sentence, what an operator can mend.
 */
export async function startEmbeddedPostgres(
  options: Options,
): Promise<EmbeddedPostgres | EmbeddedPostgresRefusal> {
  const folder = resolve(options.folder)
  try {
    await mkdir(dirname(folder), { recursive: true })
    const lock = await takeInstanceLock(`${folder}.lock`)
    if (isRefused(lock)) return lock
    const started = await startLocked(folder, options).catch(async (error: unknown) => {
      await lock.release()
      throw error
    })
    if (isRefused(started)) {
      await lock.release()
      return started
    }
    const stop = () => started.stop().then(() => lock.release())
    return { ...started, stop }
  } catch (error) {
    const fault = faultOf(error, folder)
    if (fault === undefined) throw error
    return fault
  }
}

/** The address of a server that already runs on `folder`, started by another process. */
export async function findRunningPostgres(folder: string): Promise<string | undefined> {
  const file = await readPidFile(resolve(folder))
  return file?.ready && isAlive(file.pid) ? urlOf(file.socketFolder) : undefined
}

async function startLocked(
  folder: string,
  options: Options,
): Promise<EmbeddedPostgres | EmbeddedPostgresRefusal> {
  const as = await findUser(folder)
  const copyTo = process.getuid?.() === 0 ? '/var/lib/kinh-bac' : `${folder}-programs`
  const programs = await findPostgresPrograms({ asOther: as.uid !== undefined, copyTo })
  if (isRefused(programs)) return programs
  const reachable = as.uid === undefined || (await isReachableByAll(dirname(folder)))
  // Root below a folder only root may enter: the server gets its folder as working directory and finds it there.
  const place: Place = { folder, name: reachable ? folder : '/proc/self/cwd', log: `${folder}.log`, as }
  const refused = (await findVersionFault(place, programs)) ?? (await initialise(place, programs))
  if (refused) return refused
  await endOrphan(folder)
  const sockets = await makeSocketFolder(place, reachable)
  const server = await run(place, programs.postgres, settingsOf(options, sockets.path))
  const watchdog = watch(server)
  const ended = new Promise<void>((done) => server.once('exit', () => done())).then(() => endOf(place))
  const cleanUp = async () => {
    watchdog?.kill('SIGKILL')
    if (sockets.temporary) await rm(sockets.path, { recursive: true, force: true })
  }
  const fault = await waitUntilReady(place, server)
  if (fault) {
    await cleanUp()
    return fault
  }
  const url = urlOf(sockets.path)
  await makeDatabase(url)
  return {
    url,
    pid: server.pid ?? 0,
    ended,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT')
      await ended
      await cleanUp()
    },
  }
}

async function makeSocketFolder(place: Place, reachable: boolean) {
  const beside = `${place.folder}-socket`
  const fits = Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= 107
  const temporary = !(fits && reachable)
  const path = temporary ? await mkdtemp(join(shortTemporaryFolder(), 'kb-')) : beside
  if (!temporary) await mkdir(path, { recursive: true, mode: 0o700 })
  if (place.as.uid !== undefined) await chown(path, place.as.uid, place.as.gid ?? place.as.uid)
  return { path, temporary }
}

function shortTemporaryFolder(): string {
  return Buffer.byteLength(tmpdir()) <= 70 ? tmpdir() : '/tmp'
}

function settingsOf(options: Options, socketFolder: string): Record<string, string> {
  const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    jit: 'off',
    ...(options.durable === false ? fast : {}),
    ...options.settings,
  }
}

async function run(
  place: Place,
  program: string,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const big = (await stat(place.log).catch(() => undefined))?.size ?? 0
  if (big > 10_000_000) await rename(place.log, `${place.log}.1`)
  const log = await open(place.log, 'a')
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(program, ['-D', place.name, ...args], {
    cwd: place.folder,
    ...place.as,
    detached: true, // Ctrl-C in the terminal is for the program, which ends the server last
    stdio: ['ignore', log.fd, log.fd],
    env: { LC_ALL: 'C', PATH: process.env.PATH, TZ: 'UTC' },
  })
  await new Promise<void>((done, fail) => server.once('spawn', done).once('error', fail))
  await log.close()
  return server
}

/** Ends the server when this process is killed: the pipe to it closes, whatever happens. */
function watch(server: ChildProcess): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined
  const watchdog = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -INT "$1"', 'sh', String(server.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: process.env.PATH },
  })
  watchdog.on('error', () => {}) // without a shell the next start ends the orphan
  watchdog.unref()
  return watchdog
}

async function waitUntilReady(
  place: Place,
  server: ChildProcess,
): Promise<EmbeddedPostgresRefusal | undefined> {
  const from = (await stat(place.log)).size
  while (server.exitCode === null && server.signalCode === null) {
    const file = await readPidFile(place.folder)
    if (file?.ready && file.pid === server.pid) return undefined
    await pause(20)
  }
  return faultInLog(place, Math.max(0, from - 4_000))
}

function urlOf(socketFolder: string): string {
  return `postgresql://${superuser}@/${database}?host=${encodeURIComponent(socketFolder)}`
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(`@/${database}?`, '@/postgres?') })
  await client.connect()
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
  if (rowCount === 0) await client.query(`create database ${database}`)
  await client.end()
}
