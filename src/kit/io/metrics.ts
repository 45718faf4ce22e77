import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Context } from './context.ts'
import { measureJobs } from './jobs.ts'
import { measureOutbox } from './outbox.ts'

/** What the program tells of itself to Prometheus. */
export type Metrics = {
  /** Counts a request; `route` is the pattern, never the address that was asked for. */
  request(facts: { method: string; route: string; status: number; seconds: number }): void
  /** The exposition text. */
  expose(): Promise<string>
  readonly contentType: string
}

/** Opens the metrics of a process: requests by route, the pool, the outbox, the jobs, and Node itself. */
export function openMetrics(ctx: Context): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'kinhbac_http_request_seconds',
    help: 'Duration of HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const gauge = (name: string, help: string) => new Gauge({ name: `kinhbac_${name}`, help, registers })
  const pool = new Gauge({
    name: 'kinhbac_database_connections',
    help: 'Connections of this process by state',
    labelNames: ['state'],
    registers,
  })
  const outbox = {
    pending: gauge('outbox_pending', 'Messages that reactions have not taken yet'),
    age: gauge('outbox_oldest_seconds', 'Age of the oldest waiting message'),
    dead: gauge('outbox_dead_letters', 'Messages that a reaction was parted from'),
  }
  const jobs = {
    due: gauge('jobs_due', 'Jobs that are due and wait'),
    dead: gauge('jobs_dead', 'Jobs that were given up'),
  }
  return {
    contentType: registry.contentType,
    request({ method, route, status, seconds }) {
      requests.observe({ method, route, status }, seconds)
    },
    async expose() {
      const { totalCount, idleCount, waitingCount } = ctx.db.pool
      pool.set({ state: 'busy' }, totalCount - idleCount)
      pool.set({ state: 'idle' }, idleCount)
      pool.set({ state: 'wanted' }, waitingCount)
      // A database that is away must not silence the process's own figures.
      const [box, work] = await Promise.all([
        measureOutbox(ctx.db).catch(() => undefined),
        measureJobs(ctx.db, ctx.now()).catch(() => undefined),
      ])
      outbox.pending.set(box?.pending ?? Number.NaN)
      outbox.age.set(box?.age ?? Number.NaN)
      outbox.dead.set(box?.dead ?? Number.NaN)
      jobs.due.set(work?.due ?? Number.NaN)
      jobs.dead.set(work?.dead ?? Number.NaN)
      return registry.metrics()
    },
  }
}
