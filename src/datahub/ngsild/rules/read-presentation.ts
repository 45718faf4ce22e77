import type { Refusal } from '#kit/values/refusal.ts'
import type { Writing } from './compact-entity.ts'
import { malformed, type Parameters, splitList, wholeNumber } from './read-query.ts'

/** How the answer to a query is to look. */
export type Presentation = Writing & {
  readonly join: 'none' | 'inline' | 'flat'
  readonly joinLevel: number
  /** Identifiers that already stand around what is answered: links to them are not followed. */
  readonly containedBy: readonly string[]
  /** The attribute whose geometry a GeoJSON feature has. */
  readonly geometryProperty: string
}

const formats: Readonly<Record<string, Writing['format']>> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}

/** Reads `options`, `format`, `lang`, `datasetId`, `join`, `joinLevel`, `containedBy` (clauses 4.5, 6.3.7, 6.3.11). */
export function readPresentation(given: Parameters): Presentation | Refusal<'parameter-malformed'> {
  const options = splitList(given.options)
  const unknown = options.find((option) => !known.has(option))
  if (unknown !== undefined) return malformed('options', unknown)
  const format = formats[given.format ?? options.find((option) => option in formats) ?? 'normalized']
  if (format === undefined) return malformed('format', given.format)
  const join = given.join === undefined || given.join === '@none' ? 'none' : given.join
  if (join !== 'none' && join !== 'inline' && join !== 'flat') return malformed('join', join)
  const joinLevel = given.joinLevel === undefined ? 1 : wholeNumber(given.joinLevel)
  if (joinLevel === undefined || joinLevel < 1 || joinLevel > 10)
    return malformed('joinLevel', given.joinLevel)
  const datasets = splitList(given.datasetId)
  return {
    format,
    sysAttrs: options.includes('sysAttrs') || given.sysAttrs === 'true',
    ...(given.lang === undefined ? {} : { lang: given.lang }),
    ...(datasets.length === 0 ? {} : { datasets }),
    join,
    joinLevel,
    containedBy: splitList(given.containedBy),
    geometryProperty: given.geometryProperty ?? 'location',
  }
}

const known = new Set([
  ...Object.keys(formats),
  ...['sysAttrs', 'count', 'temporalValues', 'aggregatedValues', 'noOverwrite', 'update', 'replace'],
])
