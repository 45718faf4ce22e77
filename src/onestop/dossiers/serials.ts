import type { Sql } from '#kit/io/database.ts'
import type { PlainDate } from '#kit/values/plain-date.ts'

type Waiting = { readonly give: (serial: number) => void; readonly fail: (error: unknown) => void }

/** Asks that arrived while a block was being fetched, by unit and day. */
const waiting = new Map<string, Waiting[]>()

/**
 * The next serial of a unit on a day, never given twice by any process. Asks that arrive together are answered
 * by one statement, which takes as many numbers as are waiting: no lock outlives that statement, and numbers are
 * left unused only when a filing fails after taking one.
 */
export function takeSerial(sql: Sql, unitCode: string, on: PlainDate): Promise<number> {
  const key = `${unitCode} ${on}`
  return new Promise((give, fail) => {
    const queue = waiting.get(key)
    if (queue) {
      queue.push({ give, fail })
      return
    }
    waiting.set(key, [{ give, fail }])
    void serve(sql, key, unitCode, on)
  })
}

async function serve(sql: Sql, key: string, unitCode: string, on: PlainDate): Promise<void> {
  for (;;) {
    await Promise.resolve() // let asks of the same turn gather
    const served = waiting.get(key) ?? []
    if (served.length === 0) {
      waiting.delete(key)
      return
    }
    waiting.set(key, [])
    try {
      const last = await takeBlock(sql, unitCode, on, served.length)
      served.forEach(({ give }, index) => {
        give(last - served.length + 1 + index)
      })
    } catch (error) {
      for (const { fail } of served) fail(error)
    }
  }
}

/**
 * This one statement does not wait for the disk. Nobody is told a number before the filing that bears it is on disk,
 * and the log of PostgreSQL is written in order: then the number is on disk as well.
 */
async function takeBlock(sql: Sql, unitCode: string, on: PlainDate, count: number): Promise<number> {
  const rows = await sql.hot<{ last: number }>(
    'take-serials',
    `with unhurried as (select set_config('synchronous_commit', 'off', true))
     insert into onestop.dossier_serials (unit_code, day_on, last) select $1, $2, $3 from unhurried
     on conflict (unit_code, day_on) do update set last = dossier_serials.last + excluded.last
     returning last`,
    [unitCode, on, count],
  )
  const [row] = rows
  if (!row) throw new Error('no serial given')
  return row.last
}
