import type { Sql } from './database.ts'

const keeping = new WeakMap<Sql, number>()
const mostKept = 2_000

/**
 * Lets reads of settled things be answered from memory for a while, for one database: what another process changes
 * shows after at most `ms`. Without it, and in every transaction, each read asks the database.
 */
export function allowKeeping(sql: Sql, ms: number): void {
  keeping.set(sql, ms)
}

type Kept<Answer> = { readonly until: number; readonly answer: Promise<Answer> }

/**
 * The same read, kept briefly where the database allows it. Only for what is settled by decisions and changes a
 * few times a year (posts, delegations, agencies, the list of versions), never for dossiers or sessions. Reads that are
 * asked at the same moment become one.
 */
export function keepBriefly<Args extends readonly (string | undefined)[], Answer>(
  read: (sql: Sql, ...args: Args) => Promise<Answer>,
): (sql: Sql, ...args: Args) => Promise<Answer> {
  const caches = new WeakMap<Sql, Map<string, Kept<Answer>>>()
  return (sql, ...args) => {
    const ms = keeping.get(sql)
    if (ms === undefined) return read(sql, ...args)
    const cache = caches.get(sql) ?? new Map<string, Kept<Answer>>()
    caches.set(sql, cache)
    const key = args.join('\n')
    const now = performance.now()
    const known = cache.get(key)
    if (known && now < known.until) return known.answer
    if (cache.size >= mostKept) cache.clear()
    const answer = read(sql, ...args)
    cache.set(key, { until: now + ms, answer })
    answer.catch(() => cache.delete(key))
    return answer
  }
}
