import { connect, type Socket } from 'node:net'

export type Answer = { readonly status: number; readonly body: Buffer }
export type Request = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One HTTP/1.1 connection with one request in flight: cheap, so that asking disturbs little on a small machine. */
export type Connection = {
  /** Throws when the connection ends before the answer. */
  ask(request: Request): Promise<Answer>
  close(): void
}

/** Opens a connection to this machine. */
export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
  let waiting: { done(answer: Answer): void; fail(error: Error): void } | undefined
  let bytes: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    bytes = bytes.length > 0 ? Buffer.concat([bytes, chunk]) : chunk
    const read = readAnswer(bytes)
    if (!read || !waiting) return
    bytes = read.rest
    const { done } = waiting
    waiting = undefined
    done(read.answer)
  })
  const end = (error?: Error) => {
    waiting?.fail(error ?? new Error('the connection ended'))
    waiting = undefined
  }
  socket.on('error', end)
  socket.on('close', () => end())
  return {
    ask: (request) =>
      new Promise((done, fail) => {
        if (socket.destroyed) return fail(new Error('the connection has ended'))
        waiting = { done, fail }
        socket.write(textOf(request))
      }),
    close: () => socket.destroy(),
  }
}

function textOf({ method, path, headers, body }: Request): string {
  let text = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`
  for (const [name, value] of Object.entries(headers ?? {})) text += `${name}: ${value}\r\n`
  if (body !== undefined)
    text += `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  return `${text}\r\n${body ?? ''}`
}

/** The first whole answer of some bytes, and what follows it. */
function readAnswer(bytes: Buffer): { answer: Answer; rest: Buffer } | undefined {
  const head = bytes.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const text = bytes.toString('latin1', 0, head)
  const status = Number(text.slice(9, 12))
  const length = /content-length: *(\d+)/i.exec(text)?.[1]
  const from = head + 4
  if (length === undefined && /transfer-encoding: *chunked/i.test(text)) {
    const read = readChunks(bytes, from)
    return read && { answer: { status, body: read.body }, rest: bytes.subarray(read.end) }
  }
  const end = from + Number(length ?? 0)
  return bytes.length < end
    ? undefined
    : { answer: { status, body: bytes.subarray(from, end) }, rest: bytes.subarray(end) }
}

function readChunks(bytes: Buffer, from: number): { body: Buffer; end: number } | undefined {
  const parts: Buffer[] = []
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (bytes.length < next) return undefined
    if (size === 0) return { body: Buffer.concat(parts), end: next }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = next
  }
}
