import { type ChildProcess, spawn } from 'node:child_process'
import { chown, lstat, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import {
  findPostgresPrograms,
  isReachableByAll,
  type PostgresPrograms,
} from './embedded-postgres-programs.ts'
import { type FolderFault, faultOf, faultOfText } from './errors.ts'
import { takeInstanceLock } from './instance-lock.ts'

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

export type EmbeddedPostgresRefusal =
  | Refusal<
      | 'no-postgres-programs'
      | 'folder-in-use'
      | 'user-without-name'
      | 'database-of-another-version'
      | 'database-does-not-start'
    >
  | FolderFault

type Options = {
  /** The data directory; its log and socket stand beside it. Made when it does not exist. */
  readonly folder: string
  /** False only for tests that may lose their data. */
  readonly durable?: boolean
  readonly settings?: Readonly<Record<string, string>>
}

/** Where the server's files are and as whom it runs. */
type Place = {
  readonly folder: string
  /** How the server is told of its folder: by name, or as its working directory when it cannot walk there. */
  readonly name: string
  readonly log: string
  readonly as: { readonly uid?: number; readonly gid?: number }
}

const superuser = 'kinhbac'
const database = 'kinhbac'
const nobody = 65534 // a user that every system has; PostgreSQL refuses to run as root

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

/** As root, the user that owns the folder or else `nobody`; an ordinary user runs the server itself. */
async function findUser(folder: string): Promise<Place['as']> {
  if (process.getuid?.() !== 0) return {}
  const owner = await stat(folder).catch(() => undefined)
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: nobody, gid: nobody }
}

async function findVersionFault(
  place: Place,
  programs: PostgresPrograms,
): Promise<Refusal<'database-of-another-version' | 'database-does-not-start'> | undefined> {
  const found = await readFile(join(place.folder, 'PG_VERSION'), 'utf8').catch(
    async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      const present = await lstat(place.folder).catch(() => undefined)
      return present ? 'missing' : undefined
    },
  )
  if (found === 'missing')
    return refuse('database-does-not-start', { folder: place.folder, log: place.log, last: 'PG_VERSION' })
  if (found === undefined || found.trim() === programs.major) return undefined
  return refuse('database-of-another-version', {
    folder: place.folder,
    found: found.trim(),
    expected: programs.major,
  })
}

/** Makes the data directory under another name and renames it, so that one cut short is never taken for whole. */
async function initialise(
  place: Place,
  programs: PostgresPrograms,
): Promise<EmbeddedPostgresRefusal | undefined> {
  if (await lstat(place.folder).catch(() => undefined)) return undefined
  const incoming = `${place.folder}.incoming`
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { mode: 0o700 })
  if (place.as.uid !== undefined) await chown(incoming, place.as.uid, place.as.gid ?? place.as.uid)
  const name = place.name === place.folder ? incoming : place.name
  const log = await open(place.log, 'a')
  const { size } = await log.stat()
  const flags = ['--username', superuser, '--auth=trust', '--encoding=UTF8', '--locale=C', '--data-checksums']
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] // the same order on every system
  const child = spawn(programs.initdb, ['-D', name, ...flags, ...locale], {
    cwd: incoming,
    ...place.as,
    stdio: ['ignore', log.fd, log.fd],
    env: { LC_ALL: 'C', PATH: process.env.PATH, TZ: 'UTC' },
  })
  const code = await new Promise((done, fail) => child.once('exit', done).once('error', fail))
  await log.close()
  if (code !== 0) {
    await rm(incoming, { recursive: true, force: true })
    return faultInLog(place, size)
  }
  await rename(incoming, place.folder)
  return undefined
}

/** Ends a server that outlived a killed program; only the holder of the lock calls this. */
async function endOrphan(folder: string): Promise<void> {
  const file = await readPidFile(folder)
  if (!file || !(await isPostgresOf(file.pid, folder))) return
  process.kill(file.pid, 'SIGINT')
  for (let waited = 0; isAlive(file.pid); waited += 50) {
    if (waited === 20_000) process.kill(file.pid, 'SIGQUIT')
    await pause(50)
  }
}

async function isPostgresOf(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  const same = await Promise.all([stat(`/proc/${pid}/cwd`), stat(folder)]).catch(() => undefined)
  return same !== undefined && same[0].ino === same[1].ino && same[0].dev === same[1].dev
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

/** Why a running server ended, from the last it wrote. */
async function endOf(place: Place): Promise<FolderFault | Refusal<'database-ended'>> {
  const text = await readFile(place.log, 'utf8').catch(() => '')
  const last =
    text
      .slice(-4_000)
      .split('\n')
      .findLast((line) => /PANIC|FATAL/.test(line)) ?? ''
  return faultOfText(last, place.folder) ?? refuse('database-ended', { log: place.log })
}

async function faultInLog(place: Place, from: number): Promise<EmbeddedPostgresRefusal> {
  const lines = (await readFile(place.log, 'utf8').catch(() => '')).slice(from).trim().split('\n')
  const last = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
  const nameless = /could not look up effective user ID (\d+)/.exec(last)
  if (nameless) return refuse('user-without-name', { uid: nameless[1] ?? '' })
  return (
    faultOfText(last, place.folder) ??
    refuse('database-does-not-start', { folder: place.folder, log: place.log, last })
  )
}

type PidFile = { readonly pid: number; readonly socketFolder: string; readonly ready: boolean }

async function readPidFile(folder: string): Promise<PidFile | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => undefined)
  const lines = text?.split('\n')
  const pid = Number(lines?.[0])
  if (!lines || !Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, socketFolder: lines[4] ?? '', ready: (lines[7] ?? '').trim() === 'ready' }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
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

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
