/** After so many tries (a good day) a notification is dead: it waits for the subscriber to ask for it again. */
export const mostAttempts = 20

/** After so many dead notifications in a row the subscription pauses, and says why. */
export const mostDeadInRow = 3

/** Seconds to wait after the n-th failed try: 1, 2, 4 … at most an hour and a half. */
export function secondsAfter(attempts: number): number {
  return Math.min(5_400, 2 ** Math.max(0, attempts - 1))
}

/** When a notification of a change may go, with `throttling` between two of them (clause 5.8.6), in milliseconds. */
export function dueAfter(
  now: number,
  lastNotifiedAt: number | null,
  throttlingSeconds: number | null,
): number {
  if (throttlingSeconds === null || lastNotifiedAt === null) return now
  return Math.max(now, lastNotifiedAt + throttlingSeconds * 1_000)
}
