import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** A stored content: its SHA-256 in hex (which is its name) and its size in bytes. */
export type Blob = { readonly sha256: string; readonly size: number }

/** Files named by the hash of their content: the same content is stored once, and a name proves its content. */
export type BlobStore = {
  /** Stores a stream and answers its name. Refuses to go on past `limit` bytes by answering 'too-large'. */
  put(content: AsyncIterable<Uint8Array>, limit: number): Promise<Blob | 'too-large'>
  /** Opens a content for reading, or undefined when it is not here. */
  find(sha256: string): Promise<{ readonly size: number; open(): Readable } | undefined>
}

/** A blob store in a folder: written to a temporary name, flushed to disk, then renamed into place. */
export function openBlobFolder(folder: string): BlobStore {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2))
  return {
    async put(content, limit) {
      const temporary = join(folder, 'incoming', randomUUID())
      await mkdir(dirname(temporary), { recursive: true })
      const hash = createHash('sha256')
      const file = await open(temporary, 'wx')
      let size = 0
      let kept = false
      try {
        for await (const chunk of content) {
          size += chunk.length
          if (size > limit) return 'too-large'
          hash.update(chunk)
          await file.write(chunk)
        }
        await file.sync()
        const sha256 = hash.digest('hex')
        await mkdir(dirname(pathOf(sha256)), { recursive: true })
        await rename(temporary, pathOf(sha256))
        kept = true
        return { sha256, size }
      } finally {
        await file.close()
        if (!kept) await unlink(temporary).catch(() => {})
      }
    },
    async find(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined
      const found = await stat(pathOf(sha256)).catch(() => undefined)
      return found && { size: found.size, open: () => createReadStream(pathOf(sha256)) }
    },
  }
}
