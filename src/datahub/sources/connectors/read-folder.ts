import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { refuse } from '#kit/values/refusal.ts'

/** A file that lies in a watched folder. */
export type FolderFile = { readonly name: string; open(): Readable }

/** How long a file must have been left alone before it counts as whole, in milliseconds. */
const settledMs = 5_000

/**
 * The files of a folder with a suffix, by name; hidden ones and those still being written are left for the next look.
 * Refuses `source-silent` when the folder cannot be read.
 */
export async function readFolder(path: string, suffix: string, now: number) {
  const names = await readdir(path).catch((error: Error) => error)
  if (names instanceof Error) return refuse('source-silent', { address: path, reason: names.message })
  const files: FolderFile[] = []
  for (const name of names.sort()) {
    if (name.startsWith('.') || !name.toLowerCase().endsWith(suffix.toLowerCase())) continue
    const full = join(path, name)
    const found = await stat(full).catch(() => undefined)
    if (found?.isFile() && now - found.mtimeMs >= settledMs)
      files.push({ name, open: () => createReadStream(full) })
  }
  return files
}
