import { pino } from 'pino'

/** Structured log lines. Facts must carry no personal data: ids and codes, never names, numbers or addresses. */
export type Log = {
  info(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

/** The program's log on standard output, one JSON object a line. `level` is pino's: `info`, `warn`, `silent`. */
export function openLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
