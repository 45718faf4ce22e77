import { foldVietnamese } from '#kit/values/vietnamese.ts'
import type { Cell } from '../contract.ts'

/** A block of cells drawn as one; rows and columns from 0, ends included. */
export type MergedBlock = {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** Where the head of a table stands and what its columns are called. `firstDataRow` from 0. */
export type Head = {
  readonly rows: readonly number[]
  readonly columns: readonly string[]
  readonly firstDataRow: number
}

const deepest = 20

/**
 * Finds the head of a table in its first rows: the first row that is mostly filled with different words. Titles above
 * it are one merged cell or few cells. Heads of several rows are known by their merged cells and joined with " / ";
 * the row of numbers under a head ("(1)", "(2)", "A") is passed over. Undefined when no row looks like a head.
 * House rule.
 */
export function findHead(
  rows: readonly (readonly Cell[])[],
  merged: readonly MergedBlock[] = [],
): Head | undefined {
  const width = Math.max(0, ...rows.slice(0, 40).map((row) => row.filter(isFilled).length))
  const top = rows.slice(0, deepest).findIndex((row) => looksLikeHead(row, width))
  if (top < 0) return undefined
  const bottom = bottomOf(top, merged)
  const headRows = Array.from({ length: bottom - top + 1 }, (_, index) => top + index)
  const length = Math.max(...headRows.map((row) => rows[row]?.length ?? 0))
  const names = Array.from({ length }, (_, column) => {
    const parts = headRows.map((row) => textOf(rows[row]?.[column])).filter(Boolean)
    return [...new Set(parts)].join(' / ')
  })
  const below = rows[bottom + 1]
  return {
    rows: headRows,
    columns: nameAll(names),
    firstDataRow: below && isNumbering(below) ? bottom + 2 : bottom + 1,
  }
}

function looksLikeHead(row: readonly Cell[], width: number): boolean {
  const filled = row.filter(isFilled)
  const texts = filled.filter((cell) => typeof cell === 'string' && !/^[\d.,\s/()-]+$/.test(cell))
  const different = new Set(texts).size
  return (
    different >= Math.min(2, width) &&
    texts.length === filled.length &&
    filled.length >= Math.ceil(width * 0.6)
  )
}

function bottomOf(top: number, merged: readonly MergedBlock[]): number {
  const here = merged.filter((block) => block.top === top && block.left !== block.right)
  const deep = merged.filter((block) => block.top === top).map((block) => block.bottom)
  const sideways = here.some((block) => block.bottom === top && block.right - block.left < 12)
  return Math.max(top, ...deep, sideways ? top + 1 : top)
}

function isNumbering(row: readonly Cell[]): boolean {
  const filled = row.filter(isFilled)
  const marks = filled.filter((cell) =>
    /^(?:\(?\d{1,2}\)?|[A-Z]|\([\d=+\-x*/ ()]+\))$/.test(String(cell).trim()),
  )
  const numbers = filled.map((cell) => Number(String(cell).replace(/\D/g, '')))
  const inOrder = numbers.every(
    (number, index) => index === 0 || Number.isNaN(number) || number >= (numbers[index - 1] ?? 0),
  )
  return filled.length >= 2 && marks.length === filled.length && inOrder && filled.length >= row.length * 0.6
}

function nameAll(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name, index) => {
    const told = name || `#${index + 1}`
    const times = (seen.get(told) ?? 0) + 1
    seen.set(told, times)
    return times === 1 ? told : `${told} (${times})`
  })
}

function isFilled(cell: Cell | undefined): boolean {
  return cell !== undefined && cell !== null && cell !== ''
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).replace(/\s+/g, ' ').trim() : ''
}

const sums = new Set(['tong', 'cong', 'tong cong', 'tong so', 'cong cong'])

/** Whether a row is the sum under a table: its first word says so and most of it is empty. House rule. */
export function isSumRow(row: readonly Cell[]): boolean {
  const filled = row.filter(isFilled)
  if (filled.length > row.length / 2) return false
  const first = foldVietnamese(String(filled[0] ?? '')).replace(/[:.\s]+$/g, '')
  return sums.has(first)
}
