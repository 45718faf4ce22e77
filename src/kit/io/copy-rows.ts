import type { Readable } from 'node:stream'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/**
 * The rows of a query as arrays of texts, streamed by COPY: the fastest way out of PostgreSQL, in constant memory.
 * Null is undefined. The connection is the caller's, so that several queries see one snapshot.
 */
export async function* copyRows(
  client: pg.PoolClient,
  query: string,
): AsyncGenerator<(string | undefined)[][]> {
  const stream = client.query(copyTo(`copy (${query}) to stdout`)) as unknown as Readable
  stream.setEncoding('utf8')
  let rest = ''
  for await (const chunk of stream as AsyncIterable<string>) {
    const text = rest + chunk
    const end = text.lastIndexOf('\n')
    if (end < 0) {
      rest = text
      continue
    }
    rest = text.slice(end + 1)
    yield text.slice(0, end).split('\n').map(splitRow)
  }
  if (rest) yield [splitRow(rest)]
}

function splitRow(line: string): (string | undefined)[] {
  const fields: (string | undefined)[] = line.split('\t')
  if (!line.includes('\\')) return fields
  for (const [index, field] of fields.entries())
    if (field?.includes('\\')) fields[index] = unescapeField(field)
  return fields
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
}

function unescapeField(field: string): string | undefined {
  if (field === '\\N') return undefined
  return field.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
}
