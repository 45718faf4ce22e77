import { createHash } from 'node:crypto'

/** A source of chance from a fixed seed: the same seed gives the same year on every machine. */
export type Random = {
  /** A number from 0 up to and without 1. */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  /** Whether something that happens `perMille` times in a thousand happens now. */
  chance(perMille: number): boolean
  /** One of the items. Throws on an empty list. */
  pick<Item>(items: readonly Item[]): Item
}

/** The generator "mulberry32" (public domain). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (perMille) => next() * 1000 < perMille,
    pick(items) {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}

/**
 * A request id that is the same at each run of the same plan, so that a load that was broken off goes on where it
 * stopped; of another plan it is another request and not a reuse of the first.
 */
export function requestIdOf(plan: string, dossier: number, step: string): string {
  const hex = createHash('sha256').update(`${plan}/${dossier}/${step}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Names a plan by all that its requests follow from. */
export function fingerprintOf(plan: unknown): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 32)
}
