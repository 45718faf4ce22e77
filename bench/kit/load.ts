import { type Answer, openConnection, type Request } from './connection.ts'
import type { Measured } from './pgbench.ts'

/** What one caller asks next, and what he does with the answer. */
export type Caller = {
  next(): Request | undefined
  /** Called with every answer; false counts it as failed. */
  hear(answer: Answer): boolean
}

/** A closed loop of callers over HTTP, spread over the ports of several server processes. */
export async function runLoad(asked: {
  readonly ports: readonly number[]
  readonly callers: readonly Caller[]
  readonly seconds: number
}): Promise<Measured & { readonly firstFailure: string }> {
  const times: number[] = []
  let failed = 0
  let firstFailure = ''
  const end = performance.now() + asked.seconds * 1_000
  await Promise.all(
    asked.callers.map(async (caller, index) => {
      const connection = await openConnection(asked.ports[index % asked.ports.length] ?? 0)
      while (performance.now() < end) {
        const request = caller.next()
        if (!request) throw new Error('a caller ran out of work: prepare more')
        const began = performance.now()
        const answer = await connection.ask(request)
        if (caller.hear(answer)) times.push(performance.now() - began)
        else {
          failed += 1
          firstFailure ||= `${answer.status} ${answer.body.toString().slice(0, 300)}`
        }
      }
      connection.close()
    }),
  )
  times.sort((one, other) => one - other)
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return {
    perSecond: times.length / asked.seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    failed,
    firstFailure,
  }
}
