import { spawn } from 'node:child_process'
import { chown, lstat, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Refusal, refuse } from '#kit/values/refusal.ts'
import type { PostgresPrograms } from './embedded-postgres-programs.ts'
import { type FolderFault, faultOfText } from './errors.ts'

export type EmbeddedPostgresRefusal =
  | Refusal<
      | 'no-postgres-programs'
      | 'folder-in-use'
      | 'user-without-name'
      | 'database-of-another-version'
      | 'database-does-not-start'
    >
  | FolderFault

/** Where the server's files are and as whom it runs. */
export type Place = {
  readonly folder: string
  /** How the server is told of its folder: by name, or as its working directory when it cannot walk there. */
  readonly name: string
  readonly log: string
  readonly as: { readonly uid?: number; readonly gid?: number }
}

export const superuser = 'kinhbac'
const nobody = 65534 // a user that every system has; PostgreSQL refuses to run as root

/** As root, the user that owns the folder or else `nobody`; an ordinary user runs the server itself. */
export async function findUser(folder: string): Promise<Place['as']> {
  if (process.getuid?.() !== 0) return {}
  const owner = await stat(folder).catch(() => undefined)
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: nobody, gid: nobody }
}

export async function findVersionFault(
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
export async function initialise(
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

/** Why a running server ended, from the last it wrote. */
export async function endOf(place: Place): Promise<FolderFault | Refusal<'database-ended'>> {
  const text = await readFile(place.log, 'utf8').catch(() => '')
  const last =
    text
      .slice(-4_000)
      .split('\n')
      .findLast((line) => /PANIC|FATAL/.test(line)) ?? ''
  return faultOfText(last, place.folder) ?? refuse('database-ended', { log: place.log })
}

export async function faultInLog(place: Place, from: number): Promise<EmbeddedPostgresRefusal> {
  const lines = (await readFile(place.log, 'utf8').catch(() => '')).slice(from).trim().split('\n')
  const last = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
  const nameless = /could not look up effective user ID (\d+)/.exec(last)
  if (nameless) return refuse('user-without-name', { uid: nameless[1] ?? '' })
  return (
    faultOfText(last, place.folder) ??
    refuse('database-does-not-start', { folder: place.folder, log: place.log, last })
  )
}
