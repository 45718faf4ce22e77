import type pg from 'pg'
import type { Log } from './log.ts'
import { messageOf } from './loop.ts'

const channel = 'kit_work'

/** Tells every worker that there may be work. Only a hint: a lost one costs a worker's polling interval. */
export async function hint(pool: pg.Pool): Promise<void> {
  await pool.query(`notify ${channel}`)
}

/** Calls `wake` at every hint; connects again when the connection is lost. */
export function listenForHints(pool: pg.Pool, log: Log, wake: () => void): { stop(): Promise<void> } {
  let client: pg.PoolClient | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const connect = async (): Promise<void> => {
    try {
      const fresh = await pool.connect()
      if (stopped) return fresh.release()
      client = fresh
      fresh.on('notification', wake)
      fresh.on('error', () => {
        client = undefined
        fresh.release(true)
        if (!stopped) timer = setTimeout(connect, 5_000)
      })
      await fresh.query(`listen ${channel}`)
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'no hints for now, polling goes on')
      if (!stopped) timer = setTimeout(connect, 5_000)
    }
  }
  const first = connect()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await first
      client?.removeAllListeners('error')
      client?.on('error', () => {})
      client?.release(true)
      client = undefined
    },
  }
}
