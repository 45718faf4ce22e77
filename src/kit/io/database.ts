import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'
import { isRefused } from '#kit/values/refusal.ts'
import type { Tables } from './tables.ts'

/** A statement made with `build`, or anything else that compiles to text and parameters. */
export type Statement<Row> = {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[]; readonly query?: unknown }
  execute(): Promise<Row[]>
}

/** What runs statements: the pool (each statement its own transaction) or one open transaction. */
export type Sql = {
  /** Runs a statement built with `build` and answers its rows. */
  rows<Row>(statement: Statement<Row>): Promise<Row[]>
  /** Runs a hand-written statement that is prepared once per connection under `name`: for hot paths. */
  hot<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>
  /** Runs a hand-written statement that is not worth preparing. */
  text<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/** An open transaction. */
export type Tx = Sql & { readonly transaction: true }

/** One PostgreSQL: a pool of connections. */
export type Database = Sql & {
  /**
   * Runs `work` in one transaction: committed when it answers, rolled back when it throws **or answers a
   * refusal**. Tried again up to four times on a serialisation failure or a deadlock (40001, 40P01).
   */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** The pool itself, for LISTEN, COPY and streaming cursors. */
  readonly pool: pg.Pool
  close(): Promise<void>
  /** True inside an open transaction (`joinTransaction`): a statement that fails fails it all. */
  readonly joined?: true
}

/**
 * Builds typed statements (Kysely) without a connection: `sql.rows(build.selectFrom('kit.jobs').selectAll())`.
 */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

// One reading of each type everywhere: counts are numbers, days stay text (no time zone may shift them).
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === 20 || oid === 1700) return Number // int8, numeric
      if (oid === 1082) return String // date
      if (oid === 1184) return readMoment // timestamptz
    }
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

const otherwise = pg.types.getTypeParser(1184, 'text') as (text: string) => Date

/**
 * A moment as PostgreSQL writes it, `2018-03-01 09:00:00.123+07`. The usual form is read by its places, several times
 * faster than by a pattern: pages of rows hold hundreds of moments. Other forms (infinity, before Christ) go the long way.
 */
export function readMoment(text: string): Date {
  const zone = text.length - 3
  const sign = text.charCodeAt(zone)
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 32 || (sign !== 43 && sign !== 45) || zone > 26)
    return otherwise(text)
  const two = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528
  const year = two(0) * 100 + two(2)
  if (year < 100) return otherwise(text)
  let milliseconds = 0
  for (let at = 20, weight = 100; at < zone && weight >= 1; at++, weight /= 10)
    milliseconds += (text.charCodeAt(at) - 48) * weight
  const at = Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), milliseconds)
  return new Date(at - (sign === 43 ? 1 : -1) * two(zone + 1) * 3_600_000)
}

/** Opens a pool. `connections` is the most it holds; `role` is taken on by each connection when given. */
export function openDatabase(options: {
  readonly url: string
  readonly connections?: number
  readonly role?: string
  readonly applicationName?: string
}): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 8,
    application_name: options.applicationName ?? 'kinh-bac',
    types: types as unknown as pg.CustomTypesConfig,
    options: options.role ? `-c role=${options.role}` : undefined,
  } as pg.PoolConfig)
  pool.on('error', () => {}) // an idle connection that dies is replaced at its next use
  return {
    ...sqlOn(pool),
    pool,
    transaction: (work) => runTransaction(pool, work),
    close: () => pool.end(),
  }
}

function sqlOn(client: pg.Pool | pg.PoolClient): Sql {
  return {
    async rows<Row>(statement: Statement<Row>) {
      const { sql, parameters } = statement.compile()
      return (await client.query(sql, parameters as unknown[])).rows as Row[]
    },
    async hot<Row>(name: string, text: string, values: readonly unknown[]) {
      return (await client.query({ name, text, values: values as unknown[] })).rows as Row[]
    },
    async text<Row>(text: string, values: readonly unknown[] = []) {
      return (await client.query(text, values as unknown[])).rows as Row[]
    },
  }
}

async function runTransaction<Result>(pool: pg.Pool, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect()
    let broken: Error | undefined
    const lose = (error: Error) => {
      broken = error // the connection died between two statements; the next one will say so
    }
    client.on('error', lose)
    try {
      await client.query('begin')
      const result = await work({ ...sqlOn(client), transaction: true })
      await client.query(isRefused(result) ? 'rollback' : 'commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failed: Error) => {
        broken = failed
      })
      if (attempt >= 5 || !isWorthRetrying(error)) throw error
    } finally {
      client.off('error', lose)
      client.release(broken)
    }
    await new Promise((resolve) => setTimeout(resolve, 2 ** attempt + Math.random() * 10))
  }
}

/** Whether PostgreSQL asks to run the same transaction again: serialisation failure or deadlock. */
function isWorthRetrying(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === '40001' || code === '40P01'
}

/** Whether an error is PostgreSQL's refusal of a second row under a unique key, with the name of the key. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const found = error as { code?: unknown; constraint?: unknown }
  return found.code === '23505' && (constraint === undefined || found.constraint === constraint)
}
