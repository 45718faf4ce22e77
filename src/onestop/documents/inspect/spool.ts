import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A content set down for inspection, before it is kept or thrown away. */
export type Spooled = {
  readonly file: FileHandle
  readonly size: number
  stream(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

/**
 * Sets a stream down in a temporary file, so that it can be read anywhere without holding it in memory. Stops one
 * byte past `limit` by answering 'too-large', and by 'interrupted' when the sender goes away.
 */
export async function spool(
  content: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Spooled | 'too-large' | 'interrupted'> {
  const path = join(tmpdir(), `kinh-bac-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  const discard = async () => {
    await file.close().catch(() => {})
    await unlink(path).catch(() => {})
  }
  let interrupted = false
  const sent = async function* () {
    try {
      yield* content
    } catch (error) {
      interrupted = true
      throw error
    }
  }
  let size = 0
  try {
    for await (const chunk of sent()) {
      size += chunk.length
      if (size > limit) {
        await discard()
        return 'too-large'
      }
      await file.writeFile(chunk)
    }
  } catch (error) {
    await discard()
    if (interrupted) return 'interrupted'
    throw error
  }
  return { file, size, stream: () => createReadStream(path), discard }
}
