import { lookup } from 'node:dns/promises'
import { createConnection } from 'mysql2'
import pg from 'pg'
import { isInside } from '#kit/io/reach.ts'
import { isRefused, type Refusal, refuse } from '#kit/values/refusal.ts'
import type { Connector } from '../contract.ts'
import type { Pulled } from './pull-http.ts'

type SqlSource = Extract<Connector, { kind: 'postgresql' | 'mariadb' }>
type Row = Record<string, unknown>

const fetchSize = 1_000
const mostMs = 60_000

/**
 * Reads a table of another agency's PostgreSQL or MariaDB, as a stream: all of it, or with a cursor column what lies
 * beyond the last value seen, in its order. Names come from the settings, whose schema allows nothing but names;
 * values are parameters; the transaction is read-only. Refuses `address-not-allowed`, `source-silent`.
 */
export async function pullSql(
  connector: SqlSource,
  secret: string | null,
  cursor: string | null,
): Promise<Pulled | Refusal<'address-not-allowed' | 'source-silent'>> {
  const address = await addressOf(connector)
  if (isRefused(address)) return address
  const rows =
    connector.kind === 'postgresql'
      ? fromPostgres(connector, address, secret, cursor)
      : fromMaria(connector, address, secret, cursor)
  const reached = { cursor }
  try {
    const first = await rows.next() // a connection that fails is told now, not when the file is kept
    const pieces = async function* () {
      for (let next = first; !next.done; next = await rows.next()) {
        if (connector.cursor !== null)
          reached.cursor = cursorText(next.value[connector.cursor]) ?? reached.cursor
        yield Buffer.from(`${JSON.stringify(next.value)}\n`)
      }
    }
    return {
      unchanged: first.done === true && connector.cursor !== null,
      fileName: `${connector.table}.ndjson`,
      pieces: pieces(),
      etag: null,
      lastModified: null,
      get cursor() {
        return reached.cursor
      },
    }
  } catch (error) {
    return refuse('source-silent', {
      address: `${connector.host}:${connector.port}`,
      reason: error instanceof Error ? error.message : '',
    })
  }
}

/** A host that is a path is a socket on this machine: as private as an address can be. */
async function addressOf({ host, privateAddresses }: SqlSource) {
  if (host.startsWith('/')) return privateAddresses ? host : refuse('address-not-allowed', { address: host })
  const found = await lookup(host).catch(() => undefined)
  if (!found) return refuse('source-silent', { address: host, reason: 'DNS' })
  return !privateAddresses && isInside(found.address)
    ? refuse('address-not-allowed', { address: host })
    : found.address
}

function cursorText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  return value instanceof Date ? value.toISOString() : String(value)
}

async function* fromPostgres(
  connector: SqlSource,
  host: string,
  secret: string | null,
  cursor: string | null,
): AsyncGenerator<Row, undefined> {
  const { port, database, user, table } = connector
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    password: secret ?? undefined,
    connectionTimeoutMillis: mostMs,
    statement_timeout: mostMs * 10,
    types: { getTypeParser: textOfDays } as never,
  })
  client.on('error', () => {}) // told by the statement that meets it
  await client.connect()
  try {
    await client.query('begin read only')
    const column = connector.cursor && `"${connector.cursor}"`
    const where = column && cursor !== null ? `where ${column} > $1` : ''
    const order = column ? `order by ${column}` : ''
    const name = table
      .split('.')
      .map((part) => `"${part}"`)
      .join('.')
    await client.query(
      `declare pull no scroll cursor for select * from ${name} ${where} ${order}`,
      where ? [cursor] : [],
    )
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${fetchSize} from pull`)
      yield* rows
      if (rows.length < fetchSize) return undefined
    }
  } finally {
    await client.end().catch(() => {})
  }
}

/** Days and numbers stay as they are written: no time zone shifts a day. */
function textOfDays(oid: number, format?: 'text' | 'binary') {
  if (oid === 1082) return String
  if (oid === 20 || oid === 1700) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}

async function* fromMaria(
  connector: SqlSource,
  host: string,
  secret: string | null,
  cursor: string | null,
): AsyncGenerator<Row, undefined> {
  const { port, database, user, table } = connector
  const connection = await createConnection({
    host,
    port,
    database,
    user,
    password: secret ?? '',
    connectTimeout: mostMs,
    dateStrings: true,
    decimalNumbers: true,
  })
  connection.on('error', () => {}) // told by the statement that meets it
  try {
    await new Promise<void>((done, fail) => connection.connect((error) => (error ? fail(error) : done())))
    connection.query('start transaction read only')
    const column = connector.cursor && `\`${connector.cursor}\``
    const where = column && cursor !== null ? `where ${column} > ?` : ''
    const order = column ? `order by ${column}` : ''
    const name = table
      .split('.')
      .map((part) => `\`${part}\``)
      .join('.')
    const query = connection.query(`select * from ${name} ${where} ${order}`, where ? [cursor] : [])
    for await (const row of query.stream({ highWaterMark: fetchSize })) yield row as Row
    return undefined
  } finally {
    connection.destroy()
  }
}
