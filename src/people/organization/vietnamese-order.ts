import { vietnameseSortKey } from '#kit/values/vietnamese.ts'

/** Compares two names in the order of a Vietnamese dictionary; equal keys by their text. */
export function byVietnamese(one: string, other: string): number {
  const key = vietnameseSortKey(one)
  const otherKey = vietnameseSortKey(other)
  if (key !== otherKey) return key < otherKey ? -1 : 1
  return one < other ? -1 : one > other ? 1 : 0
}
