import type { Log } from './log.ts'

/** Work that goes on in the background until it is stopped. */
export type Loop = {
  /** Says that there may be work, so that it need not wait for its next look. */
  wake(): void
  /** Ends after the piece of work in hand. */
  stop(): Promise<void>
}

/**
 * Repeats `step` as long as it answers that there was work, then looks again every `pollMs`. A step that
 * throws is logged and tried again with growing pauses, up to a minute: a database that is away comes back.
 */
export function startLoop(options: {
  readonly name: string
  readonly step: () => Promise<boolean>
  readonly pollMs: number
  readonly log: Log
}): Loop {
  let stopped = false
  let woken = false
  let endPause: (() => void) | undefined
  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      endPause = () => {
        clearTimeout(timer)
        done()
      }
    })
  const run = async () => {
    for (let failures = 0; !stopped; ) {
      woken = false
      try {
        const worked = await options.step()
        failures = 0
        if (!worked && !woken && !stopped) await pause(options.pollMs)
      } catch (error) {
        failures++
        options.log.error(
          { loop: options.name, failures, error: messageOf(error) },
          'a background step failed',
        )
        if (!stopped) await pause(Math.min(60_000, options.pollMs * 2 ** Math.min(failures, 10)))
      }
    }
  }
  const ended = run()
  return {
    wake() {
      woken = true
      endPause?.()
    },
    stop() {
      stopped = true
      endPause?.()
      return ended
    },
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
