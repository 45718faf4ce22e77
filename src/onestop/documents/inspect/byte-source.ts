import type { FileHandle } from 'node:fs/promises'

/** A content that can be read anywhere without being held in memory. */
export type ByteSource = {
  readonly size: number
  /** The descriptor, for libraries that read a file themselves. */
  readonly fd: number
  /** At most `length` bytes from `offset`; fewer at the end, none beyond it. */
  read(offset: number, length: number): Promise<Buffer>
}

/** Reads an open file. */
export async function byteSource(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat()
  return {
    size,
    fd: file.fd,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset))
      const buffer = Buffer.alloc(wanted)
      let filled = 0
      while (filled < wanted) {
        const { bytesRead } = await file.read(buffer, filled, wanted - filled, offset + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
  }
}

/** What is wrong with a content: broken, carrying something that runs, or unfolding without end. */
export type Fault = 'broken' | 'active' | 'expands' | 'unknown-type'
