import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Sql } from './database.ts'

/**
 * The SHA-256 (hex) of all files under some folders: of their paths and every byte. The same on every machine; files
 * whose name `skip` takes do not count.
 */
export async function fingerprintOf(
  folders: readonly string[],
  skip: (name: string) => boolean = () => false,
): Promise<string> {
  const hash = createHash('sha256')
  for (const [place, folder] of folders.entries()) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && !skip(entry.name))
    const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
    for (const path of paths) {
      const bytes = await readFile(join(folder, path))
      hash.update(`${place} ${path.split(sep).join('/')}\n${bytes.length}\n`).update(bytes)
    }
  }
  return hash.digest('hex')
}

/** What a load was brought to its end with the last time; undefined: never. */
export async function findLoad(sql: Sql, name: string): Promise<string | undefined> {
  const [row] = await sql.text<{ fingerprint: string }>('select fingerprint from kit.loads where name = $1', [
    name,
  ])
  return row?.fingerprint
}

/** Says that a load has come to its end. */
export async function recordLoad(sql: Sql, name: string, fingerprint: string): Promise<void> {
  await sql.text(
    `insert into kit.loads (name, fingerprint) values ($1, $2)
     on conflict (name) do update set fingerprint = excluded.fingerprint, loaded_at = now()`,
    [name, fingerprint],
  )
}
